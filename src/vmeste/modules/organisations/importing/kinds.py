"""What kind of organisation a name speaks of."""

import re

from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.pure.matching import Sort
from vmeste.pure.matching.legal_forms import split_legal_form
from vmeste.pure.reading.recognising.lexicon import COMMUNITY

_SAYINGS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (OrganisationKind.SCHOOL_BODY, r"(?:управляющ|попечительск|родительск|ученическ)\w* (?:совет|комитет)"),
        (OrganisationKind.SCHOOL_BODY, r"совет\w* (?:родител|школ|отц|старшеклассник|лице|гимнази)"),
        (OrganisationKind.TECHNOPARK, r"технопарк|кванториум"),
        (OrganisationKind.LIBRARY, r"библиотек"),
        (OrganisationKind.MEDIA, r"теле(?:радио)?компани|телеканал|газет|\bрадио\b|редакци|медиацентр"),
        (OrganisationKind.MILITARY, r"войск|\bв/ч\b|воинск|военкомат|гарнизон|росгварди"),
        (OrganisationKind.RELIGIOUS, r"\bприход|храм|епархи|монастыр|\bсобор\b"),
        (OrganisationKind.LAW, r"\b(?:пдн|кдн|кднизп|гибдд|овд|мвд|умвд|омвд)\b|полици|прокуратур|наркоконтрол"),
        (OrganisationKind.LAW, r"госавтоинспекци|несовершеннолетн|следственн\w+ комитет"),
        (OrganisationKind.EMPLOYMENT, r"занятост|\bцзн\b"),
        (OrganisationKind.FUND, r"\bфонд\b"),
        (OrganisationKind.UNION, r"союз\w* (?:машиностроит|промышленник|предпринимат|работодат|строител)"),
        (OrganisationKind.UNION, r"торгово-промышленн|ассоциаци\w+ (?:предприят|работодат|промышлен|производит)"),
        (OrganisationKind.CONTINUING, r"развити\w+ образования|повышени\w+ квалификац|\bиро\b"),
        (OrganisationKind.CONTINUING, r"профессиональной подготовки"),
        (OrganisationKind.SUPPLEMENTARY, r"одар[её]нн\w+ дет|олимпиадн\w+ подготовк|\bдц\b|детск\w+ центр"),
        (OrganisationKind.NON_PROFIT, r"\b(?:анко|ано|нко|соонко)\b"),
        (OrganisationKind.MEDICAL, r"наркокабинет|поликлиник|больниц|диспансер"),
        (OrganisationKind.AUTHORITY_EDUCATION, r"(?:министерств|департамент|управлени|комитет)\w* [^«»]*?образован"),
        (OrganisationKind.AUTHORITY_EDUCATION, r"(?:отдел\w*|министерств\w*) [^«»]*?(?:образован|просвещен)"),
        (OrganisationKind.AUTHORITY_EDUCATION, r"минпросвещ|минобр|облоно|гороно"),
    )
)  # fmt: skip
_STATE_UNIVERSITY = re.compile(r"\b[А-ЯЁ][А-ЯЁа-яё]*ГУ[А-ЯЁ]{0,4}\b")
"""«БГУ», «ВСГУТУ», «СибГУТИ»: the middle says «государственный университет»."""
_BY_SORT = {
    Sort.SCHOOL: OrganisationKind.SCHOOL,
    Sort.PRESCHOOL: OrganisationKind.PRESCHOOL,
    Sort.SUPPLEMENTARY: OrganisationKind.SUPPLEMENTARY,
    Sort.VOCATIONAL: OrganisationKind.VOCATIONAL,
    Sort.UNIVERSITY: OrganisationKind.UNIVERSITY,
    Sort.PROFESSIONAL_DEVELOPMENT: OrganisationKind.CONTINUING,
    Sort.CULTURE: OrganisationKind.CULTURE,
    Sort.HEALTH: OrganisationKind.MEDICAL,
    Sort.COMPANY: OrganisationKind.ENTERPRISE,
    Sort.NON_PROFIT: OrganisationKind.NON_PROFIT,
    Sort.INSTITUTION: OrganisationKind.AUTHORITY,
    COMMUNITY: OrganisationKind.COMMUNITY,
}


def kind_of(name: str, sort: str = "") -> OrganisationKind:
    """What a name says, a school before all else: «школа при храме»; `sort` as the reading of a document has it."""
    plain = _BY_SORT.get(sort)
    if plain in {OrganisationKind.COMMUNITY, OrganisationKind.SCHOOL, OrganisationKind.PRESCHOOL}:
        return plain
    if said := next((kind for kind, pattern in _SAYINGS if pattern.search(name)), None):
        return said
    if plain is None and _STATE_UNIVERSITY.search(name):
        return OrganisationKind.UNIVERSITY
    if plain is None and (form := split_legal_form(name).form) is not None:
        plain = _BY_SORT.get(form.sort)
    return plain or OrganisationKind.OTHER
