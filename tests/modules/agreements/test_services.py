"""Commands of agreements: one test for each outcome."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.agreements import make_agreement, make_obligation, make_party
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.editing.uses import GoneMeanwhile, StillUsed
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.errors import AlreadySigned, ImpossibleTerm, PartyTwice, TooFewParties, WrongStage
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.services import drafting, obligations, parties, signing
from vmeste.modules.agreements.services.papers import attach_file
from vmeste.modules.organisations.services.registering import remove_organisation, restore_organisation

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARCH_1, MARCH_2, JUNE_1 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def draft(network, school, plant):
    return make_agreement(title="On common work", parties=[school, plant])


@pytest.fixture
def on_signature(draft, curator):
    return signing.send_for_signature(draft, actor=curator)


@pytest.fixture
def in_force(draft, curator):
    return signing.bring_into_force(draft, actor=curator, signed_on=MARCH_1)


def events():
    return list(Activity.objects.order_by("pk").values_list("event", flat=True))


def test_a_draft_has_its_parties_in_the_given_order_and_a_line_of_history(network, coordinator, school, plant):
    direction = make_direction()

    agreement = drafting.draft_agreement(
        network, actor=coordinator, organisations=[plant, school], title="On work", directions=[direction]
    )

    assert [(p.position, p.organisation) for p in agreement.parties.all()] == [(1, plant), (2, school)]
    assert list(agreement.directions.all()) == [direction]
    assert (agreement.stage, agreement.version, events()) == (Stage.DRAFT, 1, ["agreements.AgreementDrafted"])


def test_a_coordinator_cannot_draft_what_their_organisation_is_no_party_of(network, coordinator, plant):
    with pytest.raises(PermissionDenied):
        drafting.draft_agreement(network, actor=coordinator, organisations=[plant], title="Not ours")

    assert not Agreement.objects.exists()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.TEACHER, Role.METHODOLOGIST, Role.PARTNER])
def test_who_keeps_no_agreements_cannot_draft(network, school, role):
    of_network = role in {Role.OBSERVER, Role.METHODOLOGIST}
    actor = actor_of(network, role, organisation=None if of_network else school)

    with pytest.raises(PermissionDenied):
        drafting.draft_agreement(network, actor=actor, organisations=[school], title="x")


def test_a_term_that_ends_before_it_begins_is_refused_at_its_field(network, curator):
    with pytest.raises(ImpossibleTerm) as refusal:
        drafting.draft_agreement(network, actor=curator, title="x", starts_on=JUNE_1, ends_on=MARCH_1)

    assert list(refusal.value.error_dict) == ["ends_on"]


def test_an_edit_is_written_to_the_history_in_words(draft, curator):
    edited = drafting.edit_agreement(draft, actor=curator, version=1, number="17", signed_on=MARCH_1)

    line = Activity.objects.get()
    assert edited.version == 2
    assert line.facts == {"changes": {"number": ["", "17"], "signed_on": ["", "2026-03-01"]}}


def test_an_edit_that_changes_nothing_leaves_no_trace(draft, curator):
    drafting.edit_agreement(draft, actor=curator, version=1, title="On common work")

    draft.refresh_from_db()
    assert (draft.version, events()) == (1, [])


def test_the_second_of_two_edits_of_the_same_version_is_refused(draft, curator):
    drafting.edit_agreement(draft, actor=curator, version=1, title="First")

    with pytest.raises(EditConflict):
        drafting.edit_agreement(draft, actor=curator, version=1, title="Second")

    draft.refresh_from_db()
    assert draft.title == "First"


def test_a_removed_agreement_leaves_the_lists_and_comes_back(draft, curator):
    drafting.remove_agreement(draft, actor=curator, at=NOON)
    assert not Agreement.objects.exists()

    drafting.restore_agreement(draft, actor=curator)

    assert Agreement.objects.get() == draft
    assert events() == ["activity.RowRemoved", "activity.RowRestored"]


def test_an_agreement_with_one_party_does_not_go_on_signature(network, curator, school):
    agreement = make_agreement(parties=[school])

    with pytest.raises(TooFewParties):
        signing.send_for_signature(agreement, actor=curator)


def test_the_last_signature_brings_the_agreement_into_force_from_the_latest_day(on_signature, curator):
    first, second = on_signature.parties.all()

    signing.record_signature(on_signature, party=first, actor=curator, signed_on=MARCH_2)
    assert Agreement.objects.get().stage == Stage.ON_SIGNATURE
    signing.record_signature(on_signature, party=second, actor=curator, signed_on=MARCH_1)

    agreement = Agreement.objects.get()
    assert (agreement.stage, agreement.signed_on, agreement.starts_on) == (Stage.IN_FORCE, MARCH_2, MARCH_2)
    assert events()[-2:] == ["agreements.PartySigned", "agreements.AgreementCameIntoForce"]


def test_the_day_of_signing_may_be_unknown(on_signature, curator):
    for party in on_signature.parties.all():
        signing.record_signature(on_signature, party=party, actor=curator, signed_on=None)

    agreement = Agreement.objects.get()
    assert (agreement.stage, agreement.signed_on, agreement.starts_on) == (Stage.IN_FORCE, None, None)


def test_a_party_signs_once(on_signature, curator):
    party = on_signature.parties.first()
    signing.record_signature(on_signature, party=party, actor=curator, signed_on=MARCH_1)

    with pytest.raises(AlreadySigned):
        signing.record_signature(on_signature, party=party, actor=curator, signed_on=MARCH_1)


def test_a_coordinator_does_not_sign_for_the_head(on_signature, coordinator):
    with pytest.raises(PermissionDenied):
        signing.record_signature(on_signature, party=on_signature.parties.first(), actor=coordinator, signed_on=MARCH_1)


def test_an_outsider_cannot_sign_and_nothing_changes(network, curator, head):
    foreign = make_agreement(parties=[make_organisation(), make_organisation()], stage=Stage.ON_SIGNATURE)

    with pytest.raises(PermissionDenied):
        signing.record_signature(foreign, party=foreign.parties.first(), actor=head, signed_on=MARCH_1)

    assert not foreign.parties.filter(has_signed=True).exists()
    assert not Activity.objects.exists()


def test_signatures_lapse_when_the_agreement_goes_back_to_draft(on_signature, curator):
    signing.record_signature(on_signature, party=on_signature.parties.first(), actor=curator, signed_on=MARCH_1)

    agreement = signing.return_to_draft(on_signature, actor=curator)

    assert agreement.stage == Stage.DRAFT
    assert not agreement.parties.filter(has_signed=True).exists()


def test_an_agreement_signed_on_paper_is_in_force_at_once(in_force):
    assert (in_force.stage, in_force.signed_on) == (Stage.IN_FORCE, MARCH_1)
    assert not in_force.parties.filter(has_signed=False).exists()


def test_it_cannot_be_signed_after_its_own_end(network, curator, school, plant):
    agreement = make_agreement(parties=[school, plant], ends_on=MARCH_1)

    with pytest.raises(ImpossibleTerm):
        signing.bring_into_force(agreement, actor=curator, signed_on=MARCH_2)


@pytest.mark.parametrize("step", [signing.send_for_signature, signing.return_to_draft])
def test_steps_do_not_follow_from_the_wrong_stage(in_force, curator, step):
    with pytest.raises(WrongStage):
        step(in_force, actor=curator)


def test_renewal_moves_the_end(in_force, curator):
    renewed = signing.renew_agreement(in_force, actor=curator, ends_on=JUNE_1)

    assert renewed.ends_on == JUNE_1
    with pytest.raises(ImpossibleTerm):
        signing.renew_agreement(renewed, actor=curator, ends_on=MARCH_2)


def test_termination_names_day_and_reason(in_force, curator):
    ended = signing.terminate_agreement(in_force, actor=curator, terminated_on=JUNE_1, reason="Plant closed")

    assert (ended.stage, ended.terminated_on, ended.termination_reason) == (Stage.TERMINATED, JUNE_1, "Plant closed")


def test_nothing_terminates_before_it_began(in_force, curator):
    with pytest.raises(ImpossibleTerm):
        signing.terminate_agreement(in_force, actor=curator, terminated_on=date(2026, 2, 1), reason="x")


def test_an_amendment_may_move_the_term_and_its_number_is_unique(in_force, curator):
    signing.amend_agreement(in_force, actor=curator, number="1", summary="Longer", new_ends_on=JUNE_1)

    assert Agreement.objects.get().ends_on == JUNE_1
    with pytest.raises(ValidationError):
        signing.amend_agreement(in_force, actor=curator, number="1", summary="Again")


def test_an_amendment_cannot_end_the_term_before_it_began(in_force, curator):
    with pytest.raises(ImpossibleTerm):
        signing.amend_agreement(in_force, actor=curator, number="1", summary="x", new_ends_on=MARCH_1)

    assert not in_force.amendments.exists()


def test_a_party_is_added_last_and_only_once(draft, curator):
    third = make_organisation()

    party = parties.add_party(draft, organisation=third, actor=curator, signatory_name="Иванова Анна Петровна")

    assert party.position == 3
    with pytest.raises(PartyTwice):
        parties.add_party(draft, organisation=third, actor=curator)


def test_parties_of_a_signed_agreement_stay(in_force, curator):
    with pytest.raises(WrongStage):
        parties.add_party(in_force, organisation=make_organisation(), actor=curator)
    with pytest.raises(WrongStage):
        parties.remove_party(in_force, party=in_force.parties.first(), actor=curator)


def test_promises_of_a_removed_party_become_common(draft, curator):
    leaving = draft.parties.first()
    promise = make_obligation(draft, party=leaving)

    parties.remove_party(draft, party=leaving, actor=curator)

    promise.refresh_from_db()
    assert (promise.party, draft.parties.count()) == (None, 1)


def test_two_people_do_not_overwrite_a_party(draft, curator):
    party = draft.parties.first()
    parties.edit_party(draft, party=party, actor=curator, version=1, signatory_post="директор")

    with pytest.raises(EditConflict):
        parties.edit_party(draft, party=party, actor=curator, version=1, signatory_post="ректор")


def test_a_promise_is_kept_with_its_evidence_and_may_be_reopened(draft, curator):
    promise = obligations.OBLIGATIONS.add(draft, actor=curator, agreement=draft, text="Lend a room", due_on=JUNE_1)

    kept = obligations.fulfil_obligation(promise, actor=curator, fulfilled_on=MARCH_1, evidence="Act No. 3")
    assert (kept.fulfilled_on, kept.evidence) == (MARCH_1, "Act No. 3")

    again = obligations.reopen_obligation(kept, actor=curator)
    assert (again.fulfilled_on, again.evidence) == (None, "")


def test_a_partner_keeps_promises_of_own_agreements_only(draft, partner, network):
    obligations.OBLIGATIONS.add(draft, actor=partner, agreement=draft, text="Give a machine")
    foreign = make_agreement(parties=[make_organisation(), make_organisation()])

    with pytest.raises(PermissionDenied):
        obligations.OBLIGATIONS.add(foreign, actor=partner, agreement=foreign, text="Spoil it")

    assert not foreign.obligations.exists()


def test_a_scan_is_kept_under_its_hash_and_read_back(draft, curator):
    file = attach_file(draft, actor=curator, data=b"%PDF-1.7 scan", name="../скан договора.pdf")

    assert (file.read(), file.name, file.mime) == (b"%PDF-1.7 scan", "скан_договора.pdf", "application/pdf")
    assert events() == ["agreements.FileAttached"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "empty.pdf"), (b"MZ\x90\x00", "virus.pdf"), (b"<html>", "page.pdf"), (b"PK\x03\x04x", "x.docx")],
)
def test_what_is_no_document_is_refused_whatever_it_is_called(draft, curator, data, name):
    with pytest.raises(ValidationError):
        attach_file(draft, actor=curator, data=data, name=name)

    assert events() == []


def test_a_party_of_another_agreement_is_not_signed_for(on_signature, curator):
    other = make_party(make_agreement())

    with pytest.raises(type(other).DoesNotExist):
        signing.record_signature(on_signature, party=other, actor=curator, signed_on=MARCH_1)


def test_a_promise_names_a_party_of_its_own_agreement(draft, curator):
    stranger = make_party(make_agreement())

    with pytest.raises(ValidationError) as refusal:
        obligations.OBLIGATIONS.add(draft, actor=curator, agreement=draft, text="x", party=stranger)

    assert list(refusal.value.message_dict) == ["party"]


def test_a_removed_agreement_holds_no_organisation_and_comes_back_only_with_all_its_parties(
    network, curator, school, plant
):
    agreement = make_agreement(parties=[school, plant])
    with pytest.raises(StillUsed):
        remove_organisation(plant, actor=curator, at=NOON)
    drafting.remove_agreement(agreement, actor=curator, at=NOON)

    remove_organisation(plant, actor=curator, at=NOON)

    with pytest.raises(GoneMeanwhile):
        drafting.restore_agreement(agreement, actor=curator)
    restore_organisation(plant, actor=curator)
    drafting.restore_agreement(agreement, actor=curator)
    assert list(Agreement.objects.all()) == [agreement]
