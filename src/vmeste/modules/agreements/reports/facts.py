"""An agreement's facts in the shape of the template's fields, with grammar's proposals where nobody decided."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from vmeste.modules.agreements.choices import Renewal
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.selectors.details import directions_of, obligations_of, parties_of
from vmeste.modules.agreements.selectors.grammar import acting, genitive_name, genitive_post
from vmeste.pure.grammar.parties import ordinal_party
from vmeste.pure.grammar.persons import initials
from vmeste.pure.writing.templates.language import in_words

_HEADINGS = {
    "partnership": "ДОГОВОР О ПАРТНЁРСТВЕ",
    "intent": "СОГЛАШЕНИЕ О НАМЕРЕНИЯХ",
    "donation": "ДОГОВОР ПОЖЕРТВОВАНИЯ",
    "rules": "РЕГЛАМЕНТ ВЗАИМОДЕЙСТВИЯ",
}
_COPIES = {2: "двух", 3: "трёх", 4: "четырёх", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти", 10: "десяти"}


def agreement_facts(agreement: Agreement) -> dict[str, Any]:
    """Everything the template may print; 3 queries. Missing facts are left out and become visible blanks."""
    parties = list(parties_of(agreement))
    promises = list(obligations_of(agreement))
    return {
        "heading": _HEADINGS.get(agreement.kind, "СОГЛАШЕНИЕ О СОТРУДНИЧЕСТВЕ"),
        "number": agreement.number,
        "place": agreement.place,
        "signed_on": agreement.signed_on,
        "party_word": agreement.party_label or (ordinal_party(len(parties)) if parties else ""),
        "parties": [_party(party, [p for p in promises if p.party_id == party.pk]) for party in parties],
        "subject": agreement.subject or agreement.title,
        "directions": [{"text": row.wording or str(row.direction)} for row in directions_of(agreement)],
        "common_promises": _texts(p for p in promises if p.party_id is None),
        "begins": f"с {in_words(agreement.starts_on)}" if agreement.starts_on else "с даты подписания",
        "ends": _ends(agreement),
        "renewal": _renewal(agreement),
        "payment": "за плату, по отдельным договорам" if agreement.is_paid else "безвозмездно",
        "responsible": agreement.responsible,
        "copies": _COPIES.get(len(parties), str(len(parties))),
    }


def _party(party: AgreementParty, promises: list[Any]) -> dict[str, Any]:
    organisation = party.organisation
    represented = f"{genitive_post(party).text} {genitive_name(party).text}".strip()
    return {
        "name": organisation.name,
        "short_name": organisation.shown_name,
        "role": party.get_role_display(),
        "represented": represented,
        "acting": acting(party),
        "basis": party.authority_basis,
        "post": party.signatory_post[:1].upper() + party.signatory_post[1:],
        "initials": initials(party.signatory_name).surname_last if party.signatory_name else "",
        "address": organisation.address,
        "inn": organisation.inn,
        "kpp": organisation.kpp,
        "ogrn": organisation.ogrn,
        "phone": organisation.phone,
        "email": organisation.email,
        "promises": _texts(promises),
    }


def _texts(promises: Iterable[Any]) -> list[dict[str, str]]:
    return [{"text": promise.text} for promise in promises]


def _ends(agreement: Agreement) -> str:
    # The row's end is exclusive; documents name the last day.
    if agreement.ends_on is None:
        return "без ограничения срока"
    return f"по {in_words(agreement.ends_on - timedelta(days=1))} включительно"


def _renewal(agreement: Agreement) -> str:
    if agreement.renewal == Renewal.AUTOMATIC:
        months = agreement.renewal_months
        span = f"ещё на {months} мес." if months else "на тот же срок"
        return f"соглашение продлевается {span}, если ни одна из Сторон не возражает письменно"
    if agreement.renewal == Renewal.BY_AGREEMENT:
        return "по письменной договорённости Сторон"
    return "соглашение прекращается с окончанием срока"
