"""The lists of people, none of which says the name of a child."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .selectors.registers import posts_in_words

CLASSES = Table(
    columns=(
        Column("name", pgettext_lazy("of a school", "Class"), sort="sort_key", is_link=True),
        Column("organisation", _("Organisation"), sort="organisation__sort_key"),
        Column("year", _("Year"), "year.name", is_secondary=True),
        Column("grade", _("Grade"), sort="grade", kind=Kind.NUMBER),
        Column("profile", _("Profile"), "get_profile_display", is_secondary=True),
        Column("shift", _("Shift"), kind=Kind.NUMBER, is_secondary=True),
        Column("size", _("Pupils"), kind=Kind.NUMBER),
    ),
    order="name",
)


def state_of_pupil(pupil: Any) -> Badge | None:
    if pupil.erased_at is not None:
        return Badge(_("data destroyed"), "neutral")
    return None if pupil.placement else Badge(_("has left"), "neutral")


PUPILS = Table(
    columns=(
        Column("number", _("Number"), "__str__", sort="number", is_link=True),
        Column("organisation", _("Organisation"), lambda pupil: pupil.placement and pupil.placement.organisation),
        Column(
            "school_class",
            pgettext_lazy("of a school", "Class"),
            lambda pupil: pupil.placement and pupil.placement.class_name,
        ),
        Column("grade", _("Grade"), lambda pupil: pupil.placement and pupil.placement.grade, kind=Kind.NUMBER),
        Column("state", _("State"), state_of_pupil, kind=Kind.BADGE),
    ),
    order="number",
)

OPENINGS = Table(
    columns=(
        Column("what", _("What was opened"), is_link=True),
        Column("opened_at", _("When"), sort="opened_at", kind=Kind.MOMENT),
        Column("actor_label", _("Who")),
        Column("purpose", _("Purpose"), "get_purpose_display"),
        Column("count", _("Names"), kind=Kind.NUMBER),
        Column("controller", _("Organisation"), is_secondary=True),
    ),
    order="-opened_at",
)


def state_of_disclosure(disclosure: Any) -> Badge:
    return Badge(_("in force"), "success") if disclosure.is_in_force else Badge(_("ended"), "neutral")


DISCLOSURES = Table(
    columns=(
        Column("purpose", _("Purpose"), is_link=True),
        Column("controller", _("Who disclosed"), "controller.shown_name"),
        Column("recipient", _("To whom"), "recipient.shown_name"),
        Column("disclosed_on", _("When"), sort="disclosed_on", kind=Kind.DATE),
        Column("valid_until", _("In force before"), kind=Kind.DATE),
        Column("count", _("Pupils"), kind=Kind.NUMBER),
        Column("state", _("State"), state_of_disclosure, kind=Kind.BADGE),
    ),
    order="-disclosed_on",
)


def clearance_of(member: Any) -> Any:
    """The day on which the first clearance of today's posts ends."""
    return min((post.cleared_until for post in member.posts.all() if post.cleared_until), default=None)


STAFF = Table(
    columns=(
        Column("name", _("Full name"), "__str__", sort="sort_key", is_link=True),
        Column("posts", _("Positions"), posts_in_words),
        Column("cleared_until", _("Clearance until"), clearance_of, kind=Kind.DATE),
        Column("account", _("Account"), lambda member: member.user_id is not None, kind=Kind.BOOLEAN),
    ),
    order="name",
)

RETENTION = Table(
    columns=(
        Column("of", _("Of what"), "get_of_display", sort="of", is_link=True),
        Column("months", _("Months"), sort="months", kind=Kind.NUMBER),
        Column("valid_from", _("Valid from"), sort="valid_from", kind=Kind.DATE),
        Column("ground", _("Ground")),
    ),
    order="of",
)

DESTRUCTIONS = Table(
    columns=(
        Column("number", _("Number"), "__str__", sort="number", is_link=True),
        Column("organisation", _("Organisation"), "organisation.shown_name"),
        Column("subject", _("Whose data")),
        Column("destroyed_at", _("Destroyed"), sort="destroyed_at", kind=Kind.MOMENT),
        Column("reason", _("Reason")),
        Column("executor", _("By whom"), is_secondary=True),
    ),
    order="-destroyed_at",
)
