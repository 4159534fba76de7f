"""The generated documents of the checkout, written anew."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vmeste.sites.workspace.management.generated import events_text, permissions_text

DOCUMENTS = {"permissions.md": permissions_text, "events.md": events_text}


class Command(BaseCommand):
    help = "Write docs/permissions.md and docs/events.md from the declarations; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a document is out of date")
        parser.add_argument("--folder", type=Path, default=settings.CHECKOUT / "docs")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name, text in DOCUMENTS.items():
            path = options["folder"] / name
            wanted = text()
            if path.exists() and path.read_text() == wanted:
                continue
            stale.append(name)
            if not options["check"]:
                path.write_text(wanted)
                self.stdout.write(str(path))
        if stale and options["check"]:
            raise CommandError(f"out of date: {', '.join(stale)}; run manage.py write_docs")
