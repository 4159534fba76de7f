"""The product with guards taken out, for the positive controls: a suite that does not catch these is too weak.

`VMESTE_WEAKENED` names the guards, with commas. Every weakness also waits a moment where the guard stood, so that the
race it lets through is met soon.
"""

import os
import sys
import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace

from django.urls import get_resolver

from vmeste.config.wsgi import application as _application

_PAUSE_S = 0.3


def _everywhere(original, weaker):
    """Put `weaker` wherever a module of the product has taken `original` by name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("vmeste."):
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, weaker)


def without_versions():
    """Whoever saves last wins, whatever they had seen."""
    from vmeste.foundation.access.commands import locked

    _everywhere(locked, lambda row, *, version=None: locked(row))  # noqa: PLW0108 - `version` must not get through


def without_locks():
    """No row lock and no transaction around a command; what was read is believed a moment later."""
    from vmeste.foundation.access import commands

    def unlocked(row, *, version=None):
        current = getattr(type(row), "with_removed", type(row)._default_manager).get(pk=row.pk)
        time.sleep(_PAUSE_S)
        return current

    _everywhere(commands.locked, unlocked)
    commands.transaction = SimpleNamespace(atomic=nullcontext)


def without_submissions():
    """A form sent twice is done twice."""
    from vmeste.foundation.screens.submissions import once

    _everywhere(once, lambda request, perform: (perform(), True))


def without_presence():
    """A new row may point at what has just been removed.

    It waits before its transaction, not where the guard stood: an engine with one writer would let nobody remove
    anything while it waits there.
    """
    from vmeste.foundation.access import commands
    from vmeste.foundation.editing.uses import hold_present

    _everywhere(hold_present, lambda model, pks: None)
    atomic = commands.transaction.atomic

    def later():
        if _answering.path.endswith("/new/"):
            time.sleep(3 * _PAUSE_S)
        return atomic()

    commands.transaction = SimpleNamespace(atomic=later)


def without_second_look():
    """Nothing between the check of a row and its writing; the test takes the database's own constraint away."""
    from vmeste.foundation.access import commands
    from vmeste.foundation.tenancy.models import NetworkModel

    check = NetworkModel.full_clean

    def full_clean(self, *args, **kwargs):
        check(self, *args, **kwargs)
        time.sleep(_PAUSE_S)

    NetworkModel.full_clean = full_clean
    commands.transaction = SimpleNamespace(atomic=nullcontext)


def acknowledging_early(environ, start_response):
    """Says "created" and writes afterwards, from memory."""
    if environ["REQUEST_METHOD"] != "POST":
        return _application(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

    def write():
        import io

        time.sleep(_PAUSE_S)
        list(_application({**environ, "wsgi.input": io.BytesIO(body)}, lambda *args: None))

    threading.Thread(target=write, daemon=True).start()
    start_response("201 Created", [("Content-Type", "application/json")])
    return [b"{}"]


_answering = threading.local()


def _with_its_path(environ, start_response):
    _answering.path = environ["PATH_INFO"]
    return _application(environ, start_response)


_named = [name for name in os.environ.get("VMESTE_WEAKENED", "").split(",") if name]
get_resolver().url_patterns  # noqa: B018 - imports every view, so that their names can be replaced
for _name in _named:
    if _name != "early":
        globals()[f"without_{_name}"]()
application = acknowledging_early if "early" in _named else _with_its_path
