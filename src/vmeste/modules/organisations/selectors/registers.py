"""The register: lists of organisations and what finds them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.search.finding import matching_ids
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.models import Alias, Contact, Organisation


def organisations_for_list(actor: Actor) -> QuerySet[Organisation]:
    """The register's rows by name, each with its territory and the organisation it is part of; 1 query when read."""
    return (
        rows_for(actor, permissions.VIEW, Organisation).select_related("territory", "parent").order_by("sort_key", "id")
    )


def organisation_for_page(actor: Actor) -> QuerySet[Organisation]:
    """One organisation with everything its page names; 1 query when read."""
    return rows_for(actor, permissions.VIEW, Organisation).select_related(
        "territory", "parent", "successor", "registered_by"
    )


def where_found(actor: Actor, query: str) -> Q | None:
    """The condition of the register's search: names, other names, INN; contacts for those who may see them.

    None when the query has no word. No query of its own.
    """
    own = matching_ids(Organisation, query)
    if own is None:
        return None
    condition = Q(pk__in=own)
    people = matching_ids(Contact, query)
    if people is not None and permissions.VIEW_CONTACTS.is_held_by(actor):
        found = rows_for(actor, permissions.VIEW_CONTACTS, Contact).filter(pk__in=people)
        condition |= Q(pk__in=found.values("organisation"))
    return condition


def aliases_for_list(actor: Actor) -> QuerySet[Alias]:
    """All other names of the organisations the actor sees, in alphabetical order; 1 query when read."""
    return rows_for(actor, permissions.VIEW_ALIASES, Alias).order_by("sort_key", "id")


def contacts_for_list(actor: Actor) -> QuerySet[Contact]:
    """All contacts the actor may see, by name; 1 query when read."""
    return rows_for(actor, permissions.VIEW_CONTACTS, Contact).order_by("sort_key", "id")


def signatories_for(actor: Actor, organisations: Iterable[Organisation]) -> dict[int, Contact]:
    """Organisation id → who signs its agreements, as far as the actor may see contacts. One query.

    The first written down counts where several sign; an organisation without one is missing.
    """
    if not permissions.VIEW_CONTACTS.is_held_by(actor):
        return {}
    found = rows_for(actor, permissions.VIEW_CONTACTS, Contact).filter(
        organisation__in=[organisation.pk for organisation in organisations], is_signatory=True
    )
    return {contact.organisation_id: contact for contact in found.order_by("-pk")}
