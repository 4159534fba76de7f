"""What goes in and comes out, derived from the models' own fields so that it cannot drift from them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.db import models
from django.utils.translation import override
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

LARGEST_KEY = 2**63 - 1
_MOST_KEYS = 500
_LONGEST_TEXT = 20_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _storable(text: str) -> str:
    # PostgreSQL refuses NUL in text; half a surrogate pair has no UTF-8.
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("characters", "characters that cannot be stored")
    return text


def _day(value: Any) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # the thirtieth of February
    raise PydanticCustomError("day", "a day as in 2026-09-01")


_KEY = "key"  # marks an integer as the id of another row
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY), _KEY]
Keys = Annotated[list[Key], Field(max_length=_MOST_KEYS)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Version = Annotated[
    int | None, Field(ge=1, le=2**31 - 1, description="The version you have read; or send it as If-Match.")
]


class Values(BaseModel):
    """Input of a command: nothing is guessed or converted, and a field nobody declared is refused.

    A value of a foreign key is the other row's id; `Endpoints.related` says through which permission it is found.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """Output: names and types of what a caller is shown. `of` makes the plain data."""

    fields_of_row: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def of(cls, row: Any) -> dict[str, Any]:
        """The row as JSON-ready data; reads related rows only as far as the selector has fetched them."""
        shown: dict[str, Any] = {}
        for name, attribute in cls.fields_of_row.items():
            value = getattr(row, attribute)
            shown[name] = [related.pk for related in value.all()] if isinstance(value, models.Manager) else value
        return shown


def values_of(model: type[models.Model], *names: str, title: str = "", **more: Any) -> type[Values]:
    """The input shape of some fields of `model`, with the model's own limits, and of `more` fields as pydantic takes
    them.

    A field is optional where the model says `blank` or has a default.
    """
    fields: dict[str, Any] = {}
    for name in names:
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        default = ... if _is_needed(field) else _default(field)
        fields[name] = (_input_type(field), _declared(field, default))
    name = title or f"{model.__name__}Values"
    return create_model(name, __base__=Values, __module__=__name__, **fields, **more)


def changes_of(values: type[Values]) -> type[Values]:
    """The shape of a partial change: any of the fields, and the version the caller has read."""
    title = values.__name__.removesuffix("Values") + "Changes"
    fields = {
        name: (field.rebuild_annotation(), Field(default=None, description=field.description, json_schema_extra=_unset))
        for name, field in values.model_fields.items()
    }
    return create_model(title, __base__=Values, __module__=__name__, **fields, version=(Version, None))  # type: ignore[call-overload, no-any-return]


def _unset(schema: dict[str, Any]) -> None:
    """What is not sent stays as it is; there is no value that stands for that."""
    schema.pop("default", None)


def versioned(values: type[Values]) -> type[Values]:
    """The shape of a full replacement: all the fields, and the version the caller has read."""
    title = values.__name__.removesuffix("Values") + "Replacement"
    return create_model(title, __base__=values, __module__=__name__, version=(Version, None))


def answer_of(model: type[models.Model], *names: str, title: str = "") -> type[Answer]:
    """The output shape: `id`, `version` where the model has one, and some fields of `model`."""
    has_version = any(field.name == "version" for field in model._meta.get_fields())
    shown = ("id", *(("version",) if has_version else ()), *names)
    fields: dict[str, Any] = {}
    attributes = {}
    for name in shown:
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        fields[name] = (_output_type(field), _declared(field, ...))
        attributes[name] = field.name if field.many_to_many else field.attname
    made = create_model(title or model.__name__, __base__=Answer, __module__=__name__, **fields)
    made.fields_of_row = attributes
    return made


def key_fields(values: type[Values]) -> list[str]:
    """The input fields that name other rows by their ids."""
    return [name for name, field in values.model_fields.items() if _is_key(field.annotation, field.metadata)]


def _is_key(annotation: Any, metadata: list[Any]) -> bool:
    marks = [*metadata, *getattr(annotation, "__metadata__", ())]
    return _KEY in marks or any(_is_key(part, []) for part in getattr(annotation, "__args__", ()))


def _declared(field: models.Field, default: Any) -> Any:
    # The contract is one document for everybody, so its words stay English whoever starts the server.
    with override("en"):
        description = str(field.verbose_name)
        if field.choices:
            labels = ", ".join(f"{value} – {label}" for value, label in field.flatchoices if value not in ("", None))
            description = f"{description}: {labels}"
    if isinstance(default, list):
        return Field(default_factory=list, description=description)
    return Field(default=default, description=description)


def _is_needed(field: models.Field) -> bool:
    return not field.blank and not field.has_default()


def _default(field: models.Field) -> Any:
    if field.many_to_many:
        return []
    if field.has_default():
        value = field.get_default()
        return getattr(value, "value", value)
    return None if field.null else ""


def _input_type(field: models.Field) -> Any:
    if field.many_to_many:
        return Keys
    kind = _kind(field)
    return kind | None if field.null else kind


def _kind(field: models.Field) -> Any:
    if field.choices:
        allowed = [getattr(v, "value", v) for v, _ in field.flatchoices if v is not None]
        if field.blank and not field.null and "" not in allowed:
            allowed.append("")
        return Literal[tuple(allowed)]
    if field.is_relation:
        return Key
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return Day
    if isinstance(field, models.DecimalField):
        whole, places = field.max_digits - field.decimal_places, field.decimal_places
        pattern = rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$"
        return Annotated[str, StringConstraints(pattern=pattern)]
    if isinstance(field, models.PositiveSmallIntegerField):
        return Annotated[int, Field(ge=0, le=32767)]
    if isinstance(field, models.PositiveIntegerField):
        return Annotated[int, Field(ge=0, le=2**31 - 1)]
    if isinstance(field, models.CharField | models.TextField):
        longest = field.max_length or _LONGEST_TEXT
        shortest = 0 if field.blank else 1
        limits = StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)
        return Annotated[str, limits, AfterValidator(_storable)]
    raise TypeError(f"the API has no shape for {field}")


def _output_type(field: models.Field) -> Any:
    if field.many_to_many:
        return list[int]
    if field.choices:
        kind: Any = _kind(field)
    elif field.is_relation or isinstance(field, models.AutoField | models.IntegerField):
        kind = int
    elif isinstance(field, models.BooleanField):
        kind = bool
    elif isinstance(field, models.DateTimeField):
        kind = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
    elif isinstance(field, models.DateField):
        kind = Annotated[date, WithJsonSchema({"type": "string", "format": "date"})]
    elif isinstance(field, models.DecimalField):
        kind = Decimal
    else:
        kind = str
    return kind | None if field.null else kind
