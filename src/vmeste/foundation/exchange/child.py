"""The child side of `sandbox`: bind oneself, then look at the input. Imports nothing that could be heavy before."""

import contextlib
import ctypes
import importlib
import json
import resource
import sys
from typing import Any

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_REFUSED, _OUT_OF_MEMORY = 3, 4
_OPEN_FILES = 64


def _bind(bounds: dict[str, int]) -> None:
    """Give everything up that reading a document does not need."""
    # A network namespace of one's own has no way out. Some kernels refuse it to ordinary users; then the other
    # bounds remain.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    for kind, bound in (
        (resource.RLIMIT_AS, bounds["memory"]),
        (resource.RLIMIT_CPU, bounds["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, bounds["answer"]),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def _answer(value: Any) -> None:
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def main() -> int:
    source = sys.stdin.buffer
    header = json.loads(source.read(int.from_bytes(source.read(4), "big")))
    _bind(header["bounds"])
    try:
        module, _, name = header["function"].partition(":")
        function = getattr(importlib.import_module(module), name)
        _answer(function(source.read(), **header["arguments"]))
    except ValueError as refusal:
        _answer([type(refusal).__name__, str(refusal)[:1000]])
        return _REFUSED
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
