"""Where choice, lessons and certificates stand in the menu, and what of the rounds waits for a curator."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, shows_due
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions as people

from . import permissions
from .choices import RoundStage
from .models import ChoiceRound
from .selectors.rounds import rounds_to_look_at

add_to_menu(
    MenuItem("overview", _("Courses and choices"), "family-home", "home", people.VIEW_FAMILY, 10),
    MenuItem("enrolment", _("Choice rounds"), "round-list", "list-check", permissions.VIEW_ROUNDS, 40),
    MenuItem("enrolment", _("Lessons"), "lesson-list", "checklist", permissions.VIEW_LESSONS, 50),
    MenuItem("enrolment", _("Orders and results"), "order-list", "gavel", permissions.VIEW_ORDERS, 60),
    MenuItem(
        "enrolment", _("Register of certificates"), "certificate-list", "certificate", permissions.VIEW_CERTIFICATES, 70
    ),
)

_REASONS = {
    RoundStage.OPEN: pgettext_lazy("due", "the round takes wishes until then"),
    RoundStage.CLOSED: pgettext_lazy("due", "wishes are in: allocate"),
    RoundStage.DECIDED: pgettext_lazy("due", "the result waits to be published"),
    RoundStage.PUBLISHED: pgettext_lazy("due", "offers wait for an answer until then"),
}
_TONES = {RoundStage.OPEN: "info", RoundStage.CLOSED: "warning", RoundStage.DECIDED: "warning"}


@shows_due
def rounds_under_way(actor: Actor, today: date) -> Iterator[DueItem]:
    """What waits for a curator in the rounds; 1 query."""
    for round_ in rounds_to_look_at(actor, today=today):
        stage = RoundStage(round_.stage)
        if stage == RoundStage.PUBLISHED and not round_.has_offers:  # type: ignore[attr-defined]
            continue
        url = link("round-detail", round_.pk)
        yield DueItem(str(round_), _REASONS[stage], url, _day_of(round_, stage), _TONES.get(stage, "info"))


def _day_of(round_: ChoiceRound, stage: RoundStage) -> date | None:
    return {RoundStage.OPEN: timezone.localdate(round_.closes_at), RoundStage.PUBLISHED: round_.confirm_by}.get(stage)
