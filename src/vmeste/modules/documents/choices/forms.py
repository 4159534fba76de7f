"""The official forms the house can print, registered by the modules whose facts they tell."""

from collections.abc import Callable
from dataclasses import dataclass

from vmeste.foundation.screens.tables import Text
from vmeste.pure.writing.templates.schema import Schema


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """One kind of official document.

    `schema` names every field a template may use; `default_template` answers the .docx the house brings along.
    """

    key: str
    label: Text
    schema: Schema
    default_template: Callable[[], bytes]


_forms: dict[str, OfficialForm] = {}


def register_form(form: OfficialForm) -> None:
    _forms[form.key] = form


def form_of(key: str) -> OfficialForm | None:
    return _forms.get(key)


def official_forms() -> tuple[OfficialForm, ...]:
    """Every registered form, by key."""
    return tuple(_forms[key] for key in sorted(_forms))
