import json
from datetime import UTC, datetime, timedelta

from django.test import Client

from vmeste.foundation.access.actor import Role
from vmeste.modules.accounts.models import ApiToken

from .networks import make_member

EVERYTHING = (
    "reference:read",
    "reference:write",
    "organisations:read",
    "organisations:write",
    "partnerships:read",
    "partnerships:write",
    "agreements:read",
    "agreements:write",
    "courses:read",
    "courses:write",
)


def make_token(network, role=Role.CURATOR, *, scopes=EVERYTHING, user=None, days=30, **where):
    """A token of a new member with that role; answers the row, its secret as `secret`."""
    user = user or make_member(network, role, **where)
    secret, now = ApiToken.new_secret(), datetime.now(UTC)
    token = ApiToken.objects.create(
        user=user,
        network_id=network.pk,
        label="A program",
        digest=ApiToken.digest_of(secret),
        hint=secret[-4:],
        scopes=list(scopes),
        expires_at=now + timedelta(days=days),
        last_used_on=now.date(),
    )
    token.secret = secret
    return token


class ApiClient:
    """Calls `/api/v1/n/<network>/…` with a token and speaks JSON."""

    def __init__(self, token, slug="ours", **headers):
        self.client = Client()
        self.root = f"/api/v1/n/{slug}/"
        self.headers = {"Authorization": f"Bearer {token.secret}", "Accept-Language": "en", **headers}

    def call(self, method, path, data=None, *, raw=None, content_type="application/json", **headers):
        url = path if path.startswith("/") else self.root + path
        body = raw if raw is not None else (b"" if data is None else json.dumps(data).encode())
        return self.client.generic(method, url, body, content_type=content_type, headers={**self.headers, **headers})

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, data=None, **headers):
        return self.call("POST", path, data, **headers)

    def put(self, path, data=None, **headers):
        return self.call("PUT", path, data, **headers)

    def patch(self, path, data=None, **headers):
        return self.call("PATCH", path, data, **headers)

    def delete(self, path, **headers):
        return self.call("DELETE", path, **headers)
