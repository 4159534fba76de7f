"""Events: conferences, lessons, visits, contests – with their date, place and organisers.

A single event is told by its kind with a name or a time of its own. «Конференции», «праздники» in general are none.
"""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmeste.pure.reading.candidates import FoundDate, FoundEvent
from vmeste.pure.reading.recognising.flow import Flow, Span, Taken
from vmeste.pure.reading.recognising.organisations import Named
from vmeste.pure.reading.recognising.papers import Surroundings
from vmeste.pure.reading.recognising.words import (
    agrees,
    any_lemma,
    describing_forms,
    has_grammeme,
    is_adjective,
    is_function,
    is_noun,
    is_verb,
    lemma_of,
    may_be,
    noun_forms,
)

KINDS = frozenset({
    "конференция", "фестиваль", "олимпиада", "конкурс", "соревнование", "турнир", "хакатон", "экскурсия", "практикум",
    "интенсив-практикум", "проба", "мастер-класс", "стол", "семинар", "вебинар", "консультация", "стажировка", "визит",
    "акция", "смена", "парад", "праздник", "собрание", "заседание", "встреча", "выставка", "выставка-конкурс", "форум",
    "слет", "неделя", "чтение", "лекция", "квест", "марафон", "концерт", "церемония", "открытие", "ярмарка", "тренинг",
    "педсовет", "спартакиада", "урок", "занятие", "посещение", "нпк", "игра", "викторина", "спектакль", "премьера",
    "экспедиция", "поход", "субботник", "чемпионат", "первенство", "тур", "этап", "интенсив", "практика", "линейка",
    "митинг", "совещание", "съезд", "сессия", "сбор", "поездка", "показ", "защита", "финал",
    "мероприятие", "проект", "диктант", "эстафета", "кросс", "забег", "турслет", "бал", "кинопоказ", "кинолекторий",
    "брейн-ринг", "кейс-чемпионат", "дискуссия", "беседа", "флешмоб", "декада", "месячник", "телемост", "дебаты",
    "симпозиум", "конгресс", "ассамблея", "челлендж", "пленэр", "батл", "фотовыставка", "воркшоп", "кейс-турнир", "тимбилдинг", "день", "отчет", "педмастерская", "школа-семинар", "выездной",
})  # fmt: skip
_NEEDS_NAME = frozenset({"неделя", "день", "чтение", "игра", "смена", "проект", "мероприятие", "практика", "этап", "показ",
                         "сбор", "открытие", "отчет", "защита", "конкурс", "проба", "урок", "занятие", "акция",
                         "консультация", "сессия", "тур", "финал", "церемония", "игры", "тренинг",
                         "встреча", "беседа", "декада", "месячник", "дискуссия", "посещение", "олимпиада", "марафон"})  # fmt: skip
_FULL_PHRASES = {"стол": {"круглый"}, "урок": {"открытый"}, "занятие": {"открытый"}}
_ROMAN = re.compile(r"[IVX]{1,5}(?:-\w{1,2})?|\d{1,2}-(?:й|я|ый|ая|ое)")
_HAPPENING = re.compile(
    r"\b(?:прош(?:[её]л|ла|ло|ли)|состоял\w+|провел\w*|пров[её]л|проводи\w+|провод[ия]т\w*|организ\w+|посетил\w*|пройд[её]т|"
    r"побывал\w*|сходил\w*|отправил\w*|встретил\w*|принял\w*|открыл\w*|стартовал\w*|завершил\w*|идёт|идет|отметил\w*|"
    r"собрал\w*|участвовал\w*|участие|выиграл\w*|пригласил\w*|состоится|стал\w*|пришл\w*|приехал\w*|прин(?:има|ял)\w*)",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:\bв|\bво|\bна|на базе|в стенах|на площадке|\bу)\s(?:\w+\s)?$", re.IGNORECASE)
_HELD_BEFORE = re.compile(
    r"(?:прош(?:[её]л|л[аои])|состоял(?:ся|ась|ось|ись)|состо(?:ится|ятся)|пройд(?:[её]т|ут)|стартовал[аои]?|стартует|завершил\w+|"
    r"пров(?:[её]л|ел[аи]|едут|ед[её]т)|проводи[тл]\w*|проход(?:ил[аои]?|ит|ят)|организова\w+)\s(?:[а-яё]+\s){0,2}$",
    re.IGNORECASE,
)
_HELD_AFTER = re.compile(
    r"(?:,[^,.;]{1,60},)?\s(?:был[аои]?\s)?(?:прош(?:[её]л|л[аои])|состоял|состо[ия]т|пройд(?:[её]т|ут)|стартовал|проход|завершил|пров[её]л|провел[аи]\b)",
    re.IGNORECASE,
)
_FUNDING = re.compile(r"\b(?:грант|субсиди|заявк|рубл|руб\.|победителей)", re.IGNORECASE)
_TOWN = re.compile(
    r"(?<!\w)(?:в|во|на)\s(?P<place>(?:(?:г\.|городе?|селе|пос\.)\s?)?[А-ЯЁ][а-яё]+(?:[- ][А-ЯЁ][а-яё]+)?)"
)
_YEARLY = re.compile(r"(?:ежегодн\w*|кажд\w+ год\w*)(?:\sв\s[а-я]+(?:\sи\s[а-я]+)?)?", re.IGNORECASE)
_PARTICIPATION = re.compile(r"(?:[Уу]частие|[Пп]роведение|[Оо]рганизация(?: и проведение)?)\s+(?:в\s+)?$")
_PROTOCOL = re.compile(r"протокол(?: ?№ ?[\w/-]+)?\s+$", re.IGNORECASE)
"""«Протокол № 4 заседания …»: one meeting, in the genitive."""
_RESULT = re.compile(r"(?:победител|призёр|призер|лауреат|диплом|занял|место|мест[оа]|награ)\w*", re.IGNORECASE)
_HEADED = ("мероприяти", "событи", "участие в", "конкурс", "программа", "план", "открытых занятий", "проведение")
_LONGEST_TITLE = 22
_NEAR = 1500
"""How far from its title an event is read; a sentence has no end in some documents."""
_NEEDS_OWN_DATE = frozenset({"этап", "тур", "финал"})
_NEVER_BARE = frozenset({"проект", "встреча", "церемония", "конкурс"})
_DAYS = frozenset({"день", "неделя"})
_GOING = frozenset({"экскурсия", "поездка", "визит", "посещение", "поход"})
_HELD = re.compile(r"\s*(?:прошл|состоял|пройд|провод|проведен|проход)")
_DATE_LINE = re.compile(r"[\s.|]*[А-ЯЁ«]")


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    kind: str
    named: bool
    plural: bool


def find_events(around: Surroundings, taken: Taken) -> Iterator[FoundEvent]:
    """Events of running text, in order; spans in `taken` (rows of tables read as forms) are left alone."""
    titles = _titles(around)
    previous = 0
    for place, title in enumerate(titles):
        if taken.overlaps(title.start, title.end):
            continue
        following = titles[place + 1].start if place + 1 < len(titles) else len(around.flow.text)
        event = _event(around, title, following, previous)
        if event:
            previous = title.end
            yield event
    yield from _headed_items(around)


def _headed_items(around: Surroundings) -> Iterator[FoundEvent]:
    """Items under «Проведение открытых занятий:»: each is an event, the organisation behind its name is the venue."""
    flow = around.flow
    for number, passage in enumerate(flow.passages):
        start, end = flow.passage_span(number)
        if not flow.text[start:end].rstrip().endswith(":") or not _HOLDING.search(flow.text, start, end):
            continue
        for item in flow.passages[number + 1 :]:
            if not item.label or item.origin.table != passage.origin.table:
                break
            yield from _item(around, item.number)


_HOLDING = re.compile(
    r"(?:[Пп]роведен|[Оо]рганизац)\w+\s+(?:и\s+проведени\w+\s+)?(?:[а-яё]+(?:ых|их)\s+)?"
    r"(?:заняти|урок|конкурс|соревновани|турнир|конференци|фестивал|мастер-класс|семинар|выстав|экскурси|игр|акци)\w*\s*:"
)


def _item(around: Surroundings, number: int) -> Iterator[FoundEvent]:
    flow = around.flow
    start, end = flow.passage_span(number)
    comma = flow.text.find(",", start, end)
    stop = comma if comma >= 0 else end
    names = around.organisations_in(stop, end)
    if names and flow.text[start:stop].strip():
        said = tuple(around.said(named) for named in names)
        yield FoundEvent(flow.said(start, stop).strip(), flow.place(start, stop), 0.75, None, said[0], said)


def _titles(around: Surroundings) -> list[_Title]:
    flow = around.flow
    found: list[_Title] = []
    index = 0
    while index < len(flow.tokens):
        title = _title_at(around, index)
        if title is None or (found and title.start < found[-1].end):
            index += 1
            continue
        found.append(title)
        index = flow.token_index(title.end - 1) + 1
    return found


def _title_at(around: Surroundings, index: int) -> _Title | None:
    flow = around.flow
    word = flow.tokens[index].text
    kind = any_lemma(word, KINDS) or _compound_kind(word)
    if not kind and (re.fullmatch(r"[Ии]нтенсив", word) or word == "НПК"):
        kind = "конференция"
    if not kind or _inside_name(around, flow.tokens[index].start):
        return None
    start = _left(flow, index)
    # «Интенсив- практикум»: a compound with a blank behind its hyphen.
    if re.match(r"-\s\w", flow.text[flow.tokens[index].end :]) and any_lemma(flow.tokens[index + 2].text, KINDS):
        index += 2
    end, named = _right(around, index)
    if (
        kind == "стол"
        and not named
        and not _is_full(flow.text[flow.tokens[start].start : flow.tokens[end - 1].end], kind)
    ):
        return None
    before = flow.text[max(0, flow.tokens[start].start - 40) : flow.tokens[start].start]
    plural = _is_plural(flow, start, index) and not _PROTOCOL.search(before)
    if kind == "мероприятие" and named:
        # «Городское мероприятие завода «Мост»»: what it is called, «мероприятие» says nothing.
        start = next(at for at in range(index, end) if flow.tokens[at].text == "«")
    return _Title(flow.tokens[start].start, flow.tokens[end - 1].end, kind, named, plural)


def _compound_kind(word: str) -> str:
    """«квест-игра», «урок-экскурсия», «онлайн-лекция»: the kind that the last or the first part names."""
    parts = word.split("-")
    if len(parts) == 1 or not all(len(part) > 3 for part in parts):  # noqa: PLR2004
        return ""
    return any_lemma(parts[-1], KINDS) or any_lemma(parts[0], KINDS - {"день", "школа", "проект"})


def _is_plural(flow: Flow, start: int, index: int) -> bool:
    """Many: by the noun, by an adjective, or where the noun alone could be both and nothing says it is one."""
    word = flow.tokens[index].text
    forms = {(case, number) for case, number, _ in noun_forms(word)}
    adjectives = [token.text for token in flow.tokens[start:index] if is_adjective(token.text)]
    if any({number for _, number, _ in describing_forms(one) if number} == {"plur"} for one in adjectives):
        return True
    if {number for _, number in forms} == {"plur"}:
        return True
    governing = flow.tokens[start - 1].text.lower() if start else ""
    if any(governing in words and (case, "sing") in forms for case, words in _GOVERNING.items()):
        return False
    return not adjectives and {("gent", "sing"), ("nomn", "plur")} <= forms and ("nomn", "sing") not in forms


_GOVERNING = {
    "loct": frozenset({"на", "в", "во", "о", "об"}),
    "gent": frozenset({"после", "до", "ходе", "рамках", "время", "итогам", "результатам", "окончании", "накануне"}),
}
"""Words behind which «экскурсии», «конференции» are one: «на экскурсии», «после экскурсии»."""


def _inside_name(around: Surroundings, place: int) -> bool:
    """Inside the name of an organisation or a quote."""
    if any(named.start <= place < named.end for named in around.organisations):
        return True
    start, _ = around.flow.passage_span(around.flow.passage_at(place))
    # One sign may close the quotes of a whole name: what comes behind a name is outside of them.
    start = max([start, *(named.end for named in around.organisations_in(max(start, place - _NEAR), place))])
    before = around.flow.text[start:place]
    return before.count("«") > before.count("»")


def _left(flow: Flow, index: int) -> int:
    """Where adjectives and ordinal numbers begin: «IV Мурманская международная деловая неделя»."""
    place = index
    noun = flow.tokens[index].text
    while place > 0 and "\n" not in flow.text[flow.tokens[place - 1].end : flow.tokens[place].start]:
        word = flow.tokens[place - 1].text
        if _ROMAN.fullmatch(word) and place <= index:
            place -= 1
            continue
        is_part = (
            is_adjective(word) and agrees(word, noun) and not has_grammeme(word, "Apro", "Anum") and not is_verb(word)
        )
        if not is_part or lemma_of(word) in {"данный", "следующий", "различный", "весь", "каждый", "другой", "иной"}:
            break
        place -= 1
    return place


def _right(around: Surroundings, index: int) -> tuple[int, bool]:
    """The token after the title and whether a quote names it."""
    flow = around.flow
    tokens = flow.tokens
    place = last = index + 1
    named = False
    while place < len(tokens) and place - index < _LONGEST_TITLE:
        if "\n" in flow.text[tokens[place - 1].end : tokens[place].start]:
            break
        word = tokens[place].text
        if word == "«":
            if re.match(r"«[А-ЯЁA-Z0-9]", flow.text[tokens[place].start :]):
                last = _after_quotes(flow, place)
                named = True
            break
        step = _title_step(around, place, index)
        if step == place:
            break
        place = last = step
    return last, named


def _title_step(around: Surroundings, place: int, index: int) -> int:
    flow = around.flow
    tokens = flow.tokens
    word = tokens[place].text
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if any(start <= tokens[place].start < end for (start, end), _ in around.dates):
        return place
    if word in {"ОУ", "ОО", "ДОУ", "СОШ"}:
        return place + 1
    if word == "г" and following == "." and place + 2 < len(tokens) and tokens[place + 2].text[:1].isupper():
        return place + 3
    if word in {"и", "по", "с", "для", "на", "в", "среди", "без", "о", "об"}:
        return _linked(around, place, index)
    if _is_class(word, following):
        return place + 2
    named = next((one for one in around.organisations if one.start <= tokens[place].start < one.end), None)
    if named:
        after_another = any(one.end == tokens[place - 1].end for one in around.organisations)
        return flow.token_index(named.end - 1) + 1 if may_be(word, "gent") and not after_another else place
    if is_function(word) or not word.replace("-", "").isalpha():
        return place
    if (is_noun(word) or is_adjective(word)) and may_be(word, "gent") and not is_verb(word):
        return place + 1
    return place


def _is_class(word: str, following: str) -> bool:
    """«1-8 классов», «4-х классов», «9 класса»."""
    return bool(re.fullmatch(r"\d{1,2}(?:-\d{1,2}|-?[хео]\w{0,2})?", word)) and lemma_of(following) == "класс"


def _linked(around: Surroundings, place: int, index: int) -> int:
    """Past a preposition that belongs to the title: «для учащихся 1-8 классов», «на завод …», «с руководителями …»."""
    flow = around.flow
    tokens = flow.tokens
    word = tokens[place].text
    if place + 1 >= len(tokens) or "\n" in flow.text[tokens[place].end : tokens[place + 1].start]:
        return place
    cases = {"без": ("gent",), "по": ("datv",), "с": ("ablt",), "для": ("gent",), "среди": ("gent",), "и": ("gent", "ablt"),
             "на": ("accs",), "в": ("accs",), "о": ("loct",), "об": ("loct",)}.get(word)  # fmt: skip
    kind = any_lemma(tokens[index].text, KINDS)
    if cases is None or (word in {"на", "в"} and kind not in _GOING):
        return place
    if word == "с" and kind not in {"встреча", "беседа"}:
        return place
    after = place + 1
    if word == "и" and any(any_lemma(token.text, KINDS) for token in tokens[after : after + 2]):
        return place
    named = next((one for one in around.organisations if one.start == tokens[after].start), None)
    if named and word in {"на", "в"} and may_be(tokens[after].text, "loct"):
        return place
    if named and word in {"на", "в", "с"}:
        return flow.token_index(named.end - 1) + 1
    end = after
    while end < len(tokens) and end - after < 5 and "\n" not in flow.text[tokens[end - 1].end : tokens[end].start]:  # noqa: PLR2004
        part = tokens[end].text
        if end + 1 < len(tokens) and _is_class(part, tokens[end + 1].text):
            return end + 2
        is_marked = end + 1 < len(tokens) and (part == "г" or (part == "." and tokens[end - 1].text == "г"))
        is_town = has_grammeme(part, "Geox") and part[:1].isupper()
        fits = not is_function(part) and may_be(part, *cases, "gent") and not is_verb(part)
        if not (is_marked or fits or is_town):
            break
        end += 1
    return end if end > after else place


def _after_quotes(flow: Flow, index: int) -> int:
    """After one or several quotes: «Ступени» и «Ступеньки»."""
    depth = 0
    end = index + 1
    for place in range(index, min(index + 50, len(flow.tokens))):
        if place > index and "\n" in flow.text[flow.tokens[place - 1].end : flow.tokens[place].start]:
            break
        depth += (flow.tokens[place].text == "«") - (flow.tokens[place].text == "»")
        if depth == 0:
            end = place + 1
            break
    if [token.text for token in flow.tokens[end : end + 2]] == ["и", "«"]:
        return _after_quotes(flow, end + 1)
    return end


def _event(around: Surroundings, title: _Title, following: int, previous: int) -> FoundEvent | None:
    flow = around.flow
    start, end = flow.sentence_of(title.start)
    number = flow.passage_at(title.start)
    passage = flow.passage_span(number)
    is_item = bool(flow.passages[number].label)
    if is_item:
        start, end = passage
    start, end = max(start, title.start - _NEAR), min(end, title.end + _NEAR)
    confidence = _confidence(around, title, (start, end), is_item=is_item)
    if not confidence:
        return None
    date = _date(around, title, (start, end), following, previous)
    organisations = _organisations(around, title, (start, end), following)
    yearly = _YEARLY.search(flow.text, title.end, end)
    result = flow.text[title.end : min(end, following)]
    return FoundEvent(
        flow.said(title.start, title.end),
        flow.place(title.start, title.end),
        confidence,
        date,
        _venue(around, title, (start, end)),
        tuple(dict.fromkeys(around.said(named) for named in organisations)),
        result.strip(" ,;()") if _RESULT.search(result) else "",
        flow.said(*yearly.span()) if yearly else "",
    )


def _confidence(around: Surroundings, title: _Title, span: Span, *, is_item: bool) -> float:
    """How surely this is one event: its name, its time, its verb; 0 for events in general."""
    flow = around.flow
    text = flow.text[span[0] : span[1]]
    has_date = bool(around.dates_in(*span))
    happens = bool(_HAPPENING.search(text))
    opens_item = is_item and not flow.text[span[0] : title.start].strip(" -«")
    if _is_none(around, title, span[0], text):
        return 0.0
    if title.named:
        if title.kind in {"этап", "тур"} or has_date or happens or is_item:
            return 0.88
        return 0.72
    if _is_held(flow, title) and not title.plural and _has_words(title):
        return 0.78
    if title.plural:
        is_held = _HELD.match(flow.text, title.end) or (
            _has_words(title) and _HELD_BEFORE.search(flow.text[max(0, title.start - 60) : title.start])
        )
        return 0.7 if has_date and is_held else 0.0
    if not _stands_as_event(flow, title) and not (opens_item and title.kind not in _NEEDS_NAME):
        return 0.0
    if title.kind in _NEEDS_NAME:
        is_told = is_item or has_date or (happens and title.kind not in _NEVER_BARE)
        return (
            0.68 if is_told and (_has_words(title) or opens_item) and (opens_item or title.kind not in _DAYS) else 0.0
        )
    if opens_item and _under_events(flow, title.start):
        return 0.8
    if has_date or happens:
        return 0.75
    return 0.55 if _has_words(title) else 0.0


def _is_none(around: Surroundings, title: _Title, start: int, text: str) -> bool:
    """Projects that are not of a network, unnamed things in brackets, and contests for money."""
    flow = around.flow
    if title.kind == "проект":
        return not (title.named and "сетев" in flow.text[title.start : title.end].split("«")[0].lower())
    is_funding = title.kind == "конкурс" and not _is_held(flow, title) and bool(_FUNDING.search(text))
    if title.named:
        return is_funding and not around.dates_in(*flow.sentence_of(title.start))
    said = flow.text[title.start : title.end]
    if title.kind == "отчет" or (title.kind in _FULL_PHRASES and not _is_full(said, title.kind)):
        return not _is_held(flow, title)
    return _in_brackets(flow, title.start, start) or is_funding


def _is_full(said: str, kind: str) -> bool:
    """«Круглый стол», «открытый урок»: with the adjective that makes an event of it."""
    return bool(_FULL_PHRASES[kind] & {lemma_of(word) for word in re.findall(r"[\w-]+", said)})


def _has_words(title: _Title) -> bool:
    """Whether the title says more than its kind."""
    return title.end - title.start > len(title.kind) + len("ами")


def _is_held(flow: Flow, title: _Title) -> bool:
    """A verb beside the title says that it takes place: «прошёл День открытых дверей», «неделя науки стартовала»."""
    before = flow.text[max(0, title.start - 60) : title.start]
    return bool(_HELD_BEFORE.search(before) or _HELD_AFTER.match(flow.text, title.end))


def _in_brackets(flow: Flow, place: int, start: int) -> bool:
    before = flow.text[start:place]
    return before.count("(") > before.count(")")


def _under_events(flow: Flow, place: int) -> bool:
    number = flow.passage_at(place)
    for before in range(number - 1, max(number - 20, -1), -1):
        if flow.passages[before].label:
            continue
        return any(word in flow.passages[before].text.lower() for word in _HEADED)
    return False


def _stands_as_event(flow: Flow, title: _Title) -> bool:
    """Not a genitive behind another noun: «комиссия конференции», «итогом встречи»."""
    index = flow.token_index(title.start)
    before_title = flow.text[max(0, title.start - 40) : title.start]
    if _PARTICIPATION.search(before_title) or _PROTOCOL.search(before_title):
        return True
    head = next(
        (token.text for token in flow.tokens[index:] if any_lemma(token.text, KINDS) or token.end >= title.end), ""
    )
    forms = noun_forms(head)
    only_genitive = {case for case, number, _ in forms if number == "sing"} <= {"gent"}
    before = flow.tokens[index - 1].text if index else ""
    after_noun = is_noun(before) and not is_function(before) and before[:1].isalpha()
    return not (
        only_genitive or (after_noun and ("gent", "sing") in {form[:2] for form in forms} and not _is_subject(forms))
    )


def _is_subject(forms: frozenset[tuple[str, str, str]]) -> bool:
    return any(case == "nomn" and number == "sing" for case, number, _ in forms)


def _date(around: Surroundings, title: _Title, span: Span, following: int, previous: int) -> FoundDate | None:
    """The date of the same item or sentence: after the title first, then before."""
    flow = around.flow
    passage = flow.passage_span(flow.passage_at(title.start))
    is_item = bool(flow.passages[flow.passage_at(title.start)].label)
    inside = [
        pair
        for pair in around.dates_in(*span)
        if not _is_date_line(flow, pair[0], passage[0]) and not _is_of_plan(flow, *pair)
    ]
    after = [
        pair
        for pair in inside
        if title.end <= pair[0][0] and (pair[0][0] < following or not _same(around, title, following))
    ]
    before = [pair for pair in inside if pair[0][1] <= title.start]
    if len(inside) == 1 and not is_item and title.kind not in _NEEDS_OWN_DATE:
        return inside[0][1]
    if after and not (before and _is_deadline(flow.text, after[0][0])):
        return after[0][1]
    if before:
        return before[-1][1]
    # The sentence before may tell the day: «23 января лицей встречал гостей. За круглым столом …».
    one_before = flow.sentence_of(max(span[0] - 2, passage[0]))
    earlier = [
        pair
        for pair in around.dates_in(max(one_before[0], passage[0]), span[0])
        if not _is_date_line(flow, pair[0], passage[0]) and not re.search(r"\bдо\s$", flow.text[: pair[0][0]][-4:])
    ]
    tells = _HAPPENING.search(flow.text, *span) and previous <= max(one_before[0], passage[0])
    return earlier[-1][1] if earlier and tells and not is_item and title.kind not in _NEEDS_OWN_DATE else None


def _is_of_plan(flow: Flow, span: Span, date: FoundDate) -> bool:
    """«План работы на 2024 год»: a year that says what a plan is for, and not when something happens."""
    return len(date.iso) == len("2024") and bool(re.search(r"(?<!\w)на $", flow.text[max(0, span[0] - 4) : span[0]]))


def _is_date_line(flow: Flow, span: Span, passage_start: int) -> bool:
    """A date alone before the text says when it was published, and not when it happened."""
    is_alone = flow.text[span[1] - 1] == "." or flow.text[span[1] : span[1] + 1] == "."
    return span[0] == passage_start and is_alone and bool(_DATE_LINE.match(flow.text, span[1]))


def _same(around: Surroundings, title: _Title, following: int) -> bool:
    """Whether the next event stands in the same sentence."""
    return around.flow.sentence_of(title.start)[0] <= following < around.flow.sentence_of(title.start)[1]


def _is_deadline(text: str, span: Span) -> bool:
    return bool(re.search(r"\b(?:до|к|с)\s$", text[: span[0]][-4:]))


def _organisations(around: Surroundings, title: _Title, span: Span, following: int) -> Sequence[Named]:
    """Those of the same sentence; those of a title always."""
    limit = min(span[1], following) if _same(around, title, following) else span[1]
    found = around.organisations_in(span[0], limit)
    if found:
        return found
    next_start = span[1] + 1
    if next_start < len(around.flow.text) and around.flow.passage_at(next_start) == around.flow.passage_at(title.start):
        sentence = around.flow.sentence_of(next_start)
        if re.match(r"\s*(?:Организатор|Принима|Провод|Провел|Провёл)", around.flow.text[sentence[0] : sentence[1]]):
            return around.organisations_in(*sentence)
    return ()


def _venue(around: Surroundings, title: _Title, span: Span) -> str:
    """What follows «в», «на», «на базе»: an organisation, else a town."""
    flow = around.flow
    for named in around.organisations_in(title.start, span[1]):
        if _IN.search(flow.text[max(span[0], named.start - 24) : named.start]):
            return around.said(named)
    match = _TOWN.search(flow.text, title.start, span[1])
    if match and _is_town(match["place"]):
        return flow.said(match.start("place"), match.end("place"))
    before = [
        named
        for named in around.organisations_in(span[0], title.start)
        if _IN.search(flow.text[max(span[0], named.start - 24) : named.start])
    ]
    return around.said(before[-1]) if before else ""


def _is_town(text: str) -> bool:
    word = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    return has_grammeme(word.split("-")[-1], "Geox") or text.split(" ", maxsplit=1)[0].rstrip(".") in {
        "г",
        "городе",
        "город",
        "селе",
        "пос",
    }
