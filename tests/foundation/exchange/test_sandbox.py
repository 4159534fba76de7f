"""The child process: its bounds really stop what goes beyond them, and do not stop what stays within."""

import os
import socket
from pathlib import Path

import pytest
from tests.foundation.exchange.tables import xlsx

from vmeste.foundation.exchange.reading import read_apart
from vmeste.foundation.exchange.sandbox import Bounds, Crashed, Exhausted, Refused, run_apart

HERE = "deeds:"
MEBIBYTE = 1 << 20


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


@pytest.mark.parametrize(
    ("name", "within", "beyond", "bounds"),
    [
        ("take", {"mebibytes": 20}, {"mebibytes": 400}, Bounds(memory=256 * MEBIBYTE)),
        ("think", {"seconds": 0.1}, {"seconds": 20}, Bounds(cpu_seconds=1)),
        ("sleep", {"seconds": 0.1}, {"seconds": 30}, Bounds(clock_seconds=2)),
        ("talk", {"mebibytes": 1}, {"mebibytes": 9}, Bounds(answer=4 * MEBIBYTE)),
    ],
)
def test_each_bound_stops_what_goes_beyond_it_and_nothing_else(name, within, beyond, bounds):
    roomy = Bounds(memory=bounds.memory, cpu_seconds=bounds.cpu_seconds, answer=bounds.answer)
    assert run_apart(HERE + name, b"", bounds=roomy, **within) is not None

    with pytest.raises((Exhausted, Crashed)):
        run_apart(HERE + name, b"", bounds=bounds, **beyond)


def test_a_refusal_comes_back_with_its_kind(tmp_path):
    with pytest.raises(Refused) as caught:
        run_apart(HERE + "refuse", b"")

    assert (caught.value.kind, str(caught.value)) == ("ValueError", "no thanks")


def test_another_end_is_no_answer():
    with pytest.raises(Crashed):
        run_apart(HERE + "fail", b"")


def test_the_child_sees_no_environment_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    assert "DATABASE_URL" not in run_apart(HERE + "look_around", b"")


def test_a_large_file_cannot_be_written(tmp_path):
    assert run_apart(HERE + "write", b"", path=str(tmp_path / "a")) == "written"

    with pytest.raises((Exhausted, Crashed)):
        run_apart(HERE + "write", b"", bounds=Bounds(answer=MEBIBYTE), path=str(tmp_path / "b"))


def test_the_child_has_no_way_to_the_network_where_the_kernel_can_take_it():
    import ctypes

    pid = os.fork()
    if pid == 0:
        os._exit(0 if ctypes.CDLL(None).unshare(0x50000000) == 0 else 1)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        pytest.skip("this kernel gives no network namespace to ordinary users")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()

        with pytest.raises(Crashed):
            run_apart(HERE + "call_out", b"", port=port)


def test_a_table_comes_through_whole():
    table = read_apart(xlsx(("Name", "Kind"), ("=text", 12), ("{=1+1", None)), filename="a.xlsx")

    assert table.rows[:2] == (("Name", "Kind"), ("=text", 12))
    assert [problem.address for problem in table.problems] == ["A3"]
