"""Comparing: whoever is meant is found or told, never guessed; the same list again is no difference."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.rosters import (
    ClassEntry,
    GuardianEntry,
    LineState,
    PresentClass,
    PresentGuardian,
    PresentPupil,
    PupilEntry,
    Roster,
    Source,
    compare,
)
from vmeste.pure.rosters.reading import line_as_data, line_from_data

BORN = date(2012, 5, 7)
CLASS = ClassEntry("8и", 8, "и", "8-и")
ANNA = PupilEntry("s", 2, "Иванова", "Анна", "Сергеевна", BORN, class_key="8-и")
THERE = PresentPupil(1, "500", "Иванова", "Анна", "Сергеевна", BORN, class_pk=7)
MOTHER = GuardianEntry("Иванова", "Ольга", "", "mother", "+7 911 111-22-33")


def roster(*pupils, is_whole=True):
    return Roster(Source.WORKBOOK, is_whole, {"8-и": CLASS}, tuple(replace(p, line=n) for n, p in enumerate(pupils, 2)))


def difference(*entries, pupils=(THERE,), guardians=(), **more):
    return compare(roster(*entries, **more), pupils=pupils, guardians=guardians, classes=[PresentClass(7, "8 «И»")])


def states(found):
    return [line.state for line in found.lines]


def test_name_and_birth_date_are_the_same_pupil():
    found = difference(replace(ANNA, last_name="ИВАНОВА"))
    assert (states(found), found.lines[0].pk, found.classes) == ([LineState.CHANGED], 1, ())
    assert states(difference(ANNA)) == [LineState.SAME]


def test_an_id_tells_more_than_a_name():
    there = replace(THERE, external_id="x")
    found = difference(replace(ANNA, last_name="Новикова", external_id="x"), pupils=[there])
    assert [(change.field, change.before, change.after) for change in found.lines[0].changes] == [
        ("last_name", "Иванова", "Новикова")
    ]
    other = difference(replace(ANNA, external_id="y"), pupils=[there])
    assert [problem.kind for problem in other.problems] == ["other_id"]


def test_an_empty_cell_erases_nothing():
    there = replace(THERE, phone="1", email="a@b.ru")
    assert states(difference(ANNA, pupils=[there])) == [LineState.SAME]


def test_one_row_for_two_lines_is_taken_for_neither():
    found = difference(replace(ANNA, number="500"), ANNA)
    assert states(found) == [LineState.WRONG, LineState.WRONG]
    assert found.ended == ()


def test_who_is_not_on_the_list_and_who_is_in_doubt():
    gone = replace(THERE, pk=2, number="501", first_name="Олег")
    assert [row.pk for row in difference(ANNA, pupils=[THERE, gone]).ended] == [2]
    doubtful = difference(ANNA, replace(ANNA, first_name="Олег", is_wrong=True), pupils=[THERE, gone])
    assert doubtful.ended == ()
    assert difference(ANNA, pupils=[THERE, gone], is_whole=False).ended == ()


def test_brothers_share_a_mother_and_strangers_do_not():
    brother = replace(ANNA, first_name="Иван", guardians=(replace(MOTHER, phone="8 (911) 1112233"),))
    stranger = replace(ANNA, first_name="Олег", guardians=(replace(MOTHER, phone=""),))
    found = difference(replace(ANNA, guardians=(MOTHER,)), brother, stranger, pupils=())
    first, second, third = (line.guardians[0].key for line in found.lines)
    assert first == second != third


def test_two_lines_that_say_otherwise_of_a_guardian():
    mother = PresentGuardian(3, "Иванова", "Ольга", "", "+7 900 000-00-00")
    pupils = [
        replace(THERE, guardian_pks=(3,)),
        replace(THERE, pk=2, number="501", first_name="Иван", guardian_pks=(3,)),
    ]
    lines = [
        replace(ANNA, guardians=(MOTHER,)),
        replace(ANNA, first_name="Иван", guardians=(replace(MOTHER, phone="+7 911 000-00-00"),)),
    ]
    found = difference(*lines, pupils=pupils, guardians=[mother])
    assert states(found) == [LineState.CHANGED, LineState.WRONG]


NAMES = st.sampled_from(["Анна", "Олег", "Пётр"])
ENTRIES = st.builds(
    PupilEntry,
    st.just("s"),
    st.just(2),
    st.sampled_from(["Иванова", "Петров"]),
    NAMES,
    born_on=st.sampled_from([None, BORN, date(2013, 1, 1)]),
    external_id=st.sampled_from(["", "", "a", "b"]),
    class_key=st.just("8-и"),
)


def _written(found, pupils):
    """What the rows are after the agreed lines have been written."""
    rows = {row.pk: row for row in pupils}
    for line in found.lines:
        entry = line.entry
        if line.state is LineState.NEW:
            pk = max(rows, default=0) + 1
            rows[pk] = PresentPupil(
                pk,
                f"{pk}",
                entry.last_name,
                entry.first_name,
                "",
                entry.born_on,
                external_id=entry.external_id,
                class_pk=7,
            )
        elif line.state is LineState.CHANGED:
            values = {change.field: change.after for change in line.changes}
            if "born_on" in values:
                values["born_on"] = date.fromisoformat(values["born_on"])
            rows[line.pk] = replace(rows[line.pk], class_pk=7, is_here=True, **values)
    return list(rows.values())


@given(
    st.lists(ENTRIES, max_size=6, unique_by=lambda e: (e.last_name, e.first_name, e.born_on)),
    st.lists(ENTRIES, max_size=6),
)
def test_a_list_that_is_written_is_no_difference_any_more(first, second):
    there = _written(difference(*second, pupils=()), [])
    found = difference(*first, pupils=there)
    taken = [line.entry for line in found.lines if line.state is not LineState.WRONG]
    again = compare(
        Roster(Source.WORKBOOK, False, {"8-и": CLASS}, tuple(taken)),
        pupils=_written(found, there),
        guardians=(),
        classes=[PresentClass(7, "8и")],
    )
    assert not {LineState.NEW, LineState.CHANGED} & set(states(again))


@given(st.lists(ENTRIES, max_size=6))
def test_lines_survive_the_way_through_json(entries):
    for line in difference(*entries).lines:
        assert line_from_data(line_as_data(line)) == line
