"""From a value to the words of a document; :func:`vmeste.pure.dates.parse` reads them back to the same value.

An academic year that starts on an unusual day says only its years; pass the same ``academic_start`` to ``parse``.
"""

from abc import ABC, abstractmethod

from . import vocabulary as words
from .units import CalendarUnit, Precision
from .values import PartialDate, YearlyMoment, YearlyRecurrence

_GENITIVE, _ACCUSATIVE = "genitive", "accusative"
_SPACE = "\N{NO-BREAK SPACE}"
_DASH = f"{_SPACE}\N{EN DASH} "


def in_words(value: PartialDate | YearlyRecurrence, lang: str) -> str:
    """«24 марта 2022 г.», «с 1 сентября 2024 г.»; ``lang`` is "ru" or "en", others raise ``KeyError``."""
    writer = {"ru": _Russian, "en": _English}[lang]()
    return writer.yearly(value) if isinstance(value, YearlyRecurrence) else writer.partial(value)


class _Writer(ABC):
    """What both languages share: which of the shapes a value takes."""

    about: str

    def partial(self, value: PartialDate) -> str:
        prefix = f"{self.about} " if value.approximate else ""
        return prefix + self.interval(value.first, value.last)

    def interval(self, first: CalendarUnit | None, last: CalendarUnit | None) -> str:
        if first is None:
            assert last is not None
            return self.until(last)
        if last is None:
            return self.since(first)
        if first == last:
            return self.unit(first)
        both_plain = first.part is None and last.part is None
        if both_plain and first.precision == last.precision:
            return self.alike(first, last)
        return self.stretch(first, last)

    @abstractmethod
    def alike(self, first: CalendarUnit, last: CalendarUnit) -> str:
        """A stretch between two units of one kind, saying shared things once."""

    @abstractmethod
    def unit(self, unit: CalendarUnit) -> str:
        """One unit: «май 2022 г.»."""

    @abstractmethod
    def since(self, unit: CalendarUnit) -> str:
        """Open at the end: «с мая 2022 г.»."""

    @abstractmethod
    def until(self, unit: CalendarUnit) -> str:
        """Open at the beginning, the unit included: «по май 2022 г.»."""

    @abstractmethod
    def stretch(self, first: CalendarUnit, last: CalendarUnit) -> str:
        """From one unit to another of a different kind."""

    @abstractmethod
    def yearly(self, habit: YearlyRecurrence) -> str:
        """A habit: «ежегодно в октябре»."""


class _Russian(_Writer):
    about = "примерно"

    def unit(self, unit: CalendarUnit, case: str = "") -> str:
        if unit.part:
            table = {_GENITIVE: words.PARTS_GENITIVE, _ACCUSATIVE: words.PARTS_ACCUSATIVE}.get(case, words.PARTS)
            return f"{table['ru'][unit.part]} {self.unit(unit.whole(), _GENITIVE)}"
        if unit.precision is Precision.ACADEMIC_YEAR:
            return f"{_pair(unit.year)}{_SPACE}уч.{_SPACE}г."
        if unit.precision is Precision.SEASON and unit.index == len(words.SEASONS["ru"]):
            return f"{self.named(unit, case)} {_pair(unit.year - 1)}{_SPACE}г."
        return f"{self.named(unit, case)} {unit.year}{_SPACE}г.".lstrip()

    def named(self, unit: CalendarUnit | YearlyMoment, case: str = "") -> str:
        """The unit without its year; nothing for a year."""
        place = unit.index - 1
        match unit.precision:
            case Precision.DAY:
                return f"{unit.day}{_SPACE}{words.MONTHS_GENITIVE['ru'][place]}"
            case Precision.MONTH:
                return (words.MONTHS_GENITIVE if case == _GENITIVE else words.MONTHS)["ru"][place]
            case Precision.SEASON:
                table = {_GENITIVE: words.SEASONS_GENITIVE, _ACCUSATIVE: words.SEASONS_ACCUSATIVE}.get(
                    case, words.SEASONS
                )
                return table["ru"][place]
            case Precision.QUARTER:
                return f"{words.ROMAN[place]}{_SPACE}квартал{'а' * (case == _GENITIVE)}"
            case Precision.HALF_YEAR:
                return f"{words.ROMAN[place]}{_SPACE}полугоди{'я' if case == _GENITIVE else 'е'}"
        return ""

    def alike(self, first: CalendarUnit, last: CalendarUnit) -> str:
        if first.precision is Precision.YEAR:
            return f"{first.year}\N{EN DASH}{last.year}{_SPACE}гг."
        if first.precision is Precision.ACADEMIC_YEAR:
            return f"{_pair(first.year)}{_DASH}{_pair(last.year)}{_SPACE}уч.{_SPACE}гг."
        if first.year != last.year or first.precision is Precision.SEASON:
            return f"{self.unit(first)}{_DASH}{self.unit(last)}"
        if first.precision is Precision.DAY and first.index == last.index:
            return f"{first.day}\N{EN DASH}{self.unit(last)}"
        return f"{self.named(first)}{_DASH}{self.unit(last)}"

    def since(self, unit: CalendarUnit) -> str:
        return f"с {self.unit(unit, _GENITIVE)}"

    def until(self, unit: CalendarUnit) -> str:
        return f"по {self.unit(unit, _ACCUSATIVE)}"

    def stretch(self, first: CalendarUnit, last: CalendarUnit) -> str:
        return f"{self.since(first)} {self.until(last)}"

    def yearly(self, habit: YearlyRecurrence) -> str:
        return _joined(["ежегодно", *map(self.when, habit.moments)], "и")

    def when(self, moment: YearlyMoment) -> str:
        """«В октябре», «осенью», «9 мая»."""
        match moment.precision:
            case Precision.MONTH:
                return f"в {words.MONTHS_PREPOSITIONAL['ru'][moment.index - 1]}"
            case Precision.SEASON:
                return words.SEASONS_WHEN["ru"][moment.index - 1]
            case Precision.QUARTER:
                return f"в {self.named(moment)}е"
            case Precision.HALF_YEAR:
                return f"в {words.ROMAN[moment.index - 1]}{_SPACE}полугодии"
        return self.named(moment)


class _English(_Writer):
    about = "approximately"

    def unit(self, unit: CalendarUnit) -> str:
        if unit.part:
            return f"{words.PARTS['en'][unit.part]} {self.unit(unit.whole())}"
        if unit.precision is Precision.ACADEMIC_YEAR:
            return f"{_pair(unit.year)} academic year"
        if unit.precision is Precision.SEASON and unit.index == len(words.SEASONS["en"]):
            return f"{self.named(unit)} {_pair(unit.year - 1)}"
        return f"{self.named(unit)} {unit.year}".strip()

    def named(self, unit: CalendarUnit | YearlyMoment) -> str:
        """The unit without its year; nothing for a year."""
        place = unit.index - 1
        match unit.precision:
            case Precision.DAY:
                return f"{unit.day}{_SPACE}{words.MONTHS['en'][place]}"
            case Precision.MONTH:
                return words.MONTHS["en"][place]
            case Precision.SEASON:
                return words.SEASONS["en"][place]
            case Precision.QUARTER:
                return f"Q{unit.index}"
            case Precision.HALF_YEAR:
                return f"{words.ORDINALS['en'][place]} half of"
        return ""

    def alike(self, first: CalendarUnit, last: CalendarUnit) -> str:
        if first.precision is Precision.YEAR:
            return f"{first.year}\N{EN DASH}{last.year}"
        if first.precision is Precision.ACADEMIC_YEAR:
            return f"{_pair(first.year)}{_DASH}{_pair(last.year)} academic years"
        if first.year != last.year or first.precision in (Precision.SEASON, Precision.HALF_YEAR):
            return f"{self.unit(first)}{_DASH}{self.unit(last)}"
        if first.precision is Precision.DAY and first.index == last.index:
            return f"{first.day}\N{EN DASH}{self.unit(last)}"
        return f"{self.named(first)}{_DASH}{self.unit(last)}"

    def since(self, unit: CalendarUnit) -> str:
        return f"since {self.unit(unit)}"

    def until(self, unit: CalendarUnit) -> str:
        return f"until {self.unit(unit)}"

    def stretch(self, first: CalendarUnit, last: CalendarUnit) -> str:
        return f"from {self.unit(first)} to {self.unit(last)}"

    def yearly(self, habit: YearlyRecurrence) -> str:
        return _joined(["every year", *map(self.when, habit.moments)], "and")

    def when(self, moment: YearlyMoment) -> str:
        """“in October”, “on 9 May”."""
        if moment.precision is Precision.HALF_YEAR:
            return f"in {words.ORDINALS['en'][moment.index - 1]} half"
        return f"{'on' if moment.precision is Precision.DAY else 'in'} {self.named(moment)}"


def _pair(year: int) -> str:
    """«2015/16»."""
    return f"{year:04}/{(year + 1) % 100:02}"


def _joined(pieces: list[str], conjunction: str) -> str:
    """«ежегодно a, b и c»: the first piece stands before the list."""
    head, *listed = pieces
    if len(listed) > 1:
        listed = [", ".join(listed[:-1]), listed[-1]]
    return " ".join([head, f" {conjunction} ".join(listed)]).strip()
