"""Indicators and their values."""

from decimal import Decimal
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command, locked
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.edits import apply_values
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.projects import permissions
from vmeste.modules.projects.choices import ValueKind
from vmeste.modules.projects.events import ValueRecorded
from vmeste.modules.projects.models import Indicator, IndicatorValue, Project


@command(may=permissions.EDIT)
def record_value(
    project: Project,
    *,
    indicator: Indicator,
    kind: ValueKind,
    period: str,
    value: Decimal | None,
    actor: Actor,
    organisation: Organisation | None = None,
    note: str = "",
) -> IndicatorValue | None:
    """Set the value of an indicator in a period; None takes it away. Answers the value, None when there is none.

    One value of a kind for each period and organisation; without an organisation it is the whole project's.
    """
    place: dict[str, Any] = {"kind": kind, "period": period.strip(), "organisation": organisation}
    own = project.indicators.get(pk=indicator.pk)
    found = own.values.filter(**place).first()
    if value is None:
        if found is None:
            return None
        found.delete()
    elif found is not None and found.value == value and found.note == note:
        return found
    else:
        current = locked(found) if found is not None else IndicatorValue(indicator=own)
        current.version += 1 if found is not None else 0
        apply_values(current, {**place, "value": value, "note": note})
        found = current
    shown = "—" if value is None else f"{value.normalize():f}"
    event = ValueRecorded(indicator_id=own.pk, indicator=own.name, period=place["period"], value=shown)
    announce(event, actor=actor, subject=project)
    return None if value is None else found
