"""Where projects stand in the menu and on the overview, and how a legal act is chosen."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens.choosers import Chooser, add_chooser
from vmeste.foundation.screens.menu import MenuItem, add_to_menu
from vmeste.foundation.screens.overview import DueItem, shows_due
from vmeste.foundation.tenancy.links import link
from vmeste.modules.partnerships import permissions as partnership_permissions

from . import permissions
from .models import LegalAct
from .selectors.registers import acts_for_list, works_due

_SHOWN = 20
_AHEAD = timedelta(days=30)

add_to_menu(
    MenuItem("projects", _("Projects"), "project-list", "rocket", permissions.VIEW, 10),
    MenuItem("partners", _("Partnership report"), "partnership-report", "file-text", partnership_permissions.VIEW, 70),
    MenuItem("documents", _("Legal acts"), "legal-act-list", "gavel", permissions.VIEW_ACTS, 40),
)
add_chooser(
    Chooser("legal-acts", LegalAct, acts_for_list, order="-issued_on", detail=lambda act: f"{act.issuer}. {act.title}")
)


@shows_due
def works_of_roadmaps(actor: Actor, today: date) -> Iterator[DueItem]:
    """Open works that are late or due within a month; 1 query."""
    for work in works_due(actor, until=today + _AHEAD)[:_SHOWN]:
        assert work.due_on is not None  # the selector asks for it
        is_late = work.due_on < today
        reason = _("a work of a roadmap is late") if is_late else _("a work of a roadmap is due")
        url = f"{link('project-roadmap', work.project_id)}#work-{work.pk}"
        yield DueItem(str(work), reason, url, work.due_on, "danger" if is_late else "warning")
