"""How lists and catalogue say for whom a programme is; no query."""

from typing import Any

from django.utils.translation import gettext as _

from vmeste.modules.courses.models import Programme


def span(first: int | None, last: int | None) -> str:
    """5–7, from 5, up to 7, or nothing."""
    if first is not None and last is not None:
        return str(first) if first == last else f"{first}–{last}"
    if first is not None:
        return _("from %(number)s") % {"number": first}
    return "" if last is None else _("up to %(number)s") % {"number": last}


def grades_of(row: Any) -> str:
    return span(row.first_grade, row.last_grade)


def for_whom(programme: Programme) -> str:
    """Grades, else ages."""
    if said := grades_of(programme):
        return _("grade %(grades)s") % {"grades": said}
    ages = span(programme.first_age, programme.last_age)
    return _("age %(ages)s") % {"ages": ages} if ages else ""
