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
    is_adjective,
    is_function,
    is_known,
    is_noun,
    is_person,
    is_verb,
    lemma_of,
    may_be,
    noun_forms,
)

_NUMBER = r"(?P<number>\d{1,3}(?:[ ]\d{3})+(?![\d-])|\d+(?:[.,]\d+)?)"
_QUALIFIER = r"(?:(?P<qualifier>[Бб]олее|[Сс]выше|[Оо]коло|[Пп]орядка|[Пп]очти|[Нн]е менее|[Нн]е более|[Мм]енее|[Дд]о)(?: чем)? {1,2})?"
_PERCENT = re.compile(rf"(?<![\w,.№-]){_QUALIFIER}{_NUMBER} ?(?:%|процент\w*)(?![\w-])")
_COUNT = re.compile(
    rf"(?<![\w,.№/:-]){_QUALIFIER}{_NUMBER}(?P<scale> ?(?:тыс\.|тысяч\w*|млн))?(?:-(?:х|ти|ми|м|и)(?!\w))? {{1,2}}(?=[а-яёА-ЯЁ\d])"
)
_THOUSAND = re.compile(
    rf"(?<!\w)(?:{_QUALIFIER.removesuffix('?')}(?P<one>тысяч[иу])|(?P<half>[Пп]олутор[аы]|[Пп]олторы) тысяч\w?) (?=[а-яё])"
)
_TURNED = re.compile(
    rf"(?P<noun>(?<![\w-])[а-яё]{{4,}}(?:-[а-яё]+)?)(?: ?[-:])? {_QUALIFIER}{_NUMBER}(?= ?(?:чел\.?|человек|шт\.|ед\.)?(?:[.;,)](?:\s|$)|\s?$|\s\(|\n))"
)
_STATED = re.compile(
    r"(?P<name>(?<!\w)(?:[Кк]оличество|[Чч]исло|[Чч]исленность|[Оо]хват|[Сс]редн(?:ий|его) балл|[Пп]лощадь|[Пп]ротяж[её]нность)"
    r"(?: [^\W\d][\w-]*){0,7}?)"
    rf"(?: (?:по (?:[а-яё]+ )?)?(?:составил|составляет|достиг|равен|равн)\w*| ?[-:=])? {_QUALIFIER}{_NUMBER} ?(?P<unit>чел(?:\.|овек)|шт\.|ед\.|балл\w*|кв\. ?м|м²)?(?= ?(?:[.;,)](?!\d)|$|\s\(|\n| и | при | против ))"
)
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
                      "занятие", "отряд", "лицей", "гимназия", "вуз", "колледж", "техникум", "семья", "предприятие", "регион",
                      "заявка", "коллектив", "клуб", "сад", "награда", "приз", "юнармеец", "старшеклассник", "воспитанник",
                      "обучающийся", "учащийся", "доброволец", "район", "город", "муниципалитет", "урок", "встреча", "семинар",
                      "концерт", "выставка", "акция", "инициатива", "спектакль", "номинация", "библиотека", "музей", "эксперт",
                      "специалист", "преподаватель", "житель", "родитель", "мальчик", "девочка", "юноша", "девушка",
                      "ребята", "стажировка", "фестиваль", "вебинар", "поездка", "объединение", "учреждение"})  # fmt: skip
"""What words may count: «пять докладов» is a result, «две стороны» is not."""
_NOT_COUNTED = frozenset({
    "год", "лет", "месяц", "процент", "процентный", "день", "неделя", "минута", "сутки", "руб", "рубль", "копейка", "класс", "век", "этап", "раз", "приложение", "пункт", "статья", "часть", "раздел", "глава", "страница", "экземпляр", "четверть", "квартал",
    "полугодие", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
    "декабрь", "этаж", "номер", "г", "гг", "уч", "тыс", "млн", "млрд", "рос", "шаг", "летие", "тысяча",
    "миллион", "миллиард", "тур", "смена",
})  # fmt: skip
_UNITS = {"час": "ч", "балл": "балл", "метр": "м", "гектар": "га", "тонна": "т", "процент": "%", "километр": "км",
          "килограмм": "кг", "кг": "кг", "км": "км", "литр": "л", "га": "га", "т": "т"}  # fmt: skip
_MEASURES = frozenset({"час", "килограмм", "тонна", "литр", "гектар"})
"""Units behind which the measured thing stands: «3 часа математики», «350 кг макулатуры»."""
_SHORT_MEASURE = re.compile(r"(?P<unit>кг|км|га|т)\.?(?= |[.,;)]|$)")
_SQUARE = re.compile(r"квадратн\w+ метр\w*|кв\. ?м|м²", re.IGNORECASE)
_FULL_NAME_UNITS = re.compile(r"(?:чел(?:\.|овек\w*)?|шт\.|ед\.)(?!\w)")
_BECAME = re.compile(r"\bстал\w*\s(?P<what>победител\w+|приз[её]р\w*|лауреат\w*)", re.IGNORECASE)
_WINNERS = frozenset({"победитель", "получатель", "грантополучатель", "лауреат", "обладатель"})
_GRANTS = re.compile(r"\b(?:грант|субсиди|рубл|руб\.)", re.IGNORECASE)
_SEVERAL_CLASSES = re.compile(r"\d(?:-?[а-я]{1,2})? ?(?:и|,|-) ?$")
_CLASSES = re.compile(r" ?(?:[а-яё]+(?:ых|их) )?класс")
"""«учащиеся 10 и 11 инженерных классов»: which classes, and not how many."""
_LONGEST_CLAUSE = 400
_LONGEST_NAME = 6
_STRANGE_PLURAL = re.compile(r"[а-яё]{3}(?:ов|ев|ей)$")
_LONGEST_ORGANISATION = 400
_CLASS_NUMBER = re.compile(r"\s*[«\"]?[А-Яа-я]?[»\"]?\s*класс")


def find_quantities(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    """Quantities in order of the text; letters in `taken` (dates, sums, numbers of papers) count nothing."""
    stated = [*_stated(around, taken)]
    spoken = Taken(taken)
    for one in stated:
        start, _ = around.flow.passage_span(one.place.passage)
        spoken.add(start + one.place.start, start + one.place.end)
    found = [*stated, *_percents(around, taken), *_counts(around, spoken), *_spelled(around, taken)]
    yield from sorted(found, key=lambda one: (one.place.passage, one.place.start))


def _stated(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    """«Количество участников: 120», «средний балл ЕГЭ 74,5», «по стране победителей 124»: the name before the number."""
    flow = around.flow
    last = 0
    for match in sorted([*_STATED.finditer(flow.text), *_TURNED.finditer(flow.text)], key=lambda one: one.start()):
        if match.start("number") < last or taken.overlaps(*match.span("number")):
            continue
        groups = match.groupdict()
        if "noun" in groups:
            name = flow.said(*match.span("noun"))
            word = match["noun"]
            if lemma_of(word) in _NOT_COUNTED or not (
                is_person(word) or _only_noun(word) or lemma_of(word) in _RESULTS
            ):
                continue
            if not _is_plural_genitive(word) or (match["number"].isdigit() and 1900 <= int(match["number"]) <= 2100):  # noqa: PLR2004
                continue
            unit = _unit_of(flow, match.start(), word)
        else:
            if any(is_verb(part) for part in match["name"].split()):
                continue
            name, unit = flow.said(*match.span("name")), _stated_unit(match["name"], match["unit"] or "")
        last = match.end("number")
        yield _found(around, match, name, unit, number_of(match["number"]), 0.75)


def _is_plural_genitive(word: str) -> bool:
    return _only_noun(word) or any(case == "gent" and number == "plur" for case, number, _ in noun_forms(word))


def _stated_unit(name: str, unit: str) -> str:
    """The unit said behind the number, or the one of the counted noun."""
    if unit:
        return {"чел": "чел.", "шт.": "шт.", "ед.": "шт.", "бал": "балл"}.get(unit[:3], "м²")
    words = name.split()
    if words[0].lower().startswith(("средн", "площад", "протяж")):
        return {"средн": "балл", "площа": "м²"}.get(words[0].lower()[:5], "")
    counted = next((word for word in words[1:] if is_noun(word) or _only_noun(word)), words[-1])
    return "чел." if is_person(counted) or _only_noun(counted) or words[0].lower() == "охват" else "шт."


def _percents(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    flow = around.flow
    for match in _PERCENT.finditer(flow.text):
        if taken.overlaps(*match.span("number")):
            continue
        start, end = _clause_after(flow, match.end())
        name = flow.said(start, end).strip(" -:,–—")
        if not name or _ends_clause(flow.text, match.end()) or is_function(name.split()[0]):
            start, end = _clause_before(flow, match.start())
            name = flow.said(start, end).strip(" -:,–—") or name
        if name:
            yield _found(around, match, name, "%", number_of(match["number"]), 0.9)


def _counts(around: Surroundings, taken: Taken) -> Iterator[FoundIndicator]:
    flow = around.flow
    for match in _COUNT.finditer(flow.text):
        if taken.overlaps(*match.span("number")) or _is_ordinal(flow, match):
            continue
        value = number_of(match["number"]) * (1000 if (match["scale"] or "").strip().startswith("тыс") else 1)
        value *= 10**6 if (match["scale"] or "").strip() == "млн" else 1
        counted = _counted(around, match.end(), value)
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
        counted = _counted(around, match.end(), value)
        if counted and value > 1 and _is_result(flow.text[counted[0] : counted[1]]):
            yield _found(around, match, flow.said(*counted[:2]), counted[2], value, 0.7)
    for match in _THOUSAND.finditer(flow.text):
        value = 1000.0 if match["one"] else 1500.0
        counted = None if taken.overlaps(*match.span()) else _counted(around, match.end(), value)
        if counted:
            yield _found(around, match, flow.said(*counted[:2]), counted[2], value, 0.7)


def _is_result(name: str) -> bool:
    """Whether the counted noun, the first behind its adjectives, is one of the results."""
    noun = next((word for word in name.split() if not is_adjective(word) or lemma_of(word) in _RESULTS), "")
    return lemma_of(noun) in _RESULTS or _only_noun(noun)


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
    before = flow.text[max(0, match.start() - 6) : match.start()]
    if _SEVERAL_CLASSES.search(before) and _CLASSES.match(flow.text, match.end()):
        return True
    return bool(_CLASS_NUMBER.match(flow.text, match.end())) or before.endswith(("№ ", "№", "п. ", "ст. "))


def _counted(around: Surroundings, place: int, value: float) -> tuple[int, int, str] | None:
    """The counted thing after a number: adjectives, a noun, and the genitives that belong to it."""
    flow = around.flow
    if square := _SQUARE.match(flow.text, place):
        return (*square.span(), "м²")
    if unit := _FULL_NAME_UNITS.match(flow.text, place):
        return _beyond_unit(flow, unit)
    tokens = flow.tokens
    index = first = flow.token_index(place)
    if short := _SHORT_MEASURE.match(flow.text, place):
        return tokens[first].start, _with_genitives(around, index, is_measure=True), _UNITS[short["unit"]]
    while index - first < _LONGEST_NAME and _is_description(tokens[index].text) and _goes_on(flow, index):
        index += 1
    if "\n" in flow.text[place : tokens[index].start]:
        return None
    noun = tokens[index].text
    if not _may_be_counted(noun, value, is_described=index > first):
        return None
    lemma = lemma_of(noun)
    end = _with_genitives(around, index, is_measure=lemma in _MEASURES)
    return tokens[first].start, end, _UNITS.get(lemma) or _unit_of(flow, place, noun)


def _goes_on(flow: Flow, index: int) -> bool:
    """Whether another word stands right behind."""
    tokens = flow.tokens
    return (
        index + 1 < len(tokens)
        and tokens[index + 1].text[:1].isalpha()
        and (flow.text[tokens[index].end : tokens[index + 1].start] == " ")
    )


def _may_be_counted(noun: str, value: float, *, is_described: bool) -> bool:
    """A noun in a form that stands behind this number; «5 класса», «3 этап» are ordinal."""
    is_strange = not is_known(noun) and value >= 5 and bool(_STRANGE_PLURAL.search(noun))  # noqa: PLR2004
    if is_strange:
        return noun.islower()
    if not (is_noun(noun) or _only_noun(noun)) or is_function(noun) or (is_verb(noun) and noun.islower()):
        return False
    lemma = lemma_of(noun)
    if lemma in _NOT_COUNTED and not (lemma == "класс" and is_described):
        return False
    if noun[:1].isupper() and not is_person(noun):
        return False
    return _only_noun(noun) or not is_known(noun) or _fits_number(noun, value)


def _fits_number(noun: str, value: float) -> bool:
    """Whether the number governs some form of the noun: «21 ученик», «3 ученика», «5 учеников», «с 5 учениками»."""
    forms = {(case, number) for case, number, _ in noun_forms(noun)}
    if value == 1:
        return any(number == "sing" for _, number in forms)
    last = int(value) % 100
    is_many = value == int(value) and any((case, "plur") in forms for case in ("gent", "datv", "ablt", "loct"))
    if value != int(value):
        return ("gent", "sing") in forms or ("gent", "plur") in forms
    if last % 10 == 1 and last != 11:  # noqa: PLR2004
        return is_many or any(number == "sing" for _, number in forms)
    if last % 10 in {2, 3, 4} and last not in {12, 13, 14}:
        return is_many or ("gent", "sing") in forms
    return is_many


def _unit_of(flow: Flow, place: int, noun: str) -> str:
    """People or things; who wins a grant is a project or an organisation."""
    if lemma_of(noun) in _WINNERS and _GRANTS.search(flow.text, *flow.passage_span(flow.passage_at(place))):
        return "шт."
    return "чел." if _are_people(noun) else "шт."


def _are_people(noun: str) -> bool:
    """«школ-партнёров» are schools, «педагогов-психологов» people."""
    if _only_noun(noun):
        return True
    if lemma_of(noun) == "партнер":
        return False
    return is_person(noun) and is_person(noun.split("-", maxsplit=1)[0])


def _beyond_unit(flow: Flow, unit: re.Match[str]) -> tuple[int, int, str]:
    name = "чел." if unit.group().startswith("чел") else "шт."
    return unit.start(), unit.end(), name


def _is_description(word: str) -> bool:
    return is_adjective(word) and may_be(word, "gent", "datv", "ablt", "loct", "nomn", "accs") and not _only_noun(word)


def _only_noun(word: str) -> bool:
    """«учащихся», «обучающихся» are participles to the dictionary and people to us."""
    return word.lower().startswith(("учащ", "обучающ", "участвующ", "отдыхающ", "заведующ", "рабочи"))


def _with_genitives(around: Surroundings, index: int, *, is_measure: bool) -> int:
    """The end of the name: «учеников начальных классов», «отрядов Крыма», «часа математики»; no organisation in it."""
    flow = around.flow
    tokens = flow.tokens
    end = index
    if lemma_of(tokens[index].text) == "человек":
        return tokens[index].end
    for place in range(index + 1, min(index + 1 + _LONGEST_NAME, len(tokens))):
        word = tokens[place].text
        gap = flow.text[tokens[place - 1].end : tokens[place].start]
        if gap.strip() or "\n" in gap:
            break
        if _is_abbreviated(word):
            end = place
            break
        if not _is_genitive(word) or _begins_organisation(around, tokens[place].start):
            break
        if is_noun(word) and not (is_adjective(word) and _leads_on(flow, place)):
            end = place
        if is_measure:
            break
    following = tokens[end + 1].text if end + 1 < len(tokens) else ""
    if following == "«":
        # «победителей конкурса «Мост»»: the quote names the contest, not who is counted.
        return tokens[index].end
    if end > index and lemma_of(following) in {"область", "край", "район", "республика", "округ"}:
        end += 1
    return tokens[end].end


def _begins_organisation(around: Surroundings, start: int) -> bool:
    found = around.organisations_in(start, start + _LONGEST_ORGANISATION)
    return bool(found) and found[0].start == start


def _is_genitive(word: str) -> bool:
    return word.replace("-", "").isalpha() and not is_function(word) and not is_verb(word) and may_be(word, "gent")


def _leads_on(flow: Flow, index: int) -> bool:
    following = flow.tokens[index + 1].text if index + 1 < len(flow.tokens) else ""
    return _is_genitive(following)


def _is_abbreviated(word: str) -> bool:
    """«отряда РДШ», «школ РБ»: whose they are, in capitals."""
    return word.isalpha() and word.isupper() and 1 < len(word) <= 5  # noqa: PLR2004


_NEXT_PERCENT = re.compile(
    r",(?: а| и)? (?:[^,;:\d]{0,40} )?\d+(?:[.,]\d+)? ?(?:%|процент)| и \d+(?:[.,]\d+)? ?(?:%|процент)"
)


def _clause_after(flow: Flow, place: int) -> tuple[int, int]:
    """The rest of the clause: up to the end of the sentence, a sign that parts it, or the next share."""
    end = min(flow.sentence_of(place - 1)[1], place + _LONGEST_CLAUSE)
    stops = [
        match.start()
        for pattern in (re.compile(r"[:;(]|\.\s*$|, (?:а|но|что|котор)"), _NEXT_PERCENT)
        if (match := pattern.search(flow.text, place, end))
    ]
    limit = min(stops, default=end)
    return place, len(flow.text[:limit].rstrip(" ."))


def _ends_clause(text: str, place: int) -> bool:
    """Whether the share is the last thing its clause says."""
    return bool(re.match(r"\s*(?:$|[,.;)\n])", text[place : place + 3]))


def _clause_before(flow: Flow, place: int) -> tuple[int, int]:
    """From the last sign before the number, without the verb and the preposition in front of it: «Охват», «доля призёров»."""
    base = max(flow.sentence_of(place - 1)[0], place - _LONGEST_CLAUSE)
    start = base
    for match in re.finditer(r"[;:(]|,(?= )|(?:%|процент\w*)(?: до)?(?= )", flow.text[base:place].rstrip(" -:")):
        rest = flow.text[base + match.end() : place].strip(" -:")
        if rest and not re.fullmatch(r"[а-яё]{0,3}", rest):
            start = base + match.end()
    words = list(re.finditer(r"[\w-]+", flow.text[start:place]))
    while words and (is_function(words[-1].group()) or is_verb(words[-1].group()) or words[-1].group()[:1].isdigit()):
        words.pop()
    return start, start + words[-1].end() if words else place
