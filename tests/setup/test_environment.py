"""Stamps: what is made again, and when."""

import pytest
from bootstrap import environment
from bootstrap.environment import LOCK_NAMES, Stamp, digest


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty checkout whose locks and stamps the functions under test see instead of ours."""
    for name in LOCK_NAMES:
        (tmp_path / name).write_text(f"of {name}")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "digest", lambda files: digest(files, under=tmp_path))
    monkeypatch.setattr(environment, "Stamp", lambda name, folder=tmp_path / "stamps": Stamp(name, folder))
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    ran = []
    monkeypatch.setattr(environment, "run_quietly", lambda command, **_: ran.append([str(part) for part in command]))
    return ran


def test_a_stamp_says_only_what_was_last_set(tmp_path):
    stamp = Stamp("one", tmp_path / "stamps")
    assert not stamp.exists()
    assert not stamp.says("")

    stamp.set("first")
    stamp.set("second")

    assert stamp.says("second")
    assert not stamp.says("first")


def test_a_digest_depends_on_names_and_contents_but_not_on_order(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    before = digest([one, two], under=tmp_path)
    assert digest([two, one], under=tmp_path) == before

    two.write_text("changed")
    assert digest([one, two], under=tmp_path) != before

    two.write_text("2")
    three = two.rename(tmp_path / "three")
    assert digest([one, three], under=tmp_path) != before


def test_a_lock_is_installed_once_with_hashes_and_wheels_only(place, commands):
    environment.install("build.lock")
    environment.install("build.lock")

    (command,) = commands
    assert command[-1] == str(place / "build.lock")
    assert {"--require-hashes", "--no-deps", "--only-binary"} < set(command)


def test_the_lock_of_the_tests_brings_the_smaller_ones(place, commands):
    environment.install("test.lock")
    environment.install("run.lock")
    environment.install("build.lock")

    assert [command[-1] for command in commands] == [str(place / "test.lock")]


def test_a_smaller_lock_does_not_bring_the_larger_one(place, commands):
    environment.install("run.lock")
    environment.install("test.lock")

    assert [command[-1] for command in commands] == [str(place / "run.lock"), str(place / "test.lock")]


def test_a_changed_lock_asks_for_a_fresh_environment(place, commands):
    assert not environment.has_outdated_lock()
    environment.install("build.lock")
    assert not environment.has_outdated_lock()

    (place / "run.lock").write_text("another version")

    assert environment.has_outdated_lock()


def test_an_environment_made_elsewhere_is_not_sound(place, monkeypatch):
    monkeypatch.setattr(
        environment.interpreter, "probe", lambda path: environment.interpreter.Interpreter(path, (3, 12), True)
    )
    assert not environment.is_sound()

    environment.Stamp("place").set(str(place / ".venv"))
    assert environment.is_sound()

    environment.Stamp("place").set("/another/checkout/.venv")
    assert not environment.is_sound()


def test_an_environment_whose_python_went_away_is_not_sound(place):
    environment.Stamp("place").set(str(place / ".venv"))

    assert not environment.is_sound()


def test_translations_are_compiled_when_they_changed_or_went_away(place, commands):
    catalogue = place / "src" / "locale" / "django.po"
    catalogue.parent.mkdir(parents=True)
    compiled = catalogue.with_suffix(".mo")

    catalogue.write_text("first")
    environment.compile_messages()
    compiled.write_text("compiled")
    environment.compile_messages()
    assert len(commands) == 1

    catalogue.write_text("second")
    environment.compile_messages()
    assert len(commands) == 2

    compiled.unlink()
    environment.compile_messages()
    assert len(commands) == 3
    assert commands[-1][1:] == ["-m", "vmeste.foundation.text.messages", "compile"]
