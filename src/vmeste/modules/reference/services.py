"""Changes of reference rows."""

from datetime import date
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.editing.edits import edits_of

from . import permissions
from .choices import NormKind
from .models import AcademicYear, Direction, Norm, Territory

DIRECTIONS = edits_of(Direction, may=permissions.EDIT_DIRECTIONS)
TERRITORIES = edits_of(Territory, may=permissions.EDIT_TERRITORIES)
YEARS = edits_of(AcademicYear, may=permissions.EDIT_YEARS)
NORMS = edits_of(Norm, may=permissions.EDIT_NORMS)

FIRST_DIRECTIONS = (
    "Социально-педагогическое",
    "Гражданско-патриотическое",
    "Физкультурно-оздоровительное",
    "Профилактическое",
    "Профориентационное",
    "Инженерно-техническое",
    "Научно-методическое",
    "Наставничество школ",
    "Волонтёрское",
    "Повышение квалификации",
)
"""What cooperation is about in most networks; each network renames, removes and adds as it likes."""

FIRST_SOURCE = "Значение по умолчанию; замените решением вашей сети"
_TOTALS = "Федеральные образовательные стандарты; письмо Минпросвещения от 05.07.2022 № ТВ-1290/03"
FIRST_NORMS = {
    NormKind.AGREEMENT_FIRST_WARNING_DAYS: (90, FIRST_SOURCE),
    NormKind.AGREEMENT_SECOND_WARNING_DAYS: (60, FIRST_SOURCE),
    NormKind.AGREEMENT_LAST_WARNING_DAYS: (30, FIRST_SOURCE),
    NormKind.TRAVEL_MINUTES: (30, FIRST_SOURCE),
    NormKind.EXTRACURRICULAR_WEEK_HOURS: (
        10,
        "СанПиН 1.2.3685-21, таблица 6.6. В разъяснениях встречается и 6 часов: решает школа",
    ),
    NormKind.EXTRACURRICULAR_BREAK_MINUTES: (
        30,
        "СП 2.4.3648-20. В документах школ встречается и 45 минут: решает школа",
    ),
    NormKind.EXTRACURRICULAR_PRIMARY_HOURS: (1320, _TOTALS),
    NormKind.EXTRACURRICULAR_BASIC_HOURS: (1750, _TOTALS),
    NormKind.EXTRACURRICULAR_SECONDARY_HOURS: (700, _TOTALS),
    NormKind.SCHOOL_WEEKS: (34, FIRST_SOURCE),
    NormKind.SCHOOL_WEEKS_OF_FIRST_GRADE: (33, FIRST_SOURCE),
}
"""What a network begins with: value and source. Where sources disagree, the source says so; a network sets its own."""
_SEPTEMBER = 9


@command(may=permissions.EDIT_DIRECTIONS)
def seed_reference(network: Any, *, actor: Actor, today: date) -> None:
    """Give a network its first directions, academic years and norms; what is there already stays as it is.

    Runs in the network's scope. The years are the one `today` is in and the next; the norms hold since 1 September
    of the current year. Everything goes through the ordinary commands, so the history shows where it came from.
    """
    first = today.year if today.month >= _SEPTEMBER else today.year - 1
    names = set(Direction.objects.values_list("name", flat=True))
    for name in FIRST_DIRECTIONS:
        if name not in names:
            DIRECTIONS.add(network, actor=actor, name=name)
    for year in (first, first + 1):
        begins, ends = date(year, _SEPTEMBER, 1), date(year + 1, _SEPTEMBER, 1)
        if not AcademicYear.objects.filter(starts_on__lt=ends, ends_on__gt=begins).exists():
            YEARS.add(network, actor=actor, name=f"{year}/{year + 1}", starts_on=begins, ends_on=ends)
    kinds = set(Norm.objects.values_list("kind", flat=True))
    for kind, (value, source) in FIRST_NORMS.items():
        if kind.value not in kinds:
            NORMS.add(
                network, actor=actor, kind=kind, value=value, valid_from=date(first, _SEPTEMBER, 1), source=source
            )
