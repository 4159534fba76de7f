"""The review of a document: what is proposed, decided, written, told of and taken back."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.networks import actor_of, make_member
from tests.factories.reference import make_direction, make_territory
from tests.modules.documents.receiving import OfLines, text

from vmeste.foundation.access.actor import Role
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.files.errors import TooLargeFile
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.documents.choices.reviewing import Decision, Deed, ReviewState
from vmeste.modules.documents.errors import DecidedAlready, NotNow
from vmeste.modules.documents.models import Candidate, ReadDocument, Trace
from vmeste.modules.documents.services import reviewing
from vmeste.modules.reference.models import Direction, Territory
from vmeste.modules.reference.services import DIRECTIONS, TERRITORIES

pytestmark = pytest.mark.usefixtures("receivers", "opened_here")
NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)
TWO_TOWNS = ("Регион: Край", "Город: Бор | | Край", "Город: Яр | | Край")


def brought(network, actor, *lines, about=None):
    return reviewing.bring_document(
        network, actor=actor, data=text(*lines), name="Заметки.txt", about=about, in_background=False
    )


def found(document, title):
    return document.candidates.get(title=title)


def accepted(document, actor, *titles):
    chosen = document.candidates.filter(title__in=titles) if titles else document.candidates.all()
    pks = [one.pk for one in chosen]
    return reviewing.accept(document, candidates=pks, actor=actor, at=NOON)


def undone(document, actor):
    return reviewing.undo_review(document, actor=actor, at=NOON, in_background=False)


def decisions(document):
    return dict(document.candidates.values_list("title", "decision"))


# Bringing and proposing


def test_reading_proposes_and_writes_nothing_else(network, curator):
    document = brought(network, curator, "Общие слова.", *TWO_TOWNS)

    assert (document.state, document.brought_by) == (ReviewState.OPEN, curator.label)
    assert [(one.kind, one.title, one.decision) for one in document.candidates.all()] == [
        ("test-region", "Край", "open"),
        ("test-town", "Бор", "open"),
        ("test-town", "Яр", "open"),
    ]
    assert document.counts == {"open": 3, "same": 0, "accepted": 0, "dropped": 0, "undone": 0}
    town = found(document, "Бор")
    assert (town.values["region"], town.places) == ("test-region:1", [[2, 7, 19]])
    assert not Territory.objects.exists()


def test_every_kind_is_proposed_by_one_instance_of_its_receiver(network, curator, receivers):
    brought(network, curator, *TWO_TOWNS)

    assert sorted(OfLines.proposed_by) == sorted(receivers)


def test_what_the_register_says_already_is_nothing_to_decide(network, curator):
    make_direction(name="Робототехника", note="занятия в лицее")
    make_direction(name="Экология", note="поход")

    document = brought(
        network, curator, "Направление: Робототехника | занятия  в лицее", "Направление: Экология | субботник"
    )

    assert decisions(document) == {"Робототехника": "same", "Экология": "open"}
    differing = found(document, "Экология")
    assert (differing.reason, differing.differences) == ("the same name", [["note", "поход", "субботник"]])


def test_an_uncertain_likeness_decides_nothing(network, curator):
    make_direction(name="Экология")

    document = brought(network, curator, "Направление: Экономика")

    assert found(document, "Экономика").row_id is None


def test_a_file_that_is_too_large_is_refused_at_once(network, curator):
    with pytest.raises(TooLargeFile):
        reviewing.bring_document(network, actor=curator, data=b"x" * ((25 << 20) + 1), name="a.txt")

    assert not ReadDocument.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.TEACHER, Role.PARTNER])
def test_others_bring_nothing(network, school, role):
    stranger = actor_of(network, role, organisation=None if role == Role.OBSERVER else school)

    with pytest.raises(PermissionDenied):
        brought(network, stranger, "Направление: Экология")

    assert not ReadDocument.objects.exists()


# Accepting


def test_accepting_writes_by_commands_and_remembers_the_place(network, curator):
    document = brought(network, curator, *TWO_TOWNS)

    outcome = accepted(document, curator)

    assert (outcome.accepted, outcome.brought_along, outcome.refused) == (3, 0, ())
    town = Territory.objects.get(name="Бор")
    assert (town.region.name, town.region.kind) == ("Край", "region")
    trace = Trace.objects.get(subject_type="reference.Territory", subject_id=town.pk)
    assert (trace.deed, trace.version, trace.candidate.title) == (Deed.ADDED, 1, "Бор")
    assert (trace.candidate.decided_by, trace.candidate.decided_at) == (curator.label, NOON)
    assert Activity.objects.filter(event="activity.RowAdded", subject_id=town.pk, actor_label=curator.label).exists()
    document.refresh_from_db()
    assert document.counts["accepted"] == 3


def test_what_a_finding_leads_to_is_brought_along(network, curator):
    document = brought(network, curator, *TWO_TOWNS)

    outcome = accepted(document, curator, "Яр")

    assert (outcome.accepted, outcome.brought_along) == (1, 1)
    assert decisions(document) == {"Край": "accepted", "Бор": "open", "Яр": "accepted"}
    assert Territory.objects.get(name="Яр").region.name == "Край"


def test_what_was_left_out_is_not_brought_along(network, curator):
    document = brought(network, curator, *TWO_TOWNS)
    reviewing.drop(document, candidates=[found(document, "Край").pk], actor=curator, at=NOON)

    accepted(document, curator, "Яр")

    assert Territory.objects.get().region is None


def test_a_refusal_leaves_the_others_and_stops_what_leads_to_it(network, curator):
    document = brought(network, curator, "Регион: Край", "Город: Бор | 12 | Край", "Город: Яр | 12345678 | Край")

    outcome = accepted(document, curator)

    ((pk, message),) = outcome.refused
    assert (outcome.accepted, pk) == (2, found(document, "Бор").pk)
    assert "OKTMO" in message
    assert found(document, "Бор").refusal == message
    assert {row.name for row in Territory.objects.all()} == {"Край", "Яр"}
    assert found(document, "Бор").decision == Decision.OPEN
    assert not Activity.objects.filter(subject_label="Бор").exists()


def test_what_leads_to_something_refused_is_refused_with_its_name(network, curator, receivers, monkeypatch):
    document = brought(network, curator, *TWO_TOWNS)
    region = found(document, "Край")

    def refuse(self, values):
        raise ValidationError("no regions today")

    with monkeypatch.context() as patched:
        patched.setattr(receivers["test-region"], "add", refuse)
        outcome = accepted(document, curator, "Бор")

    assert (outcome.accepted, outcome.brought_along) == (0, 0)
    messages = dict(outcome.refused)
    assert messages[region.pk] == "no regions today"
    assert messages[found(document, "Бор").pk] == "It leads to “Край”, which was not taken over."
    assert not Territory.objects.exists()
    assert found(document, "Бор").refusal == messages[found(document, "Бор").pk]

    accepted(document, curator, "Бор")
    assert {one.refusal for one in document.candidates.all()} == {""}


def test_only_what_differs_is_changed_and_the_rest_stays(network, curator):
    row = make_territory(name="Бор", oktmo="87654321")
    document = brought(network, curator, "Регион: Край", "Город: Бор | | Край")
    assert found(document, "Бор").differences == [["region", "", "test-region:0"]]

    accepted(document, curator)

    row.refresh_from_db()
    assert (row.region.name, row.oktmo, row.version) == ("Край", "87654321", 2)
    trace = Trace.objects.get(subject_id=row.pk)
    assert (trace.deed, trace.before, trace.seen_version, trace.version) == ("changed", {"region": ""}, 1, 2)


def test_a_row_that_moved_since_is_left_alone_and_shown_anew(network, curator):
    row = make_direction(name="Экология", note="поход")
    document = brought(network, curator, "Направление: Экология | субботник")
    DIRECTIONS.change(row, actor=curator, note="от другого человека")

    ((_pk, message),) = accepted(document, curator).refused

    assert "has changed meanwhile" in message
    row.refresh_from_db()
    assert row.note == "от другого человека"
    assert found(document, "Экология").differences == [["note", "от другого человека", "субботник"]]
    assert accepted(document, curator).accepted == 1


def test_a_row_that_was_removed_since_is_not_silently_written_anew(network, curator):
    row = make_direction(name="Экология", note="поход")
    document = brought(network, curator, "Направление: Экология | субботник")
    DIRECTIONS.remove(row, actor=curator)

    ((_pk, message),) = accepted(document, curator).refused

    assert "has changed meanwhile" in message
    one = found(document, "Экология")
    assert (one.row_id, one.differences, one.decision) == (None, [], Decision.OPEN)
    assert accepted(document, curator).accepted == 1
    assert Direction.objects.get().note == "субботник"


def test_what_came_into_the_register_meanwhile_is_not_written_twice(network, curator):
    document = brought(network, curator, "Направление: Экология | субботник", "Направление: Спорт")
    for name in ("Экология", "Спорт"):
        make_direction(name=name)

    outcome = accepted(document, curator)

    assert (outcome.accepted, len(outcome.refused)) == (1, 1)
    assert Direction.objects.count() == 2
    assert found(document, "Экология").differences == [["note", "", "субботник"]]
    assert Trace.objects.get().deed == Deed.FOUND


def test_one_thing_found_twice_becomes_one_row(network, curator):
    document = brought(network, curator, "Направление: Экология", "Направление: Экология")

    assert accepted(document, curator).accepted == 2
    assert Direction.objects.count() == 1
    assert sorted(Trace.objects.values_list("deed", flat=True)) == ["added", "found"]


def test_accepting_again_does_nothing(network, curator):
    document = brought(network, curator, *TWO_TOWNS)
    accepted(document, curator)

    outcome = accepted(document, curator)

    assert (outcome.accepted, outcome.refused, Territory.objects.count(), Trace.objects.count()) == (0, (), 3, 3)


def test_above_a_confidence_only_the_surer_ones_of_these_kinds(network, curator):
    document = brought(network, curator, "Направление: Спорт", "Направление: Хор?", "Регион: Край")

    outcome = reviewing.accept_above(
        document, confidence=0.8, kinds=["test-direction"], actor=curator, at=NOON, in_background=False
    )

    assert outcome.accepted == 1
    assert decisions(document) == {"Край": "open", "Спорт": "accepted", "Хор?": "open"}


def test_a_missing_required_value_is_asked_for(network, curator):
    document = brought(network, curator, "Направление: | x")
    one = document.candidates.get()

    ((pk, message),) = accepted(document, curator).refused

    assert (pk, message) == (one.pk, "Say first: name.")


def test_accepting_many_reads_the_document_once(network, curator):
    """The cost of one more finding is what its own commands cost."""

    def cost(count):
        document = brought(network, curator, *(f"Направление: Дело {count} {n}" for n in range(count)))
        with CaptureQueriesContext(connection) as caught:
            assert accepted(document, curator).accepted == count
        said = [query["sql"] for query in caught.captured_queries]
        big = [sql for sql in said if '"documents_readdocument"."tree"' in sql]
        return len([sql for sql in said if "SAVEPOINT" not in sql]), len(big)

    (few, big_of_few), (many, big_of_many) = cost(2), cost(12)

    assert big_of_few == big_of_many == 0
    assert (many - few) / 10 <= 7


# Deciding otherwise


def test_dropped_findings_can_be_reconsidered(network, curator):
    document = brought(network, curator, "Направление: Спорт", "Направление: Хор")
    sport = found(document, "Спорт")

    assert reviewing.drop(document, candidates=[sport.pk], actor=curator, at=NOON) == 1
    assert reviewing.drop(document, candidates=[sport.pk], actor=curator, at=NOON) == 0
    assert "“Спорт” is no longer open" in dict(accepted(document, curator).refused)[sport.pk]
    assert reviewing.reconsider(document, candidates=[sport.pk], actor=curator) == 1
    assert accepted(document, curator).accepted == 1
    assert Direction.objects.count() == 2


def test_a_corrected_value_is_what_is_written(network, curator):
    document = brought(network, curator, "Направление: Экалогия | x")
    one = found(document, "Экалогия")

    corrected = reviewing.correct(document, candidate=one.pk, version=1, values={"name": " Экология "}, actor=curator)

    assert (corrected.title, corrected.version, corrected.proposed["name"]) == ("Экология", 2, "Экалогия")
    accepted(document, curator)
    assert (Direction.objects.get().name, Direction.objects.get().note) == ("Экология", "x")


def test_a_correction_looks_for_the_row_anew(network, curator):
    row = make_direction(name="Экология", note="x")
    document = brought(network, curator, "Направление: Экалогия | x")

    corrected = reviewing.correct(
        document, candidate=document.candidates.get().pk, version=1, values={"name": "Экология"}, actor=curator
    )

    assert (corrected.row_id, corrected.decision) == (row.pk, Decision.SAME)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"region": "row:987654"}, "region"),
        ({"region": "test-town:0"}, "region"),
        ({"region": "row:x"}, "region"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_unfit_corrections_are_refused_by_input(network, curator, values, wrong):
    document = brought(network, curator, "Город: Бор")

    with pytest.raises(ValidationError) as caught:
        reviewing.correct(document, candidate=document.candidates.get().pk, version=1, values=values, actor=curator)

    assert set(caught.value.message_dict) == {wrong}
    assert document.candidates.get().version == 1


def test_a_link_corrected_to_a_row_is_followed(network, curator):
    region = make_territory(name="Край", kind="region")
    document = brought(network, curator, "Город: Бор")

    reviewing.correct(
        document,
        candidate=document.candidates.get().pk,
        version=1,
        values={"region": f"row:{region.pk}"},
        actor=curator,
    )
    accepted(document, curator)

    assert Territory.objects.get(name="Бор").region == region


def test_two_people_never_overwrite_each_other_unseen(network, curator):
    document = brought(network, curator, "Направление: Спорт")
    one = found(document, "Спорт")
    reviewing.correct(document, candidate=one.pk, version=1, values={"note": "первый"}, actor=curator)

    with pytest.raises(EditConflict):
        reviewing.correct(document, candidate=one.pk, version=1, values={"note": "второй"}, actor=curator)
    with pytest.raises(EditConflict):
        reviewing.match(document, candidate=one.pk, version=1, row_id=None, actor=curator)

    assert document.candidates.get().values["note"] == "первый"


def test_what_is_accepted_is_not_corrected_any_more(network, curator):
    document = brought(network, curator, "Направление: Спорт")
    accepted(document, curator)
    one = document.candidates.get()

    with pytest.raises(DecidedAlready):
        reviewing.correct(document, candidate=one.pk, version=one.version, values={"note": "x"}, actor=curator)


def test_a_match_by_hand_holds_and_others_follow_it(network, curator):
    region = make_territory(name="Заречный край", kind="region")
    town = make_territory(name="Бор", region=region)
    document = brought(network, curator, *TWO_TOWNS)
    assert found(document, "Бор").differences == [["region", f"row:{region.pk}", "test-region:0"]]

    matched = reviewing.match(
        document, candidate=found(document, "Край").pk, version=1, row_id=region.pk, actor=curator
    )

    assert (matched.reason, matched.differences) == ("chosen by hand", [["name", "Заречный край", "Край"]])
    assert (found(document, "Бор").row_id, found(document, "Бор").decision) == (town.pk, Decision.SAME)


def test_said_to_be_new_it_is_new_though_it_looks_known(network, curator):
    make_direction(name="Экология", note="x")
    document = brought(network, curator, "Направление: Экология | y")
    one = found(document, "Экология")

    reviewing.match(document, candidate=one.pk, version=1, row_id=None, actor=curator)
    one.refresh_from_db()

    assert (one.row_id, one.is_matched_by_hand, one.decision) == (None, True, Decision.OPEN)
    ((_pk, message),) = accepted(document, curator).refused
    assert message == "There is such a direction already."


# The end, and back


def test_a_finished_review_decides_nothing_until_it_is_opened_again(network, curator):
    document = brought(network, curator, "Направление: Спорт")
    reviewing.close_review(document, actor=curator, at=NOON)

    with pytest.raises(NotNow):
        accepted(document, curator)
    reviewing.reopen_review(document, actor=curator)

    assert accepted(document, curator).accepted == 1


def test_a_review_is_taken_back_as_a_whole(network, curator):
    kept = make_direction(name="Экология", note="поход")
    document = brought(network, curator, *TWO_TOWNS, "Направление: Экология | субботник")
    accepted(document, curator)

    undone(document, curator)

    document.refresh_from_db()
    kept.refresh_from_db()
    assert (document.state, document.undone_at, kept.note) == (ReviewState.UNDONE, NOON, "поход")
    assert not Territory.objects.exists()
    assert set(decisions(document).values()) == {"undone"}
    assert Trace.objects.filter(undone_at=NOON, kept_because="").count() == 4
    last = Activity.objects.filter(event="documents.ReviewUndone").get()
    assert last.facts == {"undone": 4, "kept": 0}


def test_what_somebody_has_worked_on_since_stays_with_the_reason(network, curator):
    document = brought(network, curator, *TWO_TOWNS)
    accepted(document, curator)
    TERRITORIES.change(Territory.objects.get(name="Бор"), actor=curator, oktmo="12345678")

    undone(document, curator)

    assert {row.name for row in Territory.objects.all()} == {"Край", "Бор"}
    because = dict(Trace.objects.filter(undone_at=None).values_list("candidate__title", "kept_because"))
    assert because["Бор"] == "Somebody has worked on the row since."
    assert "cannot be removed" in because["Край"]
    assert decisions(document) == {"Край": "accepted", "Бор": "accepted", "Яр": "undone"}


def test_work_between_two_acceptances_is_seen(network, curator):
    document = brought(network, curator, "Направление: Экология", "Направление: Экология | субботник")
    first, second = document.candidates.all()
    reviewing.accept(document, candidates=[first.pk], actor=curator, at=NOON)
    DIRECTIONS.change(Direction.objects.get(), actor=curator, note="от другого")
    assert reviewing.accept(document, candidates=[second.pk], actor=curator, at=NOON).refused
    reviewing.accept(document, candidates=[second.pk], actor=curator, at=NOON)
    assert Direction.objects.get().note == "субботник"

    undone(document, curator)

    assert Direction.objects.get().note == "субботник"
    assert Trace.objects.filter(kept_because="Somebody has worked on the row since.").count() == 2


def test_ones_own_later_change_is_no_strange_hand(network, curator):
    document = brought(network, curator, "Направление: Экология", "Направление: Экология | субботник")
    first, second = document.candidates.all()
    reviewing.accept(document, candidates=[first.pk], actor=curator, at=NOON)
    reviewing.accept(document, candidates=[second.pk], actor=curator, at=NOON)
    assert (Direction.objects.get().note, Direction.objects.get().version) == ("субботник", 2)

    undone(document, curator)

    assert not Direction.objects.exists()


def test_after_taking_back_one_can_accept_again(network, curator):
    document = brought(network, curator, *TWO_TOWNS)
    accepted(document, curator)
    undone(document, curator)

    reviewing.reopen_review(document, actor=curator)

    assert set(decisions(document).values()) == {"open"}
    assert accepted(document, curator).accepted == 3
    assert Territory.objects.count() == 3


def test_the_same_file_again_proposes_nothing_new(network, curator):
    first = brought(network, curator, *TWO_TOWNS)
    accepted(first, curator)
    TERRITORIES.change(Territory.objects.get(name="Бор"), actor=curator, name="Бор Великий")

    second = brought(network, curator, *TWO_TOWNS)

    assert decisions(second) == {"Край": "same", "Бор": "open", "Яр": "same"}
    differing = found(second, "Бор")
    assert (differing.reason, differing.differences) == (
        "taken over from the same file before",
        [["name", "Бор Великий", "Бор"]],
    )
    accepted(second, curator)
    assert Territory.objects.count() == 3


def test_a_document_about_a_row_is_compared_with_that_row(network, curator):
    row = make_direction(name="Экология")

    document = brought(network, curator, "Направление: Экология и право", about=row)

    one = document.candidates.get()
    assert (one.row_id, one.reason) == (row.pk, "the document was brought as one about it")
    assert one.differences == [["name", "Экология", "Экология и право"]]


# Walls


def test_a_document_about_a_row_of_another_network_is_refused(network, foreign_network, curator):
    with working_in(foreign_network):
        strange = make_direction(name="Экология")

    with pytest.raises(PermissionDenied):
        brought(network, curator, "Направление: Экология", about=strange)


def test_rows_of_another_network_are_never_meant(network, foreign_network, curator):
    with working_in(foreign_network):
        strange = make_direction(name="Экология")
    document = brought(network, curator, "Направление: Экология")
    one = document.candidates.get()

    assert one.row_id is None
    with pytest.raises(ValidationError):
        reviewing.match(document, candidate=one.pk, version=1, row_id=strange.pk, actor=curator)


def test_what_another_member_brought_is_theirs(network, school, curator):
    heads = [
        actor_of(network, Role.HEAD, organisation=school, user=make_member(network, Role.HEAD, organisation=school))
        for _ in "ab"
    ]
    document = brought(network, heads[0], "Направление: Спорт")

    with pytest.raises(PermissionDenied):
        reviewing.drop(document, candidates=[document.candidates.get().pk], actor=heads[1], at=NOON)

    assert reviewing.drop(document, candidates=[document.candidates.get().pk], actor=curator, at=NOON) == 1


def test_whoever_may_not_write_a_kind_may_not_accept_it(network, school):
    head = actor_of(network, Role.HEAD, organisation=school, user=make_member(network, Role.HEAD, organisation=school))
    known = make_direction(name="Хор")
    document = brought(network, head, "Направление: Спорт", "Направление: Хор")

    outcome = accepted(document, head, "Спорт")

    assert (found(document, "Хор").row_id, outcome.accepted) == (known.pk, 0)
    assert outcome.refused == ((found(document, "Спорт").pk, "You may not write this down here."),)
    assert Direction.objects.get() == known


def test_a_match_to_a_row_one_does_not_see_is_left_to_those_who_do(network, curator, receivers, monkeypatch):
    secret = make_direction(name="Тайна", note="x")
    document = brought(network, curator, "Направление: Спорт | y", "Направление: Спорт | z")
    first, second = document.candidates.all()
    reviewing.match(document, candidate=first.pk, version=1, row_id=secret.pk, actor=curator)
    rows = receivers["test-direction"].rows
    monkeypatch.setattr(receivers["test-direction"], "rows", lambda self: rows(self).exclude(name="Тайна"))

    outcome = reviewing.accept(document, candidates=[first.pk, second.pk], actor=curator, at=NOON)

    assert outcome.refused == ((first.pk, "You may not write this down here."),)
    first.refresh_from_db()
    assert (first.row_id, first.decision, first.differences[0]) == (secret.pk, "open", ["name", "Тайна", "Спорт"])
    assert sorted(Direction.objects.values_list("name", flat=True)) == ["Спорт", "Тайна"]


def test_candidates_of_another_document_are_not_touched(network, curator):
    first, second = (brought(network, curator, f"Направление: {name}") for name in ("Спорт", "Хор"))

    outcome = reviewing.accept(first, candidates=[second.candidates.get().pk], actor=curator, at=NOON)

    assert outcome.accepted == 0
    with pytest.raises(Candidate.DoesNotExist):
        reviewing.correct(first, candidate=second.candidates.get().pk, version=1, values={}, actor=curator)
