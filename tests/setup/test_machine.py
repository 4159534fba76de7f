"""Ports, packages and what a failing program's words mean."""

import socket

import pytest
from bootstrap import browser, machine
from bootstrap.machine import free_port
from bootstrap.processes import environment, why_it_failed
from bootstrap.speaking import CannotGoOnError


def test_a_taken_port_is_passed_over():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]

        assert taken < free_port(taken) < taken + machine.PORTS_TO_TRY


def test_any_port_can_be_listened_on():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))


def test_no_free_port_is_said(monkeypatch):
    monkeypatch.setattr(machine, "PORTS_TO_TRY", 1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        with pytest.raises(CannotGoOnError, match="all taken"):
            free_port(listener.getsockname()[1])


def test_who_may_not_install_is_told_the_command(monkeypatch):
    monkeypatch.setattr(machine, "is_root", lambda: False)

    with pytest.raises(CannotGoOnError) as stopped:
        machine.require("chromium", "libatomic1", what_for="a browser")

    assert str(stopped.value) == "a browser is missing: sudo apt-get install chromium libatomic1"


def test_too_little_disk_is_said_before_anything_is_installed(tmp_path):
    machine.require_disk(tmp_path, 0)

    with pytest.raises(CannotGoOnError, match="of disk are needed"):
        machine.require_disk(tmp_path, 1e9)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("ERROR: [Errno 28] No space left on device", "the disk is full"),
        ("[Errno -3] Temporary failure in name resolution", "there is no network"),
        ("npm error code ENOTFOUND", "there is no network"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES from the file", "a package differs from the lock"),
        ("ERROR: Could not find a version (from versions: none)", "the package index cannot be reached"),
        ("ERROR: No matching distribution found for it", "the package index lacks a locked version"),
        ("Traceback", "pip failed with exit code 3"),
    ],
)
def test_a_failure_is_explained_in_one_line(output, reason):
    line = why_it_failed("pip", f"before\n{output}\nafter", 3)

    assert line.startswith(reason)
    assert "\n" not in line


def test_programs_do_not_inherit_settings_of_another_python(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("KEPT", "yes")

    environ = environment(ADDED="too")

    assert {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}.isdisjoint(environ)
    assert (environ["KEPT"], environ["ADDED"]) == ("yes", "too")


def test_certificates_of_the_system_are_trusted_unless_others_are_named(monkeypatch, tmp_path):
    bundle = tmp_path / "bundle.crt"
    monkeypatch.setattr(machine, "CERTIFICATE_BUNDLES", (str(tmp_path / "nowhere"), str(bundle)))
    monkeypatch.delenv("PIP_CERT", raising=False)
    assert "PIP_CERT" not in environment()

    bundle.touch()
    assert environment()["PIP_CERT"] == str(bundle)

    monkeypatch.setenv("PIP_CERT", "/of/the/organisation")
    assert environment()["PIP_CERT"] == "/of/the/organisation"


def test_a_named_chromium_goes_before_one_on_path(tmp_path):
    for name in ("chromium", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    mine = str(tmp_path / "mine")

    assert browser.find_chromium({"PATH": str(tmp_path)}) == str(tmp_path / "chromium")
    assert browser.find_chromium({"PATH": str(tmp_path), "VMESTE_CHROMIUM": mine}) == mine
    assert browser.find_chromium({"PATH": str(tmp_path), "VMESTE_CHROMIUM": "/nowhere"}) is None
    assert browser.find_chromium({"PATH": str(tmp_path / "empty")}) is None


def test_a_folder_closed_on_the_way_is_not_readable_by_all(tmp_path):
    closed = tmp_path / "closed"
    inside = closed / "bin"
    inside.mkdir(parents=True)
    closed.chmod(0o700)

    assert not machine.readable_by_all(inside)
    assert machine.readable_by_all(machine.Path("/usr"))
