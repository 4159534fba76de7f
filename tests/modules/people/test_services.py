"""The commands of people: every outcome of each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.accounts import make_user
from tests.factories.networks import actor_of, make_member
from tests.factories.organisations import make_organisation
from tests.factories.people import (
    make_attachment,
    make_class,
    make_consent,
    make_disclosure,
    make_guardian,
    make_guardianship,
    make_post,
    make_pupil,
    make_retention,
    make_staff,
)
from tests.factories.reference import make_year

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.activity.models import Activity
from vmeste.modules.networks.models import Invitation, Membership
from vmeste.modules.networks.services import accept_with_new_account
from vmeste.modules.people import errors
from vmeste.modules.people.jobs import delete_overdue_openings
from vmeste.modules.people.models import (
    Claim,
    Consent,
    DestructionAct,
    Guardian,
    Guardianship,
    NameOpening,
    Pupil,
    PupilAttachment,
    RetentionRule,
    SchoolClass,
)
from vmeste.modules.people.selectors.consents import allows, consent_counts, signs_too
from vmeste.modules.people.selectors.families import children_of
from vmeste.modules.people.selectors.headcounts import headcounts
from vmeste.modules.people.selectors.retention import overdue_pupils, overdue_staff
from vmeste.modules.people.services import claims, consents, disclosures, erasing, pupils, staff
from vmeste.modules.people.services.classes import roll_over, undo_roll_over
from vmeste.modules.people.services.numbers import new_numbers
from vmeste.modules.people.services.opening import open_files, open_names

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 10, 1, 9, tzinfo=UTC)
TODAY = date(2025, 10, 1)


@pytest.fixture
def year(network):
    return make_year(2025)


@pytest.fixture
def next_year(network):
    return make_year(2026)


@pytest.fixture
def school_class(school, year):
    return make_class(school, year=year, name="8и", grade=8)


@pytest.fixture
def pupil(school_class):
    return make_pupil(school_class, last_name="Дубровин", first_name="Савва")


def opened(network, actor, pupils_, at=NOW):
    return open_names(network, actor=actor, pupils=pupils_, purpose="teaching", what="8и", at=at)


# Head-counts


def test_a_child_of_two_organisations_counts_in_both_and_once_in_all(
    school, plant, school_class, pupil, year, django_assert_max_num_queries
):
    group = make_class(school, year=year, kind="group", grade=None, name="Robots")
    make_attachment(pupil, school_class=group, kind="additional")
    make_attachment(pupil, organisation=plant, kind="additional")
    make_class(plant, year=year, name="5а", grade=5, stated_size=20)

    with django_assert_max_num_queries(2):
        counts = headcounts(year, on=TODAY)

    assert counts.total == 21
    assert counts.by_organisation == {school.pk: 1, plant.pk: 21}
    assert (counts.by_grade[8], counts.by_grade[5]) == (1, 20)
    assert (counts.of_class(school_class.pk), counts.of_class(group.pk)) == (1, 1)


def test_numbers_are_new_and_different(pupil):
    numbers = new_numbers(600)

    assert len(set(numbers)) == 600
    assert pupil.number not in numbers


# Opening names


def test_names_are_opened_for_the_own_organisation_and_recorded(network, coordinator, school, pupil):
    names = opened(network, coordinator, [pupil])

    assert (names[pupil.pk].full, names[pupil.pk].class_name) == ("Дубровин Савва Ильич", "8и")
    record = NameOpening.objects.get()
    assert (record.controller, record.purpose, record.pupil_ids, record.count) == (school, "teaching", [pupil.pk], 1)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.ADMINISTRATOR, Role.METHODOLOGIST, Role.OBSERVER, Role.PARTNER])
def test_others_get_no_name_and_leave_no_record(network, plant, pupil, role):
    where = {"organisation": plant} if role == Role.PARTNER else {}

    assert opened(network, actor_of(network, role, **where), [pupil]) == {}
    assert not NameOpening.objects.exists()


def test_a_coordinator_of_another_school_gets_only_names_on_a_list_in_force(network, school, pupil, school_class):
    other = make_organisation()
    stranger = actor_of(network, Role.COORDINATOR, organisation=other)
    beside = make_pupil(school_class)
    assert opened(network, stranger, [pupil, beside]) == {}

    disclosure = make_disclosure(school, other, pupils=[pupil])
    assert set(opened(network, stranger, [pupil, beside])) == {pupil.pk}

    disclosure.withdrawn_on = TODAY
    disclosure.save()
    assert opened(network, stranger, [pupil, beside]) == {}


def test_files_are_opened_with_a_role_only(network, partner, pupil):
    with pytest.raises(PermissionDenied):
        open_files(network, actor=partner, pupils=[pupil], purpose="teaching", what="x", at=NOW)


# Pupils


def test_a_pupil_is_added_to_a_class_of_the_own_organisation(network, coordinator, school_class, plant, year):
    values = {"last_name": "Новая", "first_name": "Вера", "starts_on": date(2025, 9, 1)}
    added = pupils.add_pupil(school_class, actor=coordinator, **values)

    assert added.attachments.get().school_class == school_class
    assert "Новая" not in str(list(Activity.objects.values_list("subject_label", "facts")))
    with pytest.raises(PermissionDenied):
        pupils.add_pupil(make_class(plant, year=year), actor=coordinator, **values)
    with pytest.raises(errors.WrongClass):
        pupils.add_pupil(school_class, actor=coordinator, **{**values, "starts_on": date(2027, 9, 1)})


def test_the_history_tells_which_data_changed_and_not_what_they_say(coordinator, pupil):
    pupils.change_pupil(pupil, actor=coordinator, last_name="Соколов")

    facts = Activity.objects.latest("pk").facts
    assert facts == {"fields": ["last_name"]}


def test_a_removed_pupil_comes_back(coordinator, pupil):
    pupils.remove_pupil(pupil, actor=coordinator, at=NOW)
    assert not Pupil.objects.exists()
    pupils.restore_pupil(pupil, actor=coordinator)
    assert Pupil.objects.get() == pupil


def test_a_transfer_ends_one_period_and_begins_another(network, coordinator, pupil, plant, school):
    made = pupils.transfer_pupil(pupil, actor=coordinator, organisation=plant, starts_on=TODAY)

    old = PupilAttachment.objects.get(organisation=school)
    assert (old.ends_on, made.starts_on, made.ends_on) == (TODAY, TODAY, None)
    with pytest.raises(PermissionDenied):  # the file has gone with the child
        pupils.change_pupil(pupil, actor=coordinator, last_name="X")


def test_a_transfer_to_the_past_or_to_nowhere_new_is_refused(coordinator, pupil, school, school_class, plant):
    with pytest.raises(errors.MovedBackwards):
        pupils.transfer_pupil(pupil, actor=coordinator, organisation=plant, starts_on=date(2025, 9, 1))
    with pytest.raises(errors.AlreadyThere):
        pupils.transfer_pupil(pupil, actor=coordinator, organisation=school, school_class=school_class, starts_on=TODAY)


def test_a_second_organisation_teaches_the_child_too(network, coordinator, pupil, year):
    club = make_organisation()
    keeper = actor_of(network, Role.COORDINATOR, organisation=club)
    group = make_class(club, year=year, kind="group", grade=None, name="Robots")
    with pytest.raises(errors.NotThere):
        pupils.join_by_number(group, actor=keeper, number=pupil.number, last_name="Чужой", starts_on=TODAY)

    pupils.join_by_number(group, actor=keeper, number=pupil.number, last_name="дубровин", starts_on=TODAY)

    assert PupilAttachment.objects.get(organisation=club).kind == "additional"
    with pytest.raises(errors.AlreadyThere):
        pupils.attach_also(pupil, actor=coordinator, organisation=club, school_class=group, starts_on=TODAY)


def test_leaving_is_written_down(coordinator, pupil):
    attachment = pupil.attachments.get()
    ended = pupils.end_attachment(pupil, actor=coordinator, attachment=attachment, ends_on=TODAY, order="№ 5")
    assert (ended.ends_on, ended.order) == (TODAY, "№ 5")
    with pytest.raises(ValidationError):
        pupils.end_attachment(pupil, actor=coordinator, attachment=attachment, ends_on=date(2025, 8, 1))
    other = make_attachment(make_pupil())
    with pytest.raises(PermissionDenied):
        pupils.end_attachment(pupil, actor=coordinator, attachment=other, ends_on=TODAY)


def test_two_guardians_stand_for_a_child_and_a_sibling_shares_one(coordinator, pupil, school_class):
    tie = pupils.add_guardian(pupil, actor=coordinator, last_name="А", first_name="Б", may_consent=False)
    sibling = make_pupil(school_class)
    shared = pupils.add_guardian(sibling, actor=coordinator, sibling=pupil, guardian=tie.guardian)
    assert (shared.guardian, Guardian.objects.count()) == (tie.guardian, 1)
    with pytest.raises(PermissionDenied):
        pupils.add_guardian(pupil, actor=coordinator, guardian=make_guardian())

    pupils.change_guardian(pupil, actor=coordinator, tie=tie, phone="+7 900 000-00-00", may_consent=True)
    assert Guardianship.objects.get(pk=tie.pk).may_consent
    pupils.add_guardian(pupil, actor=coordinator, last_name="В", first_name="Г")
    with pytest.raises(errors.TooManyGuardians):
        pupils.add_guardian(pupil, actor=coordinator, last_name="Д", first_name="Е")

    pupils.remove_guardian(pupil, actor=coordinator, tie=tie, at=NOW)
    pupils.restore_guardian(pupil, actor=coordinator, tie=tie)
    pupils.remove_guardian(pupil, actor=coordinator, tie=tie, at=NOW)
    pupils.add_guardian(pupil, actor=coordinator, last_name="Д", first_name="Е")
    with pytest.raises(errors.TooManyGuardians):
        pupils.restore_guardian(pupil, actor=coordinator, tie=tie)


# Carrying over


def test_classes_go_on_with_their_pupils_and_leavers_leave(coordinator, school, school_class, pupil, year, next_year):
    last = make_class(school, year=year, name="11а", grade=11)
    leaver = make_pupil(last)

    roll_over(school, actor=coordinator, year=year, to_year=next_year, goes_on={})

    following = SchoolClass.objects.get(year=next_year)
    assert (following.name, following.grade, following.previous) == ("9и", 9, school_class)
    ends = {row.school_class_id: row.ends_on for row in pupil.attachments.all()}
    assert ends == {school_class.pk: next_year.starts_on, following.pk: None}
    assert leaver.attachments.get().ends_on == next_year.starts_on
    with pytest.raises(errors.NothingToRollOver):
        roll_over(school, actor=coordinator, year=year, to_year=next_year, goes_on={})


def test_carrying_over_is_undone_until_the_new_class_is_worked_with(
    coordinator, school, school_class, pupil, year, next_year
):
    leaver = make_pupil(make_class(school, year=year, name="11а", grade=11))
    terms = {"actor": coordinator, "year": year, "to_year": next_year}
    with pytest.raises(errors.RolledOverNoLonger):
        undo_roll_over(school, **terms)
    roll_over(school, goes_on={}, **terms)
    undo_roll_over(school, **terms)
    assert pupil.attachments.get().ends_on is None
    assert leaver.attachments.get().ends_on is None
    assert not SchoolClass.objects.filter(year=next_year).exists()

    (following,) = roll_over(school, goes_on={}, **terms)
    make_pupil(following, starts_on=next_year.starts_on)
    with pytest.raises(errors.RolledOverNoLonger):
        undo_roll_over(school, **terms)


def test_nobody_carries_over_the_classes_of_others(network, plant, school, school_class, year, next_year):
    stranger = actor_of(network, Role.COORDINATOR, organisation=plant)
    with pytest.raises(PermissionDenied):
        roll_over(school, actor=stranger, year=year, to_year=next_year, goes_on={})


# Consents


def test_a_consent_is_recorded_counted_and_withdrawn(coordinator, school, school_class, pupil):
    tie = make_guardianship(pupil)
    values = {"purpose": "travel", "controller": school, "guardian": tie.guardian, "signed_on": date(2025, 9, 2)}
    with pytest.raises(errors.SignatureOfPupilMissing):
        consents.record_consent(pupil, actor=coordinator, **values)
    consent = consents.record_consent(pupil, actor=coordinator, is_signed_by_pupil=True, **values)

    assert allows([pupil.pk], "travel", on=TODAY) == {pupil.pk}
    assert allows([pupil.pk], "distribution", on=TODAY) == set()
    counts = {
        one.purpose: (one.given, one.missing) for one in consent_counts([school_class.pk], on=TODAY)[school_class.pk]
    }
    assert (counts["travel"], counts["distribution"]) == ((1, 0), (0, 1))

    with pytest.raises(errors.WithdrawnTooEarly):
        consents.withdraw_consent(pupil, actor=coordinator, consent=consent, withdrawn_on=date(2025, 9, 1))
    consents.withdraw_consent(pupil, actor=coordinator, consent=consent, withdrawn_on=TODAY)
    assert allows([pupil.pk], "travel", on=TODAY) == set()
    with pytest.raises(errors.WithdrawnAlready):
        consents.withdraw_consent(pupil, actor=coordinator, consent=consent, withdrawn_on=TODAY)


def test_who_stands_for_the_child_no_longer_signs_nothing(coordinator, school, pupil):
    tie = make_guardianship(pupil, ends_on=TODAY)
    values = {"purpose": "travel", "controller": school, "guardian": tie.guardian, "is_signed_by_pupil": True}

    with pytest.raises(errors.WrongSignatory):
        consents.record_consent(pupil, actor=coordinator, signed_on=TODAY, **values)
    earlier = consents.record_consent(pupil, actor=coordinator, signed_on=TODAY - timedelta(days=1), **values)

    assert earlier.guardian == tie.guardian


def test_only_who_may_consent_signs(coordinator, school, pupil):
    tie = make_guardianship(pupil, may_consent=False)
    with pytest.raises(errors.WrongSignatory):
        consents.record_consent(
            pupil,
            actor=coordinator,
            purpose="travel",
            controller=school,
            guardian=tie.guardian,
            is_signed_by_pupil=True,
            signed_on=TODAY,
        )


@pytest.mark.parametrize(("born_on", "signs"), [(date(2011, 10, 1), True), (date(2011, 10, 2), False), (None, False)])
def test_from_fourteen_years_on_a_pupil_signs(born_on, signs):
    assert signs_too(Pupil(born_on=born_on), TODAY) is signs


# Disclosures


def test_a_list_is_disclosed_on_consents_or_an_agreement(network, coordinator, school, plant, pupil):
    values = {
        "controller": school,
        "recipient": plant,
        "disclosed_on": TODAY,
        "purpose": "Excursion",
        "ground": "x",
        "fields": ["name"],
    }
    give = {"actor": coordinator, "pupils": [pupil], **values}
    with pytest.raises(errors.ConsentsMissing):
        disclosures.disclose_list(network, rests_on_consents=True, **give)
    with pytest.raises(errors.NobodyToDisclose):
        disclosures.disclose_list(network, rests_on_consents=False, **{**give, "pupils": []})
    foreign = make_pupil(organisation=make_organisation())
    with pytest.raises(errors.NotOurPupils):
        disclosures.disclose_list(network, rests_on_consents=False, **{**give, "pupils": [foreign]})
    disclosures.disclose_list(network, rests_on_consents=False, **give)
    make_consent(pupil, controller=school, purpose="transfer", recipient=plant)
    disclosure = disclosures.disclose_list(network, rests_on_consents=True, **give)

    disclosures.withdraw_disclosure(disclosure, actor=coordinator, withdrawn_on=TODAY)
    with pytest.raises(errors.WithdrawnAlready):
        disclosures.withdraw_disclosure(disclosure, actor=coordinator, withdrawn_on=TODAY)


def test_nobody_discloses_for_another_organisation(network, plant, school, pupil):
    stranger = actor_of(network, Role.COORDINATOR, organisation=plant)
    with pytest.raises(PermissionDenied):
        disclosures.disclose_list(
            network,
            actor=stranger,
            pupils=[pupil],
            rests_on_consents=False,
            controller=school,
            recipient=plant,
            disclosed_on=TODAY,
            purpose="x",
            ground="x",
            fields=["name"],
        )


# Codes


def test_a_code_makes_a_guardian_of_an_account_once(network, coordinator, pupil):
    tie = make_guardianship(pupil)
    ((_person, code),) = claims.make_codes_of_pupil(pupil, actor=coordinator, with_pupil=False, at=NOW)
    assert code not in str(list(Claim.objects.values()))
    user = make_user()

    claims.take_over(user, code=code.lower().replace("-", " ", 1), at=NOW)

    assert Membership.objects.get(user=user).role == Role.GUARDIAN
    children = children_of(actor_of(network, Role.GUARDIAN, user=user), TODAY)
    assert [(child.pupil, child.may_choose) for child in children] == [(pupil, tie.may_choose)]
    with pytest.raises(errors.CodeNotGood):
        claims.take_over(make_user(), code=code, at=NOW)
    assert claims.make_codes_of_pupil(pupil, actor=coordinator, with_pupil=False, at=NOW) == []


@pytest.mark.parametrize("code", ["", "x", "1-ABCD-EFGH-JKLM", "999999999-ABCD", "²-ABCD"])
def test_a_wrong_code_opens_nothing(network, code):
    with pytest.raises(errors.CodeNotGood):
        claims.take_over(make_user(), code=code, at=NOW)


def test_an_old_code_and_a_replaced_one_open_nothing(network, coordinator, school_class, pupil):
    make_guardianship(pupil)
    first = claims.make_codes_of_class(school_class, actor=coordinator, pupils=[pupil], with_pupils=False, at=NOW)
    second = claims.make_codes_of_class(school_class, actor=coordinator, pupils=[pupil], with_pupils=True, at=NOW)
    assert len(second[0][1]) == 2
    with pytest.raises(errors.CodeNotGood):
        claims.take_over(make_user(), code=first[0][1][0][1], at=NOW)
    with pytest.raises(errors.CodeNotGood):
        claims.take_over(make_user(), code=second[0][1][0][1], at=NOW + claims.CODE_LIFE)


def test_who_has_no_account_is_invited_and_linked_on_acceptance(network, coordinator, pupil):
    tie = make_guardianship(pupil)
    ((_person, code),) = claims.make_codes_of_pupil(pupil, actor=coordinator, with_pupil=False, at=NOW)
    asked = {"email": "parent@example.org", "at": NOW, "site": "https://example.org", "language": "ru"}

    claims.ask_for_account(code, **asked)
    claims.ask_for_account(code, **asked)  # asked twice: one letter, no other answer

    invitation = Invitation.objects.get()
    user, _membership = accept_with_new_account(
        invitation.digest, full_name="Parent", password="a long strong pass phrase 7", language="ru", at=NOW
    )
    tie.guardian.refresh_from_db()
    assert tie.guardian.user_id == user.pk
    with pytest.raises(errors.CodeNotGood):
        claims.take_over(user, code=code, at=NOW)


def test_staff_get_a_code_as_well(network, coordinator, school):
    member = make_staff()
    make_post(member, organisation=school)
    user = make_user()
    claims.take_over(user, code=claims.make_code_of_staff(member, actor=coordinator, at=NOW), at=NOW)

    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.organisation_id) == (Role.TEACHER, school.pk)
    member.refresh_from_db()
    with pytest.raises(errors.TakenAlready):
        claims.make_code_of_staff(member, actor=coordinator, at=NOW)


# Staff


def test_staff_are_kept_by_their_organisation(network, coordinator, school, plant):
    values = {"last_name": "А", "first_name": "Б", "post": "teacher"}
    member = staff.add_staff(network, actor=coordinator, organisation=school, **values)
    with pytest.raises(PermissionDenied):
        staff.add_staff(network, actor=coordinator, organisation=plant, **values)
    staff.change_staff(member, actor=coordinator, phone="+7 900 000-00-00")
    assert Activity.objects.latest("pk").facts == {"fields": ["phone"]}
    staff.remove_staff(member, actor=coordinator, at=NOW)
    staff.restore_staff(member, actor=coordinator)


# Destroying


def test_destroying_leaves_the_number_the_periods_and_an_act(network, coordinator, school, school_class, pupil):
    tie = make_guardianship(pupil)
    make_consent(pupil, controller=school, guardian=tie.guardian)
    opened(network, coordinator, [pupil])
    with pytest.raises(errors.StillStudies):
        erasing.erase_pupil(pupil, actor=coordinator, reason="x", at=NOW)

    act = erasing.erase_pupil(pupil, actor=coordinator, reason="The family demands it", at=NOW, on_demand=True)

    pupil.refresh_from_db()
    assert (pupil.full_name, pupil.born_on, pupil.erased_at) == ("", None, NOW)
    assert (pupil.number, pupil.attachments.count()) == (act.subject.removeprefix("№ "), 1)
    assert not Consent.objects.exists()
    assert not Guardianship.objects.exists()
    assert Guardian.objects.get().full_name == ""
    assert "дата рождения" in act.data
    assert act.organisation == school
    assert act.log_extract[-1]["what"] == "people.DataDestroyed"
    assert "Дубровин" not in str(list(DestructionAct.objects.values()))
    assert headcounts(school_class.year, on=TODAY).total == 1
    assert opened(network, coordinator, [pupil]) == {}
    with pytest.raises(errors.ErasedAlready):
        erasing.erase_pupil(pupil, actor=coordinator, reason="x", at=NOW, on_demand=True)


def test_staff_data_are_destroyed_with_an_act(coordinator, school):
    member = make_staff(email="a@example.org")
    make_post(member, organisation=school)
    act = erasing.erase_staff(member, actor=coordinator, reason="x", at=NOW)
    member.refresh_from_db()
    assert (member.full_name, member.email, act.subject) == ("", "", f"№ {member.pk}")


def test_records_of_openings_are_kept_for_their_term_and_no_longer(network, coordinator, school, pupil):
    moment = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)  # still that day in Moscow
    open_files(network, actor=coordinator, pupils=[pupil], purpose="teaching", what="8i", at=moment)
    delete_overdue_openings(datetime(2036, 1, 1, tzinfo=UTC))
    assert NameOpening.objects.count() == 1, "without a rule nothing is deleted"
    rule = make_retention(of="opening", months=12, valid_from=date(2020, 1, 1))

    delete_overdue_openings(datetime(2027, 3, 31, 12, tzinfo=UTC))
    assert NameOpening.objects.count() == 1
    delete_overdue_openings(datetime(2027, 4, 1, 12, tzinfo=UTC))

    assert not NameOpening.objects.exists()
    line = Activity.objects.get(subject_type=rule._meta.label, subject_id=rule.pk)
    assert (line.event, line.facts["count"]) == ("people.OpeningsDeleted", 1)


def test_what_is_overdue_follows_the_rules_of_the_day(network, coordinator, school, pupil):
    make_retention(of="pupil", months=12, valid_from=date(2020, 1, 1))
    make_retention(of="staff", months=12, valid_from=date(2020, 1, 1))
    member = make_staff()
    make_post(member, organisation=school, ends_on=date(2024, 9, 1))
    assert overdue_pupils(coordinator, today=date(2027, 1, 1)) == []
    pupil.attachments.update(ends_on=date(2025, 9, 15))

    (one,) = overdue_pupils(coordinator, today=date(2026, 9, 15))

    assert (one.row, one.due_on) == (pupil, date(2026, 9, 15))
    assert overdue_pupils(coordinator, today=date(2026, 9, 14)) == []
    assert [one.row for one in overdue_staff(coordinator, today=TODAY)] == [member]


def test_a_new_network_has_terms_of_keeping(network):
    erasing.seed_retention(network, actor=Actor.system("x", network.pk), today=TODAY)
    count = RetentionRule.objects.count()
    erasing.seed_retention(network, actor=Actor.system("x", network.pk), today=TODAY)

    assert RetentionRule.objects.count() == count == 6
    assert RetentionRule.objects.get(of="destruction").months == 36


def test_a_pupil_with_an_account_sees_the_own_row(network, pupil):
    user = make_member(network, Role.PUPIL)
    pupil.user = user
    pupil.save()
    (child,) = children_of(actor_of(network, Role.PUPIL, user=user), TODAY)
    assert (child.is_self, child.may_choose, child.may_consent) == (True, True, False)
