"""SIGKILL in the middle of writing (reliability goal R1): what was acknowledged is there, and nothing is half there."""

import hashlib
import http.client
import secrets
import threading
import time
from contextlib import closing

from tests.reliability.installation import REPEATS, Browser

KILLS = 6 * REPEATS
WRITERS = 3


class Writers:
    """Programs that create agreements one after the other and remember what was acknowledged."""

    def __init__(self, installation):
        self.installation, self.acknowledged, self.odd = installation, [], []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number):
        organisations = self.installation.cast["organisations"][:2]
        with closing(Browser(self.installation, token=self.installation.cast["people"][number]["token"])) as program:
            while not self._stop.is_set():
                title = f"Survives {secrets.token_hex(8)}"
                try:
                    answer = program.call("agreements/", title=title, organisations=organisations)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.02)  # the server has just been killed; this write was not acknowledged
                    continue
                if answer.status == 201:
                    self.acknowledged.append(title)
                else:
                    self.odd.append((answer.status, answer.body[:300]))


def titles(database):
    return {title for (title,) in database.rows("SELECT title FROM agreements_agreement WHERE title LIKE 'Survives%'")}


def half_written(database):
    """Agreements of the writers without their history line, or without both parties, or not to be found by search."""
    return database.rows(
        "SELECT a.title FROM agreements_agreement a WHERE a.title LIKE 'Survives%' AND ("
        "(SELECT count(*) FROM activity_activity h WHERE h.subject_type = 'agreements.Agreement' AND h.subject_id = a.id) <> 1"
        " OR (SELECT count(*) FROM agreements_agreementparty p WHERE p.agreement_id = a.id) <> 2"
        " OR (SELECT count(*) FROM search_searchentry s WHERE s.kind = 'agreements.Agreement' AND s.row_id = a.id) <> 1)"
    )


def test_killed_web_processes_lose_no_acknowledged_write(installation):
    server = installation.serve()
    with Writers(installation) as writers:
        for number in range(KILLS):
            seen = len(writers.acknowledged)
            _wait_for(lambda seen=seen: len(writers.acknowledged) > seen + 2)
            if number % 3 == 2:
                installation.kill(server)
                server = installation.serve()
            else:
                installation.kill_one_web_process(server)
                installation.wait_until_alive(server)

    assert writers.odd == []
    assert set(writers.acknowledged) - titles(installation.database) == set()
    assert half_written(installation.database) == []


def test_control_a_server_that_acknowledges_early_loses_writes(installation):
    server = installation.serve(weakened="early")
    with Writers(installation) as writers:
        _wait_for(lambda: len(writers.acknowledged) > 20)
        installation.kill(server)
    installation.serve()

    assert set(writers.acknowledged) - titles(installation.database) != set()


def test_a_killed_upload_leaves_no_file_without_its_bytes(installation, person):
    agreement = installation.cast["drafts"][0][0]
    server = installation.serve()
    stop = threading.Event()

    def upload():
        with closing(Browser(installation, session=installation.cast["people"][0]["session"])) as browser:
            while not stop.is_set():
                try:
                    _attach(browser, agreement, secrets.token_bytes(200_000))
                except (OSError, http.client.HTTPException):
                    time.sleep(0.02)

    thread = threading.Thread(target=upload)
    thread.start()
    for number in range(max(2, KILLS // 2)):
        _wait_for(lambda number=number: installation.database.one("SELECT count(*) FROM files_storedfile") > number)
        installation.kill_one_web_process(server)
        installation.wait_until_alive(server)
    stop.set()
    thread.join()

    stored = installation.database.rows("SELECT sha256, size FROM files_storedfile")
    for sha256, size in stored:
        data = (installation.folder / "files" / sha256[:2] / sha256).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (sha256, size)
    assert stored


def _attach(browser, agreement, data):
    pdf = b"%PDF-1.4\n" + data + b"\n%%EOF\n"
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + b"k" * 32,
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + pdf,
        b"--edge--\r\n",
    ]
    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    return browser.request("POST", f"/n/ours/agreements/{agreement}/files/new/", b"\r\n".join(parts), **kind)


def _wait_for(what, *, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing happens any more"
        time.sleep(0.01)
