"""The life of a round: opened under a sealed seed, closed, frozen, allocated, checked, published, replayed elsewhere."""

import json
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import translation
from tests.factories.enrolment import MOMENT, make_round, make_run, make_teaching, make_verdict, make_wishes
from tests.factories.networks import make_member
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class, make_pupil
from tests.factories.reference import make_territory

from vmeste.config.allocating import run_allocate, run_verify
from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.jobs.clock import tick_all
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import EnrolmentState, RoundStage, RunState, WaitingState
from vmeste.modules.enrolment.errors import NothingToAllocate, WrongStage
from vmeste.modules.enrolment.forms.rounds import RoundForm
from vmeste.modules.enrolment.jobs import close_and_expire
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Enrolment, Verdict, WaitingPlace
from vmeste.modules.enrolment.selectors import runs as results
from vmeste.modules.enrolment.selectors.freezing import group_id, round_from_rows
from vmeste.modules.enrolment.services import publishing, rounds, runs, seats
from vmeste.modules.networks.selectors import actor_in
from vmeste.modules.people.models import Pupil
from vmeste.pure.allocation import checking
from vmeste.pure.allocation.generator import make_round as generated_round
from vmeste.pure.allocation.lottery import commitment_of
from vmeste.pure.allocation.writing import round_to_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(network):
    """With an account: background work asks whether its right is still there."""
    user = make_member(network, Role.CURATOR)
    return actor_in(network, user_id=user.pk, label="A curator")


@pytest.fixture
def drafted(network, school):
    """Two schools, three programmes: robots with two seats, chess at the same time, a choir that needs five."""
    other = make_organisation(name="School D")
    classes = [
        make_class(school, grade=8, first_lesson=480, last_lesson=840),
        make_class(other, grade=9, first_lesson=480, last_lesson=840),
    ]
    robots = make_teaching(organisation=school, seats=2, name="Robots 1", meetings=((2, 960, 90),))
    chess = make_teaching(organisation=other, seats=2, name="Chess 1", meetings=((2, 960, 60),))
    choir = make_teaching(organisation=school, seats=9, fewest=5, name="Choir 1", meetings=((4, 960, 45),))
    return make_round(
        stage=RoundStage.DRAFT, seed="", commitment="", schools=[school, other], groups=[robots, chess, choir]
    ), classes


@pytest.fixture
def wished(drafted, curator):
    """Everybody wants robots first; the first asks for chess too, the last for the choir alone."""
    round_, classes = drafted
    rounds.open_round(round_, actor=curator, at=MOMENT)
    robots, chess, choir = (group.programme for group in round_.groups.order_by("pk"))
    pupils = [make_pupil(classes[number % 2]) for number in range(6)]
    for pupil in pupils[:5]:
        make_wishes(round_, pupil, programmes=[robots, chess])
    make_wishes(round_, pupils[5], programmes=[choir])
    make_wishes(round_, make_pupil(classes[0]), programmes=[robots], submitted_at=None)
    rounds.close_round(round_, actor=curator, at=MOMENT)
    round_.refresh_from_db()
    return round_


def worked(start):
    """Ask for background work and let it be done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        run = start()
    return AllocationRun.objects.get(pk=run.pk)


def allocated(round_, curator, **how):
    run = worked(lambda: runs.start_run(round_, actor=curator, at=MOMENT, **how))
    round_.refresh_from_db()
    return run


def test_opening_draws_a_seed_and_publishes_only_its_commitment(drafted, curator):
    round_, _classes = drafted

    opened = rounds.open_round(round_, actor=curator, at=MOMENT)

    assert opened.stage == RoundStage.OPEN
    assert opened.commitment == commitment_of(opened.seed)
    assert opened.seed not in json.dumps([line.facts for line in Activity.objects.all()])
    with pytest.raises(WrongStage):
        rounds.open_round(round_, actor=curator, at=MOMENT)


def test_a_group_is_in_one_undecided_round_at_a_time(drafted, curator):
    round_, _classes = drafted
    rounds.open_round(round_, actor=curator, at=MOMENT)
    rival = make_round(
        stage=RoundStage.DRAFT, schools=[round_.schools.first()], groups=[round_.groups.order_by("pk").first()]
    )

    with pytest.raises(NothingToAllocate, match="Robots 1"):
        rounds.open_round(rival, actor=curator, at=MOMENT)


def test_of_an_open_round_only_the_end_is_put_off(drafted, curator):
    round_, _classes = drafted
    rounds.open_round(round_, actor=curator, at=MOMENT)
    later = round_.closes_at + timedelta(days=2)

    assert rounds.edit_round(round_, actor=curator, closes_at=later).closes_at == later
    with pytest.raises(WrongStage):
        rounds.edit_round(round_, actor=curator, most_wishes=9)


def test_two_curators_who_change_one_round_are_shown_what_differs(drafted, network, sign_in):
    round_, _classes = drafted
    page, client = link("round-edit", round_.pk), sign_in(Role.CURATOR)
    sent = {
        **{name: getattr(round_, name) for name in ("title", "first_grade", "last_grade", "most_wishes")},
        "year": round_.year_id,
        "schools": [row.pk for row in round_.schools.all()],
        "groups": [row.pk for row in round_.groups.all()],
        "most_courses": 2,
        "most_minutes": 0,
        "opens_at": "2026-03-01T12:00",
        "closes_at": "2026-03-20T21:00",
        "confirm_by": "2026-03-31",
        "matters": "ranks",
        "max_travel": 30,
        "version": round_.version - 1,
    }

    shown = client.post(page, sent)

    assert shown.status_code == 409
    assert "Что важнее всего" in shown.content.decode()
    assert "не дольше 30 мин" in shown.content.decode()
    assert client.post(page, {**sent, "version": round_.version}).status_code == 302
    round_.refresh_from_db()
    assert round_.policy == {"aims": ["ranks", "travel"], "max_travel": 30}


def test_the_clock_closes_rounds_and_ends_offers(network, drafted, curator):
    round_, _classes = drafted
    rounds.open_round(round_, actor=curator, at=MOMENT)

    close_and_expire(round_.closes_at - timedelta(seconds=1))
    round_.refresh_from_db()
    assert round_.stage == RoundStage.OPEN
    close_and_expire(round_.closes_at)
    round_.refresh_from_db()

    assert round_.stage == RoundStage.CLOSED


def test_the_worker_looks_every_minute(drafted, curator):
    round_, _classes = drafted
    rounds.open_round(round_, actor=curator, at=MOMENT)
    long_ago = MOMENT.replace(year=2020)
    ChoiceRound.objects.update(opens_at=long_ago - timedelta(days=9), closes_at=long_ago)

    tick_all()

    round_.refresh_from_db()
    assert round_.stage == RoundStage.CLOSED


def test_only_curators_run_rounds(wished, coordinator, partner):
    for actor in (coordinator, partner):
        with pytest.raises(PermissionDenied):
            runs.start_run(wished, actor=actor, at=MOMENT)


def test_a_curator_of_a_territory_runs_the_rounds_of_its_schools_alone(network, school, drafted, curator):
    round_, (first, _second) = drafted
    town = make_territory()
    school.territory = town
    school.save()
    user = make_member(network, Role.CURATOR, territory=town)
    of_town = actor_in(network, user_id=user.pk, label="A curator of the town")
    own = make_round(stage=RoundStage.DRAFT, schools=[first.organisation], groups=[round_.groups.first()])

    assert set(rows_for(of_town, permissions.RUN_ROUNDS, ChoiceRound)) == {own}
    assert list(RoundForm(actor=of_town, instance=own).fields["schools"].queryset) == [school]
    with pytest.raises(PermissionDenied):
        rounds.open_round(round_, actor=of_town, at=MOMENT)
    with pytest.raises(PermissionDenied):
        rounds.edit_round(own, actor=of_town, schools=list(round_.schools.all()))
    assert list(own.schools.all()) == [school]
    assert set(rows_for(curator, permissions.RUN_ROUNDS, ChoiceRound)) == {own, round_}


def test_the_input_tells_numbers_lessons_and_credit_and_no_name(wished, network):
    refused = Pupil.objects.get(wish_lists__wishes__programme__groups__name="Choir 1")
    earlier = make_round(stage=RoundStage.PUBLISHED, published_at=MOMENT)
    verdict = make_verdict(make_run(earlier), refused)
    earlier.published_run = verdict.run
    earlier.save()

    frozen = round_from_rows(wished, on=MOMENT.date())

    known = {pupil.id: pupil for pupil in frozen.pupils}
    assert set(known) == set(
        Pupil.objects.filter(wish_lists__submitted_at__isnull=False).values_list("number", flat=True)
    )
    assert known[refused.number].credit == 1
    assert [(one.day, one.start, one.minutes) for one in known[refused.number].blocked] == [
        (day, 480, 360) for day in range(1, 6)
    ]


def test_a_run_is_checked_explained_and_replayed_elsewhere_byte_for_byte(wished, curator, tmp_path, capsys):
    run = allocated(wished, curator)

    assert (run.state, wished.stage) == (RunState.DONE, RoundStage.DECIDED)
    assert run.input_hash == wished.input_hash
    assert run.figures["placed"] == 4
    assert Verdict.objects.filter(run=run).count() == 11
    for name, file in (("round.json", run.round_file), ("result.json", run.result_file)):
        (tmp_path / name).write_bytes(file.read())
    assert run_verify([str(tmp_path / "round.json"), str(tmp_path / "result.json")]) == 0
    again = ["--seed", wished.seed, "--out", str(tmp_path / "again"), "--reasons", "--quiet"]
    assert run_allocate([str(tmp_path / "round.json"), *again]) == 0
    for name, file in (
        ("result.json", run.result_file),
        ("reasons.jsonl", run.reasons_file),
        ("waiting.jsonl", run.waiting_file),
    ):
        assert (tmp_path / "again" / name).read_bytes() == file.read(), name
    published = b"".join(file.read() for file in (run.round_file, run.result_file, run.reasons_file)).decode()
    assert not [pupil for pupil in Pupil.objects.all() if pupil.last_name in published]


def test_a_run_the_checker_objects_to_is_a_failure(wished, curator, monkeypatch):
    wrong = checking.Checked((checking.Violation("capacity", "g1"),), 0, 0, 0)
    monkeypatch.setattr(runs, "check", lambda round_, outcome: wrong)

    run = allocated(wished, curator)

    assert (run.state, wished.stage) == (RunState.FAILED, RoundStage.CLOSED)
    assert "capacity: g1" in run.problem
    assert not Verdict.objects.exists()


def test_those_without_a_seat_are_explained_and_what_would_help_is_counted(wished, curator, english):
    run = allocated(wished, curator)

    unplaced = list(results.unplaced_pupils(run))
    refusals = results.refusals_of(run, unplaced)
    remedies = results.remedies_of(run)

    assert len(unplaced) == 2
    assert {len(one.sentences) for one in refusals} == {1, 2}
    assert any("opens from 5 pupils" in sentence for one in refusals for sentence in one.sentences)
    assert {one.kind for one in remedies} == {"seats", "minimum"}


def test_what_if_one_more_seat_stands_beside_the_first_and_changes_nothing(wished, curator):
    run = allocated(wished, curator)
    robots = wished.groups.order_by("pk").first()

    for change in (
        {"change": "seats", "group": group_id(robots.pk), "seats": 3},
        {"change": "minimum", "group": group_id(wished.groups.order_by("pk").last().pk), "minimum": 1},
    ):
        ask = partial(runs.start_what_if, wished, base=run, actor=curator, at=MOMENT, title="More", changes=[change])
        tried = worked(ask)

        assert (tried.state, tried.figures["placed"]) == (RunState.DONE, 5)
        assert runs.compared(tried).placed == 1
    robots.refresh_from_db()
    assert robots.seats == 2
    with pytest.raises(NothingToAllocate):
        runs.start_what_if(
            wished, base=run, actor=curator, at=MOMENT, title="?", changes=[{"change": "close", "group": "g0"}]
        )


def test_publishing_offers_the_seats_begins_the_lines_and_lets_declined_seats_flow(wished, curator):
    run = allocated(wished, curator)

    published = publishing.publish_result(wished, run=run, actor=curator, at=MOMENT)

    offers = Enrolment.objects.filter(run=run)
    assert (published.stage, published.published_run, offers.count()) == (RoundStage.PUBLISHED, run, 4)
    assert {offer.state for offer in offers} == {EnrolmentState.OFFERED}
    robots = wished.groups.order_by("pk").first()
    line = WaitingPlace.objects.filter(group=robots, state=WaitingState.WAITING).order_by("position")
    first = line[0]
    assert {place.entered_at for place in line} == {published.published_at}, "by this a place of a round is known later"
    declined = offers.filter(group=robots).first()
    seats.decline_seat(declined, actor=curator, at=MOMENT)
    first.refresh_from_db()
    assert first.state == WaitingState.SERVED
    assert Enrolment.objects.get(pupil=first.pupil, group=robots).state == EnrolmentState.OFFERED
    assert StudyGroup.objects.get(pk=robots.pk).taken == 2
    if first.gives_up is not None:
        first.gives_up.refresh_from_db()
        assert first.gives_up.state == EnrolmentState.WITHDRAWN
    with pytest.raises(WrongStage):
        publishing.publish_result(wished, run=run, actor=curator, at=MOMENT)


def test_the_planner_is_told_how_many_rows_came(wished, curator, monkeypatch):
    told = []

    def noted(*tables, new_rows):
        told.append((*tables, new_rows))

    monkeypatch.setattr(runs, "refresh_statistics", noted)
    monkeypatch.setattr(publishing, "refresh_statistics", noted)

    run = allocated(wished, curator)
    publishing.publish_result(wished, run=run, actor=curator, at=MOMENT)

    given = Enrolment.objects.filter(run=run, origin="round").count()
    lines = WaitingPlace.objects.filter(run=run).count()
    assert told == [(Verdict, run.verdicts.count()), (Enrolment, WaitingPlace, given + lines)]


def test_an_allocation_of_a_replaced_input_is_not_published(wished, curator):
    first = allocated(wished, curator)
    StudyGroup.objects.filter(name="Robots 1").update(seats=5)

    second = allocated(wished, curator, freeze_anew=True)

    assert second.input_hash == wished.input_hash != first.input_hash
    with pytest.raises(NothingToAllocate):
        publishing.publish_result(wished, run=first, actor=curator, at=MOMENT)


def test_a_group_that_lost_seats_since_stops_the_publishing(wished, curator):
    run = allocated(wished, curator)
    StudyGroup.objects.filter(name="Robots 1").update(seats=1)

    with pytest.raises(NothingToAllocate, match="Robots 1"):
        publishing.publish_result(wished, run=run, actor=curator, at=MOMENT)

    assert not Enrolment.objects.exists()
    assert ChoiceRound.objects.get(pk=wished.pk).stage == RoundStage.DECIDED


def test_the_bar_of_a_search_never_falls_back():
    """Seats are given before and after it is known which groups open."""
    text = round_to_json(generated_round(600, 40, seed=2, minimums=True)).encode()
    run = SimpleNamespace(
        round_file=SimpleNamespace(read=lambda: text), round=SimpleNamespace(seed="s"), base=None
    )  # fmt: skip
    told = []

    with translation.override("en"):
        solved = runs.solve(run, tell=lambda stage, percent: told.append((stage, percent)), stopped=lambda: False)

    assert solved.outcome.certificate.closed
    assert [percent for _, percent in told] == sorted(percent for _, percent in told)
    assert list(dict.fromkeys(stage for stage, _ in told)) == [
        "Searching for prices", "Giving seats", "Choosing which groups open", "Checking",
    ]  # fmt: skip
