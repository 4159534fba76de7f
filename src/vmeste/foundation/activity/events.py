"""What can happen: frozen facts, each of which owns its sentence."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_DAY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+([+-][\d:]+|Z)?)?")

EVENTS: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; a subclass is a frozen dataclass of ids and plain values with its own `sentence`.

    The sentence may use `%(subject)s` and the event's fields by name. It names no actor: the history shows who
    beside it, and a Russian verb in the past would have to know that person's gender.
    """

    sentence: ClassVar[Promise | str]
    key: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "sentence"):
            return  # what several events share happens never by itself
        module = cls.__module__.removeprefix("vmeste.").removesuffix(".events")
        cls.key = f"{module.rsplit('.', 1)[-1]}.{cls.__name__}"
        if cls.key in EVENTS and EVENTS[cls.key].__qualname__ != cls.__qualname__:
            raise TypeError(f"event {cls.key} is declared twice")
        EVENTS[cls.key] = cls

    def facts(self) -> dict[str, Any]:
        """The event's fields, ready for JSON: dates as ISO text."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def field_names(cls) -> list[str]:
        return [field.name for field in fields(cls)]

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        """The sentence in the active language, from a stored history line."""
        return str(cls.sentence) % {"subject": subject, **{name: shown(value) for name, value in facts.items()}}


def shown(value: Any) -> Any:
    """A stored value for people to read: a day or moment in ISO text as the active language writes it."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return value
    try:
        if "T" in value:
            return date_format(datetime.fromisoformat(value), "SHORT_DATETIME_FORMAT")
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except ValueError:  # digits that are no day
        return value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@dataclass(frozen=True, kw_only=True)
class RowAdded(Event):
    sentence = _("Added: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class RowChanged(Event):
    """`changes`: field name → [before, after], both in words."""

    changes: dict[str, list[str]]
    sentence = _("Changed: %(changes)s")

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        return str(cls.sentence) % {"changes": _changes_in_words(facts["changes"], model)}


@dataclass(frozen=True, kw_only=True)
class RowRemoved(Event):
    sentence = _("Removed: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class RowRestored(Event):
    sentence = _("Restored: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class PartEvent(Event):
    """Something happened to a row that lives on the subject's page: its model's label, its key, its words then."""

    part: str
    part_id: int
    what: str

    @classmethod
    def describe(cls, subject: str, facts: dict[str, Any], model: type[models.Model] | None) -> str:
        part = _model_of(facts["part"])
        kind = str(part._meta.verbose_name) if part else facts["part"]
        changes = _changes_in_words(facts.get("changes", {}), part)
        return str(cls.sentence) % {**facts, "subject": subject, "kind": kind, "changes": changes}


@dataclass(frozen=True, kw_only=True)
class PartAdded(PartEvent):
    sentence = _("Added, %(kind)s: %(what)s")


@dataclass(frozen=True, kw_only=True)
class PartChanged(PartEvent):
    """`changes`: field name → [before, after], both in words."""

    changes: dict[str, list[str]]
    sentence = _("Changed, %(kind)s “%(what)s”: %(changes)s")


@dataclass(frozen=True, kw_only=True)
class PartMoved(PartEvent):
    sentence = _("Put in another place, %(kind)s: %(what)s")


@dataclass(frozen=True, kw_only=True)
class PartRemoved(PartEvent):
    sentence = _("Removed, %(kind)s: %(what)s")


@dataclass(frozen=True, kw_only=True)
class PartRestored(PartEvent):
    sentence = _("Restored, %(kind)s: %(what)s")


def _model_of(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _changes_in_words(changes: dict[str, list[str]], model: type[models.Model] | None) -> str:
    return "; ".join(
        _("%(field)s: %(before)s → %(after)s")
        % {"field": _field_label(model, name), "before": shown(before) or "—", "after": shown(after) or "—"}
        for name, (before, after) in changes.items()
    )


def _field_label(model: type[models.Model] | None, name: str) -> str:
    if model is None or name not in {field.name for field in model._meta.get_fields()}:
        return name
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
