"""How registers and reports name an agreement; always in Russian."""

from datetime import timedelta

from vmeste.modules.agreements.models import Agreement
from vmeste.pure.writing.templates.language import in_digits


def number_and_date(agreement: Agreement) -> str:
    """№ 17 от 01.03.2026; where there is no date, what the document says instead."""
    number = f"№ {agreement.number}" if agreement.number else ""
    if agreement.signed_on:
        day = f"от {in_digits(agreement.signed_on)}"
        return f"{number} {day}" if number else f"{day}, без номера"
    if agreement.signed_note:
        return f"{number}, {agreement.signed_note}" if number else agreement.signed_note
    return f"{number} без даты" if number else "без номера и даты"


def term_of(agreement: Agreement) -> str:
    """с 01.03.2026 по 28.02.2027, by the last day; an agreement without an end is said to have none."""
    # The row's end is exclusive; documents name the last day.
    begins = f"с {in_digits(agreement.starts_on)}" if agreement.starts_on else ""
    ends = f"по {in_digits(agreement.ends_on - timedelta(days=1))}" if agreement.ends_on else "без срока"
    return f"{begins} {ends}".strip()
