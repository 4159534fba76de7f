"""Power cuts under SQLite with the settings we ship (reliability goal R2).

The file layer of this test remembers, for each file, what was synced and what was only written. A cut leaves the
synced bytes and, of the rest, nothing, a random beginning or a random choice: what a disk with a cache may keep.
Source: "How SQLite Is Tested", section on crash testing.
"""

# ruff: noqa: N802 - SQLite names the methods of a file layer

import os
import random
import re
import sqlite3
from itertools import count
from pathlib import Path

import apsw
import pytest

from vmeste.config.settings import _SQLITE_PRAGMAS

CUTS = int(os.environ.get("VMESTE_CUTS", "60"))
_numbers = count(1)


class Disk:
    """The files of one database: name → [synced bytes, writes not synced yet]."""

    def __init__(self):
        self.files: dict[str, list] = {}

    def write(self, name, change):
        self.files.setdefault(name, [bytearray(), []])[1].append(change)

    def sync(self, name):
        synced, waiting = self.files.setdefault(name, [bytearray(), []])
        for change in waiting:
            _apply(synced, change)
        waiting.clear()

    def remains(self, name, chance):
        """The bytes of a file after a power cut."""
        synced, waiting = self.files.get(name, [bytearray(), []])
        kept = bytearray(synced)
        fate = chance.choice(["nothing", "beginning", "choice"])
        if fate == "beginning":
            waiting = waiting[: chance.randrange(len(waiting) + 1)]
        elif fate == "choice":
            waiting = [change for change in waiting if chance.random() < 0.5]
        for change in waiting if fate != "nothing" else ():
            _apply(kept, change)
        return bytes(kept)


def _apply(content, change):
    kind, place, data = change
    if kind == "truncate":
        del content[place:]
        return
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(data)] = data


def _file_layer(disk):
    """A VFS that passes everything on to the system's and tells `disk`."""

    class File(apsw.VFSFile):
        def __init__(self, filename, flags):
            self.name = Path(filename.filename() if hasattr(filename, "filename") else filename or "").name
            super().__init__("", filename, flags)

        def xWrite(self, data, offset):
            super().xWrite(data, offset)
            disk.write(self.name, ("write", offset, bytes(data)))

        def xTruncate(self, newsize):
            super().xTruncate(newsize)
            disk.write(self.name, ("truncate", newsize, b""))

        def xSync(self, flags):
            super().xSync(flags)
            disk.sync(self.name)

    class Layer(apsw.VFS):
        def __init__(self):
            self.called = f"cut{next(_numbers)}"
            super().__init__(self.called, "")

        def xOpen(self, name, flags):
            return File(name, flags)

        def xDelete(self, filename, syncdir):
            super().xDelete(filename, syncdir)
            disk.files.pop(Path(filename).name, None)

    return Layer()


def acknowledged_and_found(folder, pragmas, chance):
    """Write until the cut; answers (last acknowledged id, last id after the cut). Damage raises."""
    disk = Disk()
    layer = _file_layer(disk)
    path = folder / "data.sqlite3"
    connection = apsw.Connection(str(path), vfs=layer.called)
    list(connection.execute(pragmas))  # reading the answers is what runs them one after the other
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, words TEXT)")
    # Sometimes the cut comes in the middle of a checkpoint's aftermath.
    checkpoint_at = chance.randrange(1, 40)
    acknowledged = 0
    for number in range(1, chance.randrange(5, 40)):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO line VALUES (?, ?)", (number, "x" * chance.randrange(3000)))
        connection.execute("COMMIT")
        acknowledged = number
        if number == checkpoint_at:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    after = folder / "after.sqlite3"
    after.write_bytes(disk.remains(path.name, chance))
    (folder / "after.sqlite3-wal").write_bytes(disk.remains(f"{path.name}-wal", chance))
    connection.close()
    with sqlite3.connect(after) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        has_table = found.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'line'").fetchone()[0]
        last = found.execute("SELECT max(id) FROM line").fetchone()[0] if has_table else 0
    found.close()
    return acknowledged, last or 0


def lost_cuts(tmp_path, pragmas, cuts):
    lost = 0
    for number in range(cuts):
        folder = tmp_path / str(number)
        folder.mkdir()
        acknowledged, found = acknowledged_and_found(folder, pragmas, random.Random(number))
        lost += found < acknowledged
    return lost


def test_no_acknowledged_write_is_lost_with_the_settings_we_ship(tmp_path):
    assert lost_cuts(tmp_path, _SQLITE_PRAGMAS, CUTS) == 0


def test_control_the_usual_settings_lose_writes(tmp_path):
    usual = re.sub("synchronous=FULL", "synchronous=NORMAL", _SQLITE_PRAGMAS)
    assert usual != _SQLITE_PRAGMAS

    assert lost_cuts(tmp_path, usual, 10) > 0


@pytest.mark.parametrize("setting", ["journal_mode=WAL", "synchronous=FULL"])
def test_the_settings_we_ship_are_the_safe_ones(setting):
    assert setting in _SQLITE_PRAGMAS
