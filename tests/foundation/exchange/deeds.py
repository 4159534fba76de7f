"""What the tests ask a child process to do; imported there, so it imports little itself."""

import os
import socket
import time
from pathlib import Path

MEBIBYTE = 1 << 20


def take(data, *, mebibytes):
    return len(bytearray(mebibytes * MEBIBYTE))


def think(data, *, seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "done"


def sleep(data, *, seconds):
    time.sleep(seconds)
    return "rested"


def talk(data, *, mebibytes):
    return "x" * (mebibytes * MEBIBYTE)


def refuse(data):
    raise ValueError("no thanks")


def fail(data):
    raise RuntimeError("a mistake")


def write(data, *, path):
    Path(path).write_bytes(b"x" * 10 * MEBIBYTE)
    return "written"


def begin(data):
    return os.fork()


def look_around(data):
    return sorted(os.environ)


def call_out(data, *, port):
    socket.create_connection(("127.0.0.1", port), timeout=2).close()
    return "connected"
