"""The register of agreements."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import State, WarningKind

_PRESSING = frozenset({WarningKind.LAST, WarningKind.SECOND, WarningKind.FIRST, WarningKind.UNSIGNED})


def state_badge(state: State) -> Badge:
    return Badge(state.label, state.tone)


def party_names(agreement: Any) -> str:
    """The parties in the order of the document, from rows already fetched."""
    return ", ".join(str(party.organisation) for party in agreement.parties.all())


def most_pressing(agreement: Any) -> Badge | None:
    """The first warning, with how many more there are."""
    if not agreement.warnings:
        return None
    first, others = agreement.warnings[0], len(agreement.warnings) - 1
    label = f"{first.label} +{others}" if others else first.label
    return Badge(label, "warning" if first in _PRESSING else "neutral")


AGREEMENTS = Table(
    columns=(
        Column("title", _("Agreement"), sort="sort_key", is_link=True),
        Column("number", _("Number")),
        Column("kind", _("Kind"), value="get_kind_display", is_secondary=True),
        Column("parties", _("Parties"), value=party_names),
        Column("signed_on", _("Signed"), sort="signed_on", kind=Kind.DATE),
        Column("ends_on", _("In force before"), sort="ends_on", kind=Kind.DATE),
        Column("state", _("State"), value=lambda agreement: state_badge(agreement.state), kind=Kind.BADGE),
        Column("warnings", _("Look at"), value=most_pressing, kind=Kind.BADGE),
    ),
    order="-signed_on",
)
