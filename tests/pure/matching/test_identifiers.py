"""Numbers of registries: vectors, refusals, and what a check digit promises."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmeste.pure.matching import (
    IdentifierProblem,
    InvalidIdentifier,
    check_inn,
    check_kpp,
    check_ogrn,
    check_oktmo,
    check_snils,
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines are no failure


@pytest.mark.parametrize(
    ("check", "text", "normal"),
    [
        *((check_inn, inn, inn) for inn in ("7707083893", "5040179226", "5810004718", "2340018182", "500100732259")),
        (check_inn, " 77 07\N{NO-BREAK SPACE}083893 ", "7707083893"),
        *((check_ogrn, ogrn, ogrn) for ogrn in ("1027700132195", "1225000060658", "1025801069700", "1062340003010")),
        (check_ogrn, "304500116000157", "304500116000157"),
        (check_ogrn, "1 02 77 00 13219 5", "1027700132195"),
        (check_kpp, "773601001", "773601001"),
        (check_kpp, "7736 01 001", "773601001"),
        (check_kpp, "7736ав001", "7736AB001"),  # Cyrillic letters that look Latin
        (check_kpp, "7736AZ001", "7736AZ001"),
        (check_oktmo, "45384000", "45384000"),
        (check_oktmo, "45 384 000 000", "45384000000"),
        (check_snils, "112-233-445 95", "112-233-445 95"),
        (check_snils, "11223344595", "112-233-445 95"),
        (check_snils, "001-001-998 77", "001-001-998 77"),  # older than the check digits
    ],
)
def test_a_good_identifier_has_one_form(check, text, normal):
    assert check(text) == normal


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        *(
            (check, " - ", IdentifierProblem.EMPTY)
            for check in (check_inn, check_ogrn, check_kpp, check_oktmo, check_snils)
        ),
        (check_inn, "7707083890", IdentifierProblem.CHECK_DIGIT),
        (check_inn, "500100732250", IdentifierProblem.CHECK_DIGIT),
        (check_inn, "500100732269", IdentifierProblem.CHECK_DIGIT),
        (check_inn, "77070838931", IdentifierProblem.WRONG_LENGTH),
        (check_inn, "770708389З", IdentifierProblem.NOT_DIGITS),
        (check_inn, "٧٧٠٧٠٨٣٨٩٣", IdentifierProblem.NOT_DIGITS),
        (check_inn, "0000000000", IdentifierProblem.ALL_ZEROS),
        (check_ogrn, "1027700132196", IdentifierProblem.CHECK_DIGIT),
        (check_ogrn, "304500116000158", IdentifierProblem.CHECK_DIGIT),
        (check_ogrn, "104500116000157", IdentifierProblem.WRONG_BEGINNING),
        (check_ogrn, "0027700132195", IdentifierProblem.WRONG_BEGINNING),
        (check_ogrn, "102770013219", IdentifierProblem.WRONG_LENGTH),
        (check_kpp, "77360100", IdentifierProblem.WRONG_LENGTH),
        (check_kpp, "7736010O1", IdentifierProblem.WRONG_SHAPE),
        (check_kpp, "000000000", IdentifierProblem.ALL_ZEROS),
        (check_oktmo, "453840000", IdentifierProblem.WRONG_LENGTH),
        (check_oktmo, "00000000", IdentifierProblem.ALL_ZEROS),
        (check_snils, "112-233-445 96", IdentifierProblem.CHECK_DIGIT),
        (check_snils, "112-233-445", IdentifierProblem.WRONG_LENGTH),
        (check_snils, "000-000-000 00", IdentifierProblem.ALL_ZEROS),
    ],
)
def test_a_bad_identifier_says_why(check, text, reason):
    with pytest.raises(InvalidIdentifier) as refusal:
        check(text)

    assert (refusal.value.text, refusal.value.reason) == (text, reason)


def test_an_entrepreneur_whose_remainder_has_two_digits():
    body = next(number for number in range(30450011600000, 30450011600013) if number % 13 == 12)

    assert check_ogrn(f"{body}2") == f"{body}2"


def test_snils_remainders_100_and_101_are_written_00():
    bodies = {
        remainder: body
        for body in range(150_000_000, 160_000_000, 9973)
        for remainder in [_snils_sum(f"{body}")]
        if remainder in (100, 101)
    }

    for body in bodies.values():
        assert check_snils(f"{body}00").endswith(" 00")
    assert set(bodies) == {100, 101}


def _weighted(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _snils_sum(body):
    return _weighted(body, range(9, 0, -1))


INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _inn_organisation(number):
    body = f"{number:09}"
    remainder = _weighted(body, INN_10) % 11
    return body + str(remainder % 10), (remainder,)


def _inn_person(number):
    body = f"{number:010}"
    first = _weighted(body, INN_11) % 11
    body += str(first % 10)
    second = _weighted(body, INN_12) % 11
    return body + str(second % 10), (first, second)


def _ogrn(number):
    return f"{number}{number % 11 % 10}", (number % 11,)


def _ogrnip(number):
    return f"{number}{number % 13 % 10}", (number % 13,)


def _snils(number):
    remainder = _snils_sum(f"{number:09}") % 101
    return f"{number:09}{remainder % 100:02}", (remainder,)


FAMILIES = [
    (check_inn, _inn_organisation, st.integers(1, 10**9 - 1), 10),
    (check_inn, _inn_person, st.integers(1, 10**10 - 1), 10),
    (check_ogrn, _ogrn, st.integers(10**11, 10**12 - 1), 10),
    (check_ogrn, _ogrnip, st.integers(3 * 10**13, 5 * 10**13 - 1), 10),
    (check_snils, _snils, st.integers(1_001_999, 10**9 - 1), 100),
]


@pytest.mark.parametrize(("check", "make", "numbers", "ring"), FAMILIES)
@PATIENT
@given(data=st.data())
def test_one_wrong_digit_is_noticed_unless_two_remainders_are_written_alike(check, make, numbers, ring, data):
    number = data.draw(numbers)
    valid, remainders = make(number)
    check(valid)
    place = data.draw(st.integers(0, len(valid) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != valid[place]]))
    changed = valid[:place] + wrong + valid[place + 1 :]

    try:
        check(changed)
    except InvalidIdentifier:
        return

    body_length = len(valid) - (2 if make in (_inn_person, _snils) else 1)
    assert place < body_length, "a wrong check digit is always noticed"
    body = int(changed[:body_length])
    if make is _snils and body < 1_001_999:
        return
    _, others = make(body)
    assert others != remainders
    assert [other % ring for other in others] == [remainder % ring for remainder in remainders]
