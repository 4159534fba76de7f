"""What anybody may learn of enrolment: whether a certificate is genuine."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Network

from .models import Certificate
from .selectors.certificates import certificate_by_code


@dataclass(frozen=True, slots=True)
class VerifiedCertificate:
    """A certificate of the register without the person it was given to: labels and values to compare with the paper."""

    rows: tuple[tuple[str, object], ...]
    revoked_on: date | None


def verified_certificate(network: str, code: str) -> VerifiedCertificate | None:
    """The certificate with this code in the network of this address; None when there is no such; 2 queries."""
    found = Network.objects.filter(slug=network).first()
    if found is None:
        return None
    with working_in(found):
        certificate = certificate_by_code(code)
        return None if certificate is None else VerifiedCertificate(_rows_of(certificate), certificate.revoked_on)


def _rows_of(certificate: Certificate) -> tuple[tuple[str, object], ...]:
    facts = certificate.facts
    first, after = date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"])
    days = [date_format(day, "SHORT_DATE_FORMAT") for day in (first, after - timedelta(days=1))]
    return (
        (_("Document"), certificate.get_kind_display()),
        (_("Number"), certificate.number),
        (_("Issued on"), date_format(certificate.issued_on, "SHORT_DATE_FORMAT")),
        (_("Issued by"), facts["organisation"]),
        (_("Programme"), facts["programme"]),
        (_("Network form"), ", ".join(facts["parties"]) or _("no")),
        (_("Hours"), facts["hours"]),
        (_("Period"), " – ".join(days)),
    )
