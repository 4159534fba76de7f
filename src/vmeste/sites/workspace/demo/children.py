"""Invented children: the lists of classes and groups as an institution keeps them, the same ones every time.

Only how many children and institutions there are comes from a document; who they are, nobody is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vmeste.modules.organisations.choices import Gender
from vmeste.pure.rosters.rows import GuardianEntry
from vmeste.pure.rosters.workbooks import ListRow

from .people import invent, number_of

_SCHOOL_AGE = 6
_DAYS = 365
_FATHERS_OF_FIVE = 3  # so many of five children have a second guardian on the list


@dataclass(frozen=True, slots=True)
class ClassOf:
    """A class or a group of an institution: its name, how old its children are on 1 September, and how many."""

    name: str
    age: int
    size: int


def classes(grades: Sequence[int], letters: str, *sizes: int) -> tuple[ClassOf, ...]:
    """Classes of a school, one for each grade and letter; `sizes` go round."""
    names = [(grade, letter) for grade in grades for letter in letters]
    return tuple(
        ClassOf(f"{grade}{letter}", grade + _SCHOOL_AGE, sizes[index % len(sizes)])
        for index, (grade, letter) in enumerate(names)
    )


def groups_of_kindergarten(size: int) -> tuple[ClassOf, ...]:
    """Eight groups, two of each age from three to six."""
    ages = (("Младшая", 3), ("Средняя", 4), ("Старшая", 5), ("Подготовительная", 6))
    return tuple(ClassOf(f"{name} № {number}", age, size) for name, age in ages for number in (1, 2))


def list_of(network: str, institution: str, of: Sequence[ClassOf], *, starts_on: date) -> Iterator[ListRow]:
    """The list of an institution for the academic year that starts on `starts_on`."""
    known: set[tuple[str, date]] = set()
    for school_class in of:
        for place in range(school_class.size):
            key = f"{network}/{institution}/{school_class.name}/{place}"
            turn = 0
            while True:
                row = _child(f"{key}/{turn}", school_class, starts_on)
                mark = (f"{row.last_name} {row.first_name} {row.patronymic}", row.born_on or starts_on)
                if mark not in known:
                    break
                turn += 1
            known.add(mark)
            yield row


def _child(key: str, school_class: ClassOf, starts_on: date) -> ListRow:
    child = invent(key)
    born_on = starts_on.replace(year=starts_on.year - school_class.age) - timedelta(
        days=number_of(f"{key}/day") % _DAYS
    )
    surname, given, patronymic = child.parts
    mother = invent(f"{key}/mother", gender=Gender.FEMALE, root=child.root)
    guardians = [GuardianEntry(*mother.parts, kinship="mother")]
    if number_of(f"{key}/father") % 5 < _FATHERS_OF_FIVE:
        father = invent(f"{key}/father", gender=Gender.MALE, root=child.root, given=child.father)
        guardians.append(GuardianEntry(*father.parts, kinship="father"))
    return ListRow(
        school_class.name, surname, given, patronymic, born_on, child.gender.value, guardians=tuple(guardians)
    )
