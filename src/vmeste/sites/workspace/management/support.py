"""What the commands of the console share: finding a network, saying no in one line, the way of a letter."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from vmeste.modules.networks.models import Network

_KEPT_HERE = ("filebased.EmailBackend", "locmem.EmailBackend", "dummy.EmailBackend", "console.EmailBackend")
_OWN_MACHINE = {"localhost", "127.0.0.1", "[::1]", "*"}


def network_at(slug: str) -> Network:
    """The network with this address.

    Raises:
        CommandError: there is none; the message names those there are.
    """
    if (network := Network.objects.filter(slug=slug).first()) is not None:
        return network
    known = ", ".join(Network.objects.order_by("slug").values_list("slug", flat=True)[:20])
    raise CommandError(
        _("There is no network “%(slug)s”. Networks: %(known)s.") % {"slug": slug, "known": known or "–"}
    )


@contextmanager
def refused_in_one_line() -> Iterator[None]:
    """Turn a command's refusal into one line of the console, each message after the name of its field."""
    try:
        yield
    except ValidationError as refusal:
        raise CommandError(in_one_line(refusal)) from refusal


def in_one_line(refusal: ValidationError) -> str:
    if not hasattr(refusal, "error_dict"):
        return "; ".join(refusal.messages)
    named = refusal.message_dict.items()
    return "; ".join(
        " ".join(messages) if name == "__all__" else f"{name}: {' '.join(messages)}" for name, messages in named
    )


def letters_stay_here() -> bool:
    """Whether mail reaches nobody: then the console shows the link that the letter would have held."""
    return str(settings.EMAIL_BACKEND).endswith(_KEPT_HERE)


def usual_site() -> str:
    """Scheme and host for links in letters when nobody says another."""
    host = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return "http://localhost:8000" if host in _OWN_MACHINE else f"https://{host.removeprefix('.')}"
