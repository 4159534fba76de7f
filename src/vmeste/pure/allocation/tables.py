"""Pupils and seats as columns: a million of them in some hundred megabytes, each still readable as a record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from .model import Meeting, Pupil, Seat

Ints: TypeAlias = NDArray[np.int64]
Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class PupilTable(Sequence[Pupil]):
    """n pupils, sorted by id (bytes of UTF-8), as columns.

    `ids` S[n]; `school` index into `schools` [n]; `wish_ptr` [n+1] into `wish` (index into `courses`); `key`
    position of
    the key wish among the pupil's own or -1; `blocked_ptr` [n+1] into `blocked` [·,3] (day, start, minutes);
    `category_ptr` [n+1] into `category` (index into `categories`).
    """

    schools: tuple[str, ...]
    courses: tuple[str, ...]
    categories: tuple[str, ...]
    ids: Array
    school: Array
    grade: Array
    max_courses: Array
    max_minutes: Array
    priority: Array
    credit: Array
    anyway: Array
    key: Array
    wish_ptr: Ints
    wish: Array
    blocked_ptr: Ints
    blocked: Array
    category_ptr: Ints
    category: Array

    @classmethod
    def of(cls, pupils: Iterable[Pupil], *, schools: Sequence[str], courses: Sequence[str]) -> "PupilTable":
        """Columns of records. O(n log n). Raises KeyError for a school or course that is not named."""
        rows = sorted(pupils, key=lambda pupil: pupil.id.encode())
        categories = sorted({name for pupil in rows for name in pupil.categories})
        school_of = {name: index for index, name in enumerate(schools)}
        course_of = {name: index for index, name in enumerate(courses)}
        category_of = {name: index for index, name in enumerate(categories)}
        blocked = [(m.day, m.start, m.minutes) for pupil in rows for m in sorted(pupil.blocked, key=_when)]
        return cls(
            schools=tuple(schools),
            courses=tuple(courses),
            categories=tuple(categories),
            ids=np.array([pupil.id.encode() for pupil in rows], dtype=np.bytes_),
            school=np.array([school_of[pupil.school] for pupil in rows], np.int32),
            grade=np.array([pupil.grade for pupil in rows], np.int16),
            max_courses=np.array([pupil.max_courses for pupil in rows], np.int16),
            max_minutes=np.array([pupil.max_minutes for pupil in rows], np.int32),
            priority=np.array([pupil.priority for pupil in rows], np.int32),
            credit=np.array([pupil.credit for pupil in rows], np.int32),
            anyway=np.array([pupil.place_anyway for pupil in rows], np.bool_),
            key=np.array([pupil.wishes.index(pupil.key) if pupil.key else -1 for pupil in rows], np.int32),
            wish_ptr=_pointers(len(pupil.wishes) for pupil in rows),
            wish=np.array([course_of[name] for pupil in rows for name in pupil.wishes], np.int32),
            blocked_ptr=_pointers(len(pupil.blocked) for pupil in rows),
            blocked=np.array(blocked, np.int32).reshape(-1, 3),
            category_ptr=_pointers(len(pupil.categories) for pupil in rows),
            category=np.array([category_of[name] for pupil in rows for name in sorted(pupil.categories)], np.int32),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Pupil: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Pupil]: ...
    def __getitem__(self, index: int | slice) -> Pupil | Sequence[Pupil]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        wishes = self._part(self.wish_ptr, self.wish, index)
        names = tuple(self.courses[course] for course in wishes)
        key = int(self.key[index])
        return Pupil(
            id=self.ids[index].decode(),
            school=self.schools[self.school[index]],
            grade=int(self.grade[index]),
            wishes=names,
            key=names[key] if key >= 0 else "",
            max_courses=int(self.max_courses[index]),
            max_minutes=int(self.max_minutes[index]),
            blocked=tuple(Meeting(*map(int, row)) for row in self._part(self.blocked_ptr, self.blocked, index)),
            priority=int(self.priority[index]),
            credit=int(self.credit[index]),
            categories=tuple(self.categories[c] for c in self._part(self.category_ptr, self.category, index)),
            place_anyway=bool(self.anyway[index]),
        )

    def __iter__(self) -> Iterator[Pupil]:
        return (self[index] for index in range(len(self)))

    def find(self, pupil_id: str) -> int:
        """The position of a pupil. O(log n). Raises KeyError."""
        wanted = pupil_id.encode()
        position = int(np.searchsorted(self.ids, np.bytes_(wanted))) if len(self) else 0
        if position >= len(self) or self.ids[position] != wanted:
            raise KeyError(pupil_id)
        return position

    def columns(self) -> Mapping[str, Array]:
        """Every array by name, in the order in which they are hashed and stored."""
        return {
            f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"schools", "courses", "categories"}
        }

    @staticmethod
    def _part(pointers: Ints, values: Array, index: int) -> Array:
        part: Array = values[pointers[index] : pointers[index + 1]]
        return part


@dataclass(frozen=True, eq=False)
class SeatTable(Sequence[Seat]):
    """Seats as two columns of positions in a round, sorted by pupil, then group."""

    pupil_ids: Array
    group_ids: tuple[str, ...]
    pupil: Array
    group: Array

    @classmethod
    def of(cls, seats: Iterable[Seat], *, pupils: PupilTable, groups: Sequence[str]) -> "SeatTable":
        """Raises KeyError for a pupil or group the round does not have."""
        group_of = {name: index for index, name in enumerate(groups)}
        pairs = sorted((pupils.find(seat.pupil), group_of[seat.group]) for seat in seats)
        table = np.array(pairs, np.int32).reshape(-1, 2)
        return cls(pupils.ids, tuple(groups), table[:, 0].copy(), table[:, 1].copy())

    def __len__(self) -> int:
        return len(self.pupil)

    @overload
    def __getitem__(self, index: int) -> Seat: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Seat]: ...
    def __getitem__(self, index: int | slice) -> Seat | Sequence[Seat]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return Seat(self.pupil_ids[self.pupil[index]].decode(), self.group_ids[self.group[index]])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SeatTable):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def of_pupil(self, index: int) -> list[int]:
        """Positions of the groups of the pupil at `index`. O(log n)."""
        first, last = np.searchsorted(self.pupil, [index, index + 1])
        return [int(group) for group in self.group[first:last]]


def _pointers(lengths: Iterable[int]) -> Ints:
    counted = np.fromiter(lengths, np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counted, dtype=np.int64)])


def _when(meeting: Meeting) -> tuple[int, int, int]:
    return meeting.day, meeting.start, meeting.minutes
