"""Make a network and its first administrator from the console."""

from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vmeste.foundation.access.actor import Actor
from vmeste.modules.accounts.models import User
from vmeste.modules.accounts.selectors import account_for
from vmeste.modules.accounts.services import open_account
from vmeste.modules.networks.services import create_network


class Command(BaseCommand):
    help = "Make a network; its first administrator gets an account if there is none yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what people call it")
        parser.add_argument("slug", help="its address, /n/<slug>/")
        parser.add_argument("email", help="of the first administrator")
        parser.add_argument("--full-name", default="", help="of the first administrator, for a new account")
        parser.add_argument("--territory", default="")
        parser.add_argument("--language", default="ru")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            administrator = account_for(options["email"]) or self._open_account(options)
            network = create_network(
                administrator,
                actor=Actor.system("console"),
                name=options["name"],
                slug=options["slug"],
                territory=options["territory"],
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(f"/n/{network.slug}/")

    def _open_account(self, options: dict[str, Any]) -> User:
        return open_account(
            options["email"],
            full_name=options["full_name"] or options["email"].partition("@")[0],
            password=getpass("Password of the new account: "),
            language=options["language"],
        )
