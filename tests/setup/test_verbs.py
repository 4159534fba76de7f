"""What go.py answers from outside, and how it ends."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from bootstrap import locks, verbs
from bootstrap.locks import refuse_hosts
from bootstrap.speaking import CannotGoOnError

ROOT = Path(__file__).resolve().parents[2]


def test_no_verb_or_help_lists_all_verbs(capsys):
    assert verbs.main(["help"]) == 0

    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(verbs.VERBS)
    assert all(verb.__doc__ for verb in verbs.VERBS.values())


def test_an_unknown_verb_is_refused(capsys):
    assert verbs.main(["dmeo"]) == 2
    assert "demo" in capsys.readouterr().out


def test_what_is_missing_is_one_line_on_the_error_output(capsys, monkeypatch):
    def stop(extra):
        raise CannotGoOnError("X is missing: apt-get install X")

    monkeypatch.setitem(verbs.VERBS, "demo", stop)

    assert verbs.main(["demo"]) == 1
    assert capsys.readouterr().err == "error: X is missing: apt-get install X\n"


@pytest.mark.parametrize(("words", "passed"), [(["--", "-k", "x"], ["-k", "x"]), (["-k"], ["-k"]), (["--"], [])])
def test_words_after_the_verb_are_handed_on(monkeypatch, words, passed):
    heard = []
    monkeypatch.setitem(verbs.VERBS, "test", lambda extra: heard.append(list(extra)) or 0)

    assert verbs.main(["test", *words]) == 0
    assert heard == [passed]


def test_the_makefile_offers_only_verbs_there_are():
    phony = (ROOT / "Makefile").read_text().splitlines()[0]

    assert phony.startswith(".PHONY: demo test")
    assert set(phony.split()[1:]) <= set(verbs.VERBS)


def test_a_terminated_run_ends_its_child_and_cleans_up(tmp_path):
    script = textwrap.dedent(
        f"""
        import sys, tempfile
        from bootstrap.processes import ending_in_good_order, run
        with ending_in_good_order(), tempfile.TemporaryDirectory(dir={str(tmp_path)!r}) as folder:
            run([sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"])
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert list(tmp_path.iterdir())

    parent.send_signal(signal.SIGTERM)

    assert parent.wait(20) == 128 + signal.SIGTERM
    parent.stdout.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_locks_name_no_place_and_contain_each_other():
    lines = {}
    for name in locks.EXTRAS:
        text = (ROOT / "requirements" / name).read_text()
        refuse_hosts(name, text)
        lines[name] = {line for line in text.splitlines() if "==" in line}

    assert lines["run.lock"] < lines["build.lock"] < lines["test.lock"]


def test_a_lock_that_names_a_place_is_refused():
    with pytest.raises(CannotGoOnError, match="names a place"):
        refuse_hosts("run.lock", "--extra-index-url somewhere")
