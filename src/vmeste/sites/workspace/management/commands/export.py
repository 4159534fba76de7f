"""One list of one network as a file, with the columns and rows its screen shows."""

import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import HttpRequest, QueryDict
from django.urls import get_resolver
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.screens.exports import EXPORTS, sheet_of
from vmeste.foundation.screens.lists import ListPage
from vmeste.foundation.screens.screens import SCREENS, Screens
from vmeste.foundation.tenancy.scope import working_in
from vmeste.sites.workspace.management.support import in_one_line, network_at

JSON = "json"


class Command(BaseCommand):
    help = "Write one list of a network to a file. With a wrong LIST it says which lists there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", help="its address")
        parser.add_argument("list", help="as in the address of its page: organisations, agreements, …")
        parser.add_argument("--format", choices=[*EXPORTS, JSON], help="else by the ending of the file")
        parser.add_argument("--out", required=True, metavar="FILE", help="- for standard output")
        parser.add_argument(
            "--query", default="", help="filters and order as in the address: state=expiring&sort=ends_on"
        )
        parser.add_argument("--language", default="ru", choices=["ru", "en"], help="of headings and words")

    def handle(self, *args: Any, **options: Any) -> None:
        network, kind = network_at(options["network"]), _kind_of(options)
        screen = _screen_of(options["list"])
        request: Any = HttpRequest()
        request.GET = QueryDict(options["query"])
        request.network, request.actor = network, Actor.system("vmeste export", network.pk)
        with (
            translation.override(options["language"]),
            timezone.override(ZoneInfo(network.time_zone)),
            working_in(network),
        ):
            page = ListPage(screen, request)
            data = _as_json(page) if kind == JSON else _as_file(page, kind)
        self._write(data, options["out"])

    def _write(self, data: bytes, out: str) -> None:
        if out == "-":
            sys.stdout.buffer.write(data)
            return
        try:
            Path(out).write_bytes(data)
        except OSError as refusal:
            raise CommandError(f"{out}: {refusal.strerror}") from refusal
        self.stdout.write(_("Written: %(file)s, %(size)s bytes") % {"file": out, "size": len(data)})


def _kind_of(options: dict[str, Any]) -> str:
    kind = options["format"] or Path(options["out"]).suffix.removeprefix(".").lower()
    if kind in EXPORTS or kind == JSON:
        return str(kind)
    known = ", ".join([*EXPORTS, JSON])
    raise CommandError(_("Say --format: %(known)s.") % {"known": known})


def _screen_of(name: str) -> type[Screens]:
    """The screen whose list stands under this path, or has this name."""
    assert get_resolver().url_patterns  # reading the addresses declares the screens
    lists = {screen.path: screen for screen in SCREENS.values()}
    screen = lists.get(name.strip("/")) or SCREENS.get(name)
    if screen is None:
        raise CommandError(
            _("There is no list “%(name)s”. Lists: %(known)s.") % {"name": name, "known": ", ".join(sorted(lists))}
        )
    return screen


def _as_file(page: ListPage, kind: str) -> bytes:
    try:
        response: Any = page.export(kind)
    except ValidationError as refusal:
        raise CommandError(in_one_line(refusal)) from refusal
    content = b"".join(response)
    # Not `response.close()`: it ends a request, and the database connection of this scope with it.
    if (file := getattr(response, "file_to_stream", None)) is not None:
        file.close()
    return content


def _as_json(page: ListPage) -> bytes:
    """A list of objects, keyed by the columns' own names, which no language changes; dates as ISO text."""
    sheet = sheet_of(str(page.screen.heading()), page.table, page.all_rows())
    keys = [column.key for column in page.table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n").encode()
