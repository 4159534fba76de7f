"""The rounds of `test`: what each is told, and what counts as a failure."""

import sys
from pathlib import Path

import pytest
from bootstrap.rounds import NOTHING_COLLECTED, Round, pytest_rounds, run_rounds


def exits_with(*codes: int, forgives: frozenset[int] = frozenset(), name: str = "a round") -> Round:
    return Round(name, [[sys.executable, "-c", f"raise SystemExit({code})"] for code in codes], forgives=forgives)


def rounds(*extra: str) -> list[Round]:
    return pytest_rounds(chromium="/bin/chromium", postgres_url="postgres://it", folder=Path("/folder"), extra=extra)


def test_sqlite_then_postgresql_then_browser():
    sqlite, postgres, browser = rounds()

    assert sqlite.variables["DATABASE_URL"] == "sqlite:////folder/tests.sqlite3"
    assert [one.variables["DATABASE_URL"] for one in (postgres, browser)] == ["postgres://it"] * 2
    marks = [one.commands[0][one.commands[0].index("-m", 2) + 1] for one in (sqlite, postgres, browser)]
    assert marks == [
        "not browser and not stricter_engine",
        "not browser and not one_engine",
        "browser",
    ]


def test_every_round_knows_the_browser_and_the_server():
    told = [(one.variables["VMESTE_CHROMIUM"], one.variables["VMESTE_TEST_POSTGRES"]) for one in rounds()]

    assert told == [("/bin/chromium", "postgres://it")] * 3


def test_more_words_go_to_pytest():
    assert [one.commands[0][-2:] for one in rounds("-k", "name")] == [["-k", "name"]] * 3


@pytest.mark.parametrize(("extra", "forgiven"), [([], False), (["-k", "name"], True)])
def test_an_empty_round_fails_unless_the_caller_narrowed_it(extra, forgiven):
    assert {NOTHING_COLLECTED in one.forgives for one in rounds(*extra)} == {forgiven}


def test_one_failing_command_fails_the_round():
    assert exits_with(0, 0).passes()
    assert not exits_with(1, 0).passes()
    assert exits_with(5, 0, forgives=frozenset({5})).passes()


def test_every_round_runs_and_a_failure_is_told_at_the_end(capsys):
    code = run_rounds([exits_with(1, name="first"), exits_with(0, name="second")])

    assert code == 1
    told = capsys.readouterr().out.splitlines()[-2:]
    assert told[0].strip().startswith("first: FAILED")
    assert told[1].strip().startswith("second: passed")
    assert run_rounds([exits_with(0)]) == 0
