from datetime import date
from itertools import count

from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.models import AcademicYear, Direction, Norm, Territory

_number = count(1)


def make_direction(**values):
    return Direction.objects.create(**{"name": f"Direction {next(_number)}", **values})


def make_territory(**values):
    return Territory.objects.create(**{"name": f"Territory {next(_number)}", **values})


def make_year(starts=2025, **values):
    defaults = {"name": f"{starts}/{starts + 1}", "starts_on": date(starts, 9, 1), "ends_on": date(starts + 1, 9, 1)}
    return AcademicYear.objects.create(**{**defaults, **values})


def make_norm(**values):
    defaults = {
        "kind": NormKind.AGREEMENT_FIRST_WARNING_DAYS,
        "value": 90,
        "valid_from": date(2020, 1, 1),
        "source": f"Order {next(_number)}",
    }
    return Norm.objects.create(**{**defaults, **values})
