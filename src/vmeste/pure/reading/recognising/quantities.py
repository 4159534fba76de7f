"""Reported quantities of scale or result: «20 учеников», «34% обучающихся …», «пять докладов», «3 часа математики»."""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Iterator

from vmeste.pure.reading.candidates import FoundIndicator
from vmeste.pure.reading.recognising.flow import Flow, Taken
from vmeste.pure.reading.recognising.money import number_of
from vmeste.pure.reading.recognising.papers import Surroundings
from vmeste.pure.reading.recognising.words import (
    has_grammeme,
    is_adjective,
    is_function,
    is_noun,
    is_person,
    is_verb,
    lemma_of,
    may_be,
)

_NUMBER = r"(?P<number>\d{1,3}(?:[ ]\d{3})+(?![\d-])|\d+(?:[.,]\d+)?)"
_QUALIFIER = r"(?:(?P<qualifier>[Бб]олее|[Сс]выше|[Оо]коло|[Пп]орядка|[Пп]очти|[Нн]е менее|[Нн]е более|[Мм]енее|[Дд]о)(?: чем)? {1,2})?"
_PERCENT = re.compile(rf"(?<![\w,.№-]){_QUALIFIER}{_NUMBER} ?(?:%|процент\w*)(?![\w-])")
_COUNT = re.compile(rf"(?<![\w,.№/:-]){_QUALIFIER}{_NUMBER}(?P<scale> ?(?:тыс\.|тысяч\w*|млн))? {{1,2}}(?=[а-яёА-ЯЁ])")
_WORDS = {
    "один": 1, "одна": 1, "одно": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7,
    "восемь": 8, "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12, "пятнадцать": 15, "двадцать": 20,
    "тридцать": 30, "сорок": 40, "пятьдесят": 50, "сто": 100, "двое": 2, "трое": 3, "четверо": 4, "пятеро": 5,
}  # fmt: skip
_SPELLED = re.compile(
    r"(?<![\w-])(?P<word>" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r") (?=[а-яё])", re.IGNORECASE
)
_RESULTS = frozenset({"победитель", "призер", "доклад", "место", "диплом", "лауреат", "медаль", "команда", "проект",
                      "участник", "работа", "грамота", "кубок", "финалист", "дипломант", "сертификат", "договор",
                      "соглашение", "мероприятие", "экскурсия", "школа", "класс", "час", "секция", "программа",
                      "человек", "ученик", "ребенок", "педагог", "учитель", "студент", "школьник", "волонтер",
                      "курс", "кружок", "партнер", "организация", "площадка", "конкурс", "группа", "центр",
                      "публикация", "открытие", "лаборатория", "кабинет", "выпускник", "мастер-класс",
                      "занятие"})  # fmt: skip
"""What words may count: «пять докладов» is a result, «две стороны» is not."""
_NOT_COUNTED = frozenset({
    "год", "лет", "месяц", "день", "неделя", "минута", "сутки", "руб", "рубль", "копейка", "класс", "век", "этап", "раз", "приложение", "пункт", "статья", "часть", "раздел", "глава", "страница", "экземпляр", "четверть", "квартал",
    "полугодие", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
    "декабрь", "этаж", "номер", "километр", "г", "гг", "уч", "тыс", "млн", "млрд", "рос", "шаг", "летие", "тысяча",
    "миллион", "миллиард", "тур", "смена",
})  # fmt: skip
_UNITS = {"час": "ч", "балл": "балл", "метр": "м", "гектар": "га", "тонна": "т", "процент": "%"}
_SQUARE = re.compile(r"квадратн\w+ метр\w*|кв\. ?м|м²", re.IGNORECASE)
_FULL_NAME_UNITS = re.compile(r"(?:чел(?:\.|овек\w*)?|шт\.|ед\.)(?!\w)")
_BECAME = re.compile(r"\bстал\w*\s(?P<what>победител\w+|приз[её]р\w*|лауреат\w*)", re.IGNORECASE)
_LONGEST_NAME = 6
_CLASS_NUMBER = re.compile(r"\s*[«\"]?[А-Яа-я]?[»\"]?\s*класс")


def find_quantities(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    """Quantities in order of the text; letters in `taken` (dates, sums, numbers of papers) count nothing."""
    found = [*_percents(around, taken), *_counts(around, taken), *_spelled(around, taken)]
    yield from sorted(found, key=lambda one: (one.place.passage, one.place.start))


def _percents(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    flow = around.flow
    for match in _PERCENT.finditer(flow.text):
        if taken.overlaps(*match.span("number")):
            continue
        start, end = _clause_after(flow, match.end())
        name = flow.said(start, end).strip(" -:,")
        if not name or is_function(name.split()[0]):
            start, end = _clause_before(flow, match.start())
            name = flow.said(start, end).strip(" -:,") or name
        if name:
            yield _found(around, match, name, "%", number_of(match["number"]), 0.9)


def _counts(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    flow = around.flow
    for match in _COUNT.finditer(flow.text):
        if taken.overlaps(*match.span("number")) or _is_ordinal(flow, match):
            continue
        value = number_of(match["number"]) * (1000 if (match["scale"] or "").strip().startswith("тыс") else 1)
        value *= 10**6 if (match["scale"] or "").strip() == "млн" else 1
        counted = _counted(flow, match.end(), value)
        if counted:
            start, end, unit = counted
            yield _found(around, match, flow.said(start, end), unit, value, 0.85)


def _spelled(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    flow = around.flow
    for match in _SPELLED.finditer(flow.text):
        value = float(_WORDS[match["word"].lower()])
        if taken.overlaps(*match.span()):
            continue
        became = _BECAME.match(flow.text, match.end())
        if became:
            yield _found(around, match, flow.said(*became.span("what")), "чел.", value, 0.7)
            continue
        counted = _counted(flow, match.end(), value)
        if counted and value > 1 and lemma_of(flow.text[counted[0] : counted[1]].split()[-1]) in _RESULTS:
            yield _found(around, match, flow.said(*counted[:2]), counted[2], value, 0.7)


def _found(
    around: Surroundings, match: re.Match[str], name: str, unit: str, value: float, confidence: float
) -> FoundIndicator:
    flow = around.flow
    start, end = match.start(), match.start() + len(match.group().rstrip())
    sentence = flow.sentence_of(start)
    dates = around.dates_in(*sentence)
    groups = match.groupdict()
    return FoundIndicator(
        flow.said(start, end), flow.place(start, end), confidence, name, value, unit,
        dates[0][1].text if len(dates) == 1 else "", "", (groups.get("qualifier") or "").strip(),
    )  # fmt: skip


def _is_ordinal(flow: Flow, match: re.Match[str]) -> bool:
    """Numbers that name and do not count: «5 класс», «в 10 часов», «3 этап», «10-14 лет», «г. 1»."""
    before = flow.text[max(0, match.start() - 3) : match.start()]
    return bool(_CLASS_NUMBER.match(flow.text, match.end())) or before.endswith(("№ ", "№", "п. ", "ст. "))


def _counted(flow: Flow, place: int, value: float) -> tuple[int, int, str] | None:
    """The counted thing after a number: adjectives, a noun, and what of it stands with a capital."""
    if square := _SQUARE.match(flow.text, place):
        return (*square.span(), "м²")
    if unit := _FULL_NAME_UNITS.match(flow.text, place):
        return _beyond_unit(flow, unit)
    tokens = flow.tokens
    index = first = flow.token_index(place)
    while index < len(tokens) and index - first < _LONGEST_NAME and _is_description(tokens[index].text):
        index += 1
    if index >= len(tokens) or "\n" in flow.text[place : tokens[index].start]:
        return None
    noun = tokens[index].text
    if (
        not (is_noun(noun) or _only_noun(noun))
        or is_function(noun)
        or lemma_of(noun) in _NOT_COUNTED
        or (is_verb(noun) and noun.islower())
    ):
        return None
    if not may_be(noun, "gent", "datv", "ablt", "loct") and value != 1 and not str(int(value)).endswith("1"):
        return None
    if noun[:1].isupper() and not is_person(noun):
        return None
    end = _with_capitals(flow, index)
    unit_name = _UNITS.get(lemma_of(noun)) or ("чел." if is_person(noun) or _only_noun(noun) else "шт.")
    return tokens[first].start, end, unit_name


def _beyond_unit(flow: Flow, unit: re.Match[str]) -> tuple[int, int, str]:
    name = "чел." if unit.group().startswith("чел") else "шт."
    return unit.start(), unit.end(), name


def _is_description(word: str) -> bool:
    return is_adjective(word) and may_be(word, "gent", "datv", "ablt", "loct", "nomn", "accs") and not _only_noun(word)


def _only_noun(word: str) -> bool:
    """«учащихся», «обучающихся» are participles to the dictionary and people to us."""
    return word.lower().startswith(("учащ", "обучающ", "участвующ", "отдыхающ", "заведующ", "рабочи"))


def _with_capitals(flow: Flow, index: int) -> int:
    """The end of the name: hours take their subject, others a territory with a capital."""
    tokens = flow.tokens
    end = index
    is_hour = lemma_of(tokens[index].text) == "час"
    for place in range(index + 1, min(index + 4, len(tokens))):
        word = tokens[place].text
        gap = flow.text[tokens[place - 1].end : tokens[place].start]
        if "\n" in gap or is_function(word) or not word.isalpha() or not may_be(word, "gent") or is_verb(word):
            break
        if is_hour or word[:1].isupper() or (end > index and has_grammeme(word, "Geox", "loct") and word[:1].islower()):
            end = place
        elif place + 1 < len(tokens) and not tokens[place + 1].text[:1].isupper():
            break
        if is_hour:
            break
    following = tokens[end + 1].text if end + 1 < len(tokens) else ""
    if end > index and lemma_of(following) in {"область", "край", "район", "республика", "округ"}:
        end += 1
    return tokens[end].end


def _clause_after(flow: Flow, place: int) -> tuple[int, int]:
    """The rest of the clause: up to the end of the sentence or a sign that parts it."""
    _, end = flow.sentence_of(place - 1)
    stop = re.compile(r"[:;(]|\.\s*$|, (?:а|но|что|котор)").search(flow.text, place, end)
    limit = stop.start() if stop else end
    return place, len(flow.text[:limit].rstrip(" ."))


def _clause_before(flow: Flow, place: int) -> tuple[int, int]:
    start, _ = flow.sentence_of(place - 1)
    return start, place
