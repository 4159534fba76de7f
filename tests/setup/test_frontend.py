"""The front end is built when something it is made of changed, and not otherwise."""

import pytest
from bootstrap import frontend
from bootstrap.environment import Stamp, digest
from bootstrap.speaking import CannotGoOnError


@pytest.fixture
def sources(tmp_path, monkeypatch):
    folder = tmp_path / "frontend"
    (folder / "node_modules" / "library").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "main.js"):
        (folder / name).write_text(name)
    monkeypatch.setattr(frontend, "SOURCES", folder)
    monkeypatch.setattr(frontend, "PRODUCT", tmp_path / "product")
    monkeypatch.setattr(frontend, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(frontend, "digest", lambda files: digest(files, under=tmp_path))
    monkeypatch.setattr(frontend, "Stamp", lambda name, _folder: Stamp(name, tmp_path / "stamps"))
    return folder


@pytest.fixture
def npm_calls(sources, monkeypatch):
    calls = []

    def npm(*arguments):
        calls.append(arguments[0])
        if arguments[0] == "run":
            frontend.MANIFEST.write_text("{}")

    monkeypatch.setattr(frontend, "npm", npm)
    return calls


def test_a_second_build_does_nothing(npm_calls):
    frontend.build()
    frontend.build()

    assert npm_calls == ["ci", "run"]


def test_a_changed_script_is_built_without_fetching_packages_again(sources, npm_calls):
    frontend.build()
    (sources / "main.js").write_text("changed")
    frontend.build()

    assert npm_calls == ["ci", "run", "run"]


def test_changed_packages_are_fetched_again(sources, npm_calls):
    frontend.build()
    (sources / "package-lock.json").write_text("changed")
    frontend.build()

    assert npm_calls == ["ci", "run", "ci", "run"]


def test_what_npm_puts_there_is_no_source(sources, npm_calls):
    frontend.build()
    (sources / "node_modules" / "library" / "index.js").write_text("changed")
    (sources / ".build").mkdir()
    (sources / ".build" / "font.woff2").write_text("changed")
    frontend.build()

    assert npm_calls == ["ci", "run"]


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("templates/page.html", ["ci", "run", "run"]),
        ("views.py", ["ci", "run", "run"]),
        ("locale/django.po", ["ci", "run"]),
        ("migrations/0001_initial.py", ["ci", "run"]),
    ],
)
def test_a_page_that_may_mention_other_styles_is_an_input(sources, npm_calls, name, calls):
    frontend.build()
    page = frontend.PRODUCT / name
    page.parent.mkdir(parents=True)
    page.write_text("changed")
    frontend.build()

    assert npm_calls == calls


def test_a_removed_result_is_built_again(npm_calls):
    frontend.build()
    frontend.MANIFEST.unlink()
    frontend.build()

    assert npm_calls == ["ci", "run", "run"]


def test_a_missing_front_end_stops_set_up(sources, npm_calls):
    (sources / "package.json").unlink()

    with pytest.raises(CannotGoOnError, match=r"frontend/package\.json is missing"):
        frontend.build()

    assert npm_calls == []


def test_a_build_without_manifest_is_a_failure(sources, monkeypatch):
    monkeypatch.setattr(frontend, "ROOT", sources.parent)
    monkeypatch.setattr(frontend, "npm", lambda *arguments: None)

    with pytest.raises(CannotGoOnError, match=r"built no manifest\.json"):
        frontend.build()
