"""Two rows become one, and two again."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.agreements import make_agreement
from tests.factories.networks import actor_of, make_member
from tests.factories.organisations import make_alias, make_contact, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_territory

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.files.services import files_of
from vmeste.foundation.search.finding import matching_ids
from vmeste.modules.agreements.models import AgreementParty
from vmeste.modules.networks.models import Membership
from vmeste.modules.organisations.choices import AliasKind
from vmeste.modules.organisations.errors import CannotMerge, CannotUndoMerge, WasMerged
from vmeste.modules.organisations.models import Alias, Contact, DistinctPair, Organisation
from vmeste.modules.organisations.selectors import likeness as likeness_selectors
from vmeste.modules.organisations.selectors.likeness import duplicate_pairs, lookalikes, mergeable_organisations
from vmeste.modules.organisations.selectors.merges import last_merge_of, merge_plan
from vmeste.modules.organisations.services.merging import merge_organisations, tell_apart, undo_merge
from vmeste.modules.organisations.services.papers import attach_paper
from vmeste.modules.organisations.services.registering import (
    edit_organisation,
    register_organisation,
    restore_organisation,
)
from vmeste.modules.partnerships.models import Partnership

pytestmark = pytest.mark.usefixtures("english")
NOON, LATER = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 21, 12, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def keep(network):
    return make_organisation(name="Региональный центр «Асториум»", kind="supplementary", inn="7707083893")


@pytest.fixture
def drop(network):
    return make_organisation(
        name="РЦ «Асториум»",
        short_name="Асториум",
        kind="supplementary",
        address="Москва",
        partner_since=date(2020, 9, 1),
    )


def merge(keep, drop, actor, **more):
    return merge_organisations(keep, actor=actor, drop=drop, at=NOON, **more)


def test_everything_moves(network, curator, keep, drop, plant):
    agreement = make_agreement(parties=[drop, plant])
    partnership = make_partnership(organisation=plant, partner=drop)
    mentoring = make_partnership(organisation=drop, partner=plant)
    unit, former = make_organisation(parent=drop), make_organisation(registered_by=drop)
    alias, contact = make_alias(drop, name="Центр"), make_contact(drop)
    user = make_member(network, Role.HEAD, organisation=drop)
    file = attach_paper(drop, actor=curator, data=PDF, name="charter.pdf")

    merge(keep, drop, curator)

    assert AgreementParty.objects.get(agreement=agreement, position=1).organisation == keep
    assert [Partnership.objects.get(pk=row.pk) for row in (partnership, mentoring)] == [partnership, mentoring]
    assert Partnership.objects.get(pk=partnership.pk).partner == keep
    assert Partnership.objects.get(pk=mentoring.pk).organisation == keep
    assert Organisation.objects.get(pk=unit.pk).parent == keep
    assert Organisation.objects.get(pk=former.pk).registered_by == keep
    assert Contact.objects.get(pk=contact.pk).organisation == keep
    assert Membership.objects.get(user=user).organisation_id == keep.pk
    assert list(files_of(keep)) == [file]
    names = {row.name: row.kind for row in Alias.objects.filter(organisation=keep)}
    assert names == {"Центр": alias.kind, "РЦ «Асториум»": AliasKind.MERGED, "Асториум": AliasKind.MERGED}
    dropped = Organisation.with_removed.get(pk=drop.pk)
    assert (dropped.removed_at, dropped.merged_into) == (NOON, keep)


def test_empty_fields_are_filled_and_choices_are_followed(curator, keep, drop):
    merge(keep, drop, curator, choices={"name": "drop"})

    keep.refresh_from_db()
    assert (keep.name, keep.address, keep.partner_since, keep.inn) == (
        "РЦ «Асториум»",
        "Москва",
        date(2020, 9, 1),
        "7707083893",
    )
    spellings = Alias.objects.filter(organisation=keep, kind=AliasKind.SPELLING)
    assert [row.name for row in spellings] == ["Региональный центр «Асториум»"]


def test_the_inn_of_the_duplicate_can_be_taken(curator, keep, drop):
    Organisation.objects.filter(pk=drop.pk).update(inn="5040179226")

    merge(keep, drop, curator, choices={"inn": "drop"})

    keep.refresh_from_db()
    assert keep.inn == "5040179226"


def test_the_kept_row_is_found_by_the_other_name(curator, keep, drop):
    edit_organisation(drop, actor=curator, name="Кванториум")

    merge(keep, Organisation.objects.get(pk=drop.pk), curator)

    assert [row["row_id"] for row in matching_ids(Organisation, "кванториум")] == [keep.pk]


def test_parties_of_one_agreement_are_no_two_names_of_one(curator, keep, drop):
    agreement = make_agreement(parties=[keep, drop])

    with pytest.raises(CannotMerge) as refusal:
        merge(keep, drop, curator)

    assert "Recorded for both" in refusal.value.messages[0]
    assert agreement.parties.count() == 2
    assert Organisation.objects.filter(pk=drop.pk).exists()


def test_partners_of_each_other_cannot_be_one(curator, keep, drop):
    make_partnership(organisation=keep, partner=drop)

    with pytest.raises(CannotMerge) as refusal:
        merge(keep, drop, curator, remove_doubles=True)

    assert "An organisation is no partner of itself." in refusal.value.messages[0]


def test_what_both_have_goes_only_when_somebody_says_so(curator, keep, drop, plant):
    own = make_partnership(organisation=plant, partner=keep)
    double = make_partnership(organisation=plant, partner=drop)

    assert merge_plan(keep, drop).doubles == [double]
    with pytest.raises(CannotMerge):
        merge(keep, drop, curator)

    merge(keep, drop, curator, remove_doubles=True)
    assert list(Partnership.objects.all()) == [own]


@pytest.mark.parametrize("relation", ["parent", "grandparent", "successor", "same"])
def test_kin_is_not_merged(curator, keep, drop, relation):
    other = drop
    if relation == "parent":
        Organisation.objects.filter(pk=drop.pk).update(parent=keep)
    elif relation == "grandparent":
        Organisation.objects.filter(pk=drop.pk).update(parent=make_organisation(parent=keep))
    elif relation == "successor":
        Organisation.objects.filter(pk=drop.pk).update(status="dissolved", successor=keep)
    else:
        other = keep

    with pytest.raises(CannotMerge):
        merge(keep, other, curator)

    assert Organisation.objects.filter(pk__in=[keep.pk, drop.pk]).count() == 2


def test_a_removed_row_is_not_merged(curator, keep, drop):
    Organisation.objects.filter(pk=drop.pk).update(removed_at=NOON)

    with pytest.raises(CannotMerge) as refusal:
        merge(keep, drop, curator)

    assert refusal.value.messages == ["“Асториум” is removed."]


def test_a_choice_that_breaks_a_rule_changes_nothing(curator, keep, drop, school):
    Organisation.objects.filter(pk=drop.pk).update(is_legal_entity=False, parent=school)

    with pytest.raises(ValidationError) as refusal:
        merge(keep, drop, curator, choices={"is_legal_entity": "drop"})

    assert "inn" in refusal.value.message_dict
    assert Organisation.objects.filter(pk=drop.pk).exists()


def test_who_saw_an_older_state_is_told(curator, keep, drop):
    with pytest.raises(EditConflict):
        merge(keep, drop, curator, version=7)


def test_only_who_may_merge_both_merges(network, coordinator, keep):
    mine = make_territory()
    keeper = actor_of(network, Role.CURATOR, territory=mine)
    own = make_organisation(territory=mine)

    for actor in (coordinator, keeper):
        with pytest.raises(PermissionDenied):
            merge(own, keep, actor)

    assert Organisation.objects.filter(pk=keep.pk).exists()


def test_a_role_for_both_ends_once(network, curator, keep, drop):
    user = make_member(network, Role.HEAD, organisation=keep)
    Membership.objects.create(network=network, user=user, role=Role.HEAD, organisation_id=drop.pk)

    merge(keep, drop, curator)
    assert Membership.objects.filter(user=user, ended_at=None).count() == 1

    undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)
    assert Membership.objects.filter(user=user, ended_at=None).count() == 2


def test_the_preview_costs_no_more_for_rows_that_stay(keep, drop, plant, django_assert_num_queries):
    with CaptureQueriesContext(connection) as alone:
        merge_plan(keep, drop)
    for _ in range(20):
        make_partnership()

    with django_assert_num_queries(len(alone)):
        merge_plan(keep, drop)


# Undoing


def test_a_merge_is_undone(network, curator, keep, drop, plant):
    party = make_agreement(parties=[drop, plant]).parties.get(position=1)
    own, double = make_partnership(organisation=plant, partner=keep), make_partnership(organisation=plant, partner=drop)
    contact = make_contact(drop)
    user = make_member(network, Role.PARTNER, organisation=drop)
    file = attach_paper(drop, actor=curator, data=PDF, name="charter.pdf")
    merge(keep, drop, curator, choices={"name": "drop"}, remove_doubles=True)

    back = undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)

    keep.refresh_from_db()
    assert (back, back.removed_at, back.merged_into) == (drop, None, None)
    assert (keep.name, keep.address, keep.inn) == ("Региональный центр «Асториум»", "", "7707083893")
    assert AgreementParty.objects.get(pk=party.pk).organisation == drop
    assert set(Partnership.objects.all()) == {own, double}
    assert Partnership.objects.get(pk=double.pk).partner == drop
    assert Contact.objects.get(pk=contact.pk).organisation == drop
    assert Membership.objects.get(user=user).organisation_id == drop.pk
    assert list(files_of(drop)) == [file]
    assert not Alias.objects.exists()
    assert last_merge_of(keep) is None


def test_what_was_changed_since_stays(curator, keep, drop, plant):
    party = make_agreement(parties=[drop, plant]).parties.get(position=1)
    merge(keep, drop, curator)
    other = make_organisation()
    AgreementParty.objects.filter(pk=party.pk).update(organisation=other)
    edit_organisation(keep, actor=curator, address="Рязань")

    undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)

    keep.refresh_from_db()
    assert (keep.address, keep.partner_since) == ("Рязань", None)
    assert AgreementParty.objects.get(pk=party.pk).organisation == other


def test_a_merge_is_undone_once_and_the_latest_first(curator, keep, drop, plant):
    merge(keep, drop, curator)
    first = last_merge_of(keep).pk
    merge(keep, plant, curator)

    with pytest.raises(CannotUndoMerge):
        undo_merge(keep, actor=curator, line_id=first, at=LATER)
    undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)
    undo_merge(keep, actor=curator, line_id=first, at=LATER)
    with pytest.raises(CannotUndoMerge):
        undo_merge(keep, actor=curator, line_id=first, at=LATER)

    assert Organisation.objects.count() == 3


def test_a_merge_is_not_undone_into_a_second_row_with_the_same_inn(curator, keep, drop):
    Organisation.objects.filter(pk=drop.pk).update(inn="5040179226")
    merge(keep, drop, curator)
    make_organisation(name="Third", inn="5040179226")

    with pytest.raises(CannotUndoMerge) as refusal:
        undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)

    assert refusal.value.messages == ["“Third” is registered with this INN and KPP already."]
    assert Organisation.with_removed.get(pk=drop.pk).merged_into == keep


def test_a_merged_row_is_not_restored_past_the_merge(curator, keep, drop):
    merge(keep, drop, curator)

    with pytest.raises(WasMerged):
        restore_organisation(Organisation.with_removed.get(pk=drop.pk), actor=curator)


def test_both_histories_tell_of_it(curator, keep, drop):
    merge(keep, drop, curator)
    undo_merge(keep, actor=curator, line_id=last_merge_of(keep).pk, at=LATER)

    assert [line.sentence for line in history_of(keep)] == [
        "The merge with “Асториум” was undone",
        "Merged with the duplicate “Асториум”",
    ]
    assert [line.sentence for line in history_of(drop)] == [
        "Restored: Асториум",
        "Merged into “Региональный центр «Асториум»”",
    ]


# Likeness


def names_of(pairs):
    return [{pair.first.name, pair.second.name} for pair in pairs]


def test_one_centre_under_three_names_is_found(curator, keep, drop):
    third = make_organisation(name="Центр «Асториум»", kind="supplementary")

    found = names_of(duplicate_pairs(mergeable_organisations(curator)))

    assert {keep.name, drop.name} in found
    assert all({row.name for row in (keep, drop, third)} >= pair for pair in found)
    assert len(found) >= 2


def test_a_slip_of_the_pen_is_asked_about_and_never_merged(curator, network):
    make_organisation(name="Фонд Трифоновой")
    make_organisation(name="Фонд Трифоровой")

    [pair] = duplicate_pairs(mergeable_organisations(curator))

    assert not pair.is_sure
    assert "slip of the pen" in pair.reasons[0]
    assert Organisation.objects.count() == 2


def test_schools_of_different_numbers_are_different(curator, network):
    make_organisation(name="Школа № 1498")
    make_organisation(name="Школа № 1948")

    assert duplicate_pairs(mergeable_organisations(curator)) == []


def test_spaces_and_quotes_make_no_difference(curator, network):
    make_organisation(name="В/Ч 98540железнодорожные войска", kind="military")
    make_organisation(name="в/ч 98540 железнодорожные войска", kind="military")

    [pair] = duplicate_pairs(mergeable_organisations(curator))

    assert pair.is_sure


def test_a_pair_told_apart_is_not_asked_about_again(curator, keep, drop):
    assert len(duplicate_pairs(mergeable_organisations(curator))) == 1

    tell_apart(drop, actor=curator, other=keep)
    tell_apart(keep, actor=curator, other=drop)

    assert duplicate_pairs(mergeable_organisations(curator)) == []
    assert DistinctPair.objects.count() == 1
    assert len(history_of(drop)) + len(history_of(keep)) == 1


def test_one_row_is_not_told_apart_from_itself(curator, keep):
    with pytest.raises(CannotMerge):
        tell_apart(keep, actor=curator, other=keep)


def test_a_unit_is_no_duplicate_of_its_organisation(curator, keep, drop):
    Organisation.objects.filter(pk=drop.pk).update(parent=keep)

    assert duplicate_pairs(mergeable_organisations(curator)) == []


def test_the_search_for_duplicates_costs_three_queries(curator, keep, drop, django_assert_num_queries):
    make_alias(keep)
    with django_assert_num_queries(3):
        duplicate_pairs(mergeable_organisations(curator))


def test_a_new_one_is_compared_with_other_names_too(curator, school, django_assert_num_queries):
    make_alias(school, name="ФМШ № 56")

    with django_assert_num_queries(3):
        found = lookalikes(curator, {"name": "фмш №56", "kind": "school"})

    assert [one.organisation for one in found] == [school]


def test_nobody_sees_lookalikes_that_are_hidden_from_them(coordinator, network):
    make_organisation(name="Лицей № 4", is_shared=False)

    assert lookalikes(coordinator, {"name": "Лицей № 4"}) == []


def test_in_a_long_register_only_what_shares_a_word_is_compared(network, curator, monkeypatch):
    monkeypatch.setattr(likeness_selectors, "COMPARED_WHOLE", 0)
    values = {"kind": "supplementary"}
    centre = register_organisation(network, actor=curator, name="Региональный центр «Асториум»", **values)
    register_organisation(network, actor=curator, name="Дом детского творчества", **values)

    assert [one.organisation for one in lookalikes(curator, {"name": "РЦ «Асториум»", **values})] == [centre]
    assert lookalikes(curator, {"name": "Библиотека", **values}) == []
