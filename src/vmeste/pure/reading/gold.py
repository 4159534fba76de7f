"""A reading in the shape in which labelled cases are written, each fact with its place and confidence beside."""

# A row of a table is one line.
# ruff: noqa: E501

from collections.abc import Iterator
from typing import Any

from vmeste.pure.dates import PartialDate, UnreadableDate, parse
from vmeste.pure.reading.candidates import FoundDate, FoundEvent, Place, Reading
from vmeste.pure.reading.tree import Document

Gold = dict[str, Any]


def as_gold(reading: Reading, document: Document) -> Gold:
    """JSON-ready. `place` holds page, paragraph and, in tables, table, row and column of the text, and the letters in it.

    Kinds that cases do not know (programmes, stages, works, directions, fields, findings) stand after them.
    """
    passages = tuple(document.passages())

    def beside(place: Place, confidence: float) -> Gold:
        origin = passages[place.passage].origin
        where = {"page": origin.page, "paragraph": origin.paragraph, "start": place.start, "end": place.end}
        if origin.table is not None:
            where |= {"table": origin.table, "row": origin.row, "column": origin.column}
        return {"place": where, "confidence": confidence}

    return {
        "form": reading.form,
        "organizations": [
            {"text": mention.text, "of": one.text, "kind": one.sort, "form": one.form,
             **beside(mention.place, one.confidence)}
            for one in reading.organisations
            for mention in _once(one.mentions)
        ],
        "agreements": [
            {"kind": one.kind, "number": one.number or None, "date": one.date.iso if one.date else None,
             "date_text": one.date.text if one.date else None, "parties": list(one.parties),
             **beside(one.place, one.confidence)}
            for one in reading.agreements
        ],
        "events": [_event(one) | beside(one.place, one.confidence) for one in reading.events],
        "amounts": [
            {"text": one.text, "value_rub": one.roubles, "what": one.purpose, "from": one.source,
             "assumed_currency": one.assumed, **beside(one.place, one.confidence)}
            for one in reading.sums
        ],
        "indicators": [
            {"name": one.name, "value": one.value, "unit": one.unit, "period": one.period or None, "group": one.group,
             "qualifier": one.qualifier or None, **beside(one.place, one.confidence)}
            for one in reading.indicators
        ],
        "people": [
            {"name": mention.text, "role": one.role or None, "of": one.nominative, **beside(mention.place, one.confidence)}
            for one in reading.people
            for mention in _once(one.mentions)
        ],
        "dates": [{"text": one.text, "iso": one.iso, **beside(one.place, one.confidence)} for one in reading.dates],
        "legal_acts": [
            {"kind": one.kind, "number": one.number or None, "date": one.date.iso if one.date else None,
             "date_text": one.date.text if one.date else None, "title": one.title or None, "issuer": one.issuer or None,
             **beside(one.place, one.confidence)}
            for one in reading.acts
        ],
        "programmes": [
            {"name": one.text, "host": one.host or None, **beside(one.place, one.confidence)} for one in reading.programmes
        ],
        "stages": [
            {"number": one.number, "name": one.name, "date": one.date.iso if one.date else None, "goal": one.goal,
             **beside(one.place, one.confidence)}
            for one in reading.stages
        ],
        "works": [
            {"stage": one.stage, "number": one.number, "task": one.task, "contents": list(one.contents),
             "results": list(one.results), "responsible": list(one.responsible), "term": one.term,
             **beside(one.place, one.confidence)}
            for one in reading.works
        ],
        "directions": [
            {"name": one.text, "partners": list(one.partners), **beside(one.place, one.confidence)}
            for one in reading.directions
        ],
        "fields": [
            {"key": one.key, "title": one.title, "text": one.text, "items": list(one.items),
             **beside(one.place, one.confidence)}
            for one in reading.fields
        ],
        "findings": [
            {"code": one.code, "values": list(one.values), "places": [beside(place, 1)["place"] for place in one.places]}
            for one in reading.findings
        ],
    }  # fmt: skip


def _once(mentions: tuple[Any, ...]) -> Iterator[Any]:
    """Every spelling at its first place: cases list each once."""
    seen: set[str] = set()
    for mention in mentions:
        if mention.text not in seen:
            seen.add(mention.text)
            yield mention


def _event(event: FoundEvent) -> Gold:
    first, last = _bounds(event.date)
    return {
        "title": event.text,
        "date_text": event.recurrence or (event.date.text if event.date else None),
        "date_iso_from": first,
        "date_iso_to": last,
        "place": event.venue or None,
        "organizations": list(event.organisations),
    }


def _bounds(date: FoundDate | None) -> tuple[str | None, str | None]:
    """First and last day where the year is known."""
    if date is None or date.iso.startswith("--"):
        return None, None
    try:
        value = parse(date.text, lang="ru")
    except UnreadableDate:
        return None, None
    if not isinstance(value, PartialDate):
        return None, None
    first, last = value.starts_on, value.last_day
    return first.isoformat() if first else None, last.isoformat() if last else None
