"""What happens to programmes, groups, ways, plans and network forms."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.courses import (
    make_network_form,
    make_plan_line,
    make_programme,
    make_reserved,
    make_study_group,
)
from tests.factories.enrolment import make_enrolment
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class
from tests.factories.reference import make_year

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.selectors import history_of
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import GroupStage, PartyRole
from vmeste.modules.courses.errors import NothingToCopy, SeatsTaken, TooManyReserved, WrongStage
from vmeste.modules.courses.models import Meeting, NetworkForm, PlanLine, Programme, StudyGroup, TravelTime
from vmeste.modules.courses.services import groups, network_forms, plain, plans
from vmeste.modules.courses.services.travel import set_travel_times

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = {"weekday": 2, "starts_at": 930, "minutes": 45, "weeks": "every", "venue": None}
THURSDAY = {**TUESDAY, "weekday": 4, "starts_at": 960}


def test_an_organisation_keeps_its_own_programmes_only(network, coordinator, school, plant):
    values = {"title": "Robots", "kind": "supplementary"}
    own = plain.PROGRAMMES.add(network, actor=coordinator, organisation=school, **values)

    with pytest.raises(PermissionDenied):
        plain.PROGRAMMES.add(network, actor=coordinator, organisation=plant, **values)
    assert list(Programme.objects.all()) == [own]


def test_a_partner_keeps_the_programmes_of_the_plant(network, partner, plant):
    plain.PROGRAMMES.add(network, actor=partner, organisation=plant, title="Trial", kind="career_trial")

    with pytest.raises(PermissionDenied):
        plain.PROGRAMMES.add(
            network, actor=actor_of(network, Role.OBSERVER), organisation=plant, title="Other", kind="short"
        )


def test_families_see_what_is_published_and_nothing_else(network, programme):
    make_programme(programme.organisation, is_published=False)
    make_programme(make_organisation(is_shared=False))
    guardian = actor_of(network, Role.GUARDIAN)

    assert list(rows_for(guardian, permissions.VIEW_CATALOGUE, Programme)) == [programme]
    for permission in (permissions.VIEW, permissions.VIEW_GROUPS, permissions.VIEW_PLANS, permissions.VIEW_FORMS):
        assert not permission.is_held_by(guardian)


def test_a_group_is_planned_with_all_its_meetings(network, head, programme, year, english):
    group = groups.plan_group(
        network, actor=head, programme=programme, year=year, name="A", seats=10, meetings=[TUESDAY, THURSDAY]
    )

    assert [str(row) for row in group.meetings.all()] == ["Tuesday 15:30–16:15", "Thursday 16:00–16:45"]
    assert history_of(group).count() == 1


def test_meetings_keep_their_rows_and_the_history_tells_them(head, group, english):
    (before,) = group.meetings.all()
    moved = {**TUESDAY, "id": before.pk, "starts_at": 900}

    changed = groups.edit_group(group, actor=head, version=group.version, meetings=[moved, THURSDAY])

    assert next(row.pk for row in changed.meetings.all()) == before.pk
    assert "Tuesday 15:30–16:15 → Tuesday 15:00–15:45, Thursday 16:00–16:45" in history_of(group)[0].sentence
    groups.set_meetings(group, actor=head, meetings=[])
    assert not Meeting.objects.filter(group=group).exists()


def test_two_people_do_not_overwrite_a_group(head, group):
    groups.edit_group(group, actor=head, version=group.version, name="B")

    with pytest.raises(EditConflict):
        groups.edit_group(group, actor=head, version=group.version, name="C")


def test_there_are_never_fewer_seats_than_are_taken(head, group):
    for _each in range(2):
        make_enrolment(group)

    with pytest.raises(SeatsTaken) as refusal:
        groups.edit_group(group, actor=head, seats=1)
    assert list(refusal.value.message_dict) == ["seats"]
    assert groups.edit_group(group, actor=head, seats=2).seats == 2


def test_an_edit_never_writes_back_an_older_number_of_taken_seats(group):
    read_before = StudyGroup.objects.get(pk=group.pk)
    make_enrolment(group)
    read_before.name = "B"
    read_before.save()

    group.refresh_from_db()
    assert (group.name, group.taken) == ("B", 1)


def test_reserved_seats_fit_into_the_group(head, group, school):
    groups.reserve_seats(group, actor=head, seats=10, school=school)

    with pytest.raises(TooManyReserved):
        groups.reserve_seats(group, actor=head, seats=3, profile="engineering")
    with pytest.raises(TooManyReserved):
        groups.edit_group(group, actor=head, seats=9)
    part = group.reserved.get()
    with pytest.raises(TooManyReserved):
        groups.change_reserved(group, part=part, actor=head, seats=13)
    assert groups.change_reserved(group, part=part, actor=head, seats=12).seats == 12


def test_removed_reserved_seats_come_back_only_where_there_is_room(head, group):
    part = make_reserved(group, seats=10)
    groups.RESERVED.remove(group, part=part, actor=head, at=NOW)
    other = make_reserved(group, seats=5)

    with pytest.raises(TooManyReserved):
        groups.restore_reserved(group, part=part, actor=head)
    groups.RESERVED.remove(group, part=other, actor=head, at=NOW)
    assert groups.restore_reserved(group, part=part, actor=head).removed_at is None


def test_a_group_goes_its_way_step_by_step(head, programme, year):
    group = make_study_group(programme, year=year, stage=GroupStage.PLANNED)
    for stage in (GroupStage.OPEN, GroupStage.RUNNING, GroupStage.FINISHED):
        assert groups.change_stage(group, stage=stage, actor=head).stage == stage

    with pytest.raises(WrongStage):
        groups.change_stage(group, stage=GroupStage.CANCELLED, actor=head)


def test_a_cancelled_group_tells_why(head, group, english):
    groups.change_stage(group, stage=GroupStage.CANCELLED, actor=head, reason="no teacher")

    assert history_of(group)[0].sentence == "The group is now “cancelled” (no teacher)"


def test_a_removed_group_comes_back(head, group):
    groups.remove_group(group, actor=head, at=NOW)
    assert not StudyGroup.objects.exists()

    assert groups.restore_group(group, actor=head).removed_at is None


def test_ways_are_written_down_once_for_both_directions(network, curator, coordinator, school, plant):
    set_travel_times(network, organisation=plant, minutes={school: 25}, actor=curator)
    set_travel_times(network, organisation=school, minutes={plant: 20}, actor=curator)

    assert [row.minutes for row in TravelTime.objects.all()] == [20]
    assert set_travel_times(network, organisation=school, minutes={plant: 20, school: 5}, actor=curator) == 0
    set_travel_times(network, organisation=plant, minutes={school: None}, actor=curator)
    assert not TravelTime.objects.exists()
    with pytest.raises(PermissionDenied):
        set_travel_times(network, organisation=school, minutes={plant: 20}, actor=coordinator)


def test_a_plan_is_taken_over_from_the_year_before(head, school_class, school):
    before = make_class(school, year=make_year(2024), name="7и", grade=7)
    school_class.previous = before
    school_class.save()
    kept, known, gone = (make_programme(school) for _each in range(3))
    make_plan_line(before, kept, group=make_study_group(kept), basis="Order 1")
    make_plan_line(before, known)
    make_plan_line(before, gone)
    gone.removed_at = NOW
    gone.save()
    make_plan_line(school_class, known, position=1)

    (copied,) = plans.copy_plan(school_class, actor=head)

    assert (copied.programme, copied.group, copied.basis, copied.position) == (kept, None, "Order 1", 2)
    with pytest.raises(NothingToCopy):
        plans.copy_plan(school_class, actor=head)
    assert PlanLine.objects.filter(school_class=school_class).count() == 2


def test_only_the_school_keeps_the_plan_of_its_class(coordinator, partner, school_class, programme):
    plain.PLAN_LINES.add(school_class, actor=coordinator, programme=programme, hours_a_week=2)

    with pytest.raises(PermissionDenied):
        plain.PLAN_LINES.add(school_class, actor=partner, programme=make_programme(), hours_a_week=2)


def test_a_programme_switches_into_network_form_and_back(head, programme):
    form = network_forms.open_network_form(programme, actor=head)
    assert [(part.organisation, part.role) for part in form.parts.all()] == [(programme.organisation, PartyRole.BASE)]
    programme.refresh_from_db()
    assert programme.is_network_form

    network_forms.close_network_form(form, actor=head, at=NOW)
    programme.refresh_from_db()
    assert not programme.is_network_form
    assert network_forms.open_network_form(programme, actor=head).pk == form.pk
    network_forms.close_network_form(form, actor=head, at=NOW)
    network_forms.restore_network_form(form, actor=head)
    programme.refresh_from_db()
    assert programme.is_network_form
    assert NetworkForm.objects.get().parts.count() == 1


def test_a_network_form_is_written_down_by_its_organisation(coordinator, partner, programme):
    form = make_network_form(programme)

    changed = network_forms.edit_network_form(form, actor=coordinator, version=1, starts_on=date(2025, 9, 1))

    assert changed.version == 2
    with pytest.raises(PermissionDenied):
        network_forms.edit_network_form(form, actor=partner, documents="x")
    with pytest.raises(ValidationError):
        network_forms.edit_network_form(form, actor=coordinator, ends_on=date(2025, 8, 1))
