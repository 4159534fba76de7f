"""The words this kernel answers with."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Case(StrEnum):
    """The six cases; values are the OpenCorpora grammemes that pymorphy3 understands."""

    NOMINATIVE = "nomn"
    GENITIVE = "gent"
    DATIVE = "datv"
    ACCUSATIVE = "accs"
    INSTRUMENTAL = "ablt"
    PREPOSITIONAL = "loct"


class Gender(StrEnum):
    """Grammatical gender; values are OpenCorpora grammemes."""

    MASCULINE = "masc"
    FEMININE = "femn"
    NEUTER = "neut"


class Sureness(IntEnum):
    """How far an answer can be trusted; greater is surer, so the least sure part of a whole is its minimum."""

    GUESS = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Form:
    """A text in the case asked for."""

    text: str
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class GenderAnswer:
    """Masculine or feminine, or ``None`` when the name does not tell."""

    gender: Gender | None
    sureness: Sureness
