"""Russian registration numbers as model fields: kept as digits, refused in words that say what is wrong.

Lengths and check digits: Federal Tax Service order ED-7-14/559@ (INN), government decree 438 of 2002 and its
successors (OGRN), OK 033-2013 (OKTMO, which has no check digit).
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

_FILLING = re.compile(r"[\s\u00a0\u202f\u2009-]+")
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}")

INN_OF_ENTITY, INN_OF_PERSON = 10, 12
OGRN_OF_ENTITY, OGRN_OF_PERSON = 13, 15


def check_inn(number: str) -> None:
    """Raises ValidationError unless `number` is an INN: 10 digits of a legal entity or 12 of a person."""
    _require_digits(number)
    if len(number) not in {INN_OF_ENTITY, INN_OF_PERSON}:
        raise _wrong_length(_("An INN has 10 digits (legal entity) or 12 (sole trader); here are %(given)d."), number)
    _require_check_digits(number, stdnum_inn.validate)


def check_ogrn(number: str) -> None:
    """Raises ValidationError unless `number` is an OGRN (13 digits) or OGRNIP (15)."""
    _require_digits(number)
    if len(number) not in {OGRN_OF_ENTITY, OGRN_OF_PERSON}:
        raise _wrong_length(_("An OGRN has 13 digits (legal entity) or 15 (sole trader); here are %(given)d."), number)
    _require_check_digits(number, stdnum_ogrn.validate)


def check_kpp(number: str) -> None:
    """Raises ValidationError unless `number` has the form of a KPP: nine characters, the fifth and sixth may be letters."""
    if not _KPP.fullmatch(number):
        raise ValidationError(_("A KPP has 9 characters: digits, the fifth and sixth may be Latin capitals."), "form")


def check_oktmo(number: str) -> None:
    """Raises ValidationError unless `number` has 8 digits (municipality) or 11 (settlement)."""
    _require_digits(number)
    if len(number) not in {8, 11}:
        raise _wrong_length(_("An OKTMO code has 8 or 11 digits; here are %(given)d."), number)


def _require_digits(number: str) -> None:
    if not (number.isascii() and number.isdecimal()):
        raise ValidationError(_("Only digits, please."), "digits")


def _wrong_length(words: Promise, number: str) -> ValidationError:
    return ValidationError(words, "length", {"given": len(number)})


def _require_check_digits(number: str, validate: Callable[[str], str]) -> None:
    try:
        validate(number)
    except InvalidChecksum as mistake:
        raise ValidationError(_("The check digit does not fit: a digit is mistyped."), "check_digit") from mistake


class IdentifierField(models.CharField):
    """A number typed with any spaces or hyphens and kept without them; empty when unknown."""

    check_number: ClassVar[Callable[[str], None]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        return _FILLING.sub("", str(value or "")).upper()

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if value:
            type(self).check_number(value)
        super().validate(value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        # People may type as many spaces as they like; the length is that of the number.
        field = super().formfield(**kwargs)
        field.max_length = None  # type: ignore[union-attr]
        field.validators = []  # type: ignore[union-attr]
        field.widget.attrs.pop("maxlength", None)  # type: ignore[union-attr]
        field.widget.attrs["inputmode"] = "numeric"  # type: ignore[union-attr]
        return field


class InnField(IdentifierField):
    check_number = staticmethod(check_inn)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 12, **kwargs})


class OgrnField(IdentifierField):
    check_number = staticmethod(check_ogrn)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 15, **kwargs})


class KppField(IdentifierField):
    check_number = staticmethod(check_kpp)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 9, **kwargs})


class OktmoField(IdentifierField):
    check_number = staticmethod(check_oktmo)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 11, **kwargs})
