"""The register of partnerships."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table

from .choices import Maturity, State
from .models import Partnership
from .selectors.registers import state_on

STATE_TONES = {State.PLANNED: "info", State.GOES_ON: "success", State.ENDED: "neutral"}
STAGE_TONES = {Maturity.INTENT: "warning", Maturity.JOINT_WORK: "info", Maturity.PARTNERSHIP: "success"}


def state_badge(partnership: Partnership) -> Badge:
    state = state_on(partnership, timezone.localdate())
    return Badge(state.label, STATE_TONES[state])


def stage_badge(partnership: Partnership) -> Badge | None:
    if partnership.maturity is None:
        return None
    stage = Maturity(partnership.maturity)
    return Badge(stage.label, STAGE_TONES[stage])


def direction_names(partnership: Partnership) -> list[str]:
    """The directions, from rows already fetched."""
    return [str(direction) for direction in partnership.directions.all()]


PARTNERSHIPS = Table(
    columns=(
        Column("partner", _("Partner"), sort="partner__sort_key", is_link=True),
        Column("organisation", _("Organisation"), sort="organisation__sort_key"),
        Column("kind", _("Kind"), value="get_kind_display", is_secondary=True),
        Column("directions", _("Directions"), value=direction_names, kind=Kind.TAGS),
        Column("maturity", _("Maturity"), value=stage_badge, sort="maturity", kind=Kind.BADGE),
        Column("starts_on", _("Since"), sort="starts_on", kind=Kind.DATE),
        Column("state", _("State"), value=state_badge, kind=Kind.BADGE),
    ),
    order="partner",
)
