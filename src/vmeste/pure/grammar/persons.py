"""Names of people: which part is what, which gender, which form.

Inflection of single names is pytrovich's (rules of the petrovich project, https://github.com/petrovich); this module
knows the order of the parts, the surnames that never change, and when not to trust the rules.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as PetrovichCase
from pytrovich.enums import Gender as PetrovichGender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from .forms import Case, Form, Gender, GenderAnswer, Sureness
from .morphology import inflected, like, readings

_INITIAL = r"[А-ЯЁA-Z]\.(?:-[А-ЯЁA-Z]\.)?"
_INITIALS = re.compile(rf"{_INITIAL}(?:\s*{_INITIAL})?")
_INITIALS_FIRST = re.compile(rf"(?P<initials>{_INITIAL}(?:\s*{_INITIAL})?)\s*(?P<surname>[^\s.]+)")
_SURNAME_FIRST = re.compile(rf"(?P<surname>[^\s.]+)\s+(?P<initials>{_INITIAL}(?:\s*{_INITIAL})?)")
_MASCULINE_PATRONYMIC = re.compile(r"(?:[оеё]вич|[ьи]ич|[мк]ич|лич|[^аеёиоуыэюя]ыч)$")
_FEMININE_PATRONYMIC = re.compile(r"(?:[оеё]вна|инична|ична)$")
_PARTICLES = {"оглы": Gender.MASCULINE, "оглу": Gender.MASCULINE, "улы": Gender.MASCULINE, "уулу": Gender.MASCULINE,
              "кызы": Gender.FEMININE, "гызы": Gender.FEMININE}  # fmt: skip
_FEMININE_SURNAME = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|ая|яя)$")
_MASCULINE_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|[сц]кой|[оиы]й)$")
_INDECLINABLE = re.compile(r"(?:[еёиоуыэю]|[иы]х|[еёиоуыэюя]а)$")
"""Surnames on these letters keep one form for both genders by the norm of the literary language."""
_FRENCH = frozenset({"дюма", "золя", "петипа", "люка", "тома", "дега", "бенуа", "труайя", "гамарра"})
"""Surnames with a stressed French final vowel, which do not change either."""
_FIXED_FIRST_PARTS = frozenset({"бонч", "сквозник", "кара", "тер", "демут", "рот", "тулуш"})
"""First parts of double surnames that are no surnames themselves and do not change."""
_UNSTABLE = re.compile(r"(?:[оеё]к|ец|[оеё]л|ень|ей|[ая]ц|ев)$")
_CYRILLIC = re.compile("[а-яё’']+")
_SOUNDS = frozenset("аеёиоуыэюя")

_CASES = {
    Case.NOMINATIVE: PetrovichCase.NOMINATIVE,
    Case.GENITIVE: PetrovichCase.GENITIVE,
    Case.DATIVE: PetrovichCase.DATIVE,
    Case.ACCUSATIVE: PetrovichCase.ACCUSATIVE,
    Case.INSTRUMENTAL: PetrovichCase.INSTRUMENTAL,
    Case.PREPOSITIONAL: PetrovichCase.PREPOSITIONAL,
}
_ACTING = {Gender.MASCULINE: "действующего", Gender.FEMININE: "действующей"}
_SHORT_NAME, _FULL_NAME = 2, 3
_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; any may be empty. ``surname_first`` remembers the order they came in.

    ``first`` and ``patronymic`` hold full names, ``initials`` their abbreviation («В. А.»); one of the two is empty.
    """

    surname: str = ""
    first: str = ""
    patronymic: str = ""
    initials: str = ""
    surname_first: bool = True


@dataclass(frozen=True, slots=True)
class Initials:
    """Both usual abbreviations of a name, with spaces that do not break."""

    surname_first: str
    surname_last: str


def split_person(full_name: str) -> PersonName:
    """The parts of «Фамилия Имя Отчество», «Имя Отчество Фамилия», «И. О. Фамилия», «Фамилия И.О.», «Имя Отчество».

    Linear; never fails: words beyond three belong to the patronymic («Мамед оглы»), a single word is a surname.
    """
    text = " ".join(full_name.split())
    for pattern in (_INITIALS_FIRST, _SURNAME_FIRST):
        match = pattern.fullmatch(text)
        if match:
            return PersonName(match["surname"], initials=match["initials"], surname_first=pattern is _SURNAME_FIRST)
    words = text.split()
    if len(words) <= 1:
        return PersonName(first=text) if _is_only_a_first_name(text) else PersonName(text)
    if len(words) == _SHORT_NAME:
        if _patronymic_gender(words[1]) and _is_first_name(words[0]):
            return PersonName(first=words[0], patronymic=words[1])
        first_name_first = _is_first_name(words[0]) and not _is_first_name(words[1])
        surname, first = reversed(words) if first_name_first else words
        return PersonName(surname, first, surname_first=not first_name_first)
    if len(words) == _FULL_NAME and _patronymic_gender(words[1]) and not _reads_as_surname_first(words):
        return PersonName(words[2], words[0], words[1], surname_first=False)
    return PersonName(words[0], words[1], " ".join(words[2:]))


def gender_of(full_name: str) -> GenderAnswer:
    """The gender a name tells: patronymic (certain), else first name, else surname (likely), else nothing (guess)."""
    name = split_person(full_name)
    by_patronymic = _patronymic_gender(name.patronymic)
    if by_patronymic:
        return GenderAnswer(by_patronymic, Sureness.CERTAIN)
    if name.first:
        by_first = _first_name_gender(name.first)
        if by_first:
            return GenderAnswer(by_first, Sureness.LIKELY)
    surname = name.surname.lower()
    if _FEMININE_SURNAME.search(surname):
        return GenderAnswer(Gender.FEMININE, Sureness.LIKELY)
    if _MASCULINE_SURNAME.search(surname):
        return GenderAnswer(Gender.MASCULINE, Sureness.LIKELY)
    return GenderAnswer(None, Sureness.GUESS)


def decline_person(full_name: str, case: Case, gender: Gender | None = None) -> Form:
    """The name in the case, parts in the order they came; linear, never fails.

    Without ``gender`` the name itself is asked. When nothing tells the gender and it would matter, the name comes back
    unchanged with GUESS. The answer is as sure as its least sure part.
    """
    if case is Case.NOMINATIVE:
        return Form(full_name, Sureness.CERTAIN)
    name = split_person(full_name)
    answer = gender_of(full_name)
    known, sureness = (gender, Sureness.CERTAIN) if gender else (answer.gender, answer.sureness)
    surname = _decline_surname(name.surname, case, known, sureness)
    first = _decline_given(name.first, NamePart.FIRSTNAME, case, known, sureness)
    patronymic = _decline_given(name.patronymic, NamePart.MIDDLENAME, case, known, sureness)
    given = [first, patronymic, Form(name.initials, Sureness.CERTAIN)]
    parts = [part for part in ([surname, *given] if name.surname_first else [*given, surname]) if part.text]
    return Form(" ".join(part.text for part in parts), min((part.sureness for part in parts), default=Sureness.GUESS))


def initials(full_name: str) -> Initials:
    """«Климова В.А.» and «В.А. Климова»; a name without a surname or given names comes back as it is. Never fails."""
    name = split_person(full_name)
    short = re.sub(r"\s+", "", name.initials) or "".join(_initial(word) for word in (name.first, name.patronymic))
    if not short or not name.surname:
        plain = _SPACE.join(full_name.split())
        return Initials(plain, plain)
    return Initials(f"{name.surname}{_SPACE}{short}", f"{short}{_SPACE}{name.surname}")


def acting_word(gender: Gender | None) -> Form:
    """«Действующего» or «действующей» на основании…; both endings, as a GUESS, when the gender is not known."""
    if gender in _ACTING:
        return Form(_ACTING[gender], Sureness.CERTAIN)
    return Form("действующего(-ей)", Sureness.GUESS)


def _initial(word: str) -> str:
    """«А.», «А.-М.» for a double name, nothing for nothing; «оглы» has none of its own."""
    return "-".join(f"{part[0].upper()}." for part in word.split(" ", maxsplit=1)[0].split("-") if part)


def _patronymic_gender(word: str) -> Gender | None:
    lower = word.lower()
    if not lower:
        return None
    particle = _PARTICLES.get(lower.split()[-1].split("-")[-1])
    if particle:
        return particle
    if _FEMININE_PATRONYMIC.search(lower):
        return Gender.FEMININE
    return Gender.MASCULINE if _MASCULINE_PATRONYMIC.search(lower) else None


def _reads_as_surname_first(words: list[str]) -> bool:
    """«Абрамович Роман Аркадьевич» or «Иван Иванович Абрамович»: the last word decides, then the first."""
    return bool(_patronymic_gender(words[2])) and not _is_first_name(words[0])


def _is_first_name(word: str) -> bool:
    return any("Name" in reading.tag and reading.tag.case == Case.NOMINATIVE for reading in readings(word.lower()))


def _is_only_a_first_name(word: str) -> bool:
    return _is_first_name(word) and not any("Surn" in reading.tag for reading in readings(word.lower()))


def _first_name_gender(first: str) -> Gender | None:
    """By the dictionary; names it does not know by petrovich's endings."""
    genders = {
        str(reading.tag.gender)
        for reading in readings(first.lower())
        if "Name" in reading.tag
        and reading.tag.case == Case.NOMINATIVE
        and reading.tag.number == "sing"
        and reading.is_known
    }
    if len(genders) == 1:
        return {"masc": Gender.MASCULINE, "femn": Gender.FEMININE}.get(genders.pop())
    detected = _detector().detect(firstname=first)  # type: ignore[no-untyped-call]
    return {PetrovichGender.MALE: Gender.MASCULINE, PetrovichGender.FEMALE: Gender.FEMININE}.get(detected)


def _decline_given(word: str, part: NamePart, case: Case, gender: Gender | None, sureness: Sureness) -> Form:
    if gender is None:
        return Form(word, Sureness.GUESS)
    pieces = [
        piece if piece.lower() in _PARTICLES else _petrovich(piece, part, case, gender) for piece in word.split(" ")
    ]
    return Form(" ".join(pieces), sureness)


def _decline_surname(surname: str, case: Case, gender: Gender | None, sureness: Sureness) -> Form:
    """A surname part by part; «Римский-Корсаков» changes twice, «Бонч-Бруевич» once."""
    forms = [
        Form(part, sureness)
        if part.lower() in _FIXED_FIRST_PARTS
        else _decline_surname_part(part, case, gender, sureness)
        for part in surname.split("-")
    ]
    return Form("-".join(form.text for form in forms), min(form.sureness for form in forms))


def _decline_surname_part(surname: str, case: Case, gender: Gender | None, sureness: Sureness) -> Form:
    lower = surname.lower()
    if not lower or lower in _FRENCH or _INDECLINABLE.search(lower):
        return Form(surname, Sureness.CERTAIN)
    if gender is None:
        return Form(surname, Sureness.GUESS)
    if gender is Gender.FEMININE and lower[-1] not in _SOUNDS:
        return Form(surname, sureness)
    if gender is Gender.MASCULINE and _is_unstable(lower):
        as_noun = _as_common_noun(lower, case)
        if as_noun:
            return Form(like(surname, as_noun), Sureness.LIKELY)
        sureness = Sureness.GUESS
    elif not _CYRILLIC.fullmatch(lower):
        sureness = Sureness.GUESS
    return Form(_petrovich(surname, NamePart.LASTNAME, case, gender), sureness)


def _is_unstable(surname: str) -> bool:
    """Whether families differ about a vowel: Киричок – Киричка or Киричока, Заяц – Зайца or Заяца."""
    return surname == "лев" or bool(_UNSTABLE.search(surname) and not _MASCULINE_SURNAME.search(surname))


def _as_common_noun(surname: str, case: Case) -> str | None:
    """The form of the noun a surname is («Кузнец», «Заяц»), a person's accusative being the genitive; else ``None``."""
    wanted = Case.GENITIVE if case is Case.ACCUSATIVE else case
    found = readings(surname)
    if any("Surn" in reading.tag for reading in found):
        return None
    nouns = [reading for reading in found if reading.is_known and {"NOUN", "masc", "sing", "nomn"} in reading.tag]
    return inflected(nouns[0], wanted, animate=True) if nouns else None


def _petrovich(word: str, part: NamePart, case: Case, gender: Gender) -> str:
    made = _maker().make(
        part, PetrovichGender.FEMALE if gender is Gender.FEMININE else PetrovichGender.MALE, _CASES[case], word.lower()
    )
    return "-".join(like(old, new) for old, new in zip(word.split("-"), made.split("-"), strict=True))


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@lru_cache(maxsize=1)
def _detector() -> PetrovichGenderDetector:
    return PetrovichGenderDetector()
