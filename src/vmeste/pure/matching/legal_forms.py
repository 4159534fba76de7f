"""Legal forms in names of organisations: «МБОУ» ↔ «муниципальное бюджетное общеобразовательное учреждение».

Institutions are composed of an owner, a way of funding and a type, so the table is a product of three short ones;
companies and associations are listed. Old forms (ДОД, ВПО, СПО) stay, because old documents use them, and know their
``successor``.
"""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from .names import normalise_name


class Sort(StrEnum):
    """What an organisation mainly is, as far as its form or its name says."""

    SCHOOL = "school"
    PRESCHOOL = "preschool"
    SUPPLEMENTARY = "supplementary"
    VOCATIONAL = "vocational"
    UNIVERSITY = "university"
    PROFESSIONAL_DEVELOPMENT = "professional development"
    CULTURE = "culture"
    HEALTH = "health"
    COMPANY = "company"
    NON_PROFIT = "non-profit"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``abbreviation`` as registers write it, ``words`` in full (small letters), ``english`` for readers of the code.

    ``successor`` is the abbreviation that replaced it, or its own.
    """

    abbreviation: str
    words: str
    english: str
    sort: Sort
    successor: str


class SplitName(NamedTuple):
    """A legal form (or ``None``) and the name without it."""

    form: LegalForm | None
    rest: str


_OWNERS = (
    ("М", "муниципальное", "municipal"),
    ("Г", "государственное", "state"),
    ("ОГ", "областное государственное", "regional state"),
    ("КГ", "краевое государственное", "territorial state"),
    ("ФГ", "федеральное государственное", "federal state"),
)
_FUNDING = (
    ("", "", ""),
    ("Б", "бюджетное", "budgetary"),
    ("А", "автономное", "autonomous"),
    ("К", "казенное", "treasury"),
)
_TYPES = (
    ("ОУ", "общеобразовательное учреждение", "general education institution", Sort.SCHOOL, ""),
    ("ДОУ", "дошкольное образовательное учреждение", "preschool institution", Sort.PRESCHOOL, ""),
    ("ПОУ", "профессиональное образовательное учреждение", "vocational institution", Sort.VOCATIONAL, ""),
    ("ОУ СПО", "образовательное учреждение среднего профессионального образования", "vocational institution (old)", Sort.VOCATIONAL, "ПОУ"),
    ("ОУ ВО", "образовательное учреждение высшего образования", "higher education institution", Sort.UNIVERSITY, ""),
    ("ОУ ВПО", "образовательное учреждение высшего профессионального образования", "higher education institution (old)", Sort.UNIVERSITY, "ОУ ВО"),
    ("У ДО", "учреждение дополнительного образования", "supplementary education institution", Sort.SUPPLEMENTARY, ""),
    ("ОУ ДО", "образовательное учреждение дополнительного образования", "supplementary education institution", Sort.SUPPLEMENTARY, "У ДО"),
    ("ОУ ДОД", "образовательное учреждение дополнительного образования детей", "supplementary education institution for children (old)", Sort.SUPPLEMENTARY, "У ДО"),
    ("У ДПО", "учреждение дополнительного профессионального образования", "professional development institution", Sort.PROFESSIONAL_DEVELOPMENT, ""),
    ("ОУ ДПО", "образовательное учреждение дополнительного профессионального образования", "professional development institution", Sort.PROFESSIONAL_DEVELOPMENT, "У ДПО"),
    ("УК", "учреждение культуры", "cultural institution", Sort.CULTURE, ""),
    ("УЗ", "учреждение здравоохранения", "health institution", Sort.HEALTH, ""),
    ("У", "учреждение", "institution", Sort.INSTITUTION, ""),
)  # fmt: skip
_LISTED = (
    ("ЧОУ", "частное общеобразовательное учреждение", "private general education institution", Sort.SCHOOL),
    ("ЧДОУ", "частное дошкольное образовательное учреждение", "private preschool institution", Sort.PRESCHOOL),
    ("ЧПОУ", "частное профессиональное образовательное учреждение", "private vocational institution", Sort.VOCATIONAL),
    ("ЧОУ ВО", "частное образовательное учреждение высшего образования", "private higher education institution", Sort.UNIVERSITY),
    ("АНОО", "автономная некоммерческая общеобразовательная организация", "autonomous non-profit general education organisation", Sort.SCHOOL),
    ("АНО ВО", "автономная некоммерческая организация высшего образования", "autonomous non-profit higher education organisation", Sort.UNIVERSITY),
    ("АНО ДПО", "автономная некоммерческая организация дополнительного профессионального образования", "autonomous non-profit professional development organisation", Sort.PROFESSIONAL_DEVELOPMENT),
    ("АНО ДО", "автономная некоммерческая организация дополнительного образования", "autonomous non-profit supplementary education organisation", Sort.SUPPLEMENTARY),
    ("АНО", "автономная некоммерческая организация", "autonomous non-profit organisation", Sort.NON_PROFIT),
    ("НКО", "некоммерческая организация", "non-profit organisation", Sort.NON_PROFIT),
    ("РОО", "региональная общественная организация", "regional public association", Sort.NON_PROFIT),
    ("ООО", "общество с ограниченной ответственностью", "limited liability company", Sort.COMPANY),
    ("ПАО", "публичное акционерное общество", "public joint-stock company", Sort.COMPANY),
    ("АО", "акционерное общество", "joint-stock company", Sort.COMPANY),
    ("ОАО", "открытое акционерное общество", "open joint-stock company (old)", Sort.COMPANY),
    ("ЗАО", "закрытое акционерное общество", "closed joint-stock company (old)", Sort.COMPANY),
    ("ФГУП", "федеральное государственное унитарное предприятие", "federal state unitary enterprise", Sort.COMPANY),
    ("ГУП", "государственное унитарное предприятие", "state unitary enterprise", Sort.COMPANY),
    ("МУП", "муниципальное унитарное предприятие", "municipal unitary enterprise", Sort.COMPANY),
    ("ИП", "индивидуальный предприниматель", "sole trader", Sort.COMPANY),
)  # fmt: skip
_LISTED_SUCCESSORS = {"ОАО": "ПАО", "ЗАО": "АО"}
_ALSO_WRITTEN = {"общеобразовательное учреждение": "образовательное учреждение"}


def _institutions() -> Iterator[LegalForm]:
    for owner, owner_words, owner_english in _OWNERS:
        for funding, funding_words, funding_english in _FUNDING:
            prefix = owner + funding
            for abbreviation, words, english, sort, successor in _TYPES:
                yield LegalForm(
                    prefix + abbreviation,
                    " ".join(f"{owner_words} {funding_words} {words}".split()),
                    " ".join(f"{owner_english} {funding_english} {english}".split()),
                    sort,
                    prefix + (successor or abbreviation),
                )


LEGAL_FORMS: tuple[LegalForm, ...] = (
    *_institutions(),
    *(
        LegalForm(abbreviation, words, english, sort, _LISTED_SUCCESSORS.get(abbreviation, abbreviation))
        for abbreviation, words, english, sort in _LISTED
    ),
)
"""Every form, one row per abbreviation."""


def legal_form(text: str) -> LegalForm | None:
    """The form that an abbreviation («МБОУ», «МБУДО») or its full words name; ``None`` for others. O(length)."""
    return _forms_by_key().get(_key(normalise_name(text)))


def split_legal_form(text: str) -> SplitName:
    """The first legal form in a name and the normalised rest; a branch keeps the words before its form. O(length)."""
    normal = normalise_name(text)
    match = _pattern().search(normal)
    if not match:
        return SplitName(None, normal)
    rest = f"{normal[: match.start()]} {normal[match.end() :]}".strip(" -,")
    return SplitName(_forms_by_key()[_key(match[0])], " ".join(rest.split()))


def _key(normal: str) -> str:
    return normal.replace(" ", "")


@lru_cache(maxsize=1)
def _forms_by_key() -> dict[str, LegalForm]:
    spellings = {_key(spelling): form for form in LEGAL_FORMS for spelling in _spellings(form)}
    return spellings | {_key(form.words): form for form in LEGAL_FORMS}


def _spellings(form: LegalForm) -> list[str]:
    """Normalised abbreviation and words, also with «образовательное» for «общеобразовательное»."""
    also = [form.words.replace(words, other) for words, other in _ALSO_WRITTEN.items() if form.words.endswith(words)]
    return [form.abbreviation.lower(), form.words, *also]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """All spellings, longest first, as whole words; blanks inside an abbreviation are optional."""
    spellings = sorted({spelling for form in LEGAL_FORMS for spelling in _spellings(form)}, key=len, reverse=True)
    alternatives = "|".join(re.escape(spelling).replace(r"\ ", " ?") for spelling in spellings)
    return re.compile(rf"(?<![\w/])(?:{alternatives})(?![\w/])")
