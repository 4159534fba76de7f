"""What go.py answers from outside, and how it ends."""

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


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 128 + signal.SIGHUP), (signal.SIGINT, -signal.SIGINT)],
)
def test_an_ended_run_ends_its_child_and_grandchild_and_cleans_up(tmp_path, number, code):
    grandchild = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    child = textwrap.dedent(
        f"""
        import os, subprocess, sys, time
        started = subprocess.Popen([sys.executable, "-c", {grandchild!r}], stdout=subprocess.PIPE)
        started.stdout.readline()
        print(os.getpid(), started.pid, flush=True)
        time.sleep(60)
        """
    )
    script = textwrap.dedent(
        f"""
        import signal, sys, tempfile
        from bootstrap.processes import ending_in_good_order, run
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests under nohup lets us ignore it
        with ending_in_good_order(), tempfile.TemporaryDirectory(dir={str(tmp_path)!r}):
            run([sys.executable, "-c", {child!r}])
        """
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    descendants = [int(word) for word in parent.stdout.readline().split()]
    assert len(descendants) == 2
    assert list(tmp_path.iterdir())

    parent.send_signal(number)

    assert parent.wait(20) == code
    parent.stdout.close()
    assert list(tmp_path.iterdir()) == []
    assert not any(map(is_running, descendants))


def is_running(number: int) -> bool:
    """Whether a process lives; one that ended and waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_locks_name_no_place_and_contain_each_other():
    lines = {}
    for name in locks.EXTRAS:
        text = (ROOT / "requirements" / name).read_text()
        refuse_hosts(name, text)
        lines[name] = {line for line in text.splitlines() if "==" in line}

    assert lines["run.lock"] < lines["build.lock"] < lines["test.lock"]


def test_a_lock_that_names_a_place_is_refused():
    with pytest.raises(CannotGoOnError, match="names a place"):
        refuse_hosts("run.lock", "--find-links somewhere")
