"""Fifty at the same moment for the last seat: one sits, through the gate and past it; without the triggers many would."""

import json
import subprocess
import sys
from collections import Counter

import pytest
from tests.reliability.installation import ROOT

from vmeste.modules.enrolment.migrations._counting import SQLITE

PROCESSES, EACH = 5, 10
_PROGRAM = [sys.executable, "-m", "tests.reliability.seating"]


def race(installation, way):
    """What came of each of the fifty, and how many sit in the end."""
    made = subprocess.run(
        [*_PROGRAM, "make", str(PROCESSES * EACH)],
        env=installation.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(made.stdout)
    runners = []
    for first in range(0, PROCESSES * EACH, EACH):
        words = ["take", way, str(rows["group"]), *map(str, rows["pupils"][first : first + EACH])]
        runners.append(
            subprocess.Popen(
                [*_PROGRAM, *words],
                env=installation.environ,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for runner in runners:
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        runner.stdin.write("go\n")
        runner.stdin.flush()
    answers = Counter()
    for runner in runners:
        out, _err = runner.communicate()
        answers.update(json.loads(out))
    held = "state IN ('offered', 'enrolled', 'transferred') AND removed_at IS NULL"
    sitting = f"SELECT count(*) FROM enrolment_enrolment WHERE group_id = {rows['group']} AND {held}"
    taken = f"SELECT taken FROM courses_studygroup WHERE id = {rows['group']}"
    return answers, installation.database.one(sitting), installation.database.one(taken)


@pytest.mark.parametrize(("way", "told"), [("gate", "no seat"), ("rows", "refused")])
def test_fifty_take_the_last_seat_and_one_has_it(installation, way, told):
    answers, sitting, taken = race(installation, way)

    assert (sitting, taken) == (1, 1)
    assert answers == {"seated": 1, told: PROCESSES * EACH - 1}


def test_without_the_triggers_many_would_sit(installation):
    if installation.database.is_sqlite:
        for trigger in SQLITE:
            installation.database.execute(f"DROP TRIGGER {trigger}")
    else:
        installation.database.execute("DROP FUNCTION enrolment_count_seats() CASCADE")

    _answers, sitting, _taken = race(installation, "rows")

    assert sitting > 1
