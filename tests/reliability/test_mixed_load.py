"""Many people at once with an export and a backup beside them (reliability goal R5)."""

import http.client
import os
import secrets
import sqlite3
import threading
import time
from contextlib import closing

from tests.reliability.installation import Browser

SECONDS = float(os.environ.get("VMESTE_LOAD_SECONDS", "12"))
WRITERS = READERS = int(os.environ.get("VMESTE_LOAD_CLIENTS", "8"))


class Crowd:
    """Threads that repeat an act until time is up; what they were answered and how long the writes took."""

    def __init__(self):
        self.until = time.monotonic() + SECONDS
        self.odd, self.writes_s, self.reads = [], [], 0
        self.threads = []

    def add(self, browser, act):
        def run():
            with closing(browser):
                while time.monotonic() < self.until:
                    try:
                        act(browser)
                    except (OSError, http.client.HTTPException) as error:
                        self.odd.append(repr(error))

        self.threads.append(threading.Thread(target=run))

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def write(self, program):
        started = time.monotonic()
        answer = program.call("agreements/", title=f"Load {secrets.token_hex(6)}")
        self.writes_s.append(time.monotonic() - started)
        if answer.status != 201:
            self.odd.append((answer.status, answer.body[:300]))

    def read(self, browser):
        answer = browser.get("/n/ours/agreements/?size=25")
        # The content counts: an error page is fast.
        if answer.status != 200 or answer.body.count(b"<tr data-href") != 25:
            self.odd.append((answer.status, answer.body[:300]))
        self.reads += 1

    def export(self, browser):
        answer = browser.get("/n/ours/agreements/export/csv/")
        if answer.status != 200 or answer.body.count(b"\n") < 800:
            self.odd.append((answer.status, answer.body[:300]))


def test_no_request_fails_and_the_database_is_never_locked(installation, tmp_path, record_property):
    installation.serve()
    people = installation.cast["people"]
    crowd = Crowd()
    for number in range(WRITERS):
        crowd.add(Browser(installation, token=people[number % 4]["token"]), crowd.write)
    for number in range(READERS):
        crowd.add(Browser(installation, session=people[number % 4]["session"]), crowd.read)
    crowd.add(Browser(installation, session=people[0]["session"]), crowd.export)
    copies = []
    if installation.database.is_sqlite:
        crowd.add(Browser(installation), lambda _browser: copies.append(_copy(installation, tmp_path)))
    crowd.run()

    slowest = sorted(crowd.writes_s)[int(len(crowd.writes_s) * 0.99) - 1]
    record_property("p99_write_s", round(slowest, 3))

    assert crowd.odd == []
    assert "locked" not in installation.log
    assert len(crowd.writes_s) > WRITERS
    assert crowd.reads > READERS
    assert installation.database.one("SELECT count(*) FROM agreements_agreement WHERE title LIKE 'Load%'") == len(
        crowd.writes_s
    )
    assert all(copy == ("ok",) for copy in copies)


def _copy(installation, folder):
    """An online backup as people make it; answers what its own check says."""
    target = folder / f"{secrets.token_hex(4)}.sqlite3"
    source = sqlite3.connect(installation.database.path, timeout=30)
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=500)
        return copy.execute("PRAGMA quick_check").fetchone()
