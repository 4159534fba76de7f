"""Demonstration networks with people to sign in as, for a machine of one's own."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone, translation

from vmeste.foundation.access.actor import Role
from vmeste.modules.accounts.models import User
from vmeste.modules.networks.models import Network
from vmeste.sites.workspace.demo.catalogue import CONTENTS
from vmeste.sites.workspace.demo.content import Content, mailbox
from vmeste.sites.workspace.demo.seeding import LANGUAGE, VISITOR, seed
from vmeste.sites.workspace.management.support import refused_in_one_line

PASSWORD = "vmeste-demo"  # noqa: S105 - no secret: it is printed, and only demonstration accounts have it
_HEADINGS = ("Роль / Role", "E-mail", "Что посмотреть / What to look at")


class Command(BaseCommand):
    help = (
        "Make five demonstration networks with invented people and print who can sign in. "
        "Run again, it changes nothing; --reset begins anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", default=PASSWORD, help=f"for new accounts ({PASSWORD})")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="empty the database first; only where nothing but demonstrations is in it",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask before emptying the database")
        parser.add_argument("--force", action="store_true", help="even beside real networks, or behind https")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_in_production(is_forced=options["force"])
        if options["reset"]:
            self._reset(is_agreed=options["yes"])
        self._refuse_taken_addresses()
        before = Network.objects.filter(is_demo=True).count()
        now = timezone.now()  # noqa: TID251 - a command is where work begins
        with refused_in_one_line():
            made = seed(CONTENTS, password=options["password"], today=timezone.localdate(now), at=now)
        with translation.override(LANGUAGE):
            self._tell(options["password"] if len(made) == len(CONTENTS) else "")
        if not made:
            self.stdout.write("Всё уже на месте, ничего не изменено. / Everything is there, nothing was changed.")
        elif before:
            names = ", ".join(network.slug for network in made)
            self.stdout.write(f"Добавлено / Added: {names}")

    def _refuse_in_production(self, *, is_forced: bool) -> None:
        reasons = []
        if settings.IS_HTTPS:
            reasons.append("VMESTE_HTTPS is on, as on a public server; demonstration accounts have a known password")
        real = Network.objects.filter(is_demo=False).order_by("pk").values_list("slug", flat=True)
        if slugs := list(real[:3]):
            reasons.append(f"there are real networks here ({', '.join(slugs)}); take a VMESTE_VAR of its own")
        if not reasons:
            return
        if not is_forced:
            raise CommandError(f"{'; '.join(reasons)} (--force does it nevertheless)")
        for reason in reasons:
            self.stderr.write(f"warning: {reason}")

    def _refuse_taken_addresses(self) -> None:
        taken = Network.objects.filter(slug__in=[content.slug for content in CONTENTS], is_demo=False)
        if (network := taken.first()) is not None:
            raise CommandError(f"a real network has the address /n/{network.slug}/")

    def _reset(self, *, is_agreed: bool) -> None:
        """Empty the whole database, and only where all of it is demonstration.

        The history is append-only and rows protect each other, on PostgreSQL by policies and keys: there is no
        honest way to take some networks out of the middle. Stored files stay: their names are hashes of their
        bytes, so the same demonstration writes the same ones.
        """
        if (network := Network.objects.filter(is_demo=False).first()) is not None:
            raise CommandError(f"not only demonstrations are here (/n/{network.slug}/): nothing was removed")
        strangers = User.objects.exclude(memberships__network__is_demo=True)
        if (user := strangers.first()) is not None:
            raise CommandError(f"{user.email} belongs to no demonstration: nothing was removed")
        if not is_agreed and not self._agrees():
            raise CommandError("nothing was removed")
        connection.check_constraints()  # PostgreSQL empties no table with checks still to come
        call_command("flush", interactive=False, verbosity=0)

    def _agrees(self) -> bool:
        question = "Удалить все данные этой базы? / Remove all data of this database? [yes/no] "
        try:
            return input(question).strip().lower() in {"yes", "y", "да", "д"}
        except EOFError:
            return False

    def _tell(self, password: str) -> None:
        rows = [(content, _rows(content)) for content in CONTENTS]
        widths = [
            max(len(line[column]) for line in (_HEADINGS, *(line for _, lines in rows for line in lines)))
            for column in range(len(_HEADINGS) - 1)
        ]
        self.stdout.write(_line(_HEADINGS, widths))
        for content, lines in rows:
            self.stdout.write(f"\n{content.name} · /n/{content.slug}/")
            for line in lines:
                self.stdout.write(_line(line, widths))
        self.stdout.write("\nВсе сети сразу / All networks at once")
        self.stdout.write(_line((str(Role.OBSERVER.label), VISITOR, "переход между сетями вверху страницы"), widths))
        shown = password or "тот, с которым сети созданы / the one the networks were made with"
        self.stdout.write(f"\nПароль у всех один / One password for all: {shown}")
        self.stdout.write("Все люди вымышлены. / All people are invented.")


def _rows(content: Content) -> list[tuple[str, str, str]]:
    return [(str(member.role.label), mailbox(content, member), member.looks_at) for member in content.everybody]


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    *padded, last = cells
    return "  ".join([*(cell.ljust(width) for cell, width in zip(padded, widths, strict=True)), last])
