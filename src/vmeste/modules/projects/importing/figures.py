"""Groups of indicators with their periods, and the indicators with their values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.modules.documents.choices.receiving import Input, InputKind, Likeness, Proposal, Source
from vmeste.modules.projects import models
from vmeste.modules.projects.choices import ValueKind
from vmeste.modules.projects.services import parts
from vmeste.modules.projects.services.figures import record_value
from vmeste.pure.reading.forms.indicators import IndicatorGroup, groups_of
from vmeste.pure.reading.forms.practice import one_line
from vmeste.pure.reading.recognising.flow import Flow

from .base import ORDER, PROJECT_INPUT, PartReceiver, practice_in
from .projects import is_roadmap
from .values import as_number, number_text

GROUP = "indicator-group"
INDICATORS = "project-indicators"
_LISTED = 0.95
_BETWEEN = ": "
_UNTITLED = "Показатели"
_ENDS = (("baseline", ValueKind.BASELINE, "base_period"), ("target", ValueKind.TARGET, "target_period"))


def _groups(source: Source) -> list[IndicatorGroup]:
    """The groups of a passport's results, or of every table of a roadmap."""
    practice = practice_in(source)
    if practice is not None:
        return practice.groups
    if not is_roadmap(source):
        return []
    flow = Flow(source.document)
    return [group for table in source.document.tables() for group in groups_of(table, flow)]


def _periods(group: IndicatorGroup) -> tuple[str, ...]:
    """Its periods as the document writes them; a column that is only called «value» names none."""
    return tuple(one_line(period) if any(sign.isdigit() for sign in period) else "" for period in group.periods)


class GroupReceiver(PartReceiver):
    key = GROUP
    label = gettext_lazy("Group of indicators")
    label_plural = gettext_lazy("Groups of indicators")
    order = ORDER + 70
    model, edits, page = models.IndicatorGroup, parts.GROUPS, INDICATORS
    said_by = ("name",)
    inputs = (
        PROJECT_INPUT,
        Input("name", gettext_lazy("Group"), is_required=True),
        Input("base_period", gettext_lazy("Base period")),
        Input("target_period", gettext_lazy("Period of the target")),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        for number, group in enumerate(source.once(_groups), start=1):
            periods = _periods(group)
            values = {
                "name": one_line(group.title) or _UNTITLED,
                "base_period": periods[0] if len(periods) > 1 else "",
                "target_period": periods[-1],
            }
            place = group.place or group.rows[0].place
            yield self.proposed(number, values, (place,), _LISTED)


class IndicatorReceiver(PartReceiver):
    """One line of a table: its first value is the baseline, its last the target, those between are actual ones."""

    key = "indicator"
    label = gettext_lazy("Indicator")
    label_plural = gettext_lazy("Indicators")
    order = ORDER + 75
    model, edits, page = models.Indicator, parts.INDICATORS, INDICATORS
    said_by = ("name", "group", "unit")
    inputs = (
        PROJECT_INPUT,
        Input("group", gettext_lazy("Group"), InputKind.LINK, to=GROUP, is_required=True),
        Input("name", gettext_lazy("Indicator"), is_required=True),
        Input("unit", gettext_lazy("Unit")),
        Input("baseline", gettext_lazy("Baseline"), InputKind.NUMBER),
        Input("target", gettext_lazy("Target"), InputKind.NUMBER),
        Input("between", gettext_lazy("Actual values"), InputKind.LINES),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        for number, (values, places) in enumerate(self._lines(source), start=1):
            yield self.proposed(number, values, places, _LISTED)

    def _lines(self, source: Source) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        for number, group in enumerate(source.once(_groups), start=1):
            periods = _periods(group)
            for row in group.rows:
                told = [number_text(value.value) if value else "" for value in row.values]
                middle = zip(periods[1:-1], told[1:-1], strict=True)
                values = {
                    "group": f"{GROUP}:{number}",
                    "name": one_line(row.name),
                    "unit": row.unit,
                    "baseline": told[0] if len(told) > 1 else "",
                    "target": told[-1],
                    "between": [f"{period}{_BETWEEN}{value}" for period, value in middle if value],
                }
                yield values, [row.place, *(value.place for value in row.values if value)]

    def rows(self) -> Any:
        return super().rows().select_related("project", "group").prefetch_related("values")

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        """«Mathematics» stands in several groups: without its group nothing is known of it."""
        return super().likely(values) if values.get("group") else []

    def compared(self, rows: Iterable[Any], values: Mapping[str, Any]) -> list[Likeness]:
        return super().compared([row for row in rows if row.group_id == values["group"].pk], values)

    def values_of(self, row: Any) -> dict[str, Any]:
        own = sorted((one for one in row.values.all() if one.organisation_id is None), key=lambda one: one.period)
        ends = {
            name: next((number_text(one.value) for one in own if one.kind == kind), "") for name, kind, _period in _ENDS
        }
        actual = [one for one in own if one.kind == ValueKind.ACTUAL]
        between = [f"{one.period}{_BETWEEN}{number_text(one.value)}" for one in actual]
        return super().values_of(row) | ends | {"between": between}

    def add(self, values: Mapping[str, Any]) -> Any:
        if values.get("group") is None:
            raise ValidationError({"group": _("Accept the group first, or say which one is meant.")})
        row = super().add(values)
        self._record(row, values)
        return row

    def change(self, row: Any, values: Mapping[str, Any], *, version: int | None = None) -> Any:
        current = super().change(row, values, version=version)
        self._record(current, values)
        return self.look_up(current.pk) or current

    def remove(self, row: Any, *, at: datetime) -> None:
        for value in row.values.all():
            self._set(row, value.kind, value.period, None, organisation=value.organisation)
        super().remove(row, at=at)

    def _record(self, row: Any, values: Mapping[str, Any]) -> None:
        """Set the values that are stated; a value that stands already keeps its period."""
        present = {one.kind: one for one in row.values.filter(organisation=None).order_by("-period", "-pk")}
        for name, kind, of_group in _ENDS:
            if name in values:
                period = present[kind].period if kind in present else getattr(row.group, of_group)
                self._set(row, kind, period or _("period not named"), as_number(name, values[name]))
        for line in values.get("between") or ():
            period, _colon, number = line.rpartition(_BETWEEN.strip())
            self._set(row, ValueKind.ACTUAL, period.strip(), as_number("between", number.strip()))

    def _set(self, row: Any, kind: str, period: str, value: Decimal | None, **more: Any) -> None:
        record_value(
            row.project, indicator=row, kind=ValueKind(kind), period=period, value=value, actor=self.actor, **more
        )
