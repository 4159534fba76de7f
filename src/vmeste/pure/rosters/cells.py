"""What a single cell of a list means."""

import re
from datetime import date, datetime

from vmeste.pure.dates import PartialDate, Precision, UnreadableDate, parse
from vmeste.pure.writing.tables.reading import Cell, as_text

from .rows import ClassEntry

NAME_LENGTH, PHONE_LENGTH, EMAIL_LENGTH, ID_LENGTH, CLASS_LENGTH = 80, 60, 254, 80, 40
OLDEST = 26
"""Years: nobody on a list of pupils is older."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
_RUSSIAN = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d\d)")
_YEAR_WORD = re.compile(r"[\s,]*г(?:\.|од|ода)?\s*(?:р\.?|рожд\.?|рождения)?\s*$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’ʼ`-])*")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
_CLASS = re.compile(
    r"(?P<grade>\d{1,2})(?:\s*(?:класс|кл\.?|й|grade))?\s*[-–—._/ ]*[«\"„“'(]*\s*"
    r"(?P<letter>[а-яёa-z]{0,3}\d?)\s*[»\"”“')]*"
    r"\s*(?:класс|кл\.?)?",
    re.IGNORECASE,
)
_LAST_GRADE = 11
_LATIN = str.maketrans("ABEKMHOPCTXaeopcx", "АВЕКМНОРСТХаеорсх")
_SEXES = {
    **dict.fromkeys(("m", "male", "boy", "м", "муж", "мужской", "мальчик", "юноша"), "m"),
    **dict.fromkeys(("f", "female", "girl", "ж", "жен", "женский", "девочка", "девушка"), "f"),
    **dict.fromkeys(("", "unspecified", "other", "-", "–", "—"), ""),
}
_KINSHIPS = {
    **dict.fromkeys(("mother", "мать", "мама", "матери"), "mother"),
    **dict.fromkeys(("father", "отец", "папа", "отца"), "father"),
    **dict.fromkeys(
        ("guardian", "опекун", "опекун или попечитель", "попечитель", "guardian or custodian", "приемный родитель"),
        "guardian",
    ),
    **dict.fromkeys(
        (
            "other",
            "relative",
            "another legal representative",
            "другой законный представитель",
            "законный представитель",
            "представитель",
            "бабушка",
            "дедушка",
            "тетя",
            "дядя",
            "сестра",
            "брат",
            "родственник",
        ),
        "other",
    ),
    **dict.fromkeys(("", "parent", "родитель", "-", "–"), ""),
}


class Unreadable(ValueError):
    """The cell does not say what its column is for."""


class Unlikely(ValueError):
    """A day that cannot be the birthday of a pupil."""


def plain(cell: Cell) -> str:
    """A cell as one line of text with single blanks."""
    return cell if isinstance(cell, str) and cell.isalpha() else " ".join(as_text(cell).split())


def folded(text: str) -> str:
    """Lower case with ё as е: how words of lists are compared."""
    return text.casefold().replace("ё", "е")


def name_of(text: str) -> str:
    """A part of a name; written in capitals only it becomes usual («ИВАНОВА-ПЕТРОВА» → «Иванова-Петрова»).

    Raises:
        Unreadable: it has digits or signs no name has.
    """
    if text and not _NAME.fullmatch(text):
        raise Unreadable(text)
    if len(text) > 1 and text.isupper():
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), text)
    return text


def name_parts(text: str) -> tuple[str, str, str]:
    """Last name, first name and the rest of «Иванова Анна Сергеевна»."""
    last, _, rest = text.partition(" ")
    first, _, patronymic = rest.partition(" ")
    return last, first, patronymic


def birthday(cell: Cell, *, on: date) -> date | None:
    """A day in the forms people write it: a date cell, 2012-05-07, 07.05.2012, 7.5.12, «7 мая 2012 г.».

    Raises:
        Unreadable, Unlikely.
    """
    if cell is None or cell == "":
        return None
    found = _day(cell, on)
    if not on.year - OLDEST <= found.year or found > on:
        raise Unlikely(found.isoformat())
    return found


def _day(cell: Cell, on: date) -> date:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    text = plain(cell)
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        short = _YEAR_WORD.sub("", text)
        if match := _RUSSIAN.fullmatch(short):
            year = int(match[3])
            if len(match[3]) < len("2000"):
                year += 2000 if year <= on.year % 100 else 1900
            return date(year, int(match[2]), int(match[1]))
    except ValueError as impossible:
        raise Unreadable(text) from impossible
    for language in ("ru", "en"):
        try:
            said = parse(text, lang=language)
        except UnreadableDate:
            continue
        is_day = isinstance(said, PartialDate) and said.precision is Precision.DAY and said.first == said.last
        if is_day and isinstance(said, PartialDate) and said.starts_on is not None:
            return said.starts_on
    raise Unreadable(text)


def sex_of(text: str) -> str:
    """One of "f", "m" and "" for unsaid. Raises Unreadable."""
    try:
        return _SEXES[folded(text).strip(". ")]
    except KeyError:
        raise Unreadable(text) from None


def kinship_of(text: str) -> str:
    """One of "mother", "father", "guardian", "other", and "" for a parent of either sex. Raises Unreadable."""
    try:
        return _KINSHIPS[folded(text).strip(". ")]
    except KeyError:
        raise Unreadable(text) from None


def kinship_by_name(patronymic: str) -> str:
    """Which parent a patronymic tells of: «Ивановна» the mother, «Иванович» the father, else ""."""
    word = folded(patronymic)
    if word.endswith(("вна", "чна", "кызы")):
        return "mother"
    return "father" if word.endswith(("вич", "ьич", "мич", "тич", "оглы")) else ""


def email_of(text: str) -> str:
    """An address of e-mail, or "". Raises Unreadable."""
    if text and not _EMAIL.fullmatch(text):
        raise Unreadable(text)
    return text


def class_of(cell: Cell, *, external_id: str = "", grade: int | None = None) -> ClassEntry:
    """The class a text names: 8и, 8-И, «8 "И" класс», 8A with a Latin letter; anything else is a group («Радуга»).

    Raises:
        Unreadable: a spreadsheet has made a date of it («8-1»), or it is too long.
    """
    text = plain(cell)
    if isinstance(cell, date) or len(text) > CLASS_LENGTH or not text:
        raise Unreadable(text)
    match = _CLASS.fullmatch(text)
    if match and 1 <= int(match["grade"]) <= _LAST_GRADE:
        letter = match["letter"].translate(_LATIN)
        number = int(match["grade"])
        dash = "-" if letter[:1].isdigit() else ""
        return ClassEntry(f"{number}{dash}{letter}", number, letter, f"{number}-{folded(letter)}", external_id)
    return ClassEntry(text, grade, "", class_key(text), external_id)


def class_key(name: str) -> str:
    """What names of one class share, however they are written."""
    match = _CLASS.fullmatch(" ".join(name.split()))
    if match and 1 <= int(match["grade"]) <= _LAST_GRADE:
        return f"{int(match['grade'])}-{folded(match['letter'].translate(_LATIN))}"
    return folded(re.sub(r"[^\w]+", " ", name.translate(_LATIN))).strip()
