"""What stands on an organisation's page."""

from django.db.models import Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.models import Alias, Contact, Organisation


def aliases_of(organisation: Organisation) -> QuerySet[Alias]:
    """Its other names in alphabetical order; 1 query when read."""
    rows: QuerySet[Alias] = Alias.objects.filter(organisation=organisation)
    return rows.order_by("sort_key", "id")


def contacts_of(actor: Actor, organisation: Organisation) -> QuerySet[Contact]:
    """Its contacts by name, none for those who may not see them; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_CONTACTS, Contact)
    return rows.filter(organisation=organisation).order_by("sort_key", "id")


def kin_of(actor: Actor, organisation: Organisation) -> tuple[list[Organisation], list[Organisation]]:
    """Its parts, and the organisations it goes on for, each by name, as far as the actor sees them; 1 query."""
    rows = rows_for(actor, permissions.VIEW, Organisation)
    kin = list(rows.filter(Q(parent=organisation) | Q(successor=organisation)).order_by("sort_key", "id"))
    units = [row for row in kin if row.parent_id == organisation.pk]
    return units, [row for row in kin if row.successor_id == organisation.pk]
