"""Sums of money with what they are for and who gives them."""

import re
from collections.abc import Iterator, Sequence

from vmeste.pure.reading.candidates import FoundSum
from vmeste.pure.reading.recognising.flow import Flow, Taken
from vmeste.pure.reading.recognising.words import lemma_of

_NUMBER = r"(?:\d{1,3}(?:[ .']\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d+)?)"
_SCALE = r"(?:тыс(?:яч[а-я]*|\.)?|млн\.?|миллион[а-я]*|млрд\.?|миллиард[а-я]*)"
_CURRENCY = r"(?:руб(?:\.|л(?:ь|я|ю|ей|ям|ями|ях)(?!\w)|(?!\w))|₽|р\.(?! ?[А-ЯЁ])|(?<=\d\d\d )р\.)"
_SPELLED = r"(?: ?\([^()\n]{3,120}\))?"
_KOPECKS = r"(?: ?\d\d ?коп(?:\.|е\w+)?)?"
_RANGE = rf"(?:от )?(?P<low>{_NUMBER})(?: ?{_SCALE})? ?(?:-|до|или) ?"
_SUM = re.compile(
    rf"(?<![\w,.№])(?:{_RANGE}|(?P<above>{_NUMBER}) ?(?P<upper>{_SCALE}) )?"
    rf"(?P<number>{_NUMBER})(?:{_SPELLED}(?= ?{_SCALE}))? ?(?P<scale>{_SCALE})?"
    rf"{_SPELLED} ?(?P<currency>{_CURRENCY}){_KOPECKS}",
    re.IGNORECASE,
)
_SPELLED_SCALE = re.compile(
    rf"(?<!\w)(?P<scale>(?<!\d )(?:пол)?миллион[а-я]*|миллиард[а-я]*) {_CURRENCY}", re.IGNORECASE
)
_NEAR = 800
"""How far from a sum its giver may stand; a sentence has no end in some documents."""
_THOUSAND = 1000
_NUMERALS = {
    "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15,
    "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19, "двадцать": 20, "тридцать": 30,
    "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100,
    "двести": 200, "триста": 300, "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800,
    "девятьсот": 900, "полтора": 1.5, "полторы": 1.5, "полутора": 1.5, "тысяча": 1000, "миллион": 10**6,
    "миллиард": 10**9,
}  # fmt: skip
_WORDED_END = re.compile(rf"(?<=[а-яё]) {_CURRENCY}", re.IGNORECASE)
_WITHOUT_CURRENCY = re.compile(
    rf"(?:в размере|на сумму|в сумме|сумм[аоуы]й?|стоимость\w*)(?: (?:более|около|порядка|свыше|до))? "
    rf"(?P<number>{_NUMBER}) ?(?P<scale>{_SCALE})(?! ?(?:{_CURRENCY}|чел|учен|шт|экз|\w))",
    re.IGNORECASE,
)
_WORTH = (("тыс", 10**3), ("млн", 10**6), ("миллион", 10**6), ("млрд", 10**9), ("миллиард", 10**9))
_PURPOSE = re.compile(r"\s*(?:\)|,)?\s*(?:-\s*)?(?P<purpose>(?:на|для|за) (?!сумму)[^,;.\n()]{3,120})")
_GIVING = re.compile(
    r"\b(?:выдел|перечисл|предостав|передал|передаёт|передает|оказал|профинансир|спонсор|пожертвов|направ(?:ил|ляет))\w*",
    re.IGNORECASE,
)


def find_sums(flow: Flow) -> Iterator[FoundSum]:
    """Sums of running text, in order."""
    worded = [*_worded(flow)]
    covered = Taken((flow.starts[one.place.passage] + one.place.start, flow.starts[one.place.passage] + one.place.end)
                    for one in worded)  # fmt: skip
    figures = [*_with_currency(flow), *_scales(flow)]
    found = [*worded, *(one for one in figures if not covered.overlaps(*_span(flow, one)))]
    known = {(one.place.passage, one.place.start) for one in found}
    found += [one for one in _assumed(flow) if (one.place.passage, one.place.start) not in known]
    yield from sorted(found, key=lambda one: (one.place.passage, one.place.start))


def _with_currency(flow: Flow) -> Iterator[FoundSum]:
    for match in _SUM.finditer(flow.text):
        if "\n" in match.group():
            continue
        start, end = match.span()
        value = _value(match["number"], match["scale"])
        if match["above"]:
            value += _value(match["above"], match["upper"])
        is_range = bool(match["low"]) and not match["low"].replace(" ", "").startswith("0")
        yield _sum(flow, start, end, None if is_range else value, 0.96)


def _span(flow: Flow, one: FoundSum) -> tuple[int, int]:
    base = flow.starts[one.place.passage]
    return base + one.place.start, base + one.place.end


def _worded(flow: Flow) -> Iterator[FoundSum]:
    """«двести тысяч рублей», «полтора миллиона рублей», in any case."""
    tokens = flow.tokens
    for match in _WORDED_END.finditer(flow.text):
        last = first = flow.token_index(match.start() - 1)
        if not _worth_of(tokens[last].text):
            continue
        while first and _adjoins(flow, first) and _worth_of(tokens[first - 1].text):
            first -= 1
        words = [token.text for token in tokens[first : last + 1]]
        if _worth_of(words[0]) < _THOUSAND:
            yield _sum(flow, tokens[first].start, match.end(), _value_of(words), 0.85)


def _adjoins(flow: Flow, index: int) -> bool:
    return flow.text[flow.tokens[index - 1].end : flow.tokens[index].start] == " "


def _worth_of(word: str) -> float:
    lowered = word.lower()
    return _NUMERALS.get(lowered) or _NUMERALS.get(lemma_of(lowered), 0.0) if word.isalpha() else 0.0


def _value_of(words: Sequence[str]) -> float:
    """The number said in words: «двенадцать миллионов триста тысяч» is 12 300 000."""
    total = part = 0.0
    for word in words:
        worth = _worth_of(word)
        if worth >= _THOUSAND:
            total, part = total + (part or 1.0) * worth, 0.0
        else:
            part += worth
    return total + part


def _scales(flow: Flow) -> Iterator[FoundSum]:
    for match in _SPELLED_SCALE.finditer(flow.text):
        worth = _worth(match["scale"].lower().removeprefix("пол"))
        value = worth / 2 if match["scale"].lower().startswith("пол") else worth
        yield _sum(flow, *match.span(), value, 0.85)


def _assumed(flow: Flow) -> Iterator[FoundSum]:
    """«200 тыс.» of something that can only be money."""
    for match in _WITHOUT_CURRENCY.finditer(flow.text):
        start, end = match.start("number"), match.end("scale")
        yield _sum(flow, start, end, _value(match["number"], match["scale"]), 0.8, assumed=True)


def _sum(
    flow: Flow, start: int, end: int, value: float | None, confidence: float, *, assumed: bool = False
) -> FoundSum:
    purpose = _PURPOSE.match(flow.text, end)
    said = flow.said(purpose.start("purpose"), purpose.end("purpose")).strip() if purpose else ""
    return FoundSum(flow.said(start, end), flow.place(start, end), confidence, value, said, "", assumed)


def _worth(scale: str) -> float:
    return next((worth for stem, worth in _WORTH if scale.startswith(stem)), 1)


def _value(number: str, scale: str | None) -> float:
    value = number_of(number) * _worth((scale or "").lower())
    return round(value, 2)


def number_of(text: str) -> float:
    """A number as Russian documents write it: «1 046 949», «1,2», «47.48»."""
    digits = re.sub(r"[ \u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(".", "")
    return float(digits.replace(",", "."))


def givers(flow: Flow, sums: Sequence[FoundSum], organisations: Sequence[tuple[int, int]]) -> Iterator[FoundSum]:
    """The same sums with who gives them: an organisation before «выделил», «перечислила» in the same sentence."""
    for one in sums:
        base = flow.starts[one.place.passage]
        place = base + one.place.start
        start, end = flow.sentence_of(place)
        start, end = max(start, place - _NEAR), min(end, place + _NEAR)
        source = ""
        for verb in _GIVING.finditer(flow.text, start, end):
            before = [span for span in organisations if start <= span[0] and span[1] <= verb.start()]
            after = [span for span in organisations if verb.end() <= span[0] < verb.end() + 12 and span[1] <= end]
            nearest = before[-1] if before else after[0] if after else None
            source = flow.said(*nearest) if nearest else source
        yield FoundSum(one.text, one.place, one.confidence, one.roubles, one.purpose, source or one.source, one.assumed)
