"""What the register of partners says beside the partnerships themselves."""

from collections.abc import Iterable, Sequence
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.organisations.models import Contact
from vmeste.pure.grammar.persons import initials

SIGNED = (Stage.IN_FORCE, Stage.TERMINATED)


def agreements_of_pairs(actor: Actor, pairs: Iterable[frozenset[int]]) -> dict[frozenset[int], list[Agreement]]:
    """The signed agreements that each pair of organisations has in common, as far as the actor sees them; 2 queries.

    The newest first; pairs without any are missing.
    """
    wanted = set(pairs)
    touched = AgreementParty.objects.filter(organisation__in={one for pair in wanted for one in pair})
    rows = rows_for(actor, permissions.VIEW, Agreement).filter(pk__in=touched.values("agreement"), stage__in=SIGNED)
    found: dict[frozenset[int], list[Agreement]] = {}
    for agreement in rows.prefetch_related("parties").order_by("-signed_on", "pk"):
        parties = {party.organisation_id for party in agreement.parties.all()}
        for pair in _pairs_among(parties) & wanted:
            found.setdefault(pair, []).append(agreement)
    return found


def _pairs_among(parties: set[int]) -> set[frozenset[int]]:
    return {frozenset({one, other}) for one in parties for other in parties if one != other}


def attach_papers_of_partners(actor: Actor, partnerships: Sequence[Any]) -> None:
    """Give each partnership `agreements_of_pair` and, in one line, `contact_of_partner`; 3 queries for any number.

    Contacts are empty for those who may not see them.
    """
    pairs = {row.pk: frozenset({row.organisation_id, row.partner_id}) for row in partnerships}
    agreed = agreements_of_pairs(actor, pairs.values())
    contacts = _contacts(actor, {row.partner_id for row in partnerships})
    for row in partnerships:
        row.agreements_of_pair = agreed.get(pairs[row.pk], [])
        row.contact_of_partner = contacts.get(row.partner_id, "")


def _contacts(actor: Actor, organisations: set[int]) -> dict[int, str]:
    """Whom to turn to, in one line; whoever signs agreements only where nobody else is known."""
    if not organisation_permissions.VIEW_CONTACTS.is_held_by(actor):
        return {}
    rows = rows_for(actor, organisation_permissions.VIEW_CONTACTS, Contact).filter(organisation__in=organisations)
    found: dict[int, str] = {}
    for contact in rows.order_by("is_signatory", "sort_key", "pk"):
        parts = (initials(contact.full_name).surname_first, contact.post, contact.phone)
        found.setdefault(contact.organisation_id, ", ".join(filter(None, parts)))
    return found
