"""Organisations in the menu, and how one is chosen in a form."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.choosers import Chooser, add_chooser
from vmeste.foundation.screens.menu import MenuItem, add_to_menu

from . import permissions
from .models import Organisation

add_to_menu(
    MenuItem("partners", _("Organisations"), "organisation-list", "building-community", permissions.VIEW, order=10),
    MenuItem("partners", _("Duplicates"), "duplicate-list", "copy", permissions.MERGE, order=90),
)


def _organisations_to_choose(actor: Actor) -> QuerySet[Organisation]:
    return rows_for(actor, permissions.VIEW, Organisation).select_related("territory", "parent")


def _told_apart(organisation: Organisation) -> str:
    """What tells two organisations of one name apart: the whole name, the kind, where."""
    whole = organisation.name if organisation.name != organisation.shown_name else ""
    parts = (whole, organisation.get_kind_display(), organisation.territory or "", organisation.parent or "")
    return " · ".join(str(part) for part in parts if part)


add_chooser(Chooser("organisations", Organisation, _organisations_to_choose, detail=_told_apart))
