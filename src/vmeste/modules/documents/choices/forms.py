"""The official forms the house can print, registered by the modules whose facts they tell."""

import re
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


@dataclass(frozen=True, slots=True)
class IssueMark:
    """What a document of ours says about itself in its keywords, so that an edited copy is recognised.

    Anybody can write such a mark: it only says where to look, and for whom may look there.
    """

    network: str
    form: str
    subject_type: str
    subject_id: int

    def __str__(self) -> str:
        return f"vmeste:{self.network}:{self.form}:{self.subject_type}:{self.subject_id}"

    @classmethod
    def in_text(cls, text: str) -> "IssueMark | None":
        """The first mark in a text, or None."""
        found = _MARK.search(text)
        return cls(found[1], found[2], found[3], int(found[4])) if found else None


_MARK = re.compile(r"vmeste:([\w-]{1,60}):([\w-]{1,60}):([\w.]{1,100}):(\d{1,18})(?!\d)", re.ASCII)

_forms: dict[str, OfficialForm] = {}


def register_form(form: OfficialForm) -> None:
    _forms[form.key] = form


def form_of(key: str) -> OfficialForm | None:
    return _forms.get(key)


def official_forms() -> tuple[OfficialForm, ...]:
    """Every registered form, by key."""
    return tuple(_forms[key] for key in sorted(_forms))
