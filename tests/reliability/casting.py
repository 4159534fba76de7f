"""Run as a program: migrate the database of the environment, people it, print who is who as JSON."""

import json
import secrets
import sys
from datetime import UTC, datetime, timedelta

import django

AGREEMENTS = 400
ORGANISATIONS = 240
TOKEN_SCOPES = ["reference:read", "reference:write", "organisations:read", "organisations:write"]
TOKEN_SCOPES += ["agreements:read", "agreements:write"]


def main():
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from vmeste.foundation.access.actor import Role
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.networks.models import Network

    network = Network.objects.create(name="Ours", slug="ours")
    assert network.pk == 1, "the raw queries of the suites count in network 1"
    with working_in(network):
        cast = {
            "people": [_person(network, number, Role.CURATOR) for number in range(4)],
            "organisations": _organisations(),
        }
        cast["drafts"] = _agreements(cast["organisations"], "draft")
        cast["on_signature"] = _agreements(cast["organisations"], "on_signature")
    sys.stdout.write(json.dumps(cast) + "\n")


def _person(network, number, role):
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from vmeste.modules.accounts.models import ApiToken, User
    from vmeste.modules.networks.models import Membership

    user = User.objects.create_user(f"person{number}@example.org", full_name=f"Person {number}")
    membership = Membership.objects.create(network=network, user=user, role=role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    secret, now = ApiToken.new_secret(), datetime.now(UTC)
    ApiToken.objects.create(
        user=user,
        network_id=network.pk,
        label="A program",
        digest=ApiToken.digest_of(secret),
        hint=secret[-4:],
        scopes=TOKEN_SCOPES,
        expires_at=now + timedelta(days=1),
        last_used_on=now.date(),
    )
    return {"session": session.session_key, "token": secret, "user": user.pk, "membership": membership.pk}


def _organisations():
    from vmeste.modules.organisations.models import Organisation

    rows = [Organisation(name=f"School No. {n}", kind="school") for n in range(ORGANISATIONS)]
    return [row.pk for row in Organisation.objects.bulk_create(rows)]


def _agreements(organisations, stage):
    """Answers [agreement, first party, second party] each."""
    from vmeste.modules.agreements.models import Agreement, AgreementParty

    rows = Agreement.objects.bulk_create(
        [Agreement(title=f"{stage} {secrets.token_hex(4)}", stage=stage) for _ in range(AGREEMENTS)]
    )
    parties = AgreementParty.objects.bulk_create(
        [
            AgreementParty(agreement=row, organisation_id=organisations[place], position=place + 1)
            for row in rows
            for place in range(2)
        ]
    )
    return [[row.pk, parties[2 * n].pk, parties[2 * n + 1].pk] for n, row in enumerate(rows)]


if __name__ == "__main__":
    main()
