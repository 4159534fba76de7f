"""Trees and readings as plain JSON data and back, for another process or a column of a database."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")


def to_data(value: Any) -> Any:
    """JSON-ready: a dataclass becomes a mapping of its fields, a tuple a list, an enumeration its value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_data(one) for one in value]
    return value


def from_data(kind: type[_T], data: Any) -> _T:
    """The inverse of `to_data` for a dataclass of this package.

    Raises:
        KeyError, TypeError, ValueError: the data was not written by `to_data` of the same version.
    """
    return _decoded(kind, data)  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _decoded(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        options = [option for option in get_args(kind) if option is not NoneType]
        return None if data is None else _decoded(_fitting(options, data), data)
    if origin is tuple:
        of = get_args(kind)[0]
        return tuple(_decoded(of, one) for one in data)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _decoded(hints[name], one) for name, one in data.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(data)
    return data


def _fitting(options: list[Any], data: Any) -> Any:
    """Of several dataclasses the one with these fields; of plain types any."""
    if isinstance(data, Mapping):
        return next(
            option for option in options if is_dataclass(option) and {f.name for f in fields(option)} == set(data)
        )
    return next((option for option in options if not is_dataclass(option)), options[0])
