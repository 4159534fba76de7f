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

FIRST_NORMS = {
    NormKind.AGREEMENT_FIRST_WARNING_DAYS: 90,
    NormKind.AGREEMENT_SECOND_WARNING_DAYS: 60,
    NormKind.AGREEMENT_LAST_WARNING_DAYS: 30,
}
FIRST_SOURCE = "Значение по умолчанию; замените решением вашей сети"
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
    for kind, days in FIRST_NORMS.items():
        if kind.value not in kinds:
            NORMS.add(
                network, actor=actor, kind=kind, value=days, valid_from=date(first, _SEPTEMBER, 1), source=FIRST_SOURCE
            )
