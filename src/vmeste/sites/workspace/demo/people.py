"""Invented people: common names put together at random, the same ones every time.

Nobody is meant. The surnames are chosen so that none is borne by a person whom the documents behind the
demonstration name; a test compares their digests.
"""

# ruff: noqa: SIM905 - names read best as text
import hashlib
from dataclasses import dataclass, replace

from vmeste.modules.organisations.choices import Gender

_SURNAMES = (
    "Абрамов Агафонов Андреев Баранов Белов Богданов Васильев Веселов Виноградов Власов Воробьёв Гусев Данилов Денисов "
    "Дмитриев Егоров Ершов Жуков Зайцев Зимин Иванов Игнатов Ильин Калинин Карпов Ковалёв Козлов Колесов Комаров "
    "Королёв Крылов Кузнецов Лебедев Логинов Макаров Марков Медведев Миронов Морозов Никитин Николаев Новиков Орлов "
    "Павлов Петров Поляков Прохоров Родионов Савельев Семёнов Сидоров Смирнов Соболев Соколов Тарасов Титов Уваров "
    "Устинов Филатов Фролов Царёв Чернов Шилов Щукин Юдин Яковлев"
).split()
_GIVEN = {
    Gender.FEMALE: (
        "Анастасия Анна Валентина Вера Галина Дарья Екатерина Елена Ирина Ксения Любовь Людмила Марина Мария Надежда "
        "Наталья Ольга Полина Светлана Софья Татьяна Юлия"
    ).split(),
    Gender.MALE: (
        "Александр Алексей Андрей Антон Борис Василий Виктор Владимир Дмитрий Евгений Иван Игорь Кирилл Константин "
        "Максим Михаил Николай Олег Павел Пётр Роман Сергей Фёдор Юрий"
    ).split(),
}
_FATHERS = dict(
    pair.split("/")
    for pair in (
        "Александров/Александр Алексеев/Алексей Андреев/Андрей Борисов/Борис Викторов/Виктор Владимиров/Владимир "
        "Дмитриев/Дмитрий Евгеньев/Евгений Иванов/Иван Игорев/Игорь Константинов/Константин Михайлов/Михаил "
        "Николаев/Николай Олегов/Олег Павлов/Павел Петров/Пётр Романов/Роман Сергеев/Сергей Фёдоров/Фёдор Юрьев/Юрий"
    ).split()
)
_ENDINGS = {Gender.FEMALE: "на", Gender.MALE: "ич"}


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, surname first. `root` is what the surname of the whole family has, `father` a given name."""

    root: str
    given: str
    father: str
    gender: Gender

    @property
    def parts(self) -> tuple[str, str, str]:
        """Surname, given name, patronymic."""
        patronymic = next(root for root, name in _FATHERS.items() if name == self.father)
        ending = "а" if self.gender is Gender.FEMALE else ""
        return self.root + ending, self.given, patronymic + _ENDINGS[self.gender]

    @property
    def full_name(self) -> str:
        return " ".join(self.parts)


def invent(key: str, *, gender: Gender | None = None, root: str = "", given: str = "") -> Person:
    """The person who is `key`, in every process and version of Python; what is given is kept."""
    number = number_of(key)
    gender = gender or (Gender.FEMALE, Gender.MALE)[number % 2]
    number //= 2
    names = _GIVEN[gender]
    name, number = names[number % len(names)], number // len(names)
    fathers = list(_FATHERS.values())
    father, number = fathers[number % len(fathers)], number // len(fathers)
    return Person(root or _SURNAMES[number % len(_SURNAMES)], given or name, father, gender)


def number_of(key: str) -> int:
    """A number that only `key` decides."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])


class Cast:
    """The people of one network: the same key is the same person, two keys never share a surname."""

    def __init__(self, network: str) -> None:
        self._network = network
        self._people: dict[str, Person] = {}
        self._surnames: set[str] = set()

    def person(self, key: str) -> Person:
        """The person who is `key` here; raises LookupError when there are more people than surnames."""
        if key not in self._people:
            person = invent(f"{self._network}/{key}")
            self._people[key] = replace(person, root=self._free(person.root))
        return self._people[key]

    def _free(self, surname: str) -> str:
        first = _SURNAMES.index(surname)
        for other in (*_SURNAMES[first:], *_SURNAMES[:first]):
            if other not in self._surnames:
                self._surnames.add(other)
                return other
        raise LookupError(f"{self._network} has more people than there are surnames")
