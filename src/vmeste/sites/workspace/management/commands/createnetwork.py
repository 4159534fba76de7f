"""A new network and its first administrator."""

import secrets
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import default_token_generator
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.modules.accounts.jobs import send_password_link
from vmeste.modules.accounts.models import User
from vmeste.modules.accounts.selectors import account_for
from vmeste.modules.accounts.services import open_account
from vmeste.modules.networks.services import create_network
from vmeste.sites.workspace.management.support import letters_stay_here, refused_in_one_line, usual_site

_BYTES_NOBODY_KNOWS = 32


class Command(BaseCommand):
    help = "Make a network. Its first administrator gets an account, and a letter to choose the password, if new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what people call it")
        parser.add_argument("slug", help="its address, /n/<slug>/")
        parser.add_argument("--administrator", required=True, metavar="EMAIL", help="who runs it first")
        parser.add_argument("--full-name", default="", help="of the administrator, for a new account")
        parser.add_argument("--territory", default="", help="where it is, in words")
        parser.add_argument("--time-zone", default="Europe/Moscow")
        parser.add_argument("--language", default="ru", choices=["ru", "en"], help="of a new account")
        parser.add_argument("--site", default=usual_site(), help="scheme and host of links in letters (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        known = account_for(options["administrator"])
        with refused_in_one_line(), transaction.atomic():
            administrator = known or self._open_account(options)
            network = create_network(
                administrator,
                actor=Actor.system("vmeste createnetwork"),
                name=options["name"],
                slug=options["slug"],
                territory=options["territory"],
                time_zone=options["time_zone"],
            )
        site = options["site"].rstrip("/")
        self.stdout.write(
            _("Network made: %(name)s, %(address)s") % {"name": network.name, "address": f"{site}/n/{network.slug}/"}
        )
        if known is None:
            self._let_choose_password(administrator, site)

    def _open_account(self, options: dict[str, Any]) -> User:
        """An account with a password nobody knows: its owner chooses one by the letter."""
        email = options["administrator"]
        return open_account(
            email,
            full_name=options["full_name"] or email.partition("@")[0],
            password=secrets.token_urlsafe(_BYTES_NOBODY_KNOWS),
            language=options["language"],
        )

    def _let_choose_password(self, user: User, site: str) -> None:
        if letters_stay_here():
            key = default_token_generator.make_token(user)
            path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
            self.stdout.write(
                _("Mail goes to files here. Give this link to %(email)s within the hour: %(url)s")
                % {"email": user.email, "url": site + path}
            )
        else:
            send_password_link.call(user.pk, site)
            self.stdout.write(
                _("A letter with a link to choose the password went to %(email)s.") % {"email": user.email}
            )
        self.stdout.write(_("Later, “Forgot the password?” on the sign-in page sends a new one."))
