# ruff: noqa: N999 - Django names a command by its file; a command is an entry point with a clock
"""`vmeste import NETWORK organisations FILE [--apply]`: a table from the console, checked like any other.

Django finds a command by its file's name, so this one is called as the verb is; nobody imports it by a statement.
"""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.exchange.choices import LineState, Outcome, RunState
from vmeste.foundation.exchange.effects import apply_import, check_table
from vmeste.foundation.exchange.importers import IMPORTERS
from vmeste.foundation.exchange.models import ImportRun
from vmeste.foundation.exchange.services import confirm_import, start_import
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Network

_MARKS = {LineState.WRONG: "!", LineState.ADDED: "+", LineState.CHANGED: "~", LineState.UNCHANGED: "="}


class Command(BaseCommand):
    help = "Check a table against a network's register and say what it would change; with --apply also save it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("network", help="address of the network, as in /n/<network>/")
        parser.add_argument("importer", choices=sorted(IMPORTERS), help="what the table holds")
        parser.add_argument("file", type=Path, help="an .xlsx, .ods or .csv file")
        parser.add_argument("--apply", action="store_true", help="save what can be saved; lines with errors stay out")
        parser.add_argument("--empty", action="store_true", help="empty cells empty the value")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError: no such network or file, an unreadable table, or errors that kept lines out."""
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(_("There is no network “%(slug)s”.") % {"slug": options["network"]})
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        with working_in(network):
            wrong = self._import(network, data, options)
        # Outside the scope: an error leaving it would take back on PostgreSQL what was saved.
        if wrong:
            raise CommandError(_("Lines with errors: %(number)s.") % {"number": wrong})

    def _import(self, network: Network, data: bytes, options: dict[str, Any]) -> int:
        """Read, compare and, when asked, save; answers how many lines are wrong."""
        actor = Actor.system(_("console"), network.pk)
        try:
            run = start_import(
                network,
                actor=actor,
                importer=options["importer"],
                data=data,
                name=options["file"].name,
                does_empty=options["empty"],
                in_background=False,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        check_table(run, actor=actor, tell=self._tell, finish=_nothing_more)
        run.refresh_from_db()
        if run.state == RunState.REFUSED:
            raise CommandError(run.message)
        self._list(run)
        if options["apply"] and run.state == RunState.CHECKED:
            confirm_import(run, actor=actor, in_background=False)
            apply_import(run, actor=actor, at=timezone.now(), tell=self._tell, finish=_nothing_more)
            run.refresh_from_db()
            words = _("Saved: %(added)s new, %(changed)s changed; left alone: %(moved)s.")
            counts = run.counts
            numbers = {"added": counts["saved_added"], "changed": counts["saved_changed"], "moved": counts["moved"]}
            self.stdout.write(words % numbers)
            for line in run.lines.filter(outcome=Outcome.MOVED):
                self.stderr.write(f"! {line}: {line.outcome_note}")
        return int(run.counts["wrong"])

    def _list(self, run: ImportRun) -> None:
        for line in run.lines.exclude(state=LineState.UNCHANGED).order_by("number").iterator(chunk_size=500):
            self.stdout.write(f"{_MARKS[LineState(line.state)]} {line}")
            for error in line.errors:
                self.stdout.write(f"    {error['address']} {error['message']}")
            if line.state == LineState.CHANGED:
                for column, before, after in line.changes:
                    self.stdout.write(f"    {column}: {before or '–'} → {after or '–'}")
        words = _("New: %(added)s, changed: %(changed)s, as they were: %(unchanged)s, with errors: %(wrong)s.")
        self.stdout.write(words % run.counts)

    def _tell(self, stage: str, percent: int = 0) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{percent:3} % {stage}", ending="")


def _nothing_more() -> None:
    """The console waits itself; there is no job row to finish."""
