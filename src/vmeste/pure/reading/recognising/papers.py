"""Agreements and legal acts: what kind of paper, between or by whom, its number and its date."""

# A row of a table is one line.
# ruff: noqa: E501

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmeste.pure.grammar import party_count_of_label
from vmeste.pure.reading.candidates import FoundAct, FoundAgreement, FoundDate
from vmeste.pure.reading.recognising.flow import Flow, Span
from vmeste.pure.reading.recognising.organisations import Named
from vmeste.pure.reading.recognising.words import (
    any_lemma,
    has_grammeme,
    is_adjective,
    is_noun,
    lemma_of,
    may_be,
    noun_forms,
)

_AGREEMENTS = frozenset({"договор", "соглашение", "меморандум", "контракт", "допсоглашение"})
_ACTS = frozenset({"приказ", "распоряжение", "постановление", "указ", "решение", "закон"})
_NUMBER = re.compile(r"[\s|,]*(?:№|N(?=\s?\d))\s?(?P<number>\d[\w/.-]*[\w]|\d)")
_FROM = re.compile(r"[\s|,]*(?:от\s)?\s*$")
_OWN = frozenset({"настоящий", "данный", "этот", "указанный", "такой", "любой", "каждый", "типовой"})
_CONCLUDING = re.compile(r"заключ|подпис|договорил|скреп|оформл", re.IGNORECASE)
_JOINING = re.compile(r"[\s,;:()«»-]*(?:и|а также|с|со|между)?[\s,;:()«»-]*", re.IGNORECASE)
_PARTIES_BEGIN = re.compile(r"\bмежду\b|\bс(?:о)?\s$|:\s?$")
_TITLE = re.compile(r"[\s|]*[«(]?(?P<title>Об? [^\n]{5,300})")
_QUOTED_TITLE = re.compile(r"[\s|]*«(?P<title>Об? (?:[^«»\n]|«[^«»\n]*»?){5,300})»?")
_LOOK_AHEAD = 260
_LONGEST_KIND = 10


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found before papers are read, in order of the flow."""

    flow: Flow
    dates: Sequence[tuple[Span, FoundDate]]
    organisations: Sequence[Named]

    def dates_in(self, start: int, end: int) -> list[tuple[Span, FoundDate]]:
        first = bisect_left(self.dates, start, key=lambda pair: pair[0][0])
        last = bisect_left(self.dates, end, key=lambda pair: pair[0][0])
        return [pair for pair in self.dates[first:last] if pair[0][1] <= end]

    def organisations_in(self, start: int, end: int) -> list[Named]:
        first = bisect_left(self.organisations, start, key=lambda named: named.start)
        last = bisect_left(self.organisations, end, key=lambda named: named.start)
        return [named for named in self.organisations[first:last] if named.end <= end]

    def said(self, named: Named) -> str:
        return self.flow.said(named.start, named.end)


@dataclass(frozen=True, slots=True)
class _Head:
    """A mention of an agreement: its kind's span, and whether it is many."""

    start: int
    end: int
    is_plural: bool
    is_own: bool


def find_agreements(around: Surroundings) -> Iterator[FoundAgreement]:
    """Agreements that a number, a date or a party makes particular ones. In order."""
    heads = list(_heads(around.flow))
    for place, head in enumerate(heads):
        following = heads[place + 1].start if place + 1 < len(heads) else len(around.flow.text)
        yield from _agreement(around, head, following, heads[:place])


def _heads(flow: Flow) -> Iterator[_Head]:
    index = 0
    tokens = flow.tokens
    while index < len(tokens):
        word = tokens[index].text
        if not any_lemma(word, _AGREEMENTS):
            index += 1
            continue
        start = index
        while start > 0 and _describes(flow, start - 1, word):
            start -= 1
        end = _kind_end(flow, index)
        numbers = {number for _, number, _ in noun_forms(word)}
        is_plural = "sing" not in numbers or (
            word.lower() in {"договора", "договоры", "соглашения"} and _is_many(flow, index)
        )
        before = tokens[start - 1].text.lower() if start else ""
        is_own = any_lemma(before, ()) != "" or _lemma(before) in _OWN or _lemma(tokens[start].text) in _OWN
        yield _Head(tokens[start].start, tokens[end - 1].end, is_plural, is_own)
        index = end


def _lemma(word: str) -> str:
    return lemma_of(word) if word else ""


def _describes(flow: Flow, index: int, noun: str) -> bool:
    token = flow.tokens[index]
    if "\n" in flow.text[token.end : flow.tokens[index + 1].start] or not is_adjective(token.text):
        return False
    return (not has_grammeme(token.text, "Apro") and token.text.islower()) or (
        token.text[:1].isupper()
        and bool(
            re.match(r"(?:дополнит|двустор|тр[её]хстор|многостор|четыр[её]х|побратим|рамочн|сетев)", token.text.lower())
        )
        and bool(noun)
    )


def _is_many(flow: Flow, index: int) -> bool:
    """«Заключены договора», «заключил соглашения с четырьмя организациями»: many by what stands around."""
    start, end = flow.sentence_of(flow.tokens[index].start)
    text = flow.text[start:end].lower()
    return bool(
        re.search(r"\b(?:заключены|подписаны|двумя|тремя|четырьмя|пятью|шестью|несколькими|организациями)\b", text)
    ) or (flow.tokens[index].text.lower() == "договоры")


def _kind_end(flow: Flow, index: int) -> int:
    """After «о сотрудничестве и взаимодействии», «об установлении побратимских отношений», «пожертвования»."""
    tokens = flow.tokens
    place = index + 1
    last = place
    cases: tuple[str, ...] = ("gent",)
    while place < len(tokens) and place - index < _LONGEST_KIND:
        word = tokens[place].text
        if "\n" in flow.text[tokens[place - 1].end : tokens[place].start]:
            break
        if word.lower() in {"о", "об"} and place == index + 1:
            cases = ("loct",)
            place += 1
            continue
        if word == "и" and last == place and place > index + 1:
            place += 1
            continue
        is_part = word.isalpha() and (is_noun(word) or is_adjective(word)) and may_be(word, *cases, "gent")
        if not is_part or (word[:1].isupper() and not word.isupper()) or len(word) == 1:
            break
        if is_noun(word) and not _follows_kind(word):
            break
        place += 1
        last = place if is_noun(word) else last
        if is_noun(word):
            cases = ("gent", "loct") if cases == ("loct",) else ("gent",)
    return max(last, index + 1)


_KIND_STEMS = ("сотрудничеств", "партн", "взаимодействи", "намерени", "отношени", "установлени", "пожертвовани", "сетев",
               "форм", "реализаци", "программ", "практ", "подготовк", "деятельност", "дружб", "шефств", "оказани", "услуг",
               "помощ", "развити", "организаци", "обучени", "использовани", "ресурс", "аренд", "безвозмезд", "пользовани",
               "имуществ", "наставничеств", "проведени", "сфер", "област", "образовани", "благотворительн", "поддержк",
               "побратим", "целев", "социальн", "совместн", "предоставлени", "поставк", "обмен", "творческ")  # fmt: skip


def _follows_kind(word: str) -> bool:
    return word.lower().startswith(_KIND_STEMS)


def _agreement(around: Surroundings, head: _Head, following: int, before: Sequence[_Head]) -> Iterator[FoundAgreement]:
    flow = around.flow
    sentence = flow.sentence_of(head.start)
    number, after = _own_number(around, head.end)
    date = _date_of(around, head, after, min(following, sentence[1]))
    if date is None and number:
        date, after_date = _attached_date(around, head.end, head.end + _LOOK_AHEAD)
        number, after = _own_number(around, after_date) if not number else (number, after)
    parties, is_listed, own_side = _parties(around, head, following, before)
    label = flow.said(head.start, head.end)
    if not parties and not head.is_own and not head.is_plural and _is_concluded(flow, head, sentence):
        parties = _told_before(around, sentence[0])
    if not (number or parties or (not head.is_own and _is_concluded(flow, head, sentence))):
        return
    if (head.is_own and not number) or (head.is_plural and not parties):
        return
    groups = [parties]
    if head.is_plural and is_listed:
        subject = parties[:own_side] if own_side else ()
        groups = [(*subject, party) for party in parties[own_side:]]
    confidence = 0.9 if number and date else 0.8 if parties and date else 0.65
    for group in groups:
        end = max(head.end, after) if number else head.end
        yield FoundAgreement(
            flow.said(head.start, end), flow.place(head.start, end), confidence, label, number, date,
            tuple(dict.fromkeys(group)), party_count_of_label(label),
        )  # fmt: skip


def _told_before(around: Surroundings, start: int) -> tuple[str, ...]:
    """«У школы № 3 новый партнёр – завод «Мост». Договор о шефстве подписан»: who the sentence before is about."""
    flow = around.flow
    passage = flow.passage_span(flow.passage_at(start))[0]
    before = flow.sentence_of(max(start - 2, passage))
    if start <= passage or before[0] < passage:
        return ()
    names = tuple(dict.fromkeys(around.said(named) for named in around.organisations_in(*before)))
    return names if len(names) == 2 else ()  # noqa: PLR2004


def _is_concluded(flow: Flow, head: _Head, sentence: Span) -> bool:
    """«Подписали соглашение о сотрудничестве»: signed, by whomever."""
    near = flow.text[max(sentence[0], head.start - 80) : min(sentence[1], head.end + 60)]
    return bool(_CONCLUDING.search(near)) and not _to_come(near) and head.end - head.start > len("соглашением")


def _number_after(text: str, start: int) -> tuple[str, int]:
    """A number within the same line, also behind a date: «№ 112/8», «от 15.10.2020 N 716-р»."""
    line_end = text.find("\n", start)
    window_end = min(start + 60, line_end if line_end >= 0 else len(text))
    match = re.compile(
        r"(?:[^.;:«»\n№]|\.(?=\d)|(?<=\sг)\.){0,40}?(?:№|N(?=\s?\d))\s?(?P<number>\d[\w/.-]*\w|\d)"
    ).match(text, start, window_end)
    return (match["number"], match.end()) if match else ("", start)


def _own_number(around: Surroundings, start: int) -> tuple[str, int]:
    """A number that is no school's: «соглашение между гимназией № 1 и …» has none."""
    number, after = _number_after(around.flow.text, start)
    return (
        ("", start)
        if any(named.end >= after for named in around.organisations_in(start, after + 200) if named.start < after)
        else (number, after)
    )


def _attached_date(around: Surroundings, start: int, end: int) -> tuple[FoundDate | None, int]:
    """The date that follows with «от»."""
    for (date_start, date_end), date in around.dates_in(start, end):
        gap = around.flow.text[start:date_start]
        if re.search(r"(?:^|\s|\|)от\s*$", gap) and "\n" not in gap.strip():
            return date, date_end
        break
    return None, start


def _date_of(around: Surroundings, head: _Head, number_end: int, limit: int) -> FoundDate | None:
    attached, _ = _attached_date(around, head.end, min(limit, head.end + 80))
    if attached:
        return attached
    sentence = around.flow.sentence_of(head.start)
    earlier = around.dates_in(sentence[0], head.start)
    later = [
        pair
        for pair in around.dates_in(number_end, min(limit, sentence[1]))
        if not re.search(r"(?:\bдо|\bпо|сроком(?: на)?)\s$", around.flow.text[max(0, pair[0][0] - 12) : pair[0][0]])
    ]
    if _to_come(around.flow.text[sentence[0] : sentence[1]]):
        return None
    if earlier:
        return earlier[-1][1]
    if later:
        return later[0][1]
    passage = around.flow.passage_span(around.flow.passage_at(head.start))
    one_before = around.flow.sentence_of(max(sentence[0] - 2, passage[0]))
    before = around.dates_in(max(one_before[0], passage[0]), sentence[0])
    return before[-1][1] if before and _CONCLUDING.search(around.flow.text, *sentence) else None


def _to_come(text: str) -> bool:
    """Planned agreements have no date yet."""
    return bool(re.search(r"\b(?:планиру|будет (?:заключ|подпис)|намерен|предстоит|до конца)", text.lower()))


def _parties(
    around: Surroundings, head: _Head, following: int, before: Sequence[_Head]
) -> tuple[tuple[str, ...], bool, int]:
    """Parties, whether they are a list after «с …», and how many of them stand before the agreement."""
    flow = around.flow
    sentence = flow.sentence_of(head.start)
    if head.start == flow.passage_span(flow.passage_at(head.start))[0] and head.end >= sentence[1] - 3:
        return _title_parties(around, head), False, 0
    earlier_heads = [other for other in before if sentence[0] <= other.start]
    left_from = earlier_heads[-1].end if earlier_heads else sentence[0]
    left = _last_group(around, left_from, head.start) if not earlier_heads else []
    right_end = min(following, sentence[1])
    right = _first_group(around, head.end, right_end)
    if not right and following <= sentence[1] and _is_amendment(flow.text, head.end, following):
        right = _first_group(around, following, sentence[1])
    names = (*map(around.said, left), *map(around.said, right))
    return names, bool(right), len(left)


def _is_amendment(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"\bк\s*$", text[start:end]))


def _title_parties(around: Surroundings, head: _Head) -> tuple[str, ...]:
    """A paper that begins with its own kind: the parties stand in the next paragraph, up to «договорились»."""
    flow = around.flow
    number = flow.passage_at(head.start)
    names: list[str] = []
    for following in range(number + 1, min(number + 6, len(flow.passages))):
        start, end = flow.passage_span(following)
        stop = re.compile(r"договорил|заключил|нижеследующ").search(flow.text, start, end)
        limit = stop.start() if stop else end
        names += [
            around.said(named)
            for named in around.organisations_in(start, limit)
            if not re.search(r"положени\w+ о\s*$", flow.text[start : named.start])
        ]
        if stop:
            return tuple(dict.fromkeys(names))
    return ()


def _last_group(around: Surroundings, start: int, end: int) -> list[Named]:
    """The organisations nearest before the agreement, those that «и» and commas join."""
    group: list[Named] = []
    for named in reversed(around.organisations_in(start, end)):
        gap = around.flow.text[named.end : group[0].start] if group else ""
        if group and not (gap.strip() and _joins(gap)):
            break
        if not group and not _is_subject(around.flow.text, named, start, end):
            break
        group.insert(0, named)
    return group


def _is_subject(text: str, named: Named, start: int, end: int) -> bool:
    """Not «в администрации города», where things happen and nobody signs."""
    before = text[start : named.start].rstrip(" «").lower()
    gap = text[named.end : end]
    return not re.search(r"(?:^|\s)(?:в|на|из|при|от|по|для)$", before) or (
        bool(re.search(r"\bи\b", gap)) and "," not in gap
    )


def _first_group(around: Surroundings, start: int, end: int) -> list[Named]:
    group: list[Named] = []
    for named in around.organisations_in(start, end):
        if group and not _joins(around.flow.text[group[-1].end : named.start]):
            break
        group.append(named)
    return group


def _joins(gap: str) -> bool:
    """Between two parties stand commas, «и», a person who signs, or what is said of the party in brackets."""
    plain = re.sub(r"\([^()]*\)|(?:в лице|директор\w*|действующ\w+ на основании|передаёт|передает)[^,;]*,?", " ", gap)
    return bool(_JOINING.fullmatch(plain)) or bool(re.fullmatch(r"\s*\([^()]{2,30}\)\s*переда[её]т\s*", gap))


def find_acts(around: Surroundings) -> Iterator[FoundAct]:
    """Orders, resolutions and laws with a number or a date. In order."""
    flow = around.flow
    for token in flow.tokens:
        if not any_lemma(token.text, _ACTS, singular=True) or (
            _lemma(token.text) == "решение" and token.text.islower()
        ):
            continue
        end = _window(flow, token.start, token.end)
        numbers = _act_number(around, token.end, end)
        dates = around.dates_in(token.end, end)
        if not numbers or (not dates and not _is_header(flow, token.start, token.end)):
            continue
        date = dates[0] if dates else None
        last = max([numbers.end(), *(span[1] for span, _ in dates[:1])])
        issuers = around.organisations_in(token.end, last)
        issuer = around.said(issuers[0]) if issuers else _issuer_above(around, token.start)
        title = _title_after(flow, last)
        yield FoundAct(
            flow.said(token.start, last), flow.place(token.start, last), 0.93 if date else 0.7, token.text,
            numbers["number"], date[1] if date else None, issuer, title,
        )  # fmt: skip


def _act_number(around: Surroundings, start: int, end: int) -> re.Match[str] | None:
    """The first number between two letters that belongs to no school."""
    schools = around.organisations_in(start, end)
    for match in re.compile(r"(?:№|N(?=\s?\d))\s?(?P<number>\d[\w/.-]*\w|\d)").finditer(around.flow.text, start, end):
        if not any(named.start <= match.start() < named.end for named in schools):
            return match
    return None


def _is_header(flow: Flow, start: int, end: int) -> bool:
    """Whether the word opens its passage: the heading of the act itself."""
    passage = flow.passage_span(flow.passage_at(start))
    return passage[0] == start and flow.text[start:end].isupper()


def _window(flow: Flow, start: int, end: int) -> int:
    """How far number and date may stand: the sentence, or for a heading the line below too."""
    text = flow.text
    passage = flow.passage_span(flow.passage_at(start))
    if _is_header(flow, start, end):
        following = text.find("\n", passage[1] + 1)
        return following if following >= 0 and passage[1] - end < 2 else passage[1]  # noqa: PLR2004
    quote = text.find("«Об", end, passage[1])
    quote = quote if quote >= 0 else text.find("«О ", end, passage[1])
    return min(passage[1], end + _LOOK_AHEAD, quote if quote >= 0 else len(text))


def _issuer_above(around: Surroundings, start: int) -> str:
    """The body in whose heading the act stands."""
    number = around.flow.passage_at(start)
    for before in range(number - 1, max(number - 4, -1), -1):
        found = around.organisations_in(*around.flow.passage_span(before))
        if found:
            return around.said(found[0])
    return ""


def _title_after(flow: Flow, end: int) -> str:
    passage = flow.passage_span(flow.passage_at(end))
    match = _QUOTED_TITLE.match(flow.text, end)
    if match:
        return flow.said(match.start("title"), match.end("title")).strip(" »")
    if flow.text[end : passage[1]].strip(" |,.") and not re.fullmatch(
        r"[\s|]*г\. ?[\w-]+\s*", flow.text[end : passage[1]]
    ):
        return ""
    match = _TITLE.match(flow.text, passage[1])
    return flow.said(match.start("title"), match.end("title")).strip() if match else ""
