"""Telephone numbers: any spelling is kept as typed, one form is derived for comparing and dialling."""

import re
from typing import Any

import phonenumbers

from vmeste.foundation.tenancy.models import DerivedField

_HOME = "RU"
_SEVERAL = re.compile(r"[,;/\n]")


def e164(text: str) -> str:
    """The first number in `text` as «+78153271225»; empty when there is none with an area code. Never fails.

    Source: ITU-T E.164; numbers without a country code are Russian.
    """
    for part in _SEVERAL.split(text or ""):
        try:
            number = phonenumbers.parse(part, _HOME)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


class E164Field(DerivedField):
    """The dialable form of another column of the row; empty when that holds no whole number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def derive(self, value: Any) -> str:
        return e164(str(value or ""))
