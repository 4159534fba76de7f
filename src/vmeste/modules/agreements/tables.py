"""The register of agreements."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import State, WarningKind

_PRESSING = frozenset({WarningKind.LAST, WarningKind.SECOND, WarningKind.FIRST, WarningKind.UNSIGNED})

_PARTIES_SHOWN = 2


def state_badge(state: State) -> Badge:
    return Badge(state.label, state.tone)


def party_names(agreement: Any) -> str:
    """The parties in the order of the document, from rows already fetched."""
    return ", ".join(str(party.organisation) for party in agreement.parties.all())


def first_parties(agreement: Any) -> str:
    """As `party_names`, but after two only how many more: the register stays readable line by line."""
    names = [str(party.organisation) for party in agreement.parties.all()]
    others = len(names) - _PARTIES_SHOWN
    if others <= 0:
        return ", ".join(names)
    return _("%(names)s and %(others)d more") % {"names": ", ".join(names[:_PARTIES_SHOWN]), "others": others}


def most_pressing(agreement: Any) -> Badge | None:
    """The first warning, with how many more there are."""
    if not agreement.warnings:
        return None
    first, others = agreement.warnings[0], len(agreement.warnings) - 1
    label = f"{first.label} +{others}" if others else first.label
    return Badge(label, "warning" if first in _PRESSING else "neutral")


AGREEMENTS = Table(
    columns=(
        Column("title", gettext_lazy("Agreement"), sort="sort_key", is_link=True),
        Column("number", gettext_lazy("Number")),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display", is_secondary=True),
        Column("parties", gettext_lazy("Parties"), value=first_parties, full_value=party_names),
        Column("signed_on", gettext_lazy("Signed"), sort="signed_on", kind=Kind.DATE),
        Column("ends_on", gettext_lazy("In force before"), sort="ends_on", kind=Kind.DATE),
        Column("state", gettext_lazy("State"), value=lambda agreement: state_badge(agreement.state), kind=Kind.BADGE),
        Column("warnings", gettext_lazy("Look at"), value=most_pressing, kind=Kind.BADGE),
    ),
    order="-signed_on",
)
