"""The list of choice rounds."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Badge, Column, Kind, Table
from vmeste.modules.enrolment.choices import RoundStage, RunState
from vmeste.modules.enrolment.models import ChoiceRound

_TONES = {
    RoundStage.DRAFT: "neutral",
    RoundStage.OPEN: "info",
    RoundStage.CLOSED: "warning",
    RoundStage.DECIDED: "warning",
    RoundStage.PUBLISHED: "success",
    RoundStage.FINISHED: "neutral",
}
_RUN_TONES = {
    RunState.WAITING: "neutral",
    RunState.RUNNING: "info",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
}


def stage_badge(round_: ChoiceRound) -> Badge:
    return Badge(round_.get_stage_display(), _TONES[RoundStage(round_.stage)])


def run_badge(state: RunState) -> Badge:
    return Badge(state.label, _RUN_TONES[state])


ROUNDS = Table(
    columns=(
        Column("title", _("Choice round"), sort="sort_key", is_link=True),
        Column("year", _("Year"), value="year.name"),
        Column("opens_at", _("Opens"), sort="opens_at", kind=Kind.MOMENT),
        Column("closes_at", _("Closes"), sort="closes_at", kind=Kind.MOMENT),
        Column("lists_in", _("Lists handed in"), kind=Kind.NUMBER),
        Column("stage", _("Stage"), value=stage_badge, kind=Kind.BADGE),
    ),
    order="-opens_at",
)
