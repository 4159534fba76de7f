"""Run as a program: import a table of organisations into a network of its own, save it, undo it; print rows a second.

Beside them the reference: Django's `bulk_create` of the same rows and nothing else. Words: the number of lines. CPU of
this process and seconds on the clock both, for a neighbour on the machine adds to the second only.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

SIZE = 10_000
HEADINGS = ("Name", "Kind", "INN", "Address", "Telephone", "Other names")
_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def line(number: int) -> tuple[str, ...]:
    """A line as a register has it: name, kind, INN with its check digit, address, telephone, another name."""
    digits = f"51{number:07d}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11 % 10
    name = f"Школа «Имя {number * 7919 % 100_003}» № {number}"
    return name, "school", f"{digits}{check}", f"ул. Ленина, {number}", "+7 815 32 7-12-25", f"СОШ {number} имени"


def main() -> None:
    django.setup()
    from vmeste.foundation.access.actor import Actor
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.networks.models import Network

    rows = int(sys.argv[1])
    network = Network.objects.create(name="Imported", slug=f"imported-{time.time_ns()}")
    actor = Actor.system("Benchmark", network.pk)
    with working_in(network):
        print(json.dumps({"bulk": _reference(network, rows), **_import(network, actor, rows)}))


def _rate(rows: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Rows a second on the clock, and a second of this process's CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return rows / (time.perf_counter() - clock), rows / (time.process_time() - cpu)


def _reference(network: Any, rows: int) -> tuple[float, float]:
    from django.db import transaction

    from vmeste.modules.organisations.models import Organisation

    names = ("name", "kind", "inn", "address", "phone")
    made = [Organisation(**dict(zip(names, line(number)[:5], strict=True))) for number in range(rows)]
    with transaction.atomic():
        rate = _rate(rows, lambda: Organisation.objects.bulk_create(made))
        transaction.set_rollback(True)
    return rate


def _import(network: Any, actor: Any, rows: int) -> dict[str, tuple[float, float]]:
    from django.utils import timezone

    from vmeste.foundation.exchange import effects, services
    from vmeste.foundation.exchange.choices import RunState

    text = "\n".join(";".join(cells) for cells in (HEADINGS, *map(line, range(rows))))
    run = services.start_import(
        network, actor=actor, importer="organisations", data=text.encode(), name="bench.csv", in_background=False
    )
    quiet: dict[str, Any] = {"actor": actor, "tell": lambda *said: None, "finish": lambda: None}
    rates = {"check": _rate(rows, lambda: effects.check_table(run, **quiet))}
    services.confirm_import(run, actor=actor, in_background=False)
    now = timezone.now()  # noqa: TID251 - a program of its own
    rates["save"] = _rate(rows, lambda: effects.apply_import(run, at=now, **quiet))
    run.refresh_from_db()
    assert (run.state, run.counts["saved_added"]) == (RunState.APPLIED, rows), run.counts
    services.request_undo(run, actor=actor, in_background=False)
    rates["undo"] = _rate(rows, lambda: effects.undo_import(run, at=now, **quiet))
    run.refresh_from_db()
    assert run.counts["undone"] == rows, run.counts
    return rates


if __name__ == "__main__":
    main()
