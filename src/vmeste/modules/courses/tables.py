"""The registers of programmes, groups, rooms, holidays, plans and network forms."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import GroupStage
from .models import NetworkForm, Programme, StudyGroup
from .selectors.network_forms import missing_points
from .selectors.wording import for_whom


def stage_badge(group: StudyGroup) -> Badge:
    stage = GroupStage(group.stage)
    return Badge(stage.label, stage.tone)


def programme_badges(programme: Programme) -> list[Badge]:
    """Network form, and whether families see it."""
    badges = [Badge(_("network form"), "accent")] if programme.is_network_form else []
    return badges if programme.is_published else [*badges, Badge(_("not in the catalogue"))]


def network_badge(programme: Programme) -> Badge | None:
    return Badge(_("network form"), "accent") if programme.is_network_form else None


def meetings_of(group: Any) -> str:
    """Its weekly meetings in words, from rows already fetched."""
    return "; ".join(str(meeting) for meeting in group.meetings.all())


def seats_of(group: StudyGroup) -> str:
    return f"{group.taken} / {group.seats}"


def completeness(form: NetworkForm) -> Badge:
    """How many mandatory points nobody has written down, from rows already fetched."""
    missing = len(missing_points(form, list(form.parts.all())))
    if not missing:
        return Badge(_("complete"), "success")
    return Badge(_("missing points: %(count)s") % {"count": missing}, "warning")


def parties_of(form: Any) -> str:
    return ", ".join(str(part.organisation) for part in form.parts.all())


PROGRAMMES = Table(
    columns=(
        Column("title", gettext_lazy("Programme"), sort="sort_key", is_link=True),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display"),
        Column("focus", gettext_lazy("Focus area"), value="get_focus_display", is_secondary=True),
        Column("organisation", gettext_lazy("Organisation")),
        Column("for_whom", gettext_lazy("For whom"), value=for_whom),
        Column("hours_a_week", gettext_lazy("Hours a week"), kind=Kind.NUMBER),
        Column("group_count", gettext_lazy("Groups"), kind=Kind.NUMBER),
        Column("free_seats", gettext_lazy("Free seats"), kind=Kind.NUMBER, is_secondary=True),
        Column("network_form", gettext_lazy("Form"), value=network_badge, kind=Kind.BADGE),
    ),
    order="title",
)

GROUPS = Table(
    columns=(
        Column("name", pgettext_lazy("of pupils", "Group"), sort="sort_key", is_link=True),
        Column("programme", gettext_lazy("Programme")),
        Column("organisation", gettext_lazy("Organisation"), value="programme.organisation", is_secondary=True),
        Column("year", gettext_lazy("Year"), is_secondary=True),
        Column("teacher", gettext_lazy("Teacher")),
        Column("venue", gettext_lazy("Room")),
        Column("meetings", gettext_lazy("Meetings"), value=meetings_of),
        Column("seats", gettext_lazy("Seats taken"), value=seats_of),
        Column("stage", gettext_lazy("Stage"), value=stage_badge, kind=Kind.BADGE),
    ),
    order="name",
)

VENUES = Table(
    columns=(
        Column("name", gettext_lazy("Room"), sort="sort_key", is_link=True),
        Column("organisation", gettext_lazy("Organisation")),
        Column("site", gettext_lazy("Site")),
        Column("capacity", gettext_lazy("Seats"), kind=Kind.NUMBER),
        Column("is_online", gettext_lazy("Online"), kind=Kind.BOOLEAN, is_secondary=True),
    ),
    order="name",
)

BREAKS = Table(
    columns=(
        Column("name", gettext_lazy("Holidays"), is_link=True),
        Column("year", gettext_lazy("Year"), is_secondary=True),
        Column("organisation", gettext_lazy("Organisation")),
        Column("starts_on", gettext_lazy("From"), sort="starts_on", kind=Kind.DATE),
        Column("ends_on", gettext_lazy("Before"), kind=Kind.DATE),
    ),
    order="starts_on",
)

PLANS = Table(
    columns=(
        Column("name", pgettext_lazy("of a school", "Class"), sort="sort_key", is_link=True),
        Column("organisation", gettext_lazy("Organisation")),
        Column("year", gettext_lazy("Year"), is_secondary=True),
        Column("plan_line_count", gettext_lazy("Lines"), kind=Kind.NUMBER),
        Column("plan_hours", gettext_lazy("Hours a week"), kind=Kind.NUMBER),
    ),
    order="name",
)

NETWORK_FORMS = Table(
    columns=(
        Column("programme", gettext_lazy("Programme"), sort="programme__sort_key", is_link=True),
        Column("parties", gettext_lazy("Parties"), value=parties_of),
        Column("agreement", gettext_lazy("Agreement")),
        Column("starts_on", gettext_lazy("From"), kind=Kind.DATE),
        Column("ends_on", gettext_lazy("Before"), kind=Kind.DATE),
        Column("completeness", gettext_lazy("Mandatory points"), value=completeness, kind=Kind.BADGE),
    ),
    order="programme",
)
