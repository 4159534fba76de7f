"""What the commands of partnerships do, and what they refuse."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.tenancy.scope import NoNetwork, working_in
from vmeste.modules.partnerships import errors, services
from vmeste.modules.partnerships.choices import Maturity
from vmeste.modules.partnerships.models import MaturityStep, Partnership

SEPTEMBER_1 = date(2025, 9, 1)


@pytest.fixture
def partnership(school, plant):
    return make_partnership(organisation=school, partner=plant, starts_on=SEPTEMBER_1)


def refusal(error):
    return error.value.message_dict


def test_a_partnership_is_recorded_with_directions_and_its_first_stage(network, coordinator, school, plant):
    direction = make_direction(name="Career guidance")

    row = services.record_partnership(
        network,
        actor=coordinator,
        organisation=school,
        partner=plant,
        kind="cooperation",
        directions=[direction],
        maturity=2,
        starts_on=SEPTEMBER_1,
    )

    assert list(row.directions.all()) == [direction]
    assert row.maturity == Maturity.JOINT_WORK
    assert list(row.steps.values_list("stage", "reached_on")) == [(2, None)]
    lines = list(Activity.objects.order_by("id"))
    with override("en"):
        assert lines[1].sentence == "Came to the stage “joint work”"
    names = [line.event for line in lines]
    assert names == ["partnerships.PartnershipRecorded", "partnerships.MaturityAdvanced"]


def test_a_partner_needs_neither_an_agreement_nor_a_legal_entity(network, curator, school):
    parents = make_organisation(name="Parents", kind="community", is_legal_entity=False)
    row = services.record_partnership(network, actor=curator, organisation=school, partner=parents)
    assert row.partner == parents


def test_members_record_only_what_their_own_organisation_takes_part_in(network, coordinator, plant):
    with pytest.raises(PermissionDenied):
        services.record_partnership(network, actor=coordinator, organisation=plant, partner=make_organisation())
    assert not Partnership.objects.exists()
    assert not Activity.objects.exists()


def test_an_organisation_is_no_partner_of_itself(network, curator, school):
    with pytest.raises(errors.SameOrganisation) as error:
        services.record_partnership(network, actor=curator, organisation=school, partner=school)
    assert refusal(error).keys() == {"partner"}


@pytest.mark.parametrize(("kind", "may_be_turned_round"), [("cooperation", False), ("mentoring", True)])
def test_cooperation_has_no_first_side_and_mentoring_has(network, curator, partnership, kind, may_be_turned_round):
    Partnership.objects.update(kind=kind)
    first, second = partnership.organisation, partnership.partner
    with pytest.raises(errors.AlreadyRecorded):
        services.record_partnership(network, actor=curator, organisation=first, partner=second, kind=kind)
    if may_be_turned_round:
        services.record_partnership(network, actor=curator, organisation=second, partner=first, kind=kind)
    else:
        with pytest.raises(errors.AlreadyRecorded):
            services.record_partnership(network, actor=curator, organisation=second, partner=first, kind=kind)


def test_an_edit_tells_what_changed_and_two_people_do_not_overwrite_each_other(curator, partnership):
    changed = services.edit_partnership(partnership, actor=curator, version=1, product="A robot", directions=[])
    assert (changed.product, changed.version) == ("A robot", 2)
    assert Activity.objects.get().facts == {"changes": {"product": ["", "A robot"]}}

    with pytest.raises(EditConflict):
        services.edit_partnership(partnership, actor=curator, version=1, product="A ship")


def test_the_stages_are_kept_as_a_history(curator, partnership):
    services.advance_maturity(partnership, actor=curator, stage=1, reached_on=SEPTEMBER_1, note="Protocol No. 1")
    services.advance_maturity(partnership, actor=curator, stage=3, reached_on=date(2026, 5, 1))

    partnership.refresh_from_db()
    assert partnership.maturity == 3
    steps = list(MaturityStep.objects.values_list("stage", "reached_on", "note"))
    assert steps == [(1, SEPTEMBER_1, "Protocol No. 1"), (3, date(2026, 5, 1), "")]


@pytest.mark.parametrize(
    ("stage", "day", "field"),
    [
        (1, date(2026, 2, 1), "stage"),
        (2, date(2026, 2, 1), "stage"),
        (3, date(2025, 8, 31), "reached_on"),
        (3, date(2025, 12, 31), "reached_on"),
    ],
)
def test_an_impossible_stage_is_refused_at_its_field(curator, partnership, stage, day, field):
    services.advance_maturity(partnership, actor=curator, stage=2, reached_on=date(2026, 1, 1))
    with pytest.raises(ValidationError) as error:
        services.advance_maturity(partnership, actor=curator, stage=stage, reached_on=day)
    assert refusal(error).keys() == {field}
    assert MaturityStep.objects.count() == 1


def test_a_mistaken_stage_is_taken_back(curator, partnership):
    services.advance_maturity(partnership, actor=curator, stage=1)
    services.advance_maturity(partnership, actor=curator, stage=2)
    assert services.take_back_maturity_step(partnership, actor=curator).maturity == 1
    assert services.take_back_maturity_step(partnership, actor=curator).maturity is None
    with pytest.raises(errors.NoStepToTakeBack):
        services.take_back_maturity_step(partnership, actor=curator)


def test_a_partnership_ends_once_with_a_reason_and_may_go_on_again(curator, partnership):
    ended = services.end_partnership(partnership, actor=curator, ends_on=date(2026, 6, 1), reason="Closed")
    assert (ended.ends_on, ended.end_reason) == (date(2026, 6, 1), "Closed")
    with pytest.raises(errors.AlreadyEnded):
        services.end_partnership(partnership, actor=curator, ends_on=date(2026, 7, 1), reason="Again")

    resumed = services.resume_partnership(partnership, actor=curator)
    assert (resumed.ends_on, resumed.end_reason) == (None, "")
    with pytest.raises(errors.StillGoesOn):
        services.resume_partnership(partnership, actor=curator)


def test_it_does_not_go_on_again_when_a_new_one_took_its_place(network, curator, partnership):
    services.end_partnership(partnership, actor=curator, ends_on=date(2026, 6, 1), reason="Closed")
    services.record_partnership(
        network, actor=curator, organisation=partnership.partner, partner=partnership.organisation
    )
    with pytest.raises(errors.AlreadyRecorded):
        services.resume_partnership(partnership, actor=curator)


@pytest.mark.parametrize("day", [SEPTEMBER_1, date(2025, 8, 1), date(2025, 12, 31)])
def test_it_cannot_end_before_it_began_or_before_a_stage_was_reached(curator, partnership, day):
    services.advance_maturity(partnership, actor=curator, stage=1, reached_on=date(2026, 1, 1))
    with pytest.raises(errors.ImpossibleDay) as error:
        services.end_partnership(partnership, actor=curator, ends_on=day, reason="x")
    assert refusal(error).keys() == {"ends_on"}


def test_it_cannot_begin_after_a_stage_was_reached_or_after_its_end(curator, partnership):
    services.advance_maturity(partnership, actor=curator, stage=1, reached_on=date(2026, 1, 1))
    with pytest.raises(errors.ImpossibleDay) as error:
        services.edit_partnership(partnership, actor=curator, starts_on=date(2026, 1, 2))
    assert refusal(error).keys() == {"starts_on"}
    services.end_partnership(partnership, actor=curator, ends_on=date(2026, 6, 1), reason="x")
    with pytest.raises(errors.ImpossibleDay):
        services.edit_partnership(partnership, actor=curator, starts_on=date(2026, 6, 1))


def test_a_removed_partnership_comes_back_unless_it_was_recorded_anew(network, curator, partnership):
    services.EDITS.remove(partnership, actor=curator)
    assert not Partnership.objects.exists()
    services.restore_partnership(partnership, actor=curator)
    assert Partnership.objects.exists()

    services.EDITS.remove(partnership, actor=curator)
    services.record_partnership(
        network, actor=curator, organisation=partnership.partner, partner=partnership.organisation
    )
    with pytest.raises(errors.AlreadyRecorded):
        services.restore_partnership(partnership, actor=curator)


COMMANDS = {
    "edit": lambda row, actor: services.edit_partnership(row, actor=actor, product="x"),
    "advance": lambda row, actor: services.advance_maturity(row, actor=actor, stage=2),
    "take back": lambda row, actor: services.take_back_maturity_step(row, actor=actor),
    "end": lambda row, actor: services.end_partnership(row, actor=actor, ends_on=date(2027, 1, 1), reason="x"),
    "resume": lambda row, actor: services.resume_partnership(row, actor=actor),
    "remove": lambda row, actor: services.EDITS.remove(row, actor=actor),
    "restore": lambda row, actor: services.restore_partnership(row, actor=actor),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("role", [Role.OBSERVER, Role.TEACHER, Role.PARTNER, Role.METHODOLOGIST])
def test_those_who_keep_no_partnerships_change_nothing(network, school, partnership, name, role):
    actor = actor_of(network, role, organisation=school)
    with pytest.raises(PermissionDenied):
        COMMANDS[name](partnership, actor)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_keeper_of_another_organisation_changes_nothing(network, partnership, name):
    stranger = actor_of(network, Role.HEAD, organisation=make_organisation())
    with pytest.raises(PermissionDenied):
        COMMANDS[name](partnership, stranger)
    partnership.refresh_from_db()
    assert partnership.version == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_another_network_reaches_nothing(foreign_network, partnership, name):
    curator = actor_of(foreign_network, Role.CURATOR)
    with working_in(foreign_network), pytest.raises((PermissionDenied, NoNetwork, Partnership.DoesNotExist)):
        COMMANDS[name](partnership, curator)
    partnership.refresh_from_db()
    assert (partnership.version, partnership.removed_at) == (1, None)
