"""The search for a Python in range: what is asked, in which order, and what is taken."""

import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap.interpreter import Interpreter, candidates, find, probe


def an_interpreter(path: Path, answer: str, code: int = 0) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{answer}'\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


def test_the_running_python_tells_its_version():
    found = probe(sys.executable)

    assert found is not None
    assert found.version == sys.version_info[:2]
    assert found.fits


@pytest.mark.parametrize(
    ("answer", "fits"), [("3 10 1", False), ("3 11 1", True), ("3 13 1", True), ("3 14 1", False), ("2 7 1", False)]
)
def test_only_versions_from_3_11_to_3_13_fit(tmp_path, answer, fits):
    found = probe(an_interpreter(tmp_path / "python3", answer))

    assert found is not None
    assert found.fits is fits


def test_what_does_not_run_is_no_interpreter(tmp_path):
    broken_shim = an_interpreter(tmp_path / "shim", "", code=127)

    assert probe(broken_shim) is None
    assert probe(str(tmp_path / "nowhere")) is None


def test_the_first_in_range_is_taken_and_others_are_not_asked():
    known = {
        "old": Interpreter("old", (3, 9), True),
        "first": Interpreter("first", (3, 12), True),
        "second": Interpreter("second", (3, 11), True),
    }
    asked = []

    def ask(path):
        asked.append(path)
        return known.get(path)

    assert find(["broken", "old", "first", "second"], ask) is known["first"]
    assert asked == ["broken", "old", "first"]


def test_one_that_brings_pip_is_preferred():
    bare, complete = Interpreter("bare", (3, 11), False), Interpreter("complete", (3, 12), True)
    known = {"bare": bare, "complete": complete}

    assert find(["bare", "complete"], known.get) is complete
    assert find(["bare"], known.get) is bare
    assert find(["nowhere"], known.get) is None


def test_the_running_one_comes_first_then_path_then_pyenv(tmp_path):
    on_path = an_interpreter(tmp_path / "bin/python3.12", "3 12 1")
    in_pyenv = an_interpreter(tmp_path / "pyenv/versions/3.13.0/bin/python3.13", "3 13 1")
    an_interpreter(tmp_path / "pyenv/versions/3.10.2/bin/python3.10", "3 10 1")
    environ = {"PATH": str(tmp_path / "bin"), "PYENV_ROOT": str(tmp_path / "pyenv")}

    paths = candidates(environ)

    assert paths[0] == sys._base_executable
    assert [path for path in paths if str(tmp_path) in path] == [on_path, in_pyenv]
    assert len(paths) == len(set(paths))


def test_the_front_door_keeps_to_what_python_3_8_knows():
    root = Path(__file__).resolve().parents[2]
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--target-version", "py38", "--select", "E9"]

    checked = subprocess.run(
        [*ruff, "go.py", "bootstrap/__init__.py", "bootstrap/interpreter.py"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def test_a_python_out_of_range_hands_over_to_one_in_range(tmp_path, monkeypatch):
    from bootstrap import interpreter

    taken = an_interpreter(tmp_path / "bin/python3.12", "3 12 1")
    monkeypatch.setattr(interpreter.sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(interpreter.sys, "_base_executable", str(tmp_path / "gone"))
    monkeypatch.setattr(interpreter.sys, "executable", str(tmp_path / "gone"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    became = []
    monkeypatch.setattr(interpreter.os, "execv", lambda path, arguments: became.append((path, arguments)))

    interpreter.continue_with_a_fitting_one(["go.py", "test"])

    assert became == [(taken, [taken, "go.py", "test"])]
