"""The one dictionary of the process, loaded when the first word is asked for (0.1 s, 16 MB)."""

from functools import lru_cache

import pymorphy3
from pymorphy3.analyzer import Parse

from .forms import Case

_WORDS_REMEMBERED = 4096


@lru_cache(maxsize=1)
def _analyser() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=_WORDS_REMEMBERED)
def readings(word: str) -> tuple[Parse, ...]:
    """Every dictionary reading of a word, likeliest first."""
    return tuple(_analyser().parse(word))


def inflected(reading: Parse, case: Case, *, animate: bool) -> str | None:
    """The reading in a case, number kept; ``None`` when the dictionary has no such form.

    Adjectives and participles take the animate or inanimate accusative; nouns have their own.
    """
    wanted = {str(case), str(reading.tag.number)}
    is_adjective = reading.tag.POS in {"ADJF", "PRTF"}
    if case is Case.ACCUSATIVE and is_adjective and (reading.tag.gender == "masc" or reading.tag.number == "plur"):
        wanted.add("anim" if animate else "inan")
    form = reading.inflect(wanted)
    return form.word if form else None


def like(pattern: str, word: str) -> str:
    """The word with the capitals of the pattern, and its е where the dictionary would put ё: «волонтеров»."""
    shouted = len(pattern) > 1 and pattern.isupper()
    kept = 0
    for old, new in zip(pattern, word, strict=False):
        if old.lower() != new and (old.lower(), new) != ("е", "ё"):
            break
        kept += 1
    rest = word[kept:]
    return pattern[:kept] + (rest.upper() if shouted else rest)
