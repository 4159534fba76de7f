"""From a tree to everything that was found in it: known forms first, then the general rules."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from vmeste.pure.reading.candidates import (
    FoundField,
    FoundIndicator,
    FoundOrganisation,
    FoundWork,
    Mention,
    Place,
    Reading,
)
from vmeste.pure.reading.findings import findings_of
from vmeste.pure.reading.forms.costs import costs_of
from vmeste.pure.reading.forms.indicators import head_counts, indicators_of
from vmeste.pure.reading.forms.partners import directions_of, partnerships_of
from vmeste.pure.reading.forms.passport import Section, centres_of, fields_of, passport_sections
from vmeste.pure.reading.forms.reports import is_partnership_report, report_fields, report_period
from vmeste.pure.reading.forms.roadmaps import events_of_plan, stages_and_works
from vmeste.pure.reading.recognising.everything import recognise
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.identities import is_community, nominative_of, sort_of
from vmeste.pure.reading.recognising.lexicon import COMMUNITY
from vmeste.pure.reading.tree import Document, Table

PASSPORT, PLAN, REPORT = "practice passport", "roadmap", "partnership report"
PARTNERS, PARTNERSHIPS = "partner list", "partnerships"
"""Names of the known forms, as `Reading.form` says them."""
_CENTRES = "coordination centre"
_FROM_LIST = 0.7


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


_F = TypeVar("_F", bound=_Placed)


def read_document(document: Document) -> Reading:
    """Candidates of every kind, each in the order of the text; the same document gives the same reading.

    About 50 000 letters a second; the first document of a process also waits for the dictionary (0.1 s) and, where it
    has names that no rule knows, for the network (half a second, 200 MB).
    """
    flow = Flow(document)
    recognised = recognise(flow)
    reading, around = recognised.reading, recognised.around
    sections = passport_sections(document)
    stages, works = stages_and_works(around)
    directions = directions_of(flow, reading.agreements)
    period = report_period(around)
    counted, covered = _table_indicators(flow, sections)
    costs = [cost for table in document.tables() for cost in costs_of(table, flow)]
    planned = list(events_of_plan(around, works))
    partners = [(partner, direction.place) for direction in directions for partner in direction.partners]
    partnerships = partnerships_of(around)
    is_report = is_partnership_report(flow)
    reading = replace(
        reading,
        form=_form(sections=sections, report=is_report, works=works, partners=partners, partnerships=partnerships),
        organisations=_with_partners(
            flow, reading.organisations, [pair for pair in partners if not _is_party(*pair, reading)]
        ),
        events=_merged(reading.events, planned),
        sums=_merged(reading.sums, costs),
        indicators=_in_order((*(one for one in reading.indicators if not _is_in(one.place, covered)), *counted)),
        stages=stages,
        works=_without_totals(works),
        directions=directions,
        fields=(
            *fields_of(sections),
            *_centres(sections),
            *partnerships,
            *(report_fields(around) if is_report else ()),
        ),
    )
    return replace(reading, findings=findings_of(reading, flow, period[1] if period else None))


def _form(*, sections: object, report: bool, works: object, partners: object, partnerships: object) -> str:
    """The first form that fits, the most particular first."""
    fits = ((sections, PASSPORT), (report, REPORT), (works, PLAN), (partnerships, PARTNERSHIPS), (partners, PARTNERS))
    return next((name for found, name in fits if found), "")


def _is_party(name: str, near: Place, reading: Reading) -> bool:
    """A party of an agreement is an organisation already."""
    return any(name in agreement.parties and agreement.place <= near for agreement in reading.agreements)


def _table_indicators(flow: Flow, sections: Sequence[Section]) -> tuple[list[FoundIndicator], list[Table]]:
    """Values of tables of indicators, and those tables, in which running-text rules have nothing to say."""
    headings = {
        id(block): section.heading.text for section in sections for block in section.blocks if isinstance(block, Table)
    }
    found: list[FoundIndicator] = []
    covered: list[Table] = []
    for table in flow.document.tables():
        values = [*indicators_of(table, flow), *head_counts(table, flow, headings.get(id(table), ""))]
        if values:
            found += values
            covered.append(table)
    return found, covered


def _is_in(place: Place, tables: Iterable[Table]) -> bool:
    return any(
        cell.passages and cell.passages[0].number <= place.passage <= cell.passages[-1].number
        for table in tables
        for cell in table.cells
    )


def _merged(found: Sequence[_F], from_forms: Sequence[_F]) -> tuple[_F, ...]:
    """Forms win over rules that read the same passage."""
    taken = {one.place.passage for one in from_forms}
    return _in_order((*(one for one in found if one.place.passage not in taken), *from_forms))


def _in_order(found: Iterable[_F]) -> tuple[_F, ...]:
    return tuple(sorted(found, key=lambda one: one.place))


def _without_totals(works: Sequence[FoundWork]) -> tuple[FoundWork, ...]:
    return tuple(work for work in works if not fold(work.text).lower().startswith(("итого", "всего")))


def _with_partners(
    flow: Flow, organisations: Sequence[FoundOrganisation], partners: Sequence[tuple[str, Place]]
) -> tuple[FoundOrganisation, ...]:
    """Organisations, and partners of a list that no rule took for one: «родители», «детская областная библиотека»."""
    added: list[FoundOrganisation] = []
    for name, near in partners:
        place = _find(flow, name, near)
        is_known = any(
            mention.place.passage == place.passage
            and mention.place.start < place.end
            and place.start < mention.place.end
            for one in organisations
            for mention in one.mentions
        )
        if not is_known:
            sort = COMMUNITY if is_community(name) else sort_of(name)
            added.append(
                FoundOrganisation(
                    name, place, _FROM_LIST, "", sort, nominative_of(name), name, (), (Mention(name, place),)
                )
            )
    return _in_order((*organisations, *added))


def _find(flow: Flow, name: str, near: Place) -> Place:
    for passage in flow.passages[near.passage : near.passage + 40]:
        start = passage.text.find(name)
        if start >= 0:
            return Place(passage.number, start, start + len(name))
    return near


def _centres(sections: Sequence[Section]) -> list[FoundField]:
    return [
        FoundField(passage.text[start:end], Place(passage.number, start, end), 0.9, _CENTRES, "")
        for passage, start, end in centres_of(sections)
    ]
