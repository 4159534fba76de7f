"""The register of certificates, and what one says. No answer here names a child."""

from typing import Any

from django.db.models import QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.models import Certificate, Enrolment


def certificates_for_list(actor: Actor) -> QuerySet[Certificate]:
    """The register, the latest first; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_CERTIFICATES, Certificate)
    return rows.select_related("organisation", "enrolment__pupil", "enrolment__group__programme")


def facts_of(enrolment: Enrolment) -> dict[str, Any]:
    """What a certificate says of the teaching, as plain data; read with programme, organisation and year; 1 query."""
    group = enrolment.group
    programme = group.programme
    parties = []
    if programme.is_network_form and (form := getattr(programme, "network_form", None)) is not None:
        parties = [str(part.organisation) for part in form.parts.select_related("organisation").order_by("position")]
    starts_on = enrolment.starts_on or group.starts_on or group.year.starts_on
    ends_on = enrolment.ends_on or group.ends_on or group.year.ends_on
    return {
        "programme": str(programme),
        "kind": programme.kind,
        "focus": programme.focus,
        "organisation": programme.organisation.name,
        "parties": parties,
        "is_network_form": programme.is_network_form,
        "hours": enrolment.hours_done if enrolment.hours_done is not None else programme.hours_a_year,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "assessment": enrolment.assessment,
        "enrolment_order": enrolment.enrolment_order,
        "completion_order": enrolment.completion_order,
    }


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate of the active network that a code belongs to; 1 query."""
    return Certificate.objects.select_related("organisation").filter(code=code).first() if code else None
