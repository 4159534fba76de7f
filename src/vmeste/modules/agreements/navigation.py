"""Where agreements stand in the menu and on the overview."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens import panels, tables
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, Figure, shows_due, shows_figures
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships.selectors.ties import TieSource, register_ties

from . import permissions
from .models import Agreement
from .selectors.registers import (
    agreement_figures,
    agreements_expiring,
    agreements_on_signature,
    agreements_waiting_for_own_signature,
    obligations_due,
)
from .selectors.states import attach_states, horizon_on
from .selectors.ties import agreements_of_organisation, strands_of_agreements, with_agreement_count

_SHOWN = 20
_ON_ORGANISATION_PAGE = 20
_PROMISES_AHEAD = timedelta(days=30)

add_to_menu(
    MenuItem("agreements", _("Register of agreements"), "agreement-list", "file-text", permissions.VIEW, 10),
    MenuItem("agreements", _("Calendar of terms"), "agreement-calendar", "calendar", permissions.VIEW, 20),
)


@shows_due
def expiring_agreements(actor: Actor, today: date) -> Iterator[DueItem]:
    horizon = horizon_on(today)
    for agreement in agreements_expiring(actor, today=today, horizon=horizon)[:_SHOWN]:
        assert agreement.ends_on is not None  # the selector asks for it
        days = (agreement.ends_on - today).days
        reason = ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": days}
        tone = "danger" if days <= horizon.last else "warning"
        yield DueItem(str(agreement), reason, link("agreement-detail", agreement.pk), agreement.ends_on, tone)


@shows_due
def unsigned_agreements(actor: Actor, today: date) -> Iterator[DueItem]:
    own = {agreement.pk for agreement in agreements_waiting_for_own_signature(actor)[:_SHOWN]}
    for agreement in agreements_on_signature(actor)[:_SHOWN]:
        is_mine = agreement.pk in own
        reason = _("waits for your signature") if is_mine else _("waits for signature")
        url = link("agreement-detail", agreement.pk)
        yield DueItem(str(agreement), reason, url, None, "info", is_mine=is_mine)


@shows_due
def promises_due(actor: Actor, today: date) -> Iterator[DueItem]:
    for promise in obligations_due(actor, until=today + _PROMISES_AHEAD)[:_SHOWN]:
        assert promise.due_on is not None  # the selector asks for it
        is_late = promise.due_on < today
        is_mine = promise.party is not None and promise.party.organisation_id in actor.organisation_ids
        reason = _("a promise is overdue") if is_late else _("a promise is due")
        url = link("agreement-detail", promise.agreement_id)
        yield DueItem(promise.text, reason, url, promise.due_on, "danger" if is_late else "warning", is_mine=is_mine)


@shows_figures
def figures_of_agreements(actor: Actor, today: date) -> Iterator[Figure]:
    numbers = agreement_figures(actor, today=today, horizon=horizon_on(today))
    register = link("agreement-list")
    yield Figure(_("agreements in force"), numbers["alive"], f"{register}?state=in_force", "file-text")
    yield Figure(_("agreements expiring"), numbers["expiring"], f"{register}?state=expiring", "clock")
    yield Figure(_("agreements on signature"), numbers["on_signature"], f"{register}?state=on_signature", "pencil")


def _of_organisation(request: Any, organisation: Organisation) -> list[Agreement]:
    agreements = list(agreements_of_organisation(request.actor, organisation)[:_ON_ORGANISATION_PAGE])
    attach_states(agreements, today=timezone.localdate())
    return agreements


register_ties(TieSource("agreements", _("agreements"), strands_of_agreements, is_agreement=True))
panels.extend(
    "organisation",
    panels.related(
        _("Agreements"), _of_organisation, "agreements/panels/of_organisation.html", may_view=permissions.VIEW
    ),
)
tables.extend(
    "organisation",
    tables.Column("agreement_count", _("Agreements in force"), kind=tables.Kind.NUMBER),
    with_agreement_count,
)
