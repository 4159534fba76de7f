"""«Паспорт практики»: the form of 22 sections, recognised by its headings, in whatever words around the key ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vmeste.pure.reading.candidates import FoundField, Place
from vmeste.pure.reading.recognising.flow import fold
from vmeste.pure.reading.tree import Block, Document, Kind, Passage, Table

SECTIONS: tuple[tuple[str, str], ...] = (
    ("name", r"наименование практики"),
    ("territory", r"наименование территории"),
    ("preconditions", r"предпосылки"),
    ("term", r"сроки? реализации"),
    ("before", r"показатели .*до внедрения"),
    ("goal", r"цель +и +задачи"),
    ("opportunities", r"возможности"),
    ("approaches", r"(?:принципиальные )?подходы"),
    ("results", r"результаты практики"),
    ("participants", r"участники внедрения"),
    ("interested", r"заинтересованные лица"),
    ("canvas", r".*бизнес-модел"),
    ("summary", r"краткое описание практики"),
    ("actions", r"действия по разв[её]ртыванию"),
    ("acts", r"нормативн\S+ акты"),
    ("resources", r"ресурсы"),
    ("beneficiaries", r"выгодополучатели"),
    ("costs", r"затраты"),
    ("after", r"показатели .*после внедрения"),
    ("leader", r".*(?:лидере практики|команде проекта)"),
    ("links", r"ссылки"),
    ("contacts", r".*контакт"),
)
"""The key of each section and what its heading begins with; in the order of the form."""

_FEWEST = 12
_LONGEST_HEADING = 180
_ORDINAL = re.compile(r"\s*\d{1,2}\s*[.)]\s*")
_ROW_NUMBER = re.compile(r"(?:\d{1,3}\.?)*")
_HEADER_WORDS = (
    "№",
    "описание",
    "наименование",
    "участник",
    "выгодополучатель",
    "статья",
    "ответственный",
    "показатель",
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading and the blocks under it."""

    key: str
    heading: Passage
    blocks: tuple[Block, ...]


def passport_sections(document: Document) -> tuple[Section, ...]:
    """The sections of a passport in their order; empty for other documents."""
    blocks = document.blocks
    starts: list[tuple[int, str, Passage]] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Passage) and (key := _key(block, {known for _, known, _ in starts})):
            starts.append((place, key, block))
    if len(starts) < _FEWEST:
        return ()
    ends = [place for place, _, _ in starts[1:]] + [len(blocks)]
    return tuple(
        Section(key, heading, tuple(blocks[place + 1 : end]))
        for (place, key, heading), end in zip(starts, ends, strict=True)
    )


def _key(passage: Passage, taken: set[str]) -> str:
    """Which section a heading opens; sections come once, and a heading is numbered or styled as one."""
    text = fold(f"{passage.label} {passage.text}").lower().strip()
    is_numbered = bool(_ORDINAL.match(text))
    if len(text) > _LONGEST_HEADING or not (is_numbered or passage.kind is Kind.HEADING):
        return ""
    plain = _ORDINAL.sub("", text)
    return next((key for key, words in SECTIONS if key not in taken and re.match(words, plain)), "")


def fields_of(sections: Sequence[Section]) -> tuple[FoundField, ...]:
    """Every section as a field: its text, and its items – list items, rows of its tables."""
    return tuple(_field(section) for section in sections)


def _field(section: Section) -> FoundField:
    text = "\n".join(_text(block) for block in section.blocks)
    heading = section.heading
    return FoundField(
        text, Place(heading.number, 0, len(heading.text)), 0.97, section.key, heading.text, tuple(_items(section))
    )


def _text(block: Block) -> str:
    if isinstance(block, Passage):
        return block.text
    return "\n".join("\t".join(cell.text if cell else "" for cell in row) for row in block.rows())


def _items(section: Section) -> list[str]:
    items: list[str] = []
    for block in section.blocks:
        if isinstance(block, Passage):
            if block.kind is Kind.ITEM:
                items.append(block.text)
        elif section.key != "canvas":
            items += _row_items(block)
    return items


def _row_items(table: Table) -> list[str]:
    """The first speaking cell of each row below the header."""
    items = []
    for number, row in enumerate(table.rows()):
        texts = [cell.text.strip() for cell in row if cell]
        if number == 0 and any(text.lower().startswith(_HEADER_WORDS) for text in texts[:2]):
            continue
        speaking = [text for text in texts if text and not _ROW_NUMBER.fullmatch(text)]
        if speaking:
            items.append(speaking[0])
    return items


_CENTRE = re.compile(
    r"(?:создан\w+\s+)?(?P<name>(?:муниципальн\w+\s+)?(?:координационн\w+|ресурсн\w+|опорн\w+)?\s*центр\w*\s[^.;\n]{3,120}?)\s+на\s+базе\s",
    re.IGNORECASE,
)


def centres_of(sections: Sequence[Section]) -> list[tuple[Passage, int, int]]:
    """Coordination centres: passage and letters of each name, which stands before «на базе …»."""
    found: list[tuple[Passage, int, int]] = []
    for section in sections:
        if section.key != "opportunities":
            continue
        for block in section.blocks:
            cells = block.cells if isinstance(block, Table) else ()
            passages = [block] if isinstance(block, Passage) else [one for cell in cells for one in cell.passages]
            found += [
                (passage, *match.span("name")) for passage in passages if (match := _CENTRE.search(fold(passage.text)))
            ]
    return found
