"""What the dictionary says about words: parts of speech, cases, and whether it knows the word at all."""

from collections.abc import Iterable
from functools import lru_cache

from vmeste.pure.grammar.morphology import readings

_REMEMBERED = 20_000
_NOUNS = frozenset({"NOUN"})
_DESCRIBING = frozenset({"ADJF", "PRTF"})
_NAMES = frozenset({"Name", "Surn", "Patr"})


@lru_cache(maxsize=_REMEMBERED)
def lemma_of(word: str) -> str:
    """The likeliest dictionary form, е for ё."""
    return str(readings(word.lower())[0].normal_form).replace("ё", "е")


@lru_cache(maxsize=_REMEMBERED)
def noun_lemmas(word: str, *, singular: bool = False) -> frozenset[str]:
    """Dictionary forms of the readings as a noun."""
    return frozenset(
        str(reading.normal_form).replace("ё", "е")
        for reading in readings(word.lower())
        if reading.tag.POS in _NOUNS and (not singular or reading.tag.number == "sing")
    )


@lru_cache(maxsize=_REMEMBERED)
def noun_forms(word: str) -> frozenset[tuple[str, str, str]]:
    """Case, number and gender of the readings as a noun."""
    return _forms(word, _NOUNS)


@lru_cache(maxsize=_REMEMBERED)
def describing_forms(word: str) -> frozenset[tuple[str, str, str]]:
    """Case, number and gender of the readings as an adjective or participle; gender is "" in the plural."""
    return _forms(word.rpartition("-")[2] or word, _DESCRIBING)


def _forms(word: str, parts: frozenset[str]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (_CASES.get(str(reading.tag.case), ""), str(reading.tag.number), str(reading.tag.gender or ""))
        for reading in readings(word.lower())
        if reading.tag.POS in parts and reading.tag.case
    )


_CASES = {"nomn": "nomn", "gent": "gent", "gen2": "gent", "datv": "datv", "accs": "accs", "ablt": "ablt",
          "loct": "loct", "loc2": "loct"}  # fmt: skip


def agrees(adjective: str, noun: str) -> bool:
    """Whether some reading of the adjective stands in the case, number and gender of some reading of the noun."""
    nouns = noun_forms(noun)
    return any(
        case == of_noun[0] and number == of_noun[1] and (number == "plur" or not gender or gender == of_noun[2])
        for case, number, gender in describing_forms(adjective)
        for of_noun in nouns
    )


@lru_cache(maxsize=_REMEMBERED)
def may_be(word: str, *cases: str) -> bool:
    """Whether a noun, adjective or participle reading stands in one of the cases."""
    forms = noun_forms(word) | describing_forms(word)
    return any(case in cases for case, _, _ in forms)


@lru_cache(maxsize=_REMEMBERED)
def is_adjective(word: str) -> bool:
    return bool(describing_forms(word))


@lru_cache(maxsize=_REMEMBERED)
def is_noun(word: str) -> bool:
    return bool(noun_forms(word))


@lru_cache(maxsize=_REMEMBERED)
def is_verb(word: str) -> bool:
    """Whether the likeliest reading is a verb form that can be a predicate."""
    return readings(word.lower())[0].tag.POS in {"VERB", "INFN", "PRTS", "GRND"}


@lru_cache(maxsize=_REMEMBERED)
def is_function(word: str) -> bool:
    """Prepositions, conjunctions, particles, pronouns, and lone letters, which the dictionary also knows as nouns."""
    return len(word) == 1 or readings(word.lower())[0].tag.POS in {"PREP", "CONJ", "PRCL", "NPRO", "INTJ"}


@lru_cache(maxsize=_REMEMBERED)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word, or all parts of it between hyphens."""
    return all(readings(part)[0].is_known for part in word.lower().split("-") if part)


@lru_cache(maxsize=_REMEMBERED)
def has_grammeme(word: str, *grammemes: str) -> bool:
    """Whether some reading carries one of the grammemes: Name, Surn, Patr, Geox, Orgn, anim …"""
    return any(grammeme in reading.tag for reading in readings(word.lower()) for grammeme in grammemes)


@lru_cache(maxsize=_REMEMBERED)
def is_person(word: str) -> bool:
    """Whether the word names people by what they are: «учащихся», «детей», «победителем»."""
    return any(
        "anim" in reading.tag and reading.tag.POS == "NOUN" and not _NAMES & set(reading.tag.grammemes)
        for reading in readings(word.lower())[:2]
    )


def any_lemma(word: str, lemmas: Iterable[str], *, singular: bool = False) -> str:
    """The first of the word's noun lemmas that is in `lemmas`, or empty."""
    known = frozenset(lemmas)
    return next((lemma for lemma in sorted(noun_lemmas(word, singular=singular)) if lemma in known), "")
