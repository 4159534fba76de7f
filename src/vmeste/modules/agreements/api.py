"""Agreements for programs: the register, what was promised, what was amended, and every step of their life."""

from typing import Annotated, Any, ClassVar

import django_filters
from django.db.models import QuerySet
from pydantic import Field, StringConstraints

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.endpoints.endpoints import Act, Endpoints
from vmeste.foundation.endpoints.shapes import Day, Key, Keys, Values, answer_of, values_of
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.reference import permissions as reference_permissions

from . import permissions
from .filters import AgreementFilters
from .models import Agreement, AgreementParty, Amendment, Obligation
from .selectors.registers import agreements_for_list, amendments_for_list, obligations_for_list
from .services import drafting, obligations, parties, signing

_WORDS = (
    *("kind", "title", "number", "signed_on", "signed_note", "starts_on", "ends_on", "renewal", "renewal_months"),
    *("subject", "place", "party_label", "is_paid", "responsible", "directions"),
)
_LIFE = ("stage", "terminated_on", "termination_reason")
_PARTY = (
    *("organisation", "role", "signatory_name", "signatory_post", "signatory_gender"),
    *("authority_basis", "name_genitive", "post_genitive"),
)
_OBLIGATION = ("agreement", "party", "text", "due_on")
_AMENDMENT = ("number", "signed_on", "summary", "new_ends_on")


class PartyAnswer(answer_of(AgreementParty, *_PARTY, "position", "has_signed", "signed_on", title="PartyRow")):  # type: ignore[misc]
    organisation_name: str

    @classmethod
    def of(cls, row: AgreementParty) -> dict[str, Any]:
        return {**super().of(row), "organisation_name": str(row.organisation)}


class AgreementAnswer(answer_of(Agreement, *_WORDS, *_LIFE, title="AgreementRow")):  # type: ignore[misc]
    parties: list[PartyAnswer]

    @classmethod
    def of(cls, row: Agreement) -> dict[str, Any]:
        return {**super().of(row), "parties": [PartyAnswer.of(party) for party in row.parties.all()]}


class SignatureValues(Values):
    party: Key
    signed_on: Day | None = Field(default=None, description="Empty: signed, the day is unknown.")


class ForceValues(Values):
    signed_on: Day | None = Field(default=None, description="Empty: signed, the day is unknown.")


class RenewalValues(Values):
    ends_on: Day


class TerminationValues(Values):
    terminated_on: Day
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class PartyRemovalValues(Values):
    party: Key


def _agreements(actor: Actor) -> QuerySet[Agreement]:
    """The register's rows with their directions; 3 queries for any number of rows."""
    return agreements_for_list(actor).prefetch_related("directions")


def _parties(actor: Actor) -> QuerySet[AgreementParty]:
    return AgreementParty.objects.filter(agreement__in=rows_for(actor, permissions.VIEW, Agreement))


class AgreementEndpoints(Endpoints):
    model = Agreement
    path = "agreements"
    may_view = permissions.VIEW
    rows = _agreements
    filters = AgreementFilters
    schema_out = AgreementAnswer
    schema_in = values_of(
        Agreement,
        *_WORDS,
        organisations=(Keys, Field(default_factory=list, description="parties, in the order of the document")),
    )
    schema_change = values_of(Agreement, *_WORDS, title="AgreementWordsValues")
    related: ClassVar = {
        "directions": reference_permissions.VIEW_DIRECTIONS,
        "organisations": organisation_permissions.VIEW,
    }
    sorts: ClassVar = {"title": "sort_key", "signed_on": "signed_on", "ends_on": "ends_on"}
    create_command = drafting.draft_agreement
    update_command = drafting.edit_agreement
    remove_command = drafting.remove_agreement
    restore_command = drafting.restore_agreement
    acts = (
        Act("sending", signing.send_for_signature, "Send a draft for signature"),
        Act("withdrawal", signing.return_to_draft, "Take an agreement back from signature"),
        Act(
            "signature",
            signing.record_signature,
            "Record that one party has signed; the last signature brings the agreement into force",
            SignatureValues,
            {"party": _parties},
        ),
        Act(
            "force", signing.bring_into_force, "Record an agreement that all parties have signed on paper", ForceValues
        ),
        Act("renewal", signing.renew_agreement, "Let the term run on", RenewalValues),
        Act("termination", signing.terminate_agreement, "End an agreement before its term", TerminationValues),
        Act(
            "amendments",
            signing.amend_agreement,
            "Record a supplementary agreement; one that names a new end moves the term",
            values_of(Amendment, *_AMENDMENT),
        ),
        Act(
            "parties",
            parties.add_party,
            "Name one more party",
            values_of(AgreementParty, *_PARTY),
            {"organisation": organisation_permissions.VIEW},
        ),
        Act("party-removal", parties.remove_party, "Strike a party out", PartyRemovalValues, {"party": _parties}),
    )


class _OfAgreement(django_filters.FilterSet):  # type: ignore[misc]
    agreement = django_filters.NumberFilter(field_name="agreement", min_value=1, max_value=2**63 - 1)


class FulfilmentValues(Values):
    fulfilled_on: Day
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class ObligationEndpoints(Endpoints):
    model = Obligation
    path = "obligations"
    may_view = permissions.VIEW_OBLIGATIONS
    rows = obligations_for_list
    filters = _OfAgreement
    schema_out = answer_of(Obligation, *_OBLIGATION, "fulfilled_on", "evidence")
    schema_in = values_of(Obligation, *_OBLIGATION)
    schema_change = values_of(Obligation, "party", "text", "due_on", title="ObligationWordsValues")
    related: ClassVar = {"agreement": permissions.VIEW, "party": _parties}
    container = "agreement"
    sorts: ClassVar = {"due_on": "due_on"}
    create_command = obligations.OBLIGATIONS.add
    update_command = obligations.OBLIGATIONS.change
    remove_command = obligations.OBLIGATIONS.remove
    restore_command = obligations.OBLIGATIONS.restore
    acts = (
        Act("fulfilment", obligations.fulfil_obligation, "Tick a promise off", FulfilmentValues),
        Act("reopening", obligations.reopen_obligation, "Take the tick back"),
    )


class AmendmentEndpoints(Endpoints):
    model = Amendment
    path = "amendments"
    may_view = permissions.VIEW_AMENDMENTS
    rows = amendments_for_list
    filters = _OfAgreement
    schema_out = answer_of(Amendment, "agreement", *_AMENDMENT)
    sorts: ClassVar = {"signed_on": "signed_on"}
