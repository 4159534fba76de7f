"""Invented people: common names put together at random, the same ones every time.

Nobody is meant. The surnames are chosen so that none is borne by a person whom the documents behind the
demonstration name; a test compares their digests.
"""

# ruff: noqa: SIM905 - names read best as text
import hashlib
from dataclasses import dataclass

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
_FATHERS = (
    "Александров Алексеев Андреев Борисов Викторов Владимиров Дмитриев Евгеньев Иванов Игорев Константинов "
    "Михайлов Николаев Олегов Павлов Петров Романов Сергеев Фёдоров Юрьев"
).split()


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, surname first."""

    full_name: str
    gender: Gender


class Cast:
    """The people of one network: the same key is the same person, two keys never share a surname."""

    def __init__(self, network: str) -> None:
        self._network = network
        self._people: dict[str, Person] = {}
        self._surnames: set[str] = set()

    def person(self, key: str) -> Person:
        """The person who is `key` here; raises LookupError when there are more people than surnames."""
        if key not in self._people:
            self._people[key] = self._invent(key)
        return self._people[key]

    def _invent(self, key: str) -> Person:
        number = _number(f"{self._network}/{key}")
        gender = (Gender.FEMALE, Gender.MALE)[number % 2]
        number //= 2
        given = _GIVEN[gender]
        name, number = given[number % len(given)], number // len(given)
        father, number = _FATHERS[number % len(_FATHERS)], number // len(_FATHERS)
        return Person(f"{self._surname(number, gender)} {name} {father}{_ENDINGS[gender]}", gender)

    def _surname(self, number: int, gender: Gender) -> str:
        for step in range(len(_SURNAMES)):
            surname = _SURNAMES[(number + step) % len(_SURNAMES)]
            if surname not in self._surnames:
                self._surnames.add(surname)
                return surname + ("а" if gender is Gender.FEMALE else "")
        raise LookupError(f"{self._network} has more people than there are surnames")


_ENDINGS = {Gender.FEMALE: "на", Gender.MALE: "ич"}


def _number(key: str) -> int:
    """A number that only `key` decides, in every process and version of Python."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
