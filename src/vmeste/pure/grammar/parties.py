"""How many sides an agreement says it has: «трёхсторонний договор»."""

import re

from .forms import Gender

_STEMS = ("одно", "дву", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти")
_MANY = "много"
_ENDINGS = {Gender.MASCULINE: "ий", Gender.FEMININE: "яя", Gender.NEUTER: "ее"}
_OTHER_STEMS = {"двух": 2}
_LATIN = {
    "unilateral": 1, "bilateral": 2, "trilateral": 3, "quadrilateral": 4,
    "bipartite": 2, "tripartite": 3, "quadripartite": 4,
    "two-party": 2, "three-party": 3, "four-party": 4, "two-way": 2, "three-way": 3, "four-way": 4,
}  # fmt: skip
_COUNTS = {stem.replace("ё", "е"): count for count, stem in enumerate(_STEMS, 1)} | _OTHER_STEMS
_RUSSIAN = re.compile(rf"\b(?:({'|'.join(_COUNTS)})|(\d{{1,3}})\s?-?\s?(?:х|ти|ми|и|мя)?\s?-?\s?)сторонн[а-я]+")
_ENGLISH = re.compile(rf"\b(?:({'|'.join(_LATIN)})|(\d{{1,3}})-?(?:party|way|sided))\b")


def ordinal_party(count: int, gender: Gender = Gender.MASCULINE) -> str:
    """«Двусторонний», … «десятисторонний», beyond that «многосторонний»; ``ValueError`` below 1.

    The gender is that of the noun: трёхсторонний договор, трёхсторонняя встреча, трёхстороннее соглашение.
    """
    if count < 1:
        raise ValueError(f"an agreement of {count} parties does not exist")
    stem = _STEMS[count - 1] if count <= len(_STEMS) else _MANY
    return f"{stem}сторонн{_ENDINGS[gender]}"


def party_count_of_label(text: str) -> int | None:
    """The number of parties a label claims, in Russian or English, anywhere in the text; ``None`` when it names none.

    «Трехсторонний», «трёхстороннее», «3-сторонний», «3-х сторонний», "trilateral" are 3; «многосторонний» is ``None``.
    """
    folded = text.lower().replace("ё", "е")
    match = _RUSSIAN.search(folded)
    if match:
        return _COUNTS[match[1]] if match[1] else int(match[2])
    match = _ENGLISH.search(folded)
    if match:
        return _LATIN[match[1]] if match[1] else int(match[2])
    return None
