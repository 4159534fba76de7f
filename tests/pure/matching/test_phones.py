"""Telephone numbers as letterheads write them."""

import pytest

from vmeste.pure.matching import Phone, PhoneProblem, UnreadablePhone, read_phone


@pytest.mark.parametrize(
    ("text", "e164", "extension"),
    [
        ("(81532) 7 12 25", "+78153271225", ""),
        ("8 (81532) 7-12-25", "+78153271225", ""),
        ("+7 (495) 123-45-67", "+74951234567", ""),
        ("8(3012)21-15-80", "+73012211580", ""),
        ("9161234567", "+79161234567", ""),
        ("тел. 8-916-123-45-67", "+79161234567", ""),
        ("8\N{NO-BREAK SPACE}800\N{NO-BREAK SPACE}555–35–35, доб. 12", "+78005553535", "12"),
        ("+7 495 123-45-67 вн. 5", "+74951234567", "5"),
        ("+7 495 123-45-67 (добавочный 105)", "+74951234567", "105"),
        ("+49 30 123456", "+4930123456", ""),
    ],
)
def test_a_number_has_one_form_and_keeps_its_original(text, e164, extension):
    assert read_phone(text) == Phone(e164, extension, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", PhoneProblem.EMPTY),
        ("нет", PhoneProblem.NO_NUMBER),
        ("+999 12345678", PhoneProblem.NO_NUMBER),
        ("7 12 25", PhoneProblem.TOO_SHORT),
        ("8 10 7", PhoneProblem.TOO_SHORT),
        ("+49 30", PhoneProblem.TOO_SHORT),
        ("8 (81532) 7-12-25-99", PhoneProblem.TOO_LONG),
        ("8 (81532) 7-12-25-99-11", PhoneProblem.TOO_LONG),
        ("+1 202 555 01 02 03 04", PhoneProblem.TOO_LONG),
        ("123456789012345678901", PhoneProblem.TOO_LONG),
    ],
)
def test_what_is_no_number_says_why(text, reason):
    with pytest.raises(UnreadablePhone) as refusal:
        read_phone(text)

    assert (refusal.value.text, refusal.value.reason) == (text, reason)
