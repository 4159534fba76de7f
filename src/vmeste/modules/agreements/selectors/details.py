"""One agreement with all its parts."""

from django.db.models import QuerySet

from vmeste.modules.agreements.models import Agreement, AgreementDirection, AgreementParty, Amendment, Obligation


def parties_of(agreement: Agreement) -> QuerySet[AgreementParty]:
    """The parties in the order of the document; 1 query when read."""
    return agreement.parties.select_related("organisation").order_by("position", "pk")


def directions_of(agreement: Agreement) -> QuerySet[AgreementDirection]:
    """The directions in the order of the document; 1 query when read."""
    return agreement.direction_rows.select_related("direction").order_by("position", "pk")


def obligations_of(agreement: Agreement) -> QuerySet[Obligation]:
    """The promises, the open and earliest due first; 1 query when read."""
    return agreement.obligations.select_related("party__organisation").order_by("fulfilled_on", "due_on", "pk")


def amendments_of(agreement: Agreement) -> QuerySet[Amendment]:
    """The supplementary agreements, the earliest first; 1 query when read."""
    return agreement.amendments.order_by("signed_on", "pk")
