"""What a practice passport says, fact by fact: the rows of its tables, its own words, everything with its places.

Reads both the form people fill in by hand and the one the house prints itself; a passport that was printed, edited
and read again gives the same facts but for the edits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vmeste.pure.reading.candidates import Place
from vmeste.pure.reading.containers.drafts import split_mark
from vmeste.pure.reading.forms.columns import Columns, columns_of
from vmeste.pure.reading.forms.indicators import IndicatorGroup, groups_of
from vmeste.pure.reading.forms.passport import Section, centres_of, passport_sections
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.money import number_of
from vmeste.pure.reading.tree import Cell, Document, Kind, Passage, Table

CANVAS: tuple[tuple[str, str], ...] = (
    ("canvas_partners", r"(?:ключевые )?партн[её]ры"),
    ("canvas_activities", r"(?:ключевые )?виды деятельности"),
    ("canvas_value", r"ценностн\w+ предложени"),
    ("canvas_channels", r"каналы"),
    ("canvas_clients", r"(?:целевые группы|сегменты|группы) (?:клиентов|потребител)"),
    ("canvas_resources", r"ключевые ресурсы"),
    ("canvas_relations", r"(?:взаимодействие|взаимоотношения|отношения) с (?:клиент|потребител)"),
    ("canvas_costs", r"структура (?:расходов|издержек|затрат)"),
    ("canvas_income", r"структура доходов|(?:потоки|источники) доход"),
)
"""The blocks of the business-model canvas: key, and what the title begins with."""

_NUMBER = (r"^№", r"^п/п")
_TABLES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "opportunities": {"number": _NUMBER, "text": (r"возможност", r"описание")},
    "approaches": {"number": _NUMBER, "text": (r"подход", r"описание")},
    "participants": {"number": _NUMBER, "role": (r"рол[ьи]",), "name": (r"участник",)},
    "acts": {
        "number": _NUMBER,
        "result": (r"^результат",),
        "changes": (r"изменени",),
        "act": (r"наименование", r"реквизиты"),
    },
    "resources": {"number": _NUMBER, "purpose": (r"цел",), "text": (r"ресурс", r"описание")},
    "beneficiaries": {"number": _NUMBER, "name": (r"выгодополучател",), "benefit": (r"выгод", r"описание")},
    "costs": {
        "number": _NUMBER,
        "amount": (r"об[ъь][её]м", r"сумма", r"стоимость"),
        "source": (r"источник",),
        "name": (r"статья", r"наименование"),
    },
    "links": {"number": _NUMBER, "url": (r"^ссылк", r"адрес"), "name": (r"наименование", r"ресурс")},
    "contacts": {"number": _NUMBER, "reach": (r"телефон", r"почт"), "who": (r"ответственн", r"фио")},
}
_CAPTIONS: Mapping[str, str] = {
    "actions": r"описание перечня мероприятий",
    "acts": r"(?:принятые|измен[её]нные) (?:нпа|нормативно)",
    "costs": r"всего по известным статьям|итого",
}
_BLANK = re.compile(r"[_\s]*")
_WORKING_NAME = re.compile(
    r"[,;(]?\s*рабочее\s+(?:наименование|название)\s*[:–-]?\s*(?P<name>.+)", re.IGNORECASE | re.DOTALL
)
_GOAL = re.compile(r"\s*цель(?:\s+(?:практики|проекта))?\s*[:–-]\s*", re.IGNORECASE)
_TASKS = re.compile(r"\s*задачи(?:\s+(?:практики|проекта))?\s*:?\s*", re.IGNORECASE)
_SPAN = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) – (\d\d)\.(\d\d)\.(\d{4})")
_ACT = re.compile(
    r"(?P<kind>[^()№]+?)\s+\((?P<issuer>.+)\)\s+№\s*(?P<number>\S+?)"
    r"(?:\s+от\s+(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4}))?(?:\s+«(?P<title>.+)»)?",
    re.DOTALL,
)
_SUM = re.compile(r"(?P<number>\d{1,3}(?:\s\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s*(?P<scale>тыс|млн)?.{0,8}")
_SCALES = {"тыс": 10**3, "млн": 10**6}
_ADDRESS = re.compile(
    r"https?://[^\s,;]+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|org|com|net|su)(?:/[^\s,;]*)?", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LIST_OF_NAMES = re.compile(r":\s+(?=«)")
_BETWEEN_NAMES = re.compile(r",\s+(?=«)")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, and where; the first place is the one to look at."""

    text: str = ""
    places: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the words of its cells by what the column is for, without those that say nothing."""

    number: str
    cells: Mapping[str, str]
    places: tuple[Place, ...]
    is_changing: bool = False

    def get(self, role: str) -> str:
        return self.cells.get(role, "")


@dataclass(frozen=True, slots=True)
class Centre:
    """A coordination centre told of among the opportunities; its host is named from letter `host_at` of the passage."""

    name: str
    place: Place
    host_at: int
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedAct:
    """A legal act as the house's own passport writes it; `day` is ISO or empty."""

    kind: str
    issuer: str
    number: str
    day: str
    title: str


@dataclass(slots=True)
class Practice:
    """Everything a passport says. `own` are the words of a section, or of a block of the canvas, outside its tables.

    `lead` is the first paragraph about the leader; `taking_part` and `reached` are bare numbers; `span` the first and
    the last day, ISO, where the term is printed as days.
    """

    name: Words = field(default_factory=Words)
    working_name: Words = field(default_factory=Words)
    territory: Words = field(default_factory=Words)
    term: Words = field(default_factory=Words)
    span: tuple[str, str] | None = None
    goal: Words = field(default_factory=Words)
    lead: Words = field(default_factory=Words)
    taking_part: Words = field(default_factory=Words)
    reached: Words = field(default_factory=Words)
    tasks: list[Words] = field(default_factory=list)
    centres: list[Centre] = field(default_factory=list)
    groups: list[IndicatorGroup] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    own: dict[str, Words] = field(default_factory=dict)


def read_practice(document: Document) -> Practice | None:
    """The facts of a passport; None for other documents. Linear in the text."""
    sections = passport_sections(document)
    if not sections:
        return None
    practice, flow = Practice(), Flow(document)
    for section in sections:
        _READERS.get(section.key, _plain)(practice, section, flow)
    practice.centres = list(_centres(sections, flow))
    return practice


def printed_act(text: str) -> PrintedAct | None:
    """An act as the house prints it, «приказ (отдел образования) № 1 от 01.09.2026 «О …»»; None for other words."""
    match = _ACT.fullmatch(one_line(text))
    if match is None:
        return None
    day = f"{match['year']}-{match['month']}-{match['day']}" if match["year"] else ""
    return PrintedAct(match["kind"].lower(), match["issuer"], match["number"], day, match["title"] or "")


def amount_of(text: str) -> float | None:
    """Roubles of a cell that holds one sum and no more."""
    match = _SUM.fullmatch(" ".join(text.split()))
    return number_of(match["number"]) * _SCALES.get(match["scale"] or "", 1) if match else None


def addresses_of(text: str) -> list[str]:
    """The internet addresses of a cell, each with its scheme."""
    found = [match.group().rstrip(".") for match in _ADDRESS.finditer(text)]
    return [one if one.lower().startswith("http") else f"https://{one}" for one in found]


def phone_and_mail(text: str) -> tuple[str, str]:
    """What is left of a cell without its e-mail address, and that address."""
    mail = _MAIL.search(text)
    rest = _MAIL.sub(" ", text) if mail else text
    parts = (part.strip(" ,;") for part in re.split(r"[\n;]|,\s", rest))
    return ", ".join(filter(None, parts)), mail.group() if mail else ""


# Words, so that what was printed and read again is what it was


def one_line(text: str) -> str:
    """A text in one line, single blanks, without the mark of an enumeration at its end."""
    return " ".join(text.split()).rstrip(" ;")


def tidy(text: str) -> str:
    """Lines that say something, single blanks, one blank behind the mark of an item; idempotent."""
    return "\n".join(filter(None, map(_tidy_line, text.splitlines())))


def _tidy_line(line: str) -> str:
    mark, rest = split_mark(line)
    return " ".join(f"{mark} {rest}".split())


def _said(passage: Passage) -> str:
    text = tidy(f"{passage.label} {passage.text}")
    return "" if _BLANK.fullmatch(text) else text


def _words(passages: Iterable[Passage]) -> Words:
    said = [(text, _whole(passage)) for passage in passages if (text := _said(passage))]
    return Words("\n".join(text for text, _ in said), tuple(place for _, place in said))


def _whole(passage: Passage) -> Place:
    return Place(passage.number, 0, len(passage.text))


def _end_of(passage: Passage, start: int) -> Words:
    """The words of a passage behind an introduction of `start` letters."""
    text = tidy(passage.text[start:])
    return Words() if _BLANK.fullmatch(text) else Words(text, (Place(passage.number, start, len(passage.text)),))


# Sections


def _passages(section: Section) -> list[Passage]:
    """The section's words outside tables, without the captions the form itself has there."""
    caption = _CAPTIONS.get(section.key)
    return [
        block
        for block in section.blocks
        if isinstance(block, Passage) and not (caption and re.match(caption, fold(block.text).strip(), re.IGNORECASE))
    ]


def _keep(practice: Practice, key: str, words: Words) -> None:
    if words:
        before = practice.own.get(key, Words())
        practice.own[key] = Words("\n".join(filter(None, (before.text, words.text))), (*before.places, *words.places))


def _plain(practice: Practice, section: Section, flow: Flow) -> None:
    """A section of free words; a table among them becomes lines of its rows."""
    for block in section.blocks:
        _keep(practice, section.key, _words([block]) if isinstance(block, Passage) else _table_as_words(block))


def _table_as_words(table: Table) -> Words:
    lines = []
    for row in table.rows():
        cells = [one_line(cell.text) for cell in dict.fromkeys(row) if cell]
        lines.append(" – ".join(filter(None, cells)))
    places = [_whole(passage) for cell in table.cells for passage in cell.passages if _said(passage)]
    return Words("\n".join(filter(None, lines)), tuple(places))


def _name(practice: Practice, section: Section, flow: Flow) -> None:
    for passage in _passages(section):
        text = fold(passage.text)
        match = _WORKING_NAME.search(text)
        end = match.start() if match else len(text)
        if not practice.name and end:
            practice.name = Words(_balanced(one_line(passage.text[:end])), (Place(passage.number, 0, end),))
        elif not match:
            _keep(practice, section.key, _words([passage]))
            continue
        if match and not practice.working_name:
            name = _unquoted(one_line(passage.text[match.start("name") :]))
            practice.working_name = Words(name, (Place(passage.number, match.start("name"), len(text)),))


def _balanced(name: str) -> str:
    """Without a quotation mark at the beginning that nothing closes."""
    return name[1:] if name.startswith("«") and name.count("«") > name.count("»") else name


def _unquoted(name: str) -> str:
    plain = name.rstrip(" .)")
    return plain[1:-1] if plain.startswith("«") and plain.endswith("»") else plain.strip("«»")


def _one_value(practice: Practice, section: Section, flow: Flow) -> None:
    """A section whose first paragraph is the value; what follows are its own words."""
    passages = _passages(section)
    if not passages:
        return
    first, *others = passages
    value = Words(one_line(_said(first)), (_whole(first),))
    if section.key == "term":
        practice.term = value
        if match := _SPAN.fullmatch(value.text):
            a, b, c, d, e, f = match.groups()
            practice.span = (f"{c}-{b}-{a}", f"{f}-{e}-{d}")
    else:
        practice.territory = value
    _keep(practice, section.key, _words(others))


def _goal_and_tasks(practice: Practice, section: Section, flow: Flow) -> None:
    passages = _passages(section)
    goal_at = next((place for place, one in enumerate(passages) if _GOAL.match(fold(one.text))), None)
    tasks_at = next((place for place, one in enumerate(passages) if _TASKS.fullmatch(fold(one.text))), len(passages))
    own: list[Passage] = []
    told: list[Words] = []
    for place, passage in enumerate(passages):
        match = _GOAL.match(fold(passage.text))
        if place == goal_at and match:
            told.append(_end_of(passage, match.end()))
        elif place < tasks_at and (goal_at is None or place > goal_at):
            told.append(_words([passage]))
        elif place < tasks_at:
            own.append(passage)
    practice.goal = Words(
        "\n".join(filter(None, (one.text for one in told))), tuple(place for one in told for place in one.places)
    )
    behind = passages[tasks_at + 1 :]
    items = [one for one in behind if one.kind is Kind.ITEM] or behind
    practice.tasks = [Words(one_line(one.text), (_whole(one),)) for one in items if _said(one)]
    _keep(practice, section.key, _words([*own, *(one for one in behind if one not in items)]))


def _leader(practice: Practice, section: Section, flow: Flow) -> None:
    practice.lead = _words(_passages(section)[:1])
    _plain(practice, section, flow)


def _head_counts(practice: Practice, section: Section, flow: Flow) -> None:
    for block in section.blocks:
        rows = block.rows() if isinstance(block, Table) else []
        heads = [fold(cell.text).lower() if cell else "" for cell in rows[0]] if rows else []
        if isinstance(block, Passage) or len(rows) < 2 or not any("количество" in head for head in heads):  # noqa: PLR2004
            _keep(practice, section.key, _words([block]) if isinstance(block, Passage) else _table_as_words(block))
            continue
        for head, cell in zip(heads, rows[1], strict=True):
            passage = next((one for one in cell.passages if _said(one)), None) if cell else None
            digits = "".join((fold(f"{passage.label}{passage.text}") if passage else "").split())
            if passage is None or not digits.isdecimal():
                continue
            if "эффект" in head or "направлен" in head:
                practice.reached = Words(str(int(digits)), (_whole(passage),))
            else:
                practice.taking_part = Words(str(int(digits)), (_whole(passage),))


def _results(practice: Practice, section: Section, flow: Flow) -> None:
    for block in section.blocks:
        groups = groups_of(block, flow) if isinstance(block, Table) else []
        practice.groups += groups
        if isinstance(block, Passage):
            _keep(practice, section.key, _words([block]))
        elif not groups and block.height > 1:
            _keep(practice, section.key, _table_as_words(block))


def _canvas(practice: Practice, section: Section, flow: Flow) -> None:
    """Blocks as cells of a table, title first, or one under the other, each under its title."""
    for block in section.blocks:
        lines = [cell.passages for cell in block.cells] if isinstance(block, Table) else [(block,)]
        for passages in lines:
            key = section.key if isinstance(block, Table) else _open_block(practice, section)
            for place, passage in enumerate(passages):
                title = _canvas_title(passage) if place == 0 else ""
                if title:
                    key = title
                    practice.own.setdefault(title, Words("", (_whole(passage),)))
                else:
                    _keep(practice, key, _words([passage]))
    for key, _ in CANVAS:
        if key in practice.own and not practice.own[key]:
            del practice.own[key]


def _open_block(practice: Practice, section: Section) -> str:
    """The block whose title came last."""
    opened = [key for key in practice.own if key.startswith("canvas_")]
    return opened[-1] if opened else section.key


def _canvas_title(passage: Passage) -> str:
    text = fold(passage.text).lower().strip(" :")
    return next((key for key, words in CANVAS if re.match(words, text) and len(text) < 60), "")  # noqa: PLR2004


def _table_of_rows(practice: Practice, section: Section, flow: Flow) -> None:
    rows = practice.rows.setdefault(section.key, [])
    is_changing = False
    passages = _passages(section)
    for block in section.blocks:
        if isinstance(block, Passage):
            if section.key == "acts":
                is_changing = _says_changed(block.text) if block not in passages else is_changing
            if block in passages:
                _keep(practice, section.key, _words([block]))
            continue
        columns = columns_of(block, _TABLES[section.key])
        if columns is None:
            _keep(practice, section.key, _table_as_words(block))
        else:
            rows += _rows(columns, is_changing or "changes" in columns.roles)
    if section.key == "costs":
        _take_headings(practice, rows)
        _carry_sources(rows)


def _says_changed(text: str) -> bool:
    return bool(re.match(r"измен[её]нные", fold(text).lower().strip()))


def _rows(columns: Columns, is_changing: bool) -> Iterator[Row]:
    before: Sequence[Cell | None] = ()
    for row in columns.rows:
        if row == before:
            continue  # one row of merged cells
        before = row
        cells: dict[str, str] = {}
        places: list[Place] = []
        for role in columns.roles:
            cell = columns.cell(row, role)
            words = _words(cell.passages if cell else ())
            if role != "number" and words:
                cells[role] = words.text
                places += words.places
        if cells:
            yield Row(columns.text(row, "number").strip(), cells, tuple(places), is_changing)


def _take_headings(practice: Practice, rows: list[Row]) -> None:
    """A line without a sum above its sub-lines («1.» above «1.1.») is a heading: words of the section, no cost."""
    for row, following in zip(list(rows), rows[1:], strict=False):
        number = row.number.rstrip(".")
        if not row.get("amount") and number and following.number.startswith(f"{number}."):
            _keep(practice, "costs", Words(f"{number}. {one_line(row.get('name'))}", row.places[:1]))


def _carry_sources(rows: list[Row]) -> None:
    """The source named once beside a heading is that of the lines below it; the headings go."""
    source, kept = "", []
    for place, row in enumerate(rows):
        number = row.number.rstrip(".")
        heads = place + 1 < len(rows) and bool(number) and rows[place + 1].number.startswith(f"{number}.")
        if heads and not row.get("amount"):
            source = row.get("source")
            continue
        is_below = "." in number
        cells = {**row.cells, "source": row.get("source") or (source if is_below else "")}
        kept.append(Row(row.number, {role: text for role, text in cells.items() if text}, row.places))
    rows[:] = kept


def _nothing_but_rows(practice: Practice, section: Section, flow: Flow) -> None:
    """Actions: the rows are the roadmap, which has a reader of its own."""
    for passage in _passages(section):
        _keep(practice, section.key, _words([passage]))


_READERS = {
    "name": _name,
    "territory": _one_value,
    "term": _one_value,
    "goal": _goal_and_tasks,
    "results": _results,
    "interested": _head_counts,
    "canvas": _canvas,
    "actions": _nothing_but_rows,
    "leader": _leader,
    **dict.fromkeys(_TABLES, _table_of_rows),
}


def _centres(sections: Sequence[Section], flow: Flow) -> Iterator[Centre]:
    for passage, start, end in centres_of(sections):
        base = flow.passage_span(passage.number)[0]
        _, first_end = flow.sentence_of(base + end)
        rest = passage.text[first_end - base :].strip()
        host = re.search(r"на\s+базе\s+", fold(passage.text[end:]))
        yield Centre(
            one_line(passage.text[start:end]),
            Place(passage.number, start, end),
            end + (host.end() if host else 0),
            tuple(_offers(rest, flow, first_end, base + len(passage.text))),
        )


def _offers(text: str, flow: Flow, start: int, end: int) -> list[str]:
    """The named programmes of a list behind a colon, or the sentences that tell of the work."""
    listed = _LIST_OF_NAMES.split(text, maxsplit=1)
    if len(listed) > 1:
        return [one_line(one).rstrip(".") for one in _BETWEEN_NAMES.split(listed[1])]
    lines: list[str] = []
    for a, b in flow.sentences:
        if start <= a and b <= end:
            is_inside = bool(lines) and lines[-1].count("(") > lines[-1].count(")")
            lines[-1:] = [f"{lines[-1]} {flow.said(a, b)}"] if is_inside else [*lines[-1:], flow.said(a, b)]
    return list(filter(None, map(one_line, lines)))
