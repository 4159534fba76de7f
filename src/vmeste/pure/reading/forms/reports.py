"""Partnership reports: who reports, for which period, which partners were there before and which are new."""

import re
from collections.abc import Iterator, Sequence

from vmeste.pure.dates import PartialDate, from_code
from vmeste.pure.reading.candidates import FoundDate, FoundField, Place
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.organisations import Named
from vmeste.pure.reading.recognising.papers import Surroundings

_REPORT = re.compile(r"\bотч[её]т\w*\b", re.IGNORECASE)
_ABOUT = re.compile(r"партн[её]р|сотрудничеств|взаимодействи", re.IGNORECASE)
_OPENING = 6
_EARLIER = re.compile(r"(?:ранее|прежде|раньше)\b", re.IGNORECASE)
_NEW = re.compile(r"нов\w+\s+партн[её]р|появил\w+\s+[^.]{0,30}партн[её]р", re.IGNORECASE)
_PARTNER = re.compile(r"партн[её]р", re.IGNORECASE)
_PUBLIC = re.compile(r"общественн\w+\s+(?:организаци|объединени)", re.IGNORECASE)


def is_partnership_report(flow: Flow) -> bool:
    """Whether the opening passages call it a report on partnership or cooperation."""
    opening = " ".join(passage.text for passage in flow.passages[:_OPENING])
    return bool(_REPORT.search(opening[:300]) and _ABOUT.search(opening[:600]))


def report_period(around: Surroundings) -> tuple[FoundDate, PartialDate] | None:
    """The period in the title of a report; ``None`` where the title names none, or the document is no report."""
    flow = around.flow
    if not any(_REPORT.search(passage.text) for passage in flow.passages[:_OPENING]):
        return None
    for _, date in around.dates:
        if date.place.passage >= _OPENING:
            break
        passage = flow.passages[date.place.passage].text
        is_title = bool(_REPORT.search(" ".join(one.text for one in flow.passages[: date.place.passage + 1])))
        if not is_title or not date.code or re.match(r"\s*с\s", fold(passage)[max(0, date.place.start - 3) :]):
            continue
        value = from_code(date.code)
        if isinstance(value, PartialDate) and value.starts_on and value.ends_on:
            return date, value
    return None


def report_fields(around: Surroundings) -> tuple[FoundField, ...]:
    """Title, period, partners of before, new partners, public associations – as far as the report tells them."""
    flow = around.flow
    fields: list[FoundField] = []
    title = next((passage for passage in flow.passages[:_OPENING] if _REPORT.search(passage.text)), None)
    if title is not None:
        fields.append(FoundField(title.text, Place(title.number, 0, len(title.text)), 0.9, "title", ""))
    if period := report_period(around):
        fields.append(FoundField(period[0].text, period[0].place, 0.9, "period", ""))
    fields += _partner_fields(around)
    return tuple(fields)


def _partner_fields(around: Surroundings) -> Iterator[FoundField]:
    flow = around.flow
    for start, end in flow.sentences:
        text = flow.text[start:end]
        if not _PARTNER.search(text):
            continue
        key = "partners_new" if _NEW.search(text) else "partners_before" if _EARLIER.search(text) else ""
        names = around.organisations_in(start, end)
        if not key or not names:
            continue
        public = _PUBLIC.search(flow.text, start, end)
        limit = public.start() if public else end
        own = [named for named in names if named.start < limit]
        others = [named for named in names if named.start >= limit]
        yield _field(around, key, own)
        if others:
            yield _field(around, "partners_public", others)


def _field(around: Surroundings, key: str, names: Sequence[Named]) -> FoundField:
    texts = tuple(around.said(named) for named in names)
    place = around.flow.place(names[0].start, names[-1].end)
    return FoundField(", ".join(texts), place, 0.85, key, "", texts)
