"""Telephone numbers: any spelling is kept as typed, one form is derived for comparing and dialling."""

import re
from typing import Any

from vmeste.foundation.tenancy.models import DerivedField
from vmeste.pure.matching import UnreadablePhone, read_phone

_SEVERAL = re.compile(r"[,;/\n]")


def e164(text: str) -> str:
    """The number in `text`, or the first of several, as «+78153271225»; empty when there is none. Never fails.

    Source: ITU-T E.164; numbers without a country code are Russian.
    """
    for part in (text, *_SEVERAL.split(text)):
        try:
            return read_phone(part).e164
        except UnreadablePhone:
            continue
    return ""


class E164Field(DerivedField):
    """The dialable form of another column of the row; empty when that holds no whole number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def derive(self, value: Any) -> str:
        return e164(str(value or ""))
