"""From the bytes of a file to a roster, in this process or as data from another one."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from operator import attrgetter
from typing import Any
from zipfile import BadZipFile, ZipFile

from vmeste.pure.writing.tables import limits

from . import errors
from .cells import folded
from .comparing import GuardianAct, LineAct
from .oneroster import read_oneroster
from .rows import ClassEntry, FieldChange, GuardianEntry, LineState, Problem, ProblemKind, PupilEntry, Roster, Source
from .workbooks import read_workbook

_PUPIL = tuple(PupilEntry.__dataclass_fields__)
_AS_TEXT = {limits.NotATable: errors.NotARoster, limits.TooLarge: errors.TooLarge, limits.Encrypted: errors.Encrypted}


def read_roster(
    data: bytes, *, filename: str, on: date, names: Collection[str] = (), identifiers: Collection[str] = ()
) -> Roster:
    """The list in a file, as of the day `on`. The contents decide what the file is: an archive of OneRoster, a workbook
    (.xlsx, .ods) or a text with columns. `names` and `identifiers` tell which school of an archive is meant.

    Raises:
        RosterRefused: the file as a whole is not read; a mistake in a line never raises.
    """
    if _is_archive_of_texts(data):
        roster = read_oneroster(data, on=on, names=names, identifiers=identifiers)
    else:
        try:
            roster = read_workbook(data, filename=filename, on=on)
        except limits.TableRefused as refusal:
            raise _AS_TEXT.get(type(refusal), errors.Damaged)(str(refusal)) from refusal
    return _without_doubles(roster)


def _is_archive_of_texts(data: bytes) -> bool:
    if not data.startswith(b"PK"):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return True  # whoever reads archives says what is wrong with it
    return not any(name in {"xl/workbook.xml", "content.xml"} for name in names)


def _without_doubles(roster: Roster) -> Roster:
    """A pupil who stands there twice: in one class the second line is wrong, in two classes both are."""
    seen: dict[tuple[object, ...], int] = {}
    pupils = list(roster.pupils)
    problems = list(roster.problems)
    for place, pupil in enumerate(pupils):
        if pupil.is_wrong:
            continue
        keys: list[tuple[object, ...]] = [("name", folded(pupil.full_name), pupil.born_on)]
        if pupil.external_id:
            # Two ids tell namesakes of one birthday apart.
            keys = [("id", pupil.external_id)]
        if pupil.number:
            keys.append(("number", pupil.number))
        other = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, place)
        if other is None:
            continue
        first = pupils[other]
        if first.class_key == pupil.class_key:
            problems.append(Problem(ProblemKind.DUPLICATE, pupil.sheet, pupil.line, "", str(first.line)))
        else:
            problems.append(Problem(ProblemKind.TWO_CLASSES, pupil.sheet, pupil.line, "", str(first.line)))
            problems.append(Problem(ProblemKind.TWO_CLASSES, first.sheet, first.line, "", str(pupil.line)))
            pupils[other] = replace(first, is_wrong=True)
        pupils[place] = replace(pupil, is_wrong=True)
    return replace(roster, pupils=tuple(pupils), problems=tuple(problems))


# As data, for another process or a column of a database

_values = attrgetter(*_PUPIL)
_PLACE_OF_BIRTH, _PLACE_OF_GUARDIANS = _PUPIL.index("born_on"), _PUPIL.index("guardians")
_guardian_values = attrgetter(*GuardianEntry.__dataclass_fields__)


def pupil_as_data(pupil: PupilEntry) -> list[Any]:
    values = list(_values(pupil))
    born = values[_PLACE_OF_BIRTH]
    values[_PLACE_OF_BIRTH] = born.isoformat() if born else None
    values[_PLACE_OF_GUARDIANS] = [_guardian_values(guardian) for guardian in pupil.guardians]
    return values


def pupil_from_data(values: Iterable[Any]) -> PupilEntry:
    values = list(values)
    born = values[_PLACE_OF_BIRTH]
    values[_PLACE_OF_BIRTH] = date.fromisoformat(born) if born else None
    values[_PLACE_OF_GUARDIANS] = tuple(GuardianEntry(*guardian) for guardian in values[_PLACE_OF_GUARDIANS])
    return PupilEntry(*values)


def class_as_data(entry: ClassEntry) -> list[Any]:
    return [entry.name, entry.grade, entry.letter, entry.key, entry.external_id]


def problem_as_data(problem: Problem) -> list[Any]:
    return [problem.kind.value, problem.sheet, problem.line, problem.column, problem.value]


def problem_from_data(values: Iterable[Any]) -> Problem:
    kind, *rest = values
    return Problem(ProblemKind(kind), *rest)


def line_as_data(line: LineAct) -> list[Any]:
    return [
        line.state.value,
        pupil_as_data(line.entry),
        line.pk,
        [[change.field, change.before, change.after] for change in line.changes],
        line.class_before,
        line.moves,
        line.returns,
        [[act.pk, act.key, act.is_tied, [[c.field, c.before, c.after] for c in act.changes]] for act in line.guardians],
    ]


def line_from_data(values: Iterable[Any]) -> LineAct:
    state, pupil, pk, changes, class_before, moves, returns, acts = values
    entry = pupil_from_data(pupil)
    return LineAct(
        LineState(state),
        entry,
        pk,
        tuple(FieldChange(*change) for change in changes),
        class_before,
        moves,
        returns,
        tuple(
            GuardianAct(guardian, act[0], act[1], act[2], tuple(FieldChange(*change) for change in act[3]))
            for guardian, act in zip(entry.guardians, acts, strict=False)
        ),
    )


def roster_as_data(data: bytes, *, filename: str, on: str, names: list[str], identifiers: list[str]) -> dict[str, Any]:
    """`read_roster` for a child process: JSON-ready, with the day in ISO form."""
    roster = read_roster(data, filename=filename, on=date.fromisoformat(on), names=names, identifiers=identifiers)
    return {
        "source": roster.source.value,
        "is_whole": roster.is_whole,
        "classes": [class_as_data(entry) for entry in roster.classes.values()],
        "pupils": [pupil_as_data(pupil) for pupil in roster.pupils],
        "problems": [problem_as_data(problem) for problem in roster.problems],
    }


def roster_from_data(data: dict[str, Any]) -> Roster:
    """The inverse of `roster_as_data`."""
    classes = [ClassEntry(*values) for values in data["classes"]]
    return Roster(
        Source(data["source"]),
        bool(data["is_whole"]),
        {entry.key: entry for entry in classes},
        tuple(pupil_from_data(values) for values in data["pupils"]),
        tuple(problem_from_data(values) for values in data["problems"]),
    )
