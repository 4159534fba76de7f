"""A list against what is there: who is new, changed, as before, or no longer on the list.

A pupil is the same by our own number, by the id in another system, or by full name and birth date. Whatever fits two
children, or half fits one (the name without the date, the name with another id), is an objection and never guessed.
Linear in the lines and the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .cells import class_key, folded
from .rows import (
    ClassEntry,
    FieldChange,
    GuardianEntry,
    LineState,
    PresentClass,
    PresentGuardian,
    PresentPupil,
    Problem,
    ProblemKind,
    PupilEntry,
    Roster,
)

_PUPIL_FIELDS = ("last_name", "first_name", "patronymic", "born_on", "sex", "email", "phone", "external_id")
_GUARDIAN_FIELDS = ("last_name", "first_name", "patronymic", "email", "phone", "external_id")
_PHONE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class GuardianAct:
    """What becomes of one guardian of a line.

    `pk` None: a new person; lines with the same `key` mean the same new person. `is_tied`: recorded for this pupil
    already.
    """

    entry: GuardianEntry
    pk: int | None
    key: str
    is_tied: bool
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class LineAct:
    """What a line does. `class_key` "" leaves the class alone; `moves`: into another class than the present one;
    `returns`: the pupil had left. `pk` None for a new pupil.
    """

    state: LineState
    entry: PupilEntry
    pk: int | None = None
    changes: tuple[FieldChange, ...] = ()
    class_before: str = ""
    moves: bool = False
    returns: bool = False
    guardians: tuple[GuardianAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """`ended`: pupils who are here and not on the list, or whom the list calls gone. `classes` are new ones."""

    lines: tuple[LineAct, ...]
    ended: tuple[PresentPupil, ...]
    classes: tuple[ClassEntry, ...]
    class_pks: Mapping[str, int]
    problems: tuple[Problem, ...] = ()


def compare(
    roster: Roster,
    *,
    pupils: Collection[PresentPupil],
    guardians: Collection[PresentGuardian],
    classes: Collection[PresentClass],
) -> Difference:
    """The difference between a list and one organisation's rows; it depends on nothing else."""
    return _Comparison(roster, pupils, guardians, classes).difference()


@dataclass
class _Comparison:
    roster: Roster
    pupils: Collection[PresentPupil]
    guardians: Collection[PresentGuardian]
    classes: Collection[PresentClass]
    problems: list[Problem] = field(default_factory=list)

    def difference(self) -> Difference:
        self._index()
        class_pks, new_classes = self._classes()
        class_names = {row.pk: row.name for row in self.classes}
        matched = [self._match(entry) for entry in self.roster.pupils]
        # One row for two lines: neither is taken, for nobody knows which of them it is.
        doubles = {pk for pk, n in Counter(m.pk for m in matched if m is not None).items() if n > 1}
        people = _Guardians(self, doubles)
        lines, mentioned, leaving = [], set(), []
        for entry, match in zip(self.roster.pupils, matched, strict=True):
            if match is not None:
                mentioned.add(match.pk)
            if match is not None and match.pk in doubles and not entry.is_wrong:
                self.objection(ProblemKind.AMBIGUOUS, entry, match.number)
            if (entry.sheet, entry.line) in self.wrong:
                mentioned |= self._namesakes(entry)
                lines.append(LineAct(LineState.WRONG, entry))
            elif entry.is_leaving:
                if match is not None and match.is_here:
                    leaving.append(match)
            else:
                lines.append(self._line(entry, match, class_pks, class_names, people))
        if self.roster.is_whole:
            leaving += [row for row in self.pupils if row.is_here and row.pk not in mentioned]
        needed = {line.entry.class_key for line in lines if line.state is not LineState.WRONG}
        return Difference(
            tuple(lines),
            tuple(leaving),
            tuple(entry for entry in new_classes if entry.key in needed),
            class_pks,
            tuple(self.problems),
        )

    # Finding

    def _index(self) -> None:
        self.wrong = {(entry.sheet, entry.line) for entry in self.roster.pupils if entry.is_wrong}
        self.by_number = {row.number: row for row in self.pupils}
        self.by_id: dict[str, list[PresentPupil]] = defaultdict(list)
        self.by_name: dict[str, list[PresentPupil]] = defaultdict(list)
        self.by_short: dict[str, set[int]] = defaultdict(set)
        for row in self.pupils:
            if row.external_id:
                self.by_id[row.external_id].append(row)
            self.by_name[_name(row)].append(row)
            self.by_short[_short(row)].add(row.pk)

    def objection(self, kind: ProblemKind, entry: PupilEntry, value: object = "", column: str = "") -> None:
        self.problems.append(Problem(kind, entry.sheet, entry.line, column, str(value)))
        self.wrong.add((entry.sheet, entry.line))

    def _namesakes(self, entry: PupilEntry) -> set[int]:
        """Whom a line that is not taken may mean: they do not count as gone."""
        found = {row.pk for row in self.by_id.get(entry.external_id, ())} if entry.external_id else set()
        if entry.number in self.by_number:
            found.add(self.by_number[entry.number].pk)
        return found | self.by_short.get(_short(entry), set())

    def _match(self, entry: PupilEntry) -> PresentPupil | None:
        if entry.is_wrong:
            return None
        if entry.number:
            row = self.by_number.get(entry.number)
            if row is None:
                self.objection(ProblemKind.NUMBER_UNKNOWN, entry, entry.number)
            return row
        if entry.external_id and (found := self.by_id.get(entry.external_id)):
            return self._only(entry, found)
        return self._match_by_name(entry)

    def _match_by_name(self, entry: PupilEntry) -> PresentPupil | None:
        same_name = self.by_name.get(_name(entry), [])
        same = [row for row in same_name if row.born_on == entry.born_on]
        if entry.external_id:
            others = [row for row in same if row.external_id]
            same = [row for row in same if not row.external_id]
            if others and not same:
                if entry.born_on is not None:
                    self.objection(ProblemKind.OTHER_ID, entry, others[0].external_id)
                return None
        if same:
            return self._only(entry, same)
        half = [row for row in same_name if row.born_on is None or entry.born_on is None]
        if half and not (entry.external_id and all(row.external_id for row in half)):
            self.objection(ProblemKind.NO_BIRTH_DATE, entry, half[0].number)
        return None

    def _only(self, entry: PupilEntry, found: list[PresentPupil]) -> PresentPupil | None:
        if len(found) == 1:
            return found[0]
        present = [row for row in found if row.is_here]
        self.objection(ProblemKind.AMBIGUOUS, entry, ", ".join(f"№ {row.number}" for row in (present or found)[:3]))
        return None

    # Classes

    def _classes(self) -> tuple[dict[str, int], list[ClassEntry]]:
        """Key of each class of the list → the row that is there, and the classes that are not."""
        by_id = {row.external_id: row.pk for row in self.classes if row.external_id}
        by_key = {class_key(row.name): row.pk for row in self.classes}
        pks: dict[str, int] = {}
        new = []
        for key, entry in self.roster.classes.items():
            pk = by_id.get(entry.external_id) if entry.external_id else None
            pk = pk or by_key.get(key)
            if pk is None:
                new.append(entry)
            else:
                pks[key] = pk
        return pks, new

    # Lines

    def _line(
        self,
        entry: PupilEntry,
        match: PresentPupil | None,
        class_pks: Mapping[str, int],
        class_names: Mapping[int, str],
        people: "_Guardians",
    ) -> LineAct:
        is_kept = match is None or match.is_kept_here
        acts = people.acts_of(entry, match) if is_kept else ()
        if (entry.sheet, entry.line) in self.wrong:
            return LineAct(LineState.WRONG, entry)
        if match is None:
            return LineAct(LineState.NEW, entry, guardians=acts)
        changes = _changes(match, entry, _PUPIL_FIELDS)
        if changes and not is_kept:
            self.problems.append(Problem(ProblemKind.KEPT_ELSEWHERE, entry.sheet, entry.line, "", match.number))
            changes = ()
        moves = bool(entry.class_key) and match.is_here and class_pks.get(entry.class_key) != match.class_pk
        returns = not match.is_here
        is_same = not (changes or moves or returns or any(act.changes or not act.is_tied for act in acts))
        before = class_names.get(match.class_pk, "") if match.class_pk else ""
        state = LineState.SAME if is_same else LineState.CHANGED
        return LineAct(state, entry, match.pk, changes, before, moves, returns, acts)


class _Guardians:
    """Finds guardians: among those of the pupil by name, among all of the organisation by id or by name and contact."""

    def __init__(self, comparison: _Comparison, doubles: Collection[int]) -> None:
        self.comparison, self.doubles = comparison, doubles
        self.rows = {row.pk: row for row in comparison.guardians}
        self.by_id = {row.external_id: row for row in comparison.guardians if row.external_id}
        self.by_contact: dict[tuple[str, str], list[PresentGuardian]] = defaultdict(list)
        for row in comparison.guardians:
            for contact in _contacts(row):
                self.by_contact[_name(row), contact].append(row)
        self.said: dict[int, tuple[FieldChange, ...]] = {}
        self.keys: dict[tuple[str, str], str] = {}

    def acts_of(self, entry: PupilEntry, match: PresentPupil | None) -> tuple[GuardianAct, ...]:
        own = [self.rows[pk] for pk in match.guardian_pks if pk in self.rows] if match is not None else []
        acts = []
        for guardian in entry.guardians:
            row = self._find(entry, guardian, own)
            if row is None:
                acts.append(GuardianAct(guardian, None, self._key(entry, guardian), is_tied=False))
                continue
            changes = _changes(row, guardian, _GUARDIAN_FIELDS)
            if self.said.setdefault(row.pk, changes) != changes:
                self.comparison.objection(ProblemKind.GUARDIAN_CONTRADICTS, entry, _full(guardian))
            acts.append(GuardianAct(guardian, row.pk, "", any(row.pk == other.pk for other in own), changes))
        return tuple(acts)

    def _find(self, entry: PupilEntry, guardian: GuardianEntry, own: list[PresentGuardian]) -> PresentGuardian | None:
        if guardian.external_id and guardian.external_id in self.by_id:
            return self.by_id[guardian.external_id]
        found = [row for row in own if _name(row) == _name(guardian)]
        if not found:
            known = {row.pk: row for c in _contacts(guardian) for row in self.by_contact.get((_name(guardian), c), ())}
            found = list(known.values())
        if guardian.external_id:
            found = [row for row in found if not row.external_id]
        if len(found) > 1:
            self.comparison.objection(ProblemKind.GUARDIAN_AMBIGUOUS, entry, _full(guardian))
        return found[0] if found else None

    def _key(self, entry: PupilEntry, guardian: GuardianEntry) -> str:
        """The same text for a person who stands in several lines: by id, or by name and contact; else of this line."""
        if guardian.external_id:
            return f"id {guardian.external_id}"
        marks = [(_name(guardian), contact) for contact in _contacts(guardian)]
        known = next((self.keys[mark] for mark in marks if mark in self.keys), "")
        key = known or f"{entry.sheet} {entry.line} {_name(guardian)}"
        for mark in marks:
            self.keys.setdefault(mark, key)
        return key


def _name(row: PupilEntry | PresentPupil | GuardianEntry | PresentGuardian) -> str:
    return folded(f"{row.last_name} {row.first_name} {row.patronymic}")


def _short(row: PupilEntry | PresentPupil) -> str:
    return folded(f"{row.last_name} {row.first_name}")


def _full(guardian: GuardianEntry) -> str:
    return " ".join(filter(None, (guardian.last_name, guardian.first_name, guardian.patronymic)))


def _contacts(row: GuardianEntry | PresentGuardian) -> list[str]:
    digits = _digits(row.phone)
    return [contact for contact in (digits if len(digits) == _PHONE_DIGITS else "", row.email.casefold()) if contact]


def _digits(phone: str) -> str:
    """The digits that tell a number: without country code, spaces and brackets."""
    return "".join(filter(str.isdecimal, phone))[-_PHONE_DIGITS:]


def _changes(row: object, entry: object, names: Iterable[str]) -> tuple[FieldChange, ...]:
    """What the list says otherwise; what it leaves empty stays as it is."""
    changes = []
    for name in names:
        before, after = getattr(row, name), getattr(entry, name)
        if after in ("", None) or after == before:
            continue
        if name == "phone" and _digits(before) and _digits(before) == _digits(after):
            continue  # the same number, written otherwise
        changes.append(FieldChange(name, _text(before), _text(after)))
    return tuple(changes)


def _text(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
