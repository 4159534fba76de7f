"""Whether two records speak of one organisation, and whether its numbers can be right.

Identifiers and telephones become one form or a typed refusal; names are compared through spellings, legal forms,
numbers, towns, acronyms and slips of the pen. Every verdict carries its reasons as data, so that a page can word
them.
"""

from .comparing import compare
from .duplicates import Candidate, find_duplicates
from .identifiers import (
    IdentifierProblem,
    InvalidIdentifier,
    check_inn,
    check_kpp,
    check_ogrn,
    check_oktmo,
    check_snils,
)
from .identity import Identity, Reason, ReasonCode, Verdict, VerdictKind
from .legal_forms import LEGAL_FORMS, LegalForm, Sort, SplitName, legal_form, split_legal_form
from .names import normalise_name
from .phones import Phone, PhoneProblem, UnreadablePhone, read_phone

__all__ = [
    "LEGAL_FORMS",
    "Candidate",
    "IdentifierProblem",
    "Identity",
    "InvalidIdentifier",
    "LegalForm",
    "Phone",
    "PhoneProblem",
    "Reason",
    "ReasonCode",
    "Sort",
    "SplitName",
    "UnreadablePhone",
    "Verdict",
    "VerdictKind",
    "check_inn",
    "check_kpp",
    "check_ogrn",
    "check_oktmo",
    "check_snils",
    "compare",
    "find_duplicates",
    "legal_form",
    "normalise_name",
    "read_phone",
    "split_legal_form",
]
