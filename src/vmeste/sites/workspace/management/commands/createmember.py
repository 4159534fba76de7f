"""An invitation from the console: for the first people of a network, and for support."""

from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.jobs import send_invitation
from vmeste.modules.networks.models import Invitation
from vmeste.modules.networks.services import invite_member, make_key
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Territory
from vmeste.sites.workspace.management.support import (
    letters_stay_here,
    network_at,
    refused_in_one_line,
    usual_site,
)

Row = TypeVar("Row", bound=Model)


class Command(BaseCommand):
    help = "Invite somebody to a network. They choose name and password themselves by the link of the letter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("network", help="its address")
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--organisation", default="", help="name or number, for roles of an organisation")
        parser.add_argument("--territory", default="", help="name or number, for a curator of one territory")
        parser.add_argument("--full-name", default="")
        parser.add_argument("--language", default="ru", choices=["ru", "en"], help="of the letter")
        parser.add_argument("--site", default=usual_site(), help="scheme and host of links in letters (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        network, now = network_at(options["network"]), timezone.now()  # noqa: TID251 - a command is where work begins
        with working_in(network):
            organisation = _only_one(
                Organisation.objects.all(), options["organisation"], "name", "short_name", "aliases__name"
            )
            territory = _only_one(Territory.objects.all(), options["territory"], "name")
            with refused_in_one_line():
                invitation = invite_member(
                    network,
                    actor=Actor.system("vmeste createmember", network.pk),
                    email=options["email"],
                    role=Role(options["role"]),
                    at=now,
                    full_name=options["full_name"],
                    organisation_id=organisation.pk if organisation is not None else None,
                    territory_id=territory.pk if territory is not None else None,
                )
        site = options["site"].rstrip("/")
        if not letters_stay_here():
            send_invitation.call(invitation.pk, site, options["language"])
            self.stdout.write(_("The invitation went to %(email)s.") % {"email": invitation.email})
            return
        self.stdout.write(
            _("Mail goes to files here. Give this link to %(email)s: %(url)s")
            % {"email": invitation.email, "url": _link(invitation, site)}
        )


def _link(invitation: Invitation, site: str) -> str:
    secret = make_key(invitation, at=invitation.created_at)
    return site + reverse("invitation-open", kwargs={"secret": secret})


def _only_one(rows: QuerySet[Row], wanted: str, *names: str) -> Row | None:
    """The row with this number or exactly this name, whatever the case; nothing when nothing is wanted.

    Raises:
        CommandError: there is none, or more than one; then the numbers are told.
    """
    if not wanted:
        return None
    condition = Q(pk=int(wanted)) if wanted.isdecimal() else Q()
    if not wanted.isdecimal():
        for name in names:
            # Each spelling by itself: SQLite knows the cases of Latin letters only.
            for spelling in {wanted, wanted.lower(), wanted.upper(), wanted.capitalize()}:
                condition |= Q(**{name: spelling})
    found = list(rows.filter(condition).distinct()[:5])
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(_("Nothing is called “%(name)s” there.") % {"name": wanted})
    several = ", ".join(f"{row.pk} ({row})" for row in found)
    raise CommandError(
        _("Several are called “%(name)s”; say the number: %(several)s.") % {"name": wanted, "several": several}
    )
