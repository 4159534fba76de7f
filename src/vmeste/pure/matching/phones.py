"""Telephone numbers of any spelling to one form; the original is kept for printing."""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

REGION = "RU"
RUSSIAN_CODE, RUSSIAN_LENGTH = 7, 10
_EXTENSION_WORDS = re.compile(r"[,;]?\s*\b(?:доб(?:авочный)?|вн(?:утренний)?)\b\.?\s*", re.IGNORECASE)


class PhoneProblem(StrEnum):
    """Reasons of :class:`UnreadablePhone`."""

    EMPTY = "empty"
    NO_NUMBER = "no number"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"


class UnreadablePhone(ValueError):
    """A text that is no telephone number; ``text`` is what was given, ``reason`` says why."""

    def __init__(self, text: str, reason: PhoneProblem) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Phone:
    """``e164`` is ``+78153271225``, ``extension`` digits or empty, ``original`` the text as it was given."""

    e164: str
    extension: str
    original: str


def read_phone(text: str) -> Phone:
    """The number of a text such as «(81532) 7 12 25» or «8 800 555-35-35, доб. 12», by the Russian plan without +.

    Only the length is checked, so that old area codes still pass. Raises :class:`UnreadablePhone` with a reason.
    """
    cleaned = _EXTENSION_WORDS.sub(" ext. ", text.strip())
    if not cleaned:
        raise UnreadablePhone(text, PhoneProblem.EMPTY)
    try:
        number = phonenumbers.parse(cleaned, REGION)
    except NumberParseException as problem:
        reason = {
            NumberParseException.TOO_LONG: PhoneProblem.TOO_LONG,
            NumberParseException.TOO_SHORT_NSN: PhoneProblem.TOO_SHORT,
            NumberParseException.TOO_SHORT_AFTER_IDD: PhoneProblem.TOO_SHORT,
        }.get(problem.error_type, PhoneProblem.NO_NUMBER)
        raise UnreadablePhone(text, reason) from problem
    problem_with_length = _length_problem(number)
    if problem_with_length:
        raise UnreadablePhone(text, problem_with_length)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(e164, number.extension or "", text)


def _length_problem(number: phonenumbers.PhoneNumber) -> PhoneProblem | None:
    """Numbers of country code 7 have ten digits (the library lets fourteen pass); others are asked of the library."""
    if number.country_code == RUSSIAN_CODE:
        length = len(phonenumbers.national_significant_number(number))
        if length == RUSSIAN_LENGTH:
            return None
        return PhoneProblem.TOO_SHORT if length < RUSSIAN_LENGTH else PhoneProblem.TOO_LONG
    answers = phonenumbers.ValidationResult
    answer = phonenumbers.is_possible_number_with_reason(number)
    if answer == answers.IS_POSSIBLE:
        return None
    is_short = answer in {answers.TOO_SHORT, answers.IS_POSSIBLE_LOCAL_ONLY}
    return PhoneProblem.TOO_SHORT if is_short else PhoneProblem.TOO_LONG
