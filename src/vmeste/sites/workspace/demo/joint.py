"""Courses taught in network form, and the extracurricular plans courses stand in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.courses.models import Programme
from vmeste.modules.courses.services.network_forms import edit_network_form, open_network_form
from vmeste.modules.courses.services.plain import NETWORK_PARTS, PLAN_LINES
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.modules.reference.models import AcademicYear

from .content import Course, Joint, Share
from .people import number_of

TEACHING_WEEKS = 34


def teach_jointly(
    joint: Joint, programme: Programme, *, year: AcademicYear, organisations: Mapping[str, Organisation], actor: Actor
) -> None:
    """Switch a programme into network form; one that rests on a pact says everything the contract must say."""
    form = open_network_form(programme, actor=actor)
    if joint.pact:
        agreement = Agreement.objects.get(title=joint.pact)
        span: dict[str, Any] = {"starts_on": year.starts_on, "ends_on": year.ends_on}
        form = edit_network_form(form, actor=actor, agreement=agreement, **span, **joint.conditions)
    if joint.own is not None:
        base, values = form.parts.get(), _values(joint.own, joint, organisations, year)
        NETWORK_PARTS.change(form, part=base, actor=actor, **values)
    for share in joint.others:
        NETWORK_PARTS.add(form, actor=actor, **_values(share, joint, organisations, year))


def _values(
    share: Share, joint: Joint, organisations: Mapping[str, Organisation], year: AcademicYear
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "organisation": organisations[share.organisation],
        "role": share.role,
        "title": share.title,
        "hours": share.hours,
        "place": share.place,
        "resources": share.resources,
    }
    if share.hours:
        number = number_of(share.organisation)
        values["licence_number"] = f"Л035-{number % 1_000_000:08}"
        values["licence_on"] = date(year.starts_on.year - 6 - number % 4, 1 + number % 12, 1 + number % 28)
        values["licence_issuer"] = joint.licences_by
    return values


def put_in_plans(course: Course, programme: Programme, *, year: AcademicYear, actor: Actor) -> None:
    """The course stands in the extracurricular plan of every class of these grades."""
    classes = SchoolClass.objects.filter(
        organisation=programme.organisation, year=year, grade__gte=course.planned.start, grade__lt=course.planned.stop
    )
    source, _payer = course.paid_by
    for school_class in classes.order_by("grade", "sort_key"):
        PLAN_LINES.add(
            school_class,
            actor=actor,
            programme=programme,
            hours_a_week=course.hours,
            hours_a_year=course.hours * TEACHING_WEEKS,
            form="кружок" if course.groups else "беседы и практикумы",
            funding=source,
        )
