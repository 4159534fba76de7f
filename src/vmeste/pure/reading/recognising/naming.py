"""Names of organisations over a whole document: what each place says, then lists of quotes and repeated short names."""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from itertools import pairwise

from vmeste.pure.reading.recognising import lexicon
from vmeste.pure.reading.recognising.flow import Flow, Taken, Token
from vmeste.pure.reading.recognising.organisations import Named, Reader, is_partner_item
from vmeste.pure.reading.recognising.words import is_known, noun_lemmas

_SURE_IN_QUOTES = 0.92


def find_named(flow: Flow, taken: Taken) -> list[Named]:
    """Names of organisations, in order, none inside another. `taken` are people and dates, which are no part of them."""
    reader = Reader(flow, taken)
    found: list[Named] = []
    index = 0
    while index < len(flow.tokens):
        if several := reader.several(index):
            found.extend(one for one in several if not found or one.start >= found[-1].end)
        named = None if several else _at(reader, index, flow.tokens[index])
        if named is None or (taken.overlaps(named.start, named.end) and not _allows(flow, named, taken)):
            index += 1
            continue
        if found and named.start < found[-1].end:
            if named.start <= found[-1].start:
                found[-1] = named
        else:
            found.append(named)
        found.extend(_further_numbers(reader, found[-1]))
        reader.free_from = found[-1].end if _is_open(flow.text[found[-1].start : found[-1].end]) else reader.free_from
        index = max(flow.token_index(found[-1].end - 1) + 1, index + 1)
    found = sorted([*found, *_listed_quotes(flow, reader, found, taken)], key=lambda named: named.start)
    return _with_echoes(flow, reader, found, taken)


def _is_open(text: str) -> bool:
    """One sign closes two quotes: «МГТУ «СТАНКИН»."""
    return text.count("«") > text.count("»")


def _further_numbers(reader: Reader, named: Named) -> Iterator[Named]:
    """«школы №7, №15 и №20 Мостовска»: each further number is a school of its own."""
    index = reader.flow.token_index(named.end - 1) + 1
    if not _ENDS_WITH_NUMBER.search(reader.text, named.start, named.end):
        return
    while reader.word(index) in {",", "и"} and reader.adjoins(index) and reader.number(index + 1) > index + 1:
        first, place = index + 1, reader.number(index + 1)
        place = max(reader.quote(place), reader.memorial(place), reader.territory(place))
        yield Named(
            reader.tokens[first].start, reader.tokens[place - 1].end, 0.8, named.head or _last_type(reader, named)
        )
        index = place


def _last_type(reader: Reader, named: Named) -> str:
    """«СОШ» of «МБОУ СОШ № 4»."""
    words = re.findall(r"\w+", reader.text[named.start : named.end])
    return next((word for word in reversed(words) if word in lexicon.TYPE_ABBREVIATIONS), "")


_ENDS_WITH_NUMBER = re.compile(r"№\s?[\d, и]+(?:\s«[^«»]+»)?$")
_BETWEEN = re.compile(r"\s*(?:[,;]|(?:[,;] )?(?:и|а также))\s*")
_BRACKETS = re.compile(r"\s\(|\)(?:[,;]| и|[,;] а также)\s")
_LIST_BEGINS = re.compile(
    r"(?:партн[её]р|организатор|учредител|участни[кц]|спонсор|предприяти|компани|вуз|работодател|заказчик)\w*"
    r"[^«».:;\n]{0,40}(?:-|:|среди которых|в том числе|такие как)\s*$",
    re.IGNORECASE,
)
_IDEAS = frozenset({"проект", "инициатива", "программа", "номинация", "акция", "мероприятие", "работа", "курс", "кружок",
                    "фильм", "спектакль", "площадка", "тема", "идея", "смена", "событие"})  # fmt: skip


def _listed_quotes(flow: Flow, reader: Reader, found: list[Named], taken: Taken) -> Iterator[Named]:
    """«…, завод «Мост», «Опора» и «Трос»»: a quote alone among organisations, or in a list that says it is of such."""
    known = Taken((named.start, named.end) for named in found)
    quotes = [
        match.span()
        for match in _INNER.finditer(flow.text)
        if not known.overlaps(*match.span())
        and not taken.overlaps(*match.span())
        and flow.text[match.start() + 1].isupper()
    ]
    units = sorted([*((named.start, named.end, True) for named in found), *((*span, False) for span in quotes)])
    group: list[tuple[int, int, bool]] = []
    for unit in [*units, None]:
        if unit and group and _goes_with(flow.text[group[-1][1] : unit[0]]):
            group.append(unit)
            continue
        if any(not is_named for _, _, is_named in group) and _is_list(flow, reader, group):
            yield from (Named(start, end, 0.65) for start, end, is_named in group if not is_named)
        group = [unit] if unit else []


def _goes_with(gap: str) -> bool:
    return bool(_BETWEEN.fullmatch(gap) or _BRACKETS.fullmatch(gap))


def _is_list(flow: Flow, reader: Reader, group: list[tuple[int, int, bool]]) -> bool:
    start, end, is_named = group[0]
    if not is_named and reader.names_a_thing(flow.token_index(start)):
        return False
    sentence = flow.sentence_of(start)[0]
    if any("(" in flow.text[one[1] : other[0]] for one, other in pairwise(group)):
        return _announces_actors(flow, sentence, start)
    if any(is_named for _, _, is_named in group):
        return is_named or len(group) > 2 or "," not in flow.text[end : group[1][0]]  # noqa: PLR2004
    return bool(_LIST_BEGINS.search(flow.text, sentence, start))


def _announces_actors(flow: Flow, start: int, end: int) -> bool:
    """«Победили три отряда: «Мост» (школа № 5), …»: what stands before the colon acts and is no idea."""
    if not flow.text[start:end].rstrip().endswith(":"):
        return False
    words = [noun_lemmas(word) for word in re.findall(r"[\w-]+", flow.text[start:end])]
    return any(lemmas & lexicon.HEADS for lemmas in words) and not any(lemmas & _IDEAS for lemmas in words)


def _allows(flow: Flow, named: Named, taken: Taken) -> bool:
    """A person inside «имени …» or a quote belongs to the name."""
    if named.head and _NAMESAKE.search(flow.text, named.start, named.end):
        return all(span[1] <= named.end for span in taken if span[0] < named.end and named.start < span[1])
    return bool(re.search(r"(?<!\w)(?:им\.|имени|ИП|[Пп]редпринимател\w+)\s", flow.text[named.start : named.end]))


def _at(reader: Reader, index: int, token: Token) -> Named | None:
    if not (token.text[:1].isalpha() or token.text == "«"):
        return None
    if token.text == "«":
        return reader.by_quote(index)
    rules = (reader.by_form, reader.by_full_form, reader.by_unit, reader.by_head, reader.by_compound, reader.by_acronym)
    named = next((named for rule in rules if (named := rule(index))), None)
    if named and named.confidence < _SURE_IN_QUOTES and reader.is_quoted(index):
        return None
    return named


_NAMESAKE = re.compile(r"(?<=[а-яё] )[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$")
_INNER = re.compile(r"«(?P<inner>[^«»]{2,80})»")


def _with_echoes(flow: Flow, reader: Reader, found: list[Named], taken: Taken) -> list[Named]:
    """Quotes alone that repeat a name told before: «Росатома» after «госкорпорация «Росатом»»."""
    known = {_stem(match["inner"]) for named in found for match in _INNER.finditer(flow.text, named.start, named.end)}
    spans = Taken((named.start, named.end) for named in found)
    echoes = []
    for match in _INNER.finditer(flow.text):
        if spans.overlaps(*match.span()) or taken.overlaps(*match.span()):
            continue
        index = flow.token_index(match.start())
        if _stem(match["inner"]) in known and not reader.names_a_thing(index):
            echoes.append(Named(match.start(), match.end(), 0.75))
        elif (
            _is_introduced(reader, index)
            or _acts(reader, index, match.end())
            or _in_partner_list(flow, match.start(), match.end())
        ):
            echoes.append(Named(match.start(), match.end(), 0.65))
    echoes += _bare_echoes(flow, known, Taken([*spans, *((one.start, one.end) for one in echoes)]), taken)
    return sorted([*found, *echoes], key=lambda named: named.start)


def _bare_echoes(flow: Flow, known: set[str], spans: Taken, taken: Taken) -> Iterator[Named]:
    """«Асториума» after «центр «Асториум»»: a name of one strange word, without its quotes."""
    for token in flow.tokens:
        is_strange = token.text[:1].isupper() and token.text[1:].islower() and not is_known(token.text)
        is_free = not spans.overlaps(token.start, token.end) and not taken.overlaps(token.start, token.end)
        if is_strange and is_free and _stem(token.text) in known:
            yield Named(token.start, token.end, 0.7)


def _stem(text: str) -> str:
    return " ".join(re.sub(r"(?:а|у|ом|ем|е|ы|и|ой|ую|я|ю)$", "", word) for word in text.lower().split())


def _is_introduced(reader: Reader, index: int) -> bool:
    """«представитель «Росатома»», «при поддержке «Лукойла»»."""
    before = reader.word(index - 1)
    return reader.adjoins(index) and bool(noun_lemmas(before) & lexicon.INTRODUCING)


_ACTS = re.compile(
    r"\s(?:подписал|заключил|передал|выделил|поддержал|подарил|профинансировал|перечислил|закупил|пожертвовал|открыл|"
    r"организовал|разработал|пригласил|принимает|приняла?|провела|провело|взял)\w*\s"
)


def _acts(reader: Reader, index: int, end: int) -> bool:
    """«Северсталь» передала …»: a quote that opens its sentence and does what only organisations do."""
    start = reader.tokens[index].start
    opens = not reader.text[reader.flow.sentence_of(start)[0] : start].strip()
    return opens and reader.text[start + 1].isupper() and bool(_ACTS.match(reader.text, end))


def _in_partner_list(flow: Flow, start: int, end: int) -> bool:
    """The whole of an item of a list that is headed «Партнёры …»."""
    number = flow.passage_at(start)
    base, stop = flow.passage_span(number)
    if flow.text[base:start].strip(" -•") or flow.text[end:stop].strip(" ;.,"):
        return False
    return is_partner_item(flow, number)
