"""Numbers the state gives: ИНН, ОГРН, КПП, ОКТМО, СНИЛС.

Each check takes what people type (blanks, hyphens), returns the one form to store, and raises
:class:`InvalidIdentifier` with a reason otherwise. A check digit finds every single wrong digit except where two
remainders are written as one digit: ИНН and ОГРН take a remainder modulo 11 modulo 10, so 0 and 10 look alike; ОГРНИП
modulo 13 modulo 10, so 0 and 10, 1 and 11, 2 and 12; СНИЛС modulo 101, so 0 and 100.
"""

import re
from enum import StrEnum

from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

INN_ORGANISATION, INN_PERSON = 10, 12
OGRN_ORGANISATION, OGRN_ENTREPRENEUR = 13, 15
KPP_LENGTH = 9
OKTMO_LENGTHS = (8, 11)
SNILS_LENGTH = 11
SNILS_FIRST_CHECKED = 1_001_999
"""Numbers up to 001-001-998 were issued before the check digits."""

_SEPARATORS = re.compile(r"[\s\-\N{EN DASH}\N{EM DASH}\N{NON-BREAKING HYPHEN}]+")
_KPP = re.compile(r"\d{4}[\dA-Z]{2}\d{3}", re.ASCII)
_LATIN_TWINS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


class IdentifierProblem(StrEnum):
    """Reasons of :class:`InvalidIdentifier`."""

    EMPTY = "empty"
    NOT_DIGITS = "not digits"
    WRONG_LENGTH = "wrong length"
    ALL_ZEROS = "all zeros"
    WRONG_BEGINNING = "wrong beginning"
    WRONG_SHAPE = "wrong shape"
    CHECK_DIGIT = "check digit"


class InvalidIdentifier(ValueError):
    """An identifier that cannot be right; ``text`` is what was given, ``reason`` says why."""

    def __init__(self, text: str, reason: IdentifierProblem) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


def check_inn(text: str) -> str:
    """A tax number: 10 digits of an organisation, 12 of a person."""
    digits = _digits(text, (INN_ORGANISATION, INN_PERSON))
    if len(digits) == INN_ORGANISATION:
        expected = stdnum_inn.calc_company_check_digit(digits)
    else:
        expected = stdnum_inn.calc_personal_check_digits(digits)
    return _with_check(text, digits, expected)


def check_ogrn(text: str) -> str:
    """A registration number: 13 digits of an organisation, 15 (beginning with 3 or 4) of an entrepreneur.

    The remainder modulo 13 of an entrepreneur's number is cut to its last digit, which python-stdnum 2.2 omits.
    """
    digits = _digits(text, (OGRN_ORGANISATION, OGRN_ENTREPRENEUR))
    if len(digits) == OGRN_ENTREPRENEUR:
        beginnings, expected = "34", str(int(digits[:-1]) % 13 % 10)
    else:
        beginnings, expected = "123456789", stdnum_ogrn.calc_check_digit(digits)
    if digits[0] not in beginnings:
        raise InvalidIdentifier(text, IdentifierProblem.WRONG_BEGINNING)
    return _with_check(text, digits, expected)


def check_kpp(text: str) -> str:
    """A registration reason code, ``NNNNPPXXX`` with digits or Latin capitals for PP; it has no check digit."""
    code = _SEPARATORS.sub("", text).upper().translate(_LATIN_TWINS)
    if not code:
        raise InvalidIdentifier(text, IdentifierProblem.EMPTY)
    if len(code) != KPP_LENGTH:
        raise InvalidIdentifier(text, IdentifierProblem.WRONG_LENGTH)
    if not _KPP.fullmatch(code):
        raise InvalidIdentifier(text, IdentifierProblem.WRONG_SHAPE)
    return _not_zeros(text, code)


def check_oktmo(text: str) -> str:
    """A municipal classification code of 8 or 11 digits (ОК 033-2013); it has no check digit."""
    return _digits(text, OKTMO_LENGTHS)


def check_snils(text: str) -> str:
    """A pension insurance number as ``112-233-445 95``."""
    digits = _digits(text, (SNILS_LENGTH,))
    body = digits[:-2]
    formatted = f"{body[:3]}-{body[3:6]}-{body[6:]} {digits[-2:]}"
    if int(body) < SNILS_FIRST_CHECKED:
        return formatted
    remainder = sum(int(digit) * weight for digit, weight in zip(body, range(9, 0, -1), strict=True)) % 101
    _with_check(text, digits, f"{remainder % 100:02}")
    return formatted


def _digits(text: str, lengths: tuple[int, ...]) -> str:
    digits = _SEPARATORS.sub("", text)
    if not digits:
        raise InvalidIdentifier(text, IdentifierProblem.EMPTY)
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidIdentifier(text, IdentifierProblem.NOT_DIGITS)
    if len(digits) not in lengths:
        raise InvalidIdentifier(text, IdentifierProblem.WRONG_LENGTH)
    return _not_zeros(text, digits)


def _not_zeros(text: str, code: str) -> str:
    if not code.strip("0"):
        raise InvalidIdentifier(text, IdentifierProblem.ALL_ZEROS)
    return code


def _with_check(text: str, digits: str, expected: str) -> str:
    if not digits.endswith(expected):
        raise InvalidIdentifier(text, IdentifierProblem.CHECK_DIGIT)
    return digits
