"""Wishes nobody here invented: at least as many placed, and at least the same ranks, as what is used today."""

from pathlib import Path

import pytest

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.errors import InvalidRound
from vmeste.pure.allocation.figures import figures
from vmeste.pure.allocation.public_data import read_course_bids, read_new_haven, read_preflib
from vmeste.pure.allocation.solving import allocate

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
lying_beside = pytest.mark.skipif(
    not DATA.is_dir(), reason="the public data do not lie beside the checkout (../shared/data)"
)
SMALL = "# ALTERNATIVE NAME 1: Chess\n# ALTERNATIVE NAME 2: Choir\n2: 1,2\n1: 2\n"


def public():
    for number in (1, 2):
        text = (DATA / "preflib_agh" / f"00009-0000000{number}.soc").read_text()
        yield read_preflib(text, seats=12)
        yield read_preflib(text, seats=40, max_courses=3)
    tables = [(DATA / "nhps_2024" / name).read_text() for name in ("applications_r.csv", "vacancies_r.csv")]
    yield read_new_haven(*tables)
    yield read_course_bids((DATA / "ariel_course_bids" / "ariel_5783_input.json").read_text())


@lying_beside
def test_public_rounds_are_solved_to_the_proven_best():
    for round_ in public():
        outcome = allocate(round_, "public").outcome
        told = figures(round_, outcome)

        assert check(round_, outcome).valid
        assert outcome.certificate.gap < 1e-9
        assert outcome.certificate.placed == outcome.certificate.placed_bound
        for mechanism in Mechanism:
            other = figures(round_, allocate_by(round_, "public", mechanism))
            assert told["placed"] >= other["placed"]
            assert told["ranks"][0] >= other["ranks"][0]


def test_strict_orders_are_read():
    round_ = read_preflib(SMALL, seats=1)

    assert [pupil.wishes for pupil in round_.pupils] == [("c001", "c002"), ("c001", "c002"), ("c002",)]
    assert [course.title for course in round_.courses] == ["Chess", "Choir"]
    assert allocate(round_, "s").outcome.certificate.placed == 2


@pytest.mark.parametrize("line", ["1: {1,2}", "x: 1", "1; 2", "1: 9"])
def test_ties_and_strangers_are_refused(line):
    with pytest.raises(InvalidRound):
        read_preflib(SMALL + line + "\n", seats=1)
