"""Lists of partners by direction, and directions of work that an agreement names."""

import re
from collections.abc import Iterator, Sequence

from vmeste.pure.reading.candidates import FoundAgreement, FoundDirection, FoundField, Place
from vmeste.pure.reading.forms.columns import columns_of
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.papers import Surroundings
from vmeste.pure.reading.tree import Cell, Kind, Passage, Table

_ORDINAL = re.compile(r"^\s*\d{1,2}\s*[.)]\s*")
_ANNOUNCED = re.compile(r"направлени", re.IGNORECASE)
_JOINT = re.compile(
    r"направлени\w*\s+(?:совместн|сотрудничеств|взаимодейств|партн[её]рств)[^:]{0,80}:\s*$", re.IGNORECASE
)
_ACRONYMS = re.compile(r"[А-ЯЁ]{2,6}(?:\s?,\s?[А-ЯЁ]{2,6})+")
_ROLES = {
    "direction": (r"направлени",),
    "partners": (r"партн", r"организаци", r"учреждени", r"с кем"),
}
_LONGEST_TITLE = 70
_BACK = 6


def directions_of(flow: Flow, agreements: Sequence[FoundAgreement]) -> tuple[FoundDirection, ...]:
    """Directions with their partners, then those of agreements, in the order of the text."""
    found = [*_in_cells(flow), *_in_columns(flow), *_in_lists(flow), *_of_agreements(flow, agreements)]
    return tuple(sorted(found, key=lambda one: one.place))


def _in_cells(flow: Flow) -> Iterator[FoundDirection]:
    """A cell that begins with «… направление:» or «1. Социальное:» and goes on with partners."""
    for table in flow.document.tables():
        cells = [cell for cell in table.cells if _is_direction(cell.passages)]
        announced = _is_announced(flow, table)
        if len(cells) > 1 and (announced or all(_ANNOUNCED.search(cell.passages[0].text) for cell in cells)):
            yield from (_direction(cell.passages[0], cell.passages[1:]) for cell in cells)


def _is_direction(passages: Sequence[Passage]) -> bool:
    if len(passages) < 2:  # noqa: PLR2004
        return False
    title = passages[0].text.strip()
    return title.endswith(":") and len(title) <= _LONGEST_TITLE and all(passage.label for passage in passages[1:])


def _is_announced(flow: Flow, table: Table) -> bool:
    """Whether the words above the table, or its first row, speak of directions."""
    first = next((cell.passages[0].number for cell in table.cells if cell.passages), 0)
    above = flow.passages[max(0, first - _BACK) : first + 1]
    return any(_ANNOUNCED.search(passage.text) for passage in above)


def _in_columns(flow: Flow) -> Iterator[FoundDirection]:
    """A table with a column of directions and a column of partners."""
    for table in flow.document.tables():
        columns = columns_of(table, _ROLES)
        if columns is None or len(columns.roles) < 2:  # noqa: PLR2004
            continue
        for row in columns.rows:
            title, partners = columns.cell(row, "direction"), columns.cell(row, "partners")
            if title and partners and title.passages and partners.text.strip():
                yield _direction(title.passages[0], _passages(partners))


def _passages(cell: Cell) -> tuple[Passage, ...]:
    return tuple(passage for passage in cell.passages if passage.text.strip())


def _in_lists(flow: Flow) -> Iterator[FoundDirection]:
    """Headings of directions in running text, each with a list below it."""
    passages = [block for block in flow.document.blocks if isinstance(block, Passage)]
    starts = [
        place
        for place, passage in enumerate(passages)
        if passage.text.strip().endswith(":")
        and len(passage.text) <= _LONGEST_TITLE
        and (passage.kind is not Kind.ITEM or passage.label[:1].isdigit())
        and place + 1 < len(passages)
        and passages[place + 1].label[:1] in {"-", "•", "–", "·"}
        and _names_direction(passages, place)
    ]
    if len(starts) < 2:  # noqa: PLR2004
        return
    for place in starts:
        end = place + 1
        while end < len(passages) and passages[end].label[:1] in {"-", "•", "–", "·"}:
            end += 1
        yield _direction(passages[place], passages[place + 1 : end])


def _names_direction(passages: Sequence[Passage], place: int) -> bool:
    """«Профилактическое направление:», or a numbered «1. Спортивное:» below a line that announces directions."""
    text = fold(passages[place].text).lower()
    if re.search(r"[оеи]е направление\s*:?$", text):
        return True
    is_adjective = bool(re.fullmatch(r"[а-яё -]+(?:ое|ее)\s*:", text))
    return is_adjective and any(_ANNOUNCED.search(one.text) for one in passages[max(0, place - 30) : place])


def _direction(title: Passage, partners: Sequence[Passage]) -> FoundDirection:
    plain = _ORDINAL.sub("", title.text).strip(" :.")
    plain = re.sub(r"\s*направление$", "", plain, flags=re.IGNORECASE)
    names = tuple(name for passage in partners for name in _partners(passage.text))
    return FoundDirection(plain, Place(title.number, 0, len(title.text)), 0.92, names)


def _partners(text: str) -> Iterator[str]:
    """One partner a line; abbreviations in a row are several."""
    plain = text.strip(" ;.,")
    if _ACRONYMS.fullmatch(plain):
        yield from (piece.strip() for piece in plain.split(","))
    elif plain:
        yield plain


def _of_agreements(flow: Flow, agreements: Sequence[FoundAgreement]) -> Iterator[FoundDirection]:
    """«Основные направления совместной деятельности:» and its items, with the parties of the agreement above."""
    passages = [block for block in flow.document.blocks if isinstance(block, Passage)]
    for place, passage in enumerate(passages):
        if not _JOINT.search(fold(passage.text)):
            continue
        above = [agreement for agreement in agreements if agreement.place.passage <= passage.number]
        parties = above[-1].parties if above else ()
        for item in passages[place + 1 :]:
            if not item.label:
                break
            yield FoundDirection(item.text.strip(" ;."), Place(item.number, 0, len(item.text)), 0.85, parties)


def partnerships_of(around: Surroundings) -> tuple[FoundField, ...]:
    """Headings that join two organisations with a dash: each is a partnership, what follows is about it."""
    found = []
    for passage in around.flow.passages:
        if passage.kind is not Kind.HEADING and not passage.label[:1].isdigit():
            continue
        start, end = around.flow.passage_span(passage.number)
        names = around.organisations_in(start, end)
        if len(names) == 2 and re.fullmatch(r"\s*-\s*", around.flow.text[names[0].end : names[1].start]):  # noqa: PLR2004
            items = (around.said(names[0]), around.said(names[1]))
            found.append(
                FoundField(passage.text, Place(passage.number, 0, len(passage.text)), 0.9, "partnership", "", items)
            )
    return tuple(found)
