"""Courses, clubs and programmes with the organisation that hosts them: «кружок черчения на базе техникума»."""

import re
from collections.abc import Iterator
from dataclasses import replace

from vmeste.pure.reading.candidates import FoundProgramme
from vmeste.pure.reading.recognising.flow import Flow, Taken
from vmeste.pure.reading.recognising.papers import Surroundings

_KIND = (
    r"(?:спецкурс\w*|элективн\w+ курс\w*|курс\w*(?! повышения)|кружк\w+|кружок|факультатив\w*|программ\w*|"
    r"творческ\w+ объединени\w+|объединени\w+|секци\w+|модул\w+|студи\w+)"
)
_ANNOUNCED = re.compile(rf"(?<!\w){_KIND}(?P<between>[^«\n.;]{{0,90}}?):?\s*(?=«)", re.IGNORECASE)
_QUOTED = re.compile(r"«(?P<name>[^«»\n]{3,120}(?:«[^«»\n]{2,60}»[^«»\n]{0,20})?)»")
_BETWEEN = re.compile(r"\s*(?:\([^()\n]{0,80}\)\s*)?(?:,|и|,\s*и|;)?\s*")
_HOST = re.compile(r"[^.;\n]{0,40}?на\s+базе\s+", re.IGNORECASE)
_CLUBS = re.compile(r"кружк\w+\s+по\s+(?P<names>[^:;.\n]{3,160}?)\s+на\s+базе\s+", re.IGNORECASE)
_COLON = re.compile(rf"(?<!\w){_KIND}:\s+(?P<name>[А-ЯЁA-Z0-9][^:;,.«»\n]{{2,60}}?)\s+на\s+базе\s+", re.IGNORECASE)
_NOT_A_COURSE = re.compile(
    r"\b(?:грант|повышени\w+ квалификаци|конкурсн|развити\w+$|федеральн\w+ программ)", re.IGNORECASE
)


def find_programmes(around: Surroundings, taken: Taken) -> Iterator[FoundProgramme]:
    """Programmes by name, in order; a host named once after several belongs to all since the host before."""
    found = [*_quoted(around, taken), *_clubs(around), *_after_colon(around)]
    yield from sorted(found, key=lambda one: (one.place.passage, one.place.start))


def _quoted(around: Surroundings, taken: Taken) -> Iterator[FoundProgramme]:
    flow = around.flow
    for match in _ANNOUNCED.finditer(flow.text):
        if _NOT_A_COURSE.search(match.group()):
            continue
        yield from _hosted(around, list(_list_from(flow, match.end(), taken)))


def _list_from(flow: Flow, place: int, taken: Taken) -> Iterator[tuple[int, int]]:
    """The spans of quotes that follow one another, hosts in brackets between them."""
    while match := _QUOTED.match(flow.text, place):
        if not taken.overlaps(*match.span()):
            yield match.span()
        between = _BETWEEN.match(flow.text, match.end())
        assert between
        place = between.end()
        if between.end() == match.end():
            return


def _hosted(around: Surroundings, spans: list[tuple[int, int]]) -> Iterator[FoundProgramme]:
    flow = around.flow
    waiting: list[FoundProgramme] = []
    for place, (start, end) in enumerate(spans):
        waiting.append(FoundProgramme(flow.said(start + 1, end - 1), flow.place(start + 1, end - 1), 0.85))
        limit = spans[place + 1][0] if place + 1 < len(spans) else flow.sentence_of(start)[1]
        host = _host(around, end, limit)
        if host:
            yield from (replace(programme, host=host) for programme in waiting)
            waiting = []
    yield from waiting


def _host(around: Surroundings, start: int, end: int) -> str:
    match = _HOST.match(around.flow.text, start, end)
    named = around.organisations_in(match.end(), end) if match else []
    return around.said(named[0]) if named and match and named[0].start == match.end() else ""


def _clubs(around: Surroundings) -> Iterator[FoundProgramme]:
    """«кружки по черчению, проектной деятельности и 3D моделированию на базе …»."""
    flow = around.flow
    for match in _CLUBS.finditer(flow.text):
        host = _named_at(around, match.end())
        start = match.start("names")
        for piece in re.finditer(r"(?:[^,и]|и(?!\s)|(?<!\s)и)+", match["names"]):
            name = piece.group()
            left = start + piece.start() + len(name) - len(name.lstrip())
            if name.strip():
                right = left + len(name.strip())
                yield FoundProgramme(flow.said(left, right), flow.place(left, right), 0.8, host)


def _after_colon(around: Surroundings) -> Iterator[FoundProgramme]:
    """«кружки: Аэроквантум на базе …»."""
    for match in _COLON.finditer(around.flow.text):
        start, end = match.span("name")
        host = _named_at(around, match.end())
        yield FoundProgramme(around.flow.said(start, end), around.flow.place(start, end), 0.8, host)


def _named_at(around: Surroundings, place: int) -> str:
    return next((around.said(named) for named in around.organisations if named.start == place), "")
