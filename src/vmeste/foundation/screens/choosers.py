"""Choosing one row among very many: type some letters, pick from what is found.

A chooser is registered once under a name, by the module that owns the rows; forms and filters name it:

    add_chooser(Chooser("organisations", Organisation, rows=organisations_to_choose))      # navigation.py, at start
    partner = RowChoiceField("organisations", label=_("Partner"))                          # any form
    partner = RowChoiceFilter(chooser="organisations", label=_("Partner"))                 # any FilterSet

`rows` answers what an actor may choose, so the found list, the shown value and the accepted answer obey the same
permission. With scripts the control is a combobox (WAI-ARIA 1.2, list autocomplete); without them the typed words
are searched when the form is sent, and the page comes back with what was found to choose from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.search.finding import matching_ids
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.text.sorting import sort_key

FOUND = 12
_QUERY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Chooser:
    """Rows of one model to choose from; `order` is their order, `detail` a second line that tells twins apart."""

    name: str
    model: type[Model]
    rows: Callable[[Actor], QuerySet[Any]]
    order: str = "sort_key"
    label: Callable[[Any], str] = str
    detail: Callable[[Any], str] = lambda row: ""


CHOOSERS: dict[str, Chooser] = {}


def add_chooser(chooser: Chooser) -> None:
    """Raises LookupError when another chooser has this name."""
    if CHOOSERS.setdefault(chooser.name, chooser) != chooser:
        raise LookupError(f"chooser {chooser.name!r} is declared twice")


def found_rows(chooser: Chooser, actor: Actor, query: str) -> list[Any]:
    """At most `FOUND` rows whose words begin with those of `query`; the first ones for an empty query. 1 query."""
    rows = chooser.rows(actor)
    if query.strip():
        ids = matching_ids(chooser.model, query[:_QUERY_LENGTH])
        rows = rows.none() if ids is None else rows.filter(pk__in=ids)
    return list(rows.order_by(chooser.order, "pk")[:FOUND])


@require_GET
def show_choices(request: Any, chooser: str) -> HttpResponse:
    """GET choices/<chooser>/?field=<input's name>&<that name>=<words>: the options of a combobox."""
    if chooser not in CHOOSERS:
        raise Http404
    chosen = CHOOSERS[chooser]
    query = request.GET.get(request.GET.get("field", "q"), "")
    return render(request, "screens/widgets/row_options.html", _options(chosen, request.actor, query))


def _options(chooser: Chooser, actor: Actor, query: str) -> dict[str, Any]:
    options = [
        {"value": row.pk, "label": chooser.label(row), "detail": chooser.detail(row)}
        for row in found_rows(chooser, actor, query)
    ]
    return {"options": options, "query": query.strip(), "is_full": len(options) == FOUND}


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form: the key behind the words, the words, the key picked from the list."""

    key: str = ""
    words: str = ""
    picked: str = ""
    is_search: bool = False

    def __bool__(self) -> bool:
        return bool(self.key or self.words or self.picked)


class RowChoiceWidget(forms.Widget):
    """Input names: `<name>` the key, `<name>_q` the words, `<name>_pick` the choice made without scripts."""

    template_name = "screens/widgets/row_choice.html"
    chooser_name = ""
    actor: Actor | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed(
            key=data.get(name, "").strip(),
            words=data.get(f"{name}_q", "").strip()[:_QUERY_LENGTH],
            picked=data.get(f"{name}_pick", "").strip(),
            is_search=f"{name}_find" in data,
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key in data for key in (name, f"{name}_q", f"{name}_pick"))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, Typed) else Typed(key="" if value is None else str(value))
        row = self.row_of(typed)
        words = self.chooser.label(row) if row is not None else typed.words
        context["widget"].update(
            key="" if row is None else row.pk,
            words=words,
            url=f"{link('row-choices', chooser=self.chooser_name)}?field={name}_q",
            found=self._found(typed) if row is None and typed.words else None,
        )
        return context

    def format_value(self, value: Any) -> Any:
        return value

    @property
    def chooser(self) -> Chooser:
        return CHOOSERS[self.chooser_name]

    def row_of(self, typed: Typed) -> Any:
        """The row that is meant, None when that is not clear. 1 query.

        The key counts only while the words are still the row's own: without scripts nothing else empties it.
        """
        if typed.picked:
            return self._row(typed.picked)
        row = self._row(typed.key) if typed.key else None
        if row is not None and typed.words not in {"", self.chooser.label(row)}:
            return None
        return row

    def only_row_named(self, words: str) -> Any:
        """The row whose name is exactly what was typed, if there is just one."""
        same = [
            row
            for row in found_rows(self.chooser, self._actor(), words)
            if sort_key(self.chooser.label(row)) == sort_key(words)
        ]
        return same[0] if len(same) == 1 else None

    def _found(self, typed: Typed) -> dict[str, Any]:
        return _options(self.chooser, self._actor(), typed.words)

    def _row(self, key: str) -> Any:
        if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004 - fits a bigint
            return None
        return self.chooser.rows(self._actor()).filter(pk=int(key)).first()

    def _actor(self) -> Actor:
        if self.actor is None:
            raise LookupError("a RowChoiceField needs the actor: use CommandForm, RowChoiceFilter or `for_actor`")
        return self.actor


class RowChoiceField(forms.Field):
    """A form field whose value is one row of a chooser, or None.

    A `CommandForm` tells it who chooses; any other form calls `for_actor`.
    """

    widget = RowChoiceWidget

    def __init__(self, chooser: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chooser_name = chooser
        self.widget.chooser_name = chooser

    def for_actor(self, actor: Actor) -> None:
        self.widget.actor = actor

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        """Raises ValidationError when it is not clear which row is meant; the control then shows what was found."""
        typed = value if isinstance(value, Typed) else Typed(key="" if value is None else str(value))
        control: Any = self.widget
        row = None if typed.is_search and not typed.picked else control.row_of(typed)
        if row is None and typed.words and not typed.is_search:
            row = control.only_row_named(typed.words)
        if row is None and typed.words:
            raise ValidationError(_("Choose one of those found below."))
        if row is None and (typed.key or typed.picked):
            raise ValidationError(_("This one is no longer to be chosen. Search anew."))
        self.validate(row)
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        key = data.picked or data.key if isinstance(data, Typed) else data
        return str(self.prepare_value(initial) or "") != str(key or "")


class RowChoiceFilter(django_filters.Filter):
    """A list's filter by one row of a chooser; `method` or `field_name` as for every filter."""

    field_class = RowChoiceField

    @property
    def field(self) -> Any:
        field = super().field
        request: HttpRequest | None = self.parent.request
        if request is not None:
            field.for_actor(request.actor)  # type: ignore[attr-defined]
        return field
