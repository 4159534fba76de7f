"""What is compared, and what a comparison says."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an organisation; everything but one name or number may be missing.

    ``names`` is the main name first, then its aliases. ``territory`` is a town or district in any spelling, ``kind``
    a code of the caller's own list of kinds. Raises ``ValueError`` when nothing identifies it.
    """

    names: tuple[str, ...] = ()
    inn: str = ""
    ogrn: str = ""
    kpp: str = ""
    territory: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        if not (self.inn or self.ogrn or any(name.strip() for name in self.names)):
            raise ValueError("an identity needs a name or a number")


class VerdictKind(StrEnum):
    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


class ReasonCode(StrEnum):
    """Why; the words in brackets are the parameters of the reason."""

    SAME_INN = "same inn"  # inn
    SAME_OGRN = "same ogrn"  # ogrn
    DIFFERENT_INN = "different inn"  # first, second
    DIFFERENT_OGRN = "different ogrn"  # first, second
    DIFFERENT_KPP = "different kpp"  # first, second
    NUMBERS_DISAGREE = "registry numbers disagree"  # one equal, another not
    BRANCH = "branch"  # name
    SAME_NAME = "same name"  # first, second
    LEGAL_FORM_VARIANT = "legal form variant"  # first, second
    DIFFERENT_NUMBERS = "different numbers"  # first, second
    NUMBER_MISSING = "number missing"  # number
    SAME_NUMBER = "same number"  # number
    DIFFERENT_TOWNS = "different towns"  # first, second
    DIFFERENT_SORTS = "different sorts"  # first, second
    DIFFERENT_KINDS = "different kinds"  # first, second
    NAME_CONTAINED = "name contained"  # first, second
    ACRONYM = "acronym"  # first, second
    SHORTENED_WORD = "shortened word"  # first, second
    SPELLING = "spelling"  # first, second
    SIMILAR_WORDS = "similar words"  # first, second
    DIFFERENT_NAMES = "different names"  # first, second


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with what it is about; ``parameters`` are (name, text) pairs, see :class:`ReasonCode`."""

    code: ReasonCode
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: ReasonCode, **parameters: str) -> "Reason":
        return cls(code, tuple(parameters.items()))


@dataclass(frozen=True, slots=True)
class Verdict:
    """``score`` is 0 (surely different) to 1 (surely the same) and orders verdicts; reasons come strongest first."""

    kind: VerdictKind
    score: float
    reasons: tuple[Reason, ...]

    @property
    def rank(self) -> tuple[int, float]:
        """For choosing the better verdict: same before maybe before different, then by score."""
        return (VerdictKind.DIFFERENT, VerdictKind.MAYBE, VerdictKind.SAME).index(self.kind), self.score
