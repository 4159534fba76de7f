"""Set up a database for the race and print a token: run in a process of its own, with the server's environment."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from tests.factories.api import make_token  # noqa: E402
from tests.factories.networks import make_network  # noqa: E402

call_command("migrate", verbosity=0)
sys.stdout.write(make_token(make_network(name="Ours", slug="ours")).secret)
