"""Tables as people send them, and an import carried through without a browser."""

from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from vmeste.foundation.exchange.effects import apply_import, check_table, undo_import
from vmeste.foundation.exchange.models import ImportRun
from vmeste.foundation.exchange.services import confirm_import, request_undo, start_import

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def silent(*args, **kwargs):
    return None


def xlsx(*rows):
    """A workbook of one sheet; a text that begins with «{=» is written as a formula."""
    target = BytesIO()
    with xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd.mm.yyyy"}
    ) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("{="):
                    sheet.write_formula(number, column, value[1:])
                elif value is not None:
                    sheet.write(number, column, value)
    return target.getvalue()


def checked(network, actor, data, *, importer="organisations", name="table.xlsx", **options):
    """A run after its check."""
    run = start_import(network, actor=actor, importer=importer, data=data, name=name, in_background=False, **options)
    check_table(run, actor=actor, tell=silent, finish=silent)
    run.refresh_from_db()
    return run


def applied(run, actor):
    confirm_import(run, actor=actor, in_background=False)
    apply_import(run, actor=actor, at=NOON, tell=silent, finish=silent)
    return ImportRun.objects.get(pk=run.pk)


def undone(run, actor):
    request_undo(run, actor=actor, in_background=False)
    undo_import(run, actor=actor, at=NOON, tell=silent, finish=silent)
    return ImportRun.objects.get(pk=run.pk)


def states(run):
    return [line.state for line in run.lines.order_by("number")]


def messages(run):
    """Address and beginning of every objection."""
    return [(e["address"], e["message"]) for line in run.lines.order_by("number") for e in line.errors]
