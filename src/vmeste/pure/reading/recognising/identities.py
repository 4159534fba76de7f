"""Mentions of one organisation brought together: other cases, other spellings, «далее – …», a short name in brackets."""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Sequence

from vmeste.pure.grammar.morphology import readings
from vmeste.pure.matching import Sort, legal_form, normalise_name
from vmeste.pure.reading.candidates import FoundOrganisation
from vmeste.pure.reading.recognising import lexicon
from vmeste.pure.reading.recognising.flow import Flow
from vmeste.pure.reading.recognising.organisations import Named
from vmeste.pure.reading.recognising.words import (
    any_lemma,
    describing_forms,
    is_adjective,
    is_known,
    lemma_of,
    noun_forms,
    noun_lemmas,
)

_BRACKET = re.compile(r"\s*,?\s*\(\s*(?:далее(?: по тексту)?\s*-?\s*)?«?$", re.IGNORECASE)
_INNER = re.compile(r"«(?P<inner>[^«»]{2,80})»")
_WORD = re.compile(r"[\w-]+")
_ENDING = re.compile(
    r"(?:ами|ями|ого|ему|ому|ыми|ими|ой|ей|ом|ем|ам|ям|ах|ях|ов|ев|ую|юю|ая|яя|ые|ие|ый|ий|ою|а|я|у|ю|е|ы|и|о)$"
)
_SORT_STEMS = (
    ("завод", Sort.COMPANY), ("комбинат", Sort.COMPANY), ("техникум", Sort.VOCATIONAL), ("колледж", Sort.VOCATIONAL),
    ("министерств", Sort.INSTITUTION), ("мин", Sort.INSTITUTION), ("кванториум", Sort.SUPPLEMENTARY),
)  # fmt: skip
_TYPES = {
    "СОШ": Sort.SCHOOL, "ООШ": Sort.SCHOOL, "НОШ": Sort.SCHOOL, "СШ": Sort.SCHOOL, "ОШ": Sort.SCHOOL, "ФМШ": Sort.SCHOOL,
    "ДДТ": Sort.SUPPLEMENTARY, "ЦДТ": Sort.SUPPLEMENTARY, "ДЮСШ": Sort.SUPPLEMENTARY, "ДЮСШОР": Sort.SUPPLEMENTARY,
    "ЦРР": Sort.PRESCHOOL, "Д/С": Sort.PRESCHOOL, "ИРО": Sort.PROFESSIONAL_DEVELOPMENT, "ИМК": Sort.PROFESSIONAL_DEVELOPMENT,
    "ЦЗН": Sort.INSTITUTION, "В/Ч": Sort.INSTITUTION,
}  # fmt: skip


def organisations_of(flow: Flow, named: Sequence[Named]) -> tuple[FoundOrganisation, ...]:
    """One candidate an organisation, in the order of first mentions. O(n · aliases)."""
    groups: list[list[Named]] = []
    by_key: dict[str, int] = {}
    for place, one in enumerate(named):
        keys = _keys(flow, one)
        known = next((by_key[key] for key in keys if key in by_key), None)
        if known is None and place and _BRACKET.fullmatch(flow.text[named[place - 1].end : one.start]):
            known = next((number for number, group in enumerate(groups) if named[place - 1] in group), None)
        if known is None:
            known = len(groups)
            groups.append([])
        groups[known].append(one)
        for key in keys:
            by_key.setdefault(key, known)
    return tuple(_organisation(flow, group) for group in groups)


def _keys(flow: Flow, named: Named) -> list[str]:
    """What two mentions of one organisation share: the words without endings; a quoted name of its own."""
    text = flow.text[named.start : named.end]
    keys = [" ".join(_ENDING.sub("", word) or word for word in _WORD.findall(normalise_name(text)))]
    for match in () if named.head in lexicon.BODIES else _INNER.finditer(text):
        inner = match["inner"]
        own = [word for word in _WORD.findall(inner) if not is_known(word)]
        if own or len(inner.split()) > 1:
            keys.append("«" + " ".join(_ENDING.sub("", word.lower()) for word in _WORD.findall(inner)))
    words = _WORD.findall(text)
    is_strange = bool(words) and words[-1][:1].isupper() and words[-1][1:].islower() and not is_known(words[-1])
    if is_strange and (len(words) == 1 or (len(words) == 2 and words[0].isupper())):  # noqa: PLR2004
        keys.append("«" + _ENDING.sub("", words[-1].lower()))
    return keys


def _organisation(flow: Flow, group: Sequence[Named]) -> FoundOrganisation:
    fullest = max(group, key=lambda one: (one.end - one.start, -one.start))
    spellings = list(dict.fromkeys(flow.said(one.start, one.end) for one in group))
    text = flow.said(fullest.start, fullest.end)
    form = next((one.form for one in group if one.form), "")
    return FoundOrganisation(
        text=text,
        place=flow.place(group[0].start, group[0].end),
        confidence=max(one.confidence for one in group),
        form=form,
        sort=sort_of(text if not text.startswith("№") else fullest.head, form),
        nominative=nominative_of(text) if not text.startswith("№") else f"{fullest.head} {text}".strip(),
        short_name=min(spellings, key=len),
        aliases=tuple(spelling for spelling in spellings if spelling != text),
        mentions=tuple(flow.mention(one.start, one.end) for one in group),
    )


def sort_of(text: str, form: str = "") -> str:
    """What kind of organisation a name says it is; empty where it says nothing."""
    known = legal_form(form) if form else None
    for word in _WORD.findall(text.replace("/", "/")):
        if sort := _TYPES.get(word.upper()):
            return str(sort)
        for lemmas, of_lemmas in lexicon.SORTS:
            if noun_lemmas(word) & lemmas:
                return str(of_lemmas)
    if known:
        return str(known.sort)
    lowered = text.lower()
    return next((str(sort) for stem, sort in _SORT_STEMS if stem in lowered), "")


def nominative_of(text: str) -> str:
    """The name with its adjectives and head in the first case; names that begin with a form or a quote stand already."""
    words = text.split(" ")
    head = next((place for place, word in enumerate(words[:6]) if any_lemma(word.strip("«»,"), lexicon.HEADS)), None)
    if head is None or any(not is_adjective(word) for word in words[:head]):
        return text
    gender = next((of for _, number, of in noun_forms(words[head]) if number == "sing"), "")
    for place in range(head + 1):
        words[place] = _first_case(words[place], gender if place < head else "")
    return " ".join(words)


def _first_case(word: str, gender: str) -> str:
    forms = describing_forms(word) if gender else noun_forms(word)
    if any(case == "nomn" and number == "sing" and (not gender or of in {gender, ""}) for case, number, of in forms):
        return word
    for reading in readings(word.lower()):
        if reading.tag.POS not in ({"ADJF", "PRTF"} if gender else {"NOUN"}):
            continue
        form = reading.inflect({"nomn", "sing", gender} if gender else {"nomn", "sing"})
        if form:
            inflected = str(form.word)
            if word.isupper() and len(word) > 1:
                return inflected.upper()
            return inflected.capitalize() if word[:1].isupper() else inflected
    return word


def is_community(text: str) -> bool:
    """Partners without legal personality: «родители», «волонтёры-медики»."""
    first = re.split(r"[\s-]", text.strip())[0]
    return lemma_of(first) in {"родитель", "волонтер", "доброволец", "общественность", "житель", "ветеран", "выпускник",
                               "шеф", "спонсор", "предприниматель", "семья"}  # fmt: skip
