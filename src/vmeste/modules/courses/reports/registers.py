"""Registers on paper, and the list of places for a school's site."""

import functools
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.registers import Printed, Register, register_schema, register_template
from vmeste.modules.courses.choices import PartyRole
from vmeste.modules.courses.models import NetworkPart, Programme
from vmeste.modules.courses.selectors.programmes import attach_group_names
from vmeste.modules.courses.selectors.weeks import Week
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill
from vmeste.pure.writing.tables.sheets import ColumnSpec, Kind, Sheet


def _hours(programme: Programme) -> str:
    weekly = f"{programme.hours_a_week.normalize():f} в неделю".replace(".", ",") if programme.hours_a_week else ""
    yearly = f"{programme.hours_a_year} в год" if programme.hours_a_year else ""
    return ", ".join(filter(None, (weekly, yearly)))


_PROGRAMME_COLUMNS = (
    Printed("title", "Программа", 22, "Робототехника"),
    Printed("kind", "Вид", 14, "дополнительная программа"),
    Printed("focus", "Направленность", 11, "техническая"),
    Printed("organisation", "Организация", 15, "Лицей № 1"),
    Printed("for_whom", "Для кого", 8, "5–7 класс"),
    Printed("hours", "Часов", 9, "2 в неделю", value=_hours),
    Printed("network_form", "Форма", 8, "сетевая", value=lambda row: "сетевая" if row.is_network_form else "обычная"),
    Printed("groups", "Группы", 9, "Группа 1", value=lambda row: ", ".join(row.group_names)),
)

PROGRAMME_REGISTER = OfficialForm(
    key="register-of-programmes",
    label=_("Register of programmes"),
    schema=register_schema(_PROGRAMME_COLUMNS),
    default_template=functools.cache(lambda: register_template("РЕЕСТР ОБРАЗОВАТЕЛЬНЫХ ПРОГРАММ", _PROGRAMME_COLUMNS)),
)
PROGRAMMES_ON_PAPER = Register(_PROGRAMME_COLUMNS, lambda data: fill(PROGRAMME_REGISTER, data), attach_group_names)


def places_sheet(parts: Iterable[NetworkPart]) -> Sheet:
    """Places of teaching in network form, as the site of a school shows them; no query for rows of the selector."""
    columns = (
        ColumnSpec("Программа", width=36),
        ColumnSpec("Базовая организация", width=30),
        ColumnSpec("Организация", width=30),
        ColumnSpec("Роль", width=24),
        ColumnSpec("Место осуществления образовательной деятельности", width=44),
        ColumnSpec("Договор", width=30),
        ColumnSpec("С", Kind.DATE, width=12),
        ColumnSpec("До", Kind.DATE, width=12),
    )
    rows = [
        (
            part.network_form.programme.title,
            str(part.network_form.programme.organisation),
            str(part.organisation),
            str(PartyRole(part.role).label),
            part.place,
            str(part.network_form.agreement or ""),
            part.network_form.starts_on,
            part.network_form.ends_on,
        )
        for part in parts
    ]
    return Sheet("Места при сетевой форме", columns, rows)


def week_sheet(week: Week) -> Sheet:
    """A week of the timetable, a row for each meeting; no query for groups of `groups_for_choice`."""
    columns = (
        ColumnSpec(str(_("Date")), Kind.DATE, width=12),
        ColumnSpec(str(_("Day")), width=14),
        ColumnSpec(str(_("Time")), width=14),
        ColumnSpec(str(_("Programme")), width=36),
        ColumnSpec(str(_("Study group")), width=20),
        ColumnSpec(str(_("Teacher")), width=28),
        ColumnSpec(str(_("Room")), width=24),
        ColumnSpec(str(_("Organisation")), width=28),
        ColumnSpec(str(_("Remark")), width=20),
    )
    return Sheet(str(_("Timetable")), columns, list(_week_rows(week)))


def _week_rows(week: Week) -> Iterable[tuple[Any, ...]]:
    for day in week.days:
        for one in week.on(day):
            group = one.group
            yield (
                day,
                str(one.meeting.get_weekday_display()),
                one.meeting.hours,
                group.programme.title,
                str(group),
                str(group.teacher or ""),
                str(one.venue or ""),
                str(group.programme.organisation),
                one.off,
            )
