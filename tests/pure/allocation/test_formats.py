"""Files: there and back, the same bytes, and every bad one refused with its line."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.allocation.small import small_round

from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.errors import InvalidResult, InvalidRound
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.hashing import input_hash
from vmeste.pure.allocation.lottery import GRAIN, PRIME, draw
from vmeste.pure.allocation.model import Round
from vmeste.pure.allocation.reading import read_round
from vmeste.pure.allocation.solving import allocate
from vmeste.pure.allocation.writing import (
    outcome_from_columns,
    outcome_from_json,
    outcome_to_columns,
    outcome_to_json,
    round_from_columns,
    round_to_columns,
    round_to_json,
)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_a_round_comes_back_from_text_and_columns(number):
    round_ = small_round(number)

    for back in (
        read_round(round_to_json(round_)),
        round_from_columns(round_to_columns(round_)),
    ):
        assert round_to_json(back) == round_to_json(round_)
        assert input_hash(back) == input_hash(round_)


@pytest.mark.parametrize("round_", [make_round(200, 15, seed=1), make_round(600, 40, seed=2, minimums=True)])
def test_a_result_comes_back_from_text_and_columns(round_):
    outcome = allocate(round_, "s").outcome

    assert bool(outcome.certificate.closed) == bool(outcome.certificate.opening)
    assert outcome_from_json(outcome_to_json(outcome), round_) == outcome
    assert outcome_from_columns(outcome_to_columns(outcome), round_) == outcome
    assert check(round_, outcome_from_columns(outcome_to_columns(outcome), round_)).valid


def test_a_result_of_the_version_before_is_read_and_checked():
    """It had chosen groups without a proof, beside the bound with every group open."""
    round_ = make_round(600, 40, seed=2, minimums=True)
    data = json.loads(outcome_to_json(allocate(round_, "s").outcome))
    data["certificate"] |= {"version": "2", "relaxed_bound": 1}
    assert data["certificate"].pop("opening")

    outcome = outcome_from_json(json.dumps(data), round_)

    assert outcome.certificate.closed
    assert check(round_, outcome).valid


@pytest.mark.parametrize(
    "opening",
    [{"bound": "1"}, {"prices": [1.5]}, {"charges": [["u000001", "g000001"]]}, {"charges": [["u", "g", True]]}],
)
def test_a_proof_that_is_none_is_refused(opening):
    round_ = make_round(60, 5, seed=2)
    data = json.loads(outcome_to_json(allocate(round_, "s").outcome))
    data["certificate"]["opening"] = {"bound": 1, "prices": [], "charges": [], **opening}

    with pytest.raises(InvalidResult):
        outcome_from_json(json.dumps(data), round_)


def test_the_lottery_can_be_derived_by_hand():
    import hashlib  # late: what a reader would do with the page in hand

    digest = hashlib.sha256(b"seed|u1").digest()
    numbers, grains = draw("seed", [b"u1"])
    assert int(numbers[0]) == int.from_bytes(digest[:8], "big")
    assert int(grains[0]) == int.from_bytes(digest[8:12], "big") % (PRIME - 1) + 1
    assert GRAIN < 10**6 // 20


ROUND = {
    "format": "vmeste.allocation.round/1",
    "places": ["a", "b"],
    "travel": [[0, 5], [5, 0]],
    "schools": [{"id": "s", "place": "a"}],
    "courses": [{"id": "c"}, {"id": "d"}],
    "groups": [{"id": "g", "course": "c", "place": "a", "meetings": [[1, 900, 60]], "seats": 2}],
    "pupils": [{"id": "p", "school": "s", "grade": 5, "wishes": ["c"]}],
}


def lines(**changed):
    """The round above, one entry a line, with some parts replaced."""
    parts = []
    for name, value in {**ROUND, **changed}.items():
        if isinstance(value, list):
            entries = ",\n".join(json.dumps(entry) for entry in value)
            parts.append(f'"{name}": [\n{entries}\n]')
        else:
            parts.append(f'"{name}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}"


def group(**changed):
    return [{**ROUND["groups"][0], **changed}]


def pupil(**changed):
    return [ROUND["pupils"][0], {**ROUND["pupils"][0], "id": "q", **changed}]


BAD = {
    "unknown course": ({"pupils": pupil(wishes=["x"])}, "pupils[1], line", "unknown course"),
    "wish twice": ({"pupils": pupil(wishes=["c", "c"])}, "pupils[1], line", "wished twice"),
    "key is no wish": ({"pupils": pupil(key="d")}, "pupils[1]", "key wish"),
    "negative capacity": ({"groups": group(seats=-1)}, "groups[0], line", "-1"),
    "minimum above seats": ({"groups": group(minimum=3)}, "groups[0]", "minimum 3 above seats 2"),
    "more enrolled than seats": ({"groups": group(enrolled=3)}, "groups[0]", "enrolled"),
    "grades reversed": ({"groups": group(grades=[9, 5])}, "groups[0]", "grades from 9 to 5"),
    "reserved too much": ({"groups": group(reserves=[{"seats": 3, "school": "s"}])}, "groups[0]", "reserved"),
    "reserved for nobody": ({"groups": group(reserves=[{"seats": 1}])}, "groups[0]", "names a school"),
    "reserved for a stranger": ({"groups": group(reserves=[{"seats": 1, "school": "z"}])}, "groups[0]", "unknown school"),
    "no such time": ({"groups": group(meetings=[[8, 900, 60]])}, "groups[0]", "day"),
    "past midnight": ({"groups": group(meetings=[[1, 1400, 60]])}, "groups[0]", "no time of one day"),
    "travel not symmetric": ({"travel": [[0, 5], [6, 0]]}, "travel[0], line", "not symmetric"),
    "travel missing": ({"travel": [[0, 5]]}, "travel", "1 rows for 2 places"),
    "travel cell missing": ({"travel": [[0, 5], [5]]}, "travel[1]", "2 whole minutes"),
    "away from itself": ({"travel": [[1, 5], [5, 0]]}, "travel[0]", "itself"),
    "pupil twice": ({"pupils": pupil(id="p")}, "pupils[1]", "twice"),
    "unknown school": ({"pupils": pupil(school="z")}, "pupils[1]", "unknown school"),
    "unknown place": ({"groups": group(place="z")}, "groups[0]", "unknown place"),
    "unknown word": ({"pupils": pupil(grad=5)}, "pupils[1]", "unknown word “grad”"),
    "unknown part": ({"pupil": []}, "line", "unknown part"),
    "a fraction": ({"groups": group(seats=1.5)}, "groups[0]", "whole number"),
    "true is no number": ({"groups": group(seats=True)}, "groups[0]", "whole number"),
    "party of one": ({"together": [["p"]]}, "together[0]", "two pupils"),
    "party with a stranger": ({"together": [["p", "z"]]}, "together[0]", "unknown pupil"),
    "aims in an impossible order": ({"policy": {"aims": ["travel", "placed"]}}, "policy", "order of aims"),
    "a third course above a second": ({"policy": {"extra": [10, 30]}}, "policy", "extra falls"),
    "travel above a wish": ({"policy": {"travel_milli": 500}}, "policy", "outweigh"),
    "sums too great": ({"policy": {"placed": 10**6, "first": 10**6}, "pupils": pupil(priority=1000)}, "policy", "64 bits"),
    "another format": ({"format": "x/1"}, "line 1", "format"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_line(name):
    changed, where, what = BAD[name]
    if name == "sums too great":
        changed = {**changed, "pupils": [{**ROUND["pupils"][0], "id": str(n), "priority": 1000} for n in range(30_000)]}

    with pytest.raises(InvalidRound) as refused:
        read_round(lines(**changed))

    assert where in refused.value.where
    assert what in str(refused.value)


def test_the_line_is_the_one_an_editor_shows():
    text = lines(pupils=pupil(wishes=["x"]))

    with pytest.raises(InvalidRound) as refused:
        read_round(text)

    number = int(refused.value.where.rpartition(" ")[2])
    assert '"q"' in text.splitlines()[number - 1]


@pytest.mark.parametrize(
    "changed",
    [
        {"pupils": []},
        {"groups": []},
        {"courses": [], "groups": [], "pupils": []},
        {"groups": group(seats=0)},
        {"pupils": pupil(blocked=[[day, 0, 1440] for day in range(1, 8)])},
        {"pupils": pupil(max_courses=0)},
        {"pupils": pupil(wishes=[], place_anyway=True)},
        {"places": [], "travel": [], "schools": [], "groups": [], "pupils": []},
    ],
)
def test_empty_and_hopeless_rounds_have_a_defined_answer(changed):
    round_ = read_round(lines(**changed))

    outcome = allocate(round_, "s").outcome

    checked = check(round_, outcome)
    assert checked.valid, checked.violations
    assert outcome.certificate.gap == 0


@pytest.mark.parametrize("number", range(40))
def test_damaged_columns_are_refused_or_read(number):
    content = bytearray(round_to_columns(small_round(7)))
    chance = random.Random(number)
    for _ in range(5):
        content[chance.randrange(len(content))] = chance.randrange(256)

    with suppress(InvalidRound):
        assert isinstance(round_from_columns(bytes(content)), Round)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": "vmeste.allocation.result/1"}', "[" * 100_000])
def test_what_is_no_result_is_refused(text):
    with pytest.raises(InvalidResult):
        outcome_from_json(text, small_round(1))
    with pytest.raises(InvalidRound):
        read_round(text)
    with pytest.raises(InvalidResult):
        outcome_from_columns(text.encode(), small_round(1))
