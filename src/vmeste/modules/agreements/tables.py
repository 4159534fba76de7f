"""The register of agreements."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import State

TONES = {
    State.DRAFT: "neutral",
    State.ON_SIGNATURE: "info",
    State.NOT_STARTED: "info",
    State.IN_FORCE: "success",
    State.EXPIRING: "warning",
    State.ENDED: "neutral",
    State.TERMINATED: "danger",
}

def state_badge(state: State) -> Badge:
    return Badge(state.label, TONES[state])


def party_names(agreement: Any) -> str:
    """The parties in the order of the document, from rows already fetched."""
    return ", ".join(str(party.organisation) for party in agreement.parties.all())


AGREEMENTS = Table(
    columns=(
        Column("title", _("Agreement"), sort="sort_key", is_link=True),
        Column("number", _("Number")),
        Column("kind", _("Kind"), value="get_kind_display", is_secondary=True),
        Column("parties", _("Parties"), value=party_names),
        Column("signed_on", _("Signed"), sort="signed_on", kind=Kind.DATE),
        Column("ends_on", _("In force before"), sort="ends_on", kind=Kind.DATE),
        Column("state", _("State"), value=lambda agreement: state_badge(agreement.state), kind=Kind.BADGE),
        Column("warnings", _("Look at"), value=lambda agreement: [warning.label for warning in agreement.warnings], kind=Kind.TAGS),
    ),
    order="-signed_on",
)
