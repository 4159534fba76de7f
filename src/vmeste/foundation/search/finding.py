"""Search over everything: every source says what its rows are called, permissions say who finds them."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import snowballstemmer
from django.db import models
from django.db.models import QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission, rows_for
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event
from vmeste.foundation.text.sorting import folded

from .models import SearchEntry, SearchWord

_WORD = re.compile(r"\w+")
_WORD_LENGTH = 40
_STEM_FROM = 5
MAX_QUERY_WORDS = 6

_stemmer = snowballstemmer.stemmer("russian")


@dataclass(frozen=True, slots=True)
class SearchSource:
    """How rows of one model are found.

    `title` and `detail` give the result line; `words` everything it is found by; `may_view` who may find it.
    `prefetched`: relations these read, fetched together where many rows are indexed.
    """

    model: type[models.Model]
    may_view: Permission
    url_name: str
    title: Callable[[Any], str]
    words: Callable[[Any], Iterable[str]]
    detail: Callable[[Any], str] = lambda row: ""
    icon: str = "file"
    prefetched: tuple[str | models.Prefetch[Any], ...] = ()


SOURCES: dict[str, SearchSource] = {}


def register(source: SearchSource) -> None:
    SOURCES[source.model._meta.label] = source


def words_of(text: str) -> list[str]:
    """The folded words of a text, cut to the stored length, in order."""
    return [word[:_WORD_LENGTH] for word in _WORD.findall(folded(text))]


def stems_of(query: str) -> list[str]:
    """The beginnings to look for: long words lose their Russian ending, so «лицея» finds «лицей»."""
    words = words_of(query)[:MAX_QUERY_WORDS]
    return [_stemmer.stemWord(word) if len(word) >= _STEM_FROM else word for word in words]


Waiting = dict[tuple[str, int], SearchSource]
_waiting: ContextVar[Waiting | None] = ContextVar("rows_to_index", default=None)
_AT_ONCE = 500


@contextmanager
def index_later() -> Iterator[Waiting]:
    """Collect the rows to index and write their words at the end of the block, in bulk; for many rows at once.

    Use it inside one transaction: an exception leaves the index as it was. The rows collected so far can be cleared.
    """
    collected: Waiting = {}
    token = _waiting.set(collected)
    try:
        yield collected
    finally:
        _waiting.reset(token)
    by_source: dict[str, tuple[SearchSource, list[int]]] = {}
    for (label, pk), source in collected.items():
        by_source.setdefault(label, (source, []))[1].append(pk)
    for label, (source, pks) in by_source.items():
        # Rows are read anew: after all that happened in the block none in hand can be trusted to be the latest.
        present = source.model._default_manager.order_by("pk")
        for start in range(0, len(pks), _AT_ONCE):
            some = pks[start : start + _AT_ONCE]
            _drop_entries(label, some)
            index_rows(source, present.filter(pk__in=some))


def index_row(source: SearchSource, row: models.Model) -> None:
    """Write or refresh one row's entry; a removed row leaves the index. About 4 statements."""
    if not _is_left_for_later(source, row.pk):
        _drop_entries(row._meta.label, [row.pk])
        if getattr(row, "removed_at", None) is None:
            index_rows(source, [row])


def index_again(source: SearchSource, pk: int) -> None:
    """Refresh the entry of a row the caller does not have in hand, or not in its latest state. About 5 statements."""
    if not _is_left_for_later(source, pk):
        _drop_entries(source.model._meta.label, [pk])
        index_rows(source, source.model._default_manager.filter(pk=pk))


def _is_left_for_later(source: SearchSource, pk: int) -> bool:
    waiting = _waiting.get()
    if waiting is not None:
        waiting[source.model._meta.label, pk] = source
    return waiting is not None


def _drop_entries(label: str, pks: list[int]) -> None:
    entries = SearchEntry.objects.filter(kind=label, row_id__in=pks)
    if present := list(entries.values_list("pk", flat=True)):
        # Django would fetch the entries first, to see what hangs on them.
        SearchWord.objects.filter(entry__in=present)._raw_delete(SearchWord.objects.db)  # noqa: SLF001 - as above
        entries._raw_delete(entries.db)  # noqa: SLF001 - as above


def index_rows(source: SearchSource, rows: Iterable[Any]) -> None:
    """Write entries of rows that have none yet, in bulk: 2 statements for each thousand and 1 for each relation."""
    rows = list(rows)
    with _fetched(source, rows):
        _write_entries(source, rows)


@contextmanager
def _fetched(source: SearchSource, rows: list[Any]) -> Iterator[None]:
    """What the source reads, as it is now; afterwards the rows forget it, for the caller may change it."""
    names = [str(getattr(name, "prefetch_to", name)).partition("__")[0] for name in source.prefetched]
    _forget_fetched(rows, names)
    models.prefetch_related_objects(rows, *source.prefetched)
    try:
        yield
    finally:
        _forget_fetched(rows, names)


def _forget_fetched(rows: list[Any], names: list[str]) -> None:
    for row in rows:
        for name in names:
            getattr(row, "_prefetched_objects_cache", {}).pop(name, None)


def _write_entries(source: SearchSource, rows: list[Any]) -> None:
    entries = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                kind=source.model._meta.label,
                row_id=row.pk,
                title=source.title(row)[:300],
                detail=source.detail(row)[:300],
            )
            for row in rows
        ]
    )
    SearchWord.objects.bulk_create(
        [
            SearchWord(entry=entry, word=word)
            for entry, row in zip(entries, rows, strict=True)
            for word in dict.fromkeys(word for text in source.words(row) for word in words_of(text))
        ],
        batch_size=2000,
    )


def _starting_with(stem: str) -> dict[str, str]:
    # A range instead of LIKE: both engines answer it from the index whatever the collation rules of LIKE are.
    return {"word__gte": stem, "word__lt": stem + "\U0010ffff"}


def matching_ids(model: type[models.Model], query: str) -> QuerySet[Any] | None:
    """Ids of the model's rows in which every word of `query` begins some word; None when there is no word."""
    entries = _matching(query)
    return None if entries is None else entries.filter(kind=model._meta.label).values("row_id")


def _matching(query: str) -> "QuerySet[SearchEntry] | None":
    stems = stems_of(query)
    if not stems:
        return None
    entries = SearchEntry.objects.all()
    for stem in stems:
        # A list made once, not EXISTS for each entry: that walks all words of the stem again and again, which took
        # seconds where this takes hundredths (10 000 entries on SQLite).
        entries = entries.filter(pk__in=SearchWord.objects.filter(**_starting_with(stem)).values("entry"))
    return entries


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    detail: str
    kind_label: str
    icon: str
    url_name: str
    row_id: int


def find(query: str, *, actor: Actor, limit: int = 20) -> Iterator[Found]:
    """The best lines for `query` that the actor may see, source by source; 1 query for each source."""
    entries = _matching(query)
    if entries is None:
        return
    for label, source in SOURCES.items():
        visible = rows_for(actor, source.may_view, source.model).values("pk")
        for entry in entries.filter(kind=label, row_id__in=visible).order_by("title")[:limit]:
            kind_label = str(source.model._meta.verbose_name_plural)
            yield Found(entry.title, entry.detail, kind_label, source.icon, source.url_name, entry.row_id)


@reacts_to(Event)
def keep_index(event: Event, actor: Actor, subject: models.Model) -> None:
    """Whatever happened to a row that can be found, its words follow in the same transaction."""
    if (source := SOURCES.get(subject._meta.label)) is not None:
        index_row(source, subject)
