"""Plans and roadmaps: stages with their term and goal, and rows of task, content, result, responsible, term."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from vmeste.pure.reading.candidates import FoundDate, FoundEvent, FoundStage, FoundWork, Place
from vmeste.pure.reading.forms.columns import Columns, columns_of, lines_of
from vmeste.pure.reading.recognising.flow import Flow, fold
from vmeste.pure.reading.recognising.moments import read_moment
from vmeste.pure.reading.recognising.papers import Surroundings
from vmeste.pure.reading.recognising.people import name_spans
from vmeste.pure.reading.recognising.words import has_grammeme, is_known, may_be
from vmeste.pure.reading.tree import Cell, Passage, Table

_ROLES = {
    "number": (r"^№", r"^п/п"),
    "task": (r"^задач",),
    "content": (
        r"содержани",
        r"мероприяти",
        r"описание мероприяти",
        r"виды? (?:работ|деятельности)",
        r"наименование работ",
    ),
    "result": (r"результат", r"оформлени", r"форма отч", r"продукт", r"итог"),
    "responsible": (r"ответственн", r"исполнител"),
    "term": (r"срок", r"дата", r"период"),
}
_STAGE = re.compile(
    r"(?:(?P<number>\d{1,2}|[IVX]{1,4})(?:-?[йи]|\.)?\s+этап|этап\s+(?P<after>\d{1,2}|[IVX]{1,4}))\s*(?:[-:.]\s*)?"
    r"(?P<name>[^()\n:]{0,80}?)\s*(?:\((?P<term>[^()]{4,80})\))?\s*(?:[.:]|$)",
    re.IGNORECASE,
)
_GOAL = re.compile(r"цел(?:ь|и)(?:\s+этапа)?\s*:\s*(?P<goal>.+)", re.IGNORECASE)
_TASK_NUMBER = re.compile(
    r"задача\s*№?\s*(?P<number>\d{1,3}(?:\.\d{1,2})?)\.?\s*[:.-]?\s*(?P<task>.+)", re.IGNORECASE | re.DOTALL
)
_INLINE_NUMBER = re.compile(r"\s+(?=\d{1,2}\.\s[А-ЯЁ])|\s+(?=-\s?[А-ЯЁ])|(?<=;)\s+")
_MARK = re.compile(r"^(?:\d{1,2}\.|-)\s*")
_ADMINISTRATION = re.compile(r"(?:администраци|педагог|учител|руководител|заместител|директор)\w*", re.IGNORECASE)
_FORM_FIRST = re.compile(r"(?:[А-ЯЁ]{2,7})\s?(?:«|№)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_WHOLE_ROLES = (
    frozenset({"task", "content"}),
    frozenset({"content", "responsible"}),
    frozenset({"task", "responsible"}),
    frozenset({"content", "term"}),
)
_CONFIDENCE = 0.94


def stages_and_works(around: Surroundings) -> tuple[tuple[FoundStage, ...], tuple[FoundWork, ...]]:
    """Stages in order, and every row of every roadmap with the place of its stage in them."""
    stages: list[FoundStage] = []
    works: list[FoundWork] = []
    known: Columns | None = None
    for block in around.flow.document.blocks:
        if isinstance(block, Passage):
            _take_passage(around, block, stages)
            continue
        columns = columns_of(block, _ROLES)
        if columns and _is_roadmap(columns):
            known = columns
        else:
            columns = _headless(block, known)
        if columns:
            works.extend(_works(columns, len(stages) - 1 if stages else None))
    return tuple(stages), tuple(works)


def _is_roadmap(columns: Columns) -> bool:
    return any(roles <= columns.roles.keys() for roles in _WHOLE_ROLES) and len(columns.roles) > 1


def _headless(table: Table, known: Columns | None) -> Columns | None:
    """A table whose header a fragment has lost: tasks by number in the first column, people in the last."""
    rows = tuple(tuple(row) for row in table.rows())
    if known is not None and known.roles and max(known.roles.values()) == table.width - 1:
        return None if _opens_otherwise(rows) else Columns(known.roles, rows)
    has_tasks = sum(bool(row[0] and _TASK_NUMBER.match(row[0].text)) for row in rows if row)
    if table.width == 4 and has_tasks * 2 >= len(rows):  # noqa: PLR2004
        return Columns({"task": 0, "content": 1, "result": 2, "responsible": 3}, rows)
    return None


def _opens_otherwise(rows: Sequence[Sequence[Cell | None]]) -> bool:
    return not any(row and row[0] and _TASK_NUMBER.match(row[0].text) for row in rows)


def _take_passage(around: Surroundings, passage: Passage, stages: list[FoundStage]) -> None:
    text = fold(f"{passage.label} {passage.text}".strip() if passage.label[:1].isdigit() else passage.text)
    match = _STAGE.match(text.strip())
    if match:
        span = around.flow.passage_span(passage.number)
        number = match["number"] or match["after"]
        value = (
            int(number) if number.isdigit() else _ROMAN.index(number.upper()) + 1 if number.upper() in _ROMAN else None
        )
        stages.append(
            FoundStage(
                passage.text,
                around.flow.place(*span),
                _CONFIDENCE,
                value,
                match["name"].strip(" -«»"),
                _term(around.flow, match["term"] or "", span),
            )
        )
    elif (goal := _GOAL.match(text.strip())) and stages and not stages[-1].goal:
        start = len(passage.text) - len(goal["goal"])
        stages[-1] = replace(stages[-1], goal=passage.text[start:].strip())


def _term(flow: Flow, text: str, span: tuple[int, int]) -> FoundDate | None:
    read = read_moment(text.strip()) if text else None
    if read is None:
        return None
    start = flow.text.find(text, *span)
    return FoundDate(flow.said(start, start + len(text)), flow.place(start, start + len(text)), 0.95, *read)


def _works(columns: Columns, stage: int | None) -> Iterator[FoundWork]:
    for row in columns.rows:
        filled = [cell for cell in dict.fromkeys(row) if cell and cell.text.strip()]
        if not filled or (len(filled) == 1 and filled[0].columns > 1):
            continue
        yield _work(columns, row, stage, filled[0])


def _work(columns: Columns, row: Sequence[Cell | None], stage: int | None, first: Cell) -> FoundWork:
    task = " ".join(lines_of(columns.cell(row, "task")))
    match = _TASK_NUMBER.match(fold(task))
    number = match["number"] if match else columns.text(row, "number")
    named = task[match.start("task") :] if match else task
    place = _place(columns.cell(row, "content") or columns.cell(row, "task") or first)
    contents = tuple(_contents(columns.cell(row, "content")))
    if "task" not in columns.roles:
        contents = tuple(lines_of(columns.cell(row, "content")))
    return FoundWork(
        text=named or " ".join(contents),
        place=place,
        confidence=_CONFIDENCE,
        stage=stage,
        number=number,
        task=_unquoted(named),
        contents=contents,
        results=tuple(_results(columns.cell(row, "result"))),
        responsible=tuple(_responsible(columns.cell(row, "responsible"))),
        term=columns.text(row, "term"),
        task_number=match["number"] if match else "",
    )


def _place(cell: Cell) -> Place:
    passage = next((one for one in cell.passages if one.text.strip()), cell.passages[0] if cell.passages else None)
    return Place(passage.number, 0, len(passage.text)) if passage else Place(0, 0, 0)


def _unquoted(text: str) -> str:
    """A task without the quotes around the whole of it."""
    plain = text.strip().rstrip(".").strip()
    if plain.startswith("«"):
        plain = plain[1:]
        if plain.count("»") > plain.count("«"):
            plain = plain[::-1].replace("»", "", 1)[::-1]
    return plain.strip()


def _contents(cell: Cell | None) -> Iterator[str]:
    """Works that are numbered or marked within a line, one by one."""
    for line in lines_of(cell):
        for piece in _INLINE_NUMBER.split(line):
            if text := _MARK.sub("", piece).strip():
                yield text


def _results(cell: Cell | None) -> Iterator[str]:
    """Deliverables: lines, sentences, and a capital that begins a new one without a full stop before it."""
    for line in lines_of(cell):
        text = fold(line)
        cuts = [0]
        for match in re.finditer(r"(?<=[.;])\s+(?=[А-ЯЁ«])|(?<=[а-яё»])\s+(?=[А-ЯЁ][а-яё]{3,})", text):
            word = re.match(r"[А-ЯЁа-яё-]+", text[match.end() :])
            begins = text[match.start() - 1] in ".;" or (word is not None and _is_common_noun(word.group()))
            if begins and text.count("(", cuts[-1], match.start()) == text.count(")", cuts[-1], match.start()):
                cuts.append(match.end())
        for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True):
            if piece := line[start:end].strip(" .;"):
                yield piece


def _is_common_noun(word: str) -> bool:
    """A noun or adjective in the first case, no name: it begins a deliverable of its own."""
    return is_known(word) and may_be(word, "nomn") and not has_grammeme(word, "Geox", "Name", "Surn", "Orgn")


def _responsible(cell: Cell | None) -> Iterator[str]:
    return responsible_in(lines_of(cell))


def responsible_in(lines: Iterable[str]) -> Iterator[str]:
    """People by name, and groups and organisations between them."""
    for line in lines:
        text = fold(line)
        place = 0
        for start, end in name_spans(text):
            yield from _groups(line[place:start])
            yield line[start:end].strip()
            place = end
        yield from _groups(line[place:])


def _groups(text: str) -> Iterator[str]:
    """Parts between commas; a second organisation of one administration stays with it."""
    parts: list[str] = []
    for part in re.split(r",(?![^«]*»)|;", text):
        plain = part.strip(" .,;")
        if not plain:
            continue
        if parts and _FORM_FIRST.match(plain) and _ADMINISTRATION.match(parts[-1]) and "«" in parts[-1]:
            parts[-1] = f"{parts[-1]}, {plain}"
        else:
            parts.append(plain)
    yield from parts


def events_of_plan(around: Surroundings, works: Sequence[FoundWork]) -> Iterator[FoundEvent]:
    """Rows with a term of their own are events of a plan: what, when, who answers for it."""
    for work in works:
        read = read_moment(fold(work.term).strip()) if work.term else None
        if read is None or work.task:
            continue
        base = around.flow.passage_span(work.place.passage)[0]
        date = FoundDate(work.term, work.place, 0.9, *read)
        names = [
            around.said(named)
            for named in around.organisations
            if any(around.said(named) in one for one in work.responsible) and named.start >= base
        ]
        names = names or [
            one for one in work.responsible if any(around.said(named) == one for named in around.organisations)
        ]
        yield FoundEvent(work.text, work.place, 0.8, date, "", tuple(dict.fromkeys(names)))
