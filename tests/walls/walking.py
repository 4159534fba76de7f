"""Ask every address of the house as everybody and note what came back; the tests then look at the notes."""

import hashlib
import html
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from vmeste.foundation.access.permissions import Permission
from vmeste.sites.api.contract import contract_text
from vmeste.sites.api.root import api

from .addresses import GET, OF_PERSON, OPERATIONS, POST, PUBLIC, REACH, WORKSPACE, Address, Operation
from .canaries import CHILD, HIDDEN, OURS, THEIRS, markers_in
from .headers import missing_headers
from .statements import Recorder, changes_rows, trouble_of
from .world import ANONYMOUS, CAST, EVERYBODY, STRANGER, World, is_network_wide

SERVED, REFUSED, NOT_FOUND, SIGN_IN, NO_TOKEN, NOT_ALLOWED, BROKEN = (
    "served",
    "refused",
    "not found",
    "sign in",
    "no token",
    "not allowed",
    "broken",
)
_STATUS = {401: NO_TOKEN, 403: REFUSED, 404: NOT_FOUND, 405: NOT_ALLOWED}
# One of the whole network and one of an organisation also ask for rows that are missing, to compare the answers.
COMPARING = frozenset({"curator", "head"})
# Tables that a GET may write: they hold nothing of any network.
WRITTEN_BY_GET = {
    "django_session": "the person's own session: messages shown, page size",
    "accounts_apitoken": "the day a token was last used",
    "accounts_tries": "counts of the rate limits",
    "people_nameopening": "who saw names, when and why: to see them is to be recorded",
}


@dataclass(frozen=True)
class Answer:
    """What one request came to."""

    address: str
    actor: str
    standing: str
    method: str
    expected: str
    got: str
    status: int
    body: str  # digest of the body without what differs between any two answers
    asked: str = ""  # digest of the statements without their values: what the time of an answer is made of

    @property
    def cell(self) -> str:
        return f"{self.method} {self.address} as {self.actor}, {self.standing} row"

    def __str__(self) -> str:
        return f"{self.cell}: expected {self.expected}, got {self.got} ({self.status})"


@dataclass
class Notes:
    """Everything a walk saw, as plain data: the rows are gone when the tests look."""

    answers: list[Answer] = field(default_factory=list)
    leaks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # marker → where it was seen
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # marker → kinds of content
    unwalled: dict[str, str] = field(default_factory=dict)  # statement's trouble → where
    written_by_get: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # table → where
    headers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # what lacks → where
    statuses: set[int] = field(default_factory=set)
    offered: dict[tuple[str, str], str] = field(default_factory=dict)  # actor, path of a link → the page it stands on
    outcomes: dict[tuple[str, str], str] = field(default_factory=dict)  # actor, path asked for → what came of it
    statements: int = 0
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})  # rows of every table before and after


class Walk:
    """Asks; `notes` remember."""

    def __init__(self, world: World) -> None:
        self.world, self.notes = world, Notes()

    def ask(
        self,
        client: Client,
        method: str,
        path: str,
        *,
        address: str,
        actor: str,
        standing: str = "own",
        expected: str = "",
        data: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """One request whose writes are taken back, unless it is a GET, which must have none."""
        where = f"{method} {address} as {actor}, {standing} row"
        with Recorder() as seen:
            if method == GET:
                response, content = _sent(client, method, path, data, headers)
            else:
                cookies = client.cookies.copy()
                with transaction.atomic():
                    response, content = _sent(client, method, path, data, headers)
                    transaction.set_rollback(True)
                client.cookies = cookies  # whoever signed out is back, as is the row of the session
        self._note_statements(seen.statements, method, where)
        content_type = response.headers.get("Content-Type", "").partition(";")[0]
        for marker in markers_in(content, content_type):
            self.notes.seen[marker].add(content_type)
            if marker in _forbidden_to(actor, standing, path):
                self.notes.leaks[marker].append(where)
        for lack in missing_headers(path, response):
            self.notes.headers[lack].add(f"{where} ({response.status_code})")
        self.notes.statuses.add(response.status_code)
        if method == GET:
            self.notes.outcomes[actor, path.partition("?")[0]] = _outcome(response)
            if content_type == "text/html" and response.status_code == 200:
                for link in _LINK.findall(content):
                    self.notes.offered.setdefault((actor, html.unescape(link.decode())), where)
        if expected:
            got = _outcome(response)
            body = hashlib.sha256(comparable(content, path)).hexdigest()
            asked = hashlib.sha256("\n".join(_nameless(seen.statements)).encode()).hexdigest()
            answer = Answer(address, actor, standing, method, expected, got, response.status_code, body, asked)
            self.notes.answers.append(answer)
        return response, content

    def _note_statements(self, statements: list[str], method: str, where: str) -> None:
        self.notes.statements += len(statements)
        for sql in statements:
            if trouble := trouble_of(sql):
                self.notes.unwalled.setdefault(trouble, where)
            if method == GET and (table := changes_rows(sql)):
                self.notes.written_by_get[table].add(where)

    # Pages of a network

    def pages(self, method: str) -> None:
        for name, address in WORKSPACE.items():
            for actor in EVERYBODY:
                for standing in self._standings(address, actor):
                    self.page(name, address, actor, standing, method)

    def _standings(self, address: Address, actor: str) -> Iterator[str]:
        if actor not in CAST:
            yield "own"
            return
        for standing in address.standings_in(self.world):
            if standing == "missing" and actor not in COMPARING:
                continue
            if standing in {"neighbour", "hidden"} and is_network_wide(actor) and actor not in COMPARING:
                continue
            yield standing

    def page(self, name: str, address: Address, actor: str, standing: str, method: str) -> None:
        inside = actor in CAST
        if method not in address.methods and (actor != "curator" or standing != "own"):
            return
        arguments = address.arguments(self.world, actor if inside else "curator", standing)
        path = reverse(name, kwargs={"network": self.world.ours.network.slug, **arguments})
        if address.query and method == GET:
            path += f"?{address.query}"
        self.ask(
            self.world.clients[actor],
            method,
            path,
            address=name,
            actor=actor,
            standing=standing,
            expected=expected_of(address, actor, standing, method),
        )

    def exports(self) -> None:
        """Every list as every kind of file, for one of the network, one of a school and one of a plant."""
        for name in WORKSPACE:
            if name.endswith("-export"):
                for actor in ("curator", "head", "partner"):
                    for kind in ("xlsx", "docx", "pdf"):
                        path = reverse(name, kwargs={"network": "ours", "kind": kind})
                        self.ask(self.world.clients[actor], GET, path, address=f"{name} {kind}", actor=actor)

    # The API

    def operations(self, methods: frozenset[str]) -> None:
        for method, path, name, body in operations():
            if method in methods and name in OPERATIONS:
                for actor in EVERYBODY:
                    self._operation(method, path, name, body, actor)

    def _operation(self, method: str, path: str, name: str, body: str, actor: str) -> None:
        operation = OPERATIONS[name]
        for standing in self._standings_of(operation, actor):
            row = (
                self.world.row(operation.kind, standing, actor if actor in CAST else "curator")
                if operation.kind
                else None
            )
            data = self._body(body, row, actor, standing) if body else None
            address = path.replace("{network}", "ours").replace("{pk}", str(row.pk if row else 987_654_321))
            headers = {"accept-language": "en"}
            if actor != ANONYMOUS:
                headers["authorization"] = f"Bearer {self.world.tokens[actor].secret}"
            self.ask(
                self.world.clients[ANONYMOUS],
                method,
                address,
                address=f"api {name}",
                actor=actor,
                standing=standing,
                expected=expected_of_operation(operation, actor, standing),
                data=data,
                headers=headers,
            )

    def _standings_of(self, operation: Operation, actor: str) -> Iterator[str]:
        if actor not in CAST or not operation.kind or operation.creates:
            yield "own"
            return
        known = self.world.ours.rows[operation.kind]
        for standing in ("own", *(s for s in ("neighbour", "hidden") if s in known), "foreign", "missing"):
            if standing == "missing" and actor not in COMPARING:
                continue
            if standing in {"neighbour", "hidden"} and is_network_wide(actor) and actor not in COMPARING:
                continue
            yield standing

    def _body(self, shape: str, row: Any, actor: str, standing: str) -> dict[str, Any]:
        """A body of that shape that passes the check of shapes: the row's own values, else the smallest value."""
        found = {}
        schema = SCHEMAS[shape]
        for name, field_ in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            if name == "version":
                found[name] = getattr(row, "version", 1)
            elif name == "organisations":
                found[name] = [self.world.row("organisation", "own", actor if actor in CAST else "curator").pk]
            elif name == "party" and required:
                found[name] = self.world.row("party", "own" if standing == "missing" else standing, actor).pk
            elif required:
                found[name] = _smallest(name, field_, row, self.world, actor if actor in CAST else "curator")
        return found

    # Pages outside the networks

    def outside(self, method: str) -> None:
        for name in sorted({*PUBLIC, *OF_PERSON}):
            arguments = ARGUMENTS.get(name, {})
            path = "/api/nothing" if name == "api-nothing" else _path_of(name, arguments)
            for actor in (ANONYMOUS, "curator", STRANGER):
                expected = ""
                if name in OF_PERSON and actor == ANONYMOUS:
                    expected = NOT_ALLOWED if method == POST and name in ONLY_READ else SIGN_IN
                self.ask(self.world.clients[actor], method, path, address=name, actor=actor, expected=expected)


ARGUMENTS: dict[str, dict[str, Any]] = {
    "certificate-verification": {"network": "ours", "code": "code-of-ours"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "mfa_remove_webauthn": {"pk": 987_654_321},
    "mfa_edit_webauthn": {"pk": 987_654_321},
    "account-email-confirm": {"key": "x"},
    "account-token-revocation": {"pk": 987_654_321},
    "my-network-departure": {"pk": 987_654_321},
    "invitation-open": {"secret": "x"},
}


# Pages that refuse any other method before they ask who is there.
ONLY_READ = frozenset({"home"})


def _path_of(name: str, arguments: dict[str, Any]) -> str:
    return "/api/v1/" if name == "api-root" else reverse(name, kwargs=arguments)


def _sent(client: Client, method: str, path: str, data: Any, headers: dict[str, str] | None) -> tuple[Any, bytes]:
    if headers is None:
        response = client.get(path) if method == GET else client.generic(method, path, b"", _FORM)
    else:
        body = b"" if data is None else json.dumps(data).encode()
        response = client.generic(method, path, body, "application/json", headers=headers)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response, content


def _nameless(statements: list[str]) -> Iterator[str]:
    """Statements without the names of savepoints, which are new each time."""
    return (_SAVEPOINT.sub("SAVEPOINT", sql) for sql in statements)


_SAVEPOINT = re.compile(r"SAVEPOINT .*")
_FORM = "application/x-www-form-urlencoded"
_LINK = re.compile(rb'(?:href|hx-get)="(/[^"?#]*)')
_CHANGING = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|csrf[^>]{0,40}?[A-Za-z0-9]{64}|"X-CSRFToken": "[^"]*"'
)


def comparable(content: bytes, path: str) -> bytes:
    """The body without the token of the form and without the address that was asked."""
    without = _CHANGING.sub(b"", content)
    return re.sub(rb"\d+", b"", without.replace(path.encode(), b""))


def _outcome(response: Any) -> str:
    if response.status_code >= 500:
        return BROKEN
    if response.status_code == 302 and response.headers["Location"].startswith("/account/login/"):
        return SIGN_IN
    return _STATUS.get(response.status_code, SERVED)


# Who may come to know a child by name: the people of its school, who open names, and its family.
KNOW_CHILDREN = frozenset({"coordinator", "head", "teacher", "guardian"})


def _forbidden_to(actor: str, standing: str, path: str) -> set[str]:
    """The canaries this actor must never meet: the other network's, what is hidden from an organisation, children."""
    return _other_rows(actor, path) | (set() if actor in KNOW_CHILDREN else {CHILD})


def _other_rows(actor: str, path: str) -> set[str]:
    if actor == STRANGER:
        return {OURS, HIDDEN}
    if actor == ANONYMOUS:
        return {OURS, HIDDEN, THEIRS} - ({THEIRS} if THEIRS in path else set())
    return {THEIRS} if is_network_wide(actor) else {THEIRS, HIDDEN}


# What must come back


def reaches(permission: Permission | None, actor: str, standing: str) -> bool:
    """Whether the permission table lets this actor at a row in that standing."""
    if permission is None:
        return standing == "own"
    role, _place = CAST[actor]
    if role not in permission.roles:
        return False
    return is_network_wide(actor) or standing in REACH.get(permission.name, {"own", "neighbour", "hidden"})


def expected_of(address: Address, actor: str, standing: str, method: str) -> str:
    """The answer the permission table promises for a page of a network."""
    if actor == ANONYMOUS:
        return SIGN_IN
    if actor == STRANGER:
        return NOT_FOUND
    if method not in address.methods:
        return NOT_ALLOWED
    holds = address.does is None or CAST[actor][0] in address.does.roles
    if not address.kind:
        return SERVED if holds else REFUSED
    if address.everyone and method == POST:
        return SERVED  # a row of somebody else is simply not there to be touched
    if address.role_first and not holds:
        return REFUSED
    if standing in {"foreign", "missing"} or not reaches(address.sees, actor, standing):
        return NOT_FOUND
    return SERVED if reaches(address.does, actor, standing) else REFUSED


def expected_of_operation(operation: Operation, actor: str, standing: str) -> str:
    """The answer the permission table promises for an operation of the API."""
    if actor == ANONYMOUS:
        return NO_TOKEN
    if actor == STRANGER:
        return SERVED if operation.everyone.startswith("names the token's") else NOT_FOUND
    if operation.everyone:
        return SERVED
    assert operation.sees is not None
    assert operation.does is not None
    role = CAST[actor][0]
    if role not in operation.sees.roles or role not in operation.does.roles:
        return REFUSED
    if not operation.kind or operation.creates:
        return SERVED
    if standing in {"foreign", "missing"} or not reaches(operation.sees, actor, standing):
        return NOT_FOUND
    return SERVED if reaches(operation.does, actor, standing) else REFUSED


# The API's own schema

DOCUMENT = json.loads(contract_text(api))
SCHEMAS = DOCUMENT["components"]["schemas"]


def operations() -> Iterator[tuple[str, str, str, str]]:
    """Method, path, name and the name of the body's shape of every operation in the contract."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            reference = shape.get("$ref") or next((s["$ref"] for s in shape.get("anyOf", ()) if "$ref" in s), "")
            yield method.upper(), path, operation["operationId"], reference.rpartition("/")[2]


# Required keys of other rows → a kind of row the actor may name there.
_KEYS = {
    "agreement": "agreement",
    "party": "party",
    "organisation": "organisation",
    "partner": "other",
    "drop": "other",
    "successor": "other",
    "programme": "programme",
    "year": "year",
}


def _smallest(name: str, shape: dict[str, Any], row: Any, world: World, actor: str) -> Any:
    """A value for a required field: the row's own where it has one, else something of the right type."""
    if name in _KEYS:
        return world.row(_KEYS[name], "own", actor).pk
    if (own := getattr(row, name, None)) not in (None, "") and isinstance(own, str | int | bool):
        return own
    options = shape.get("anyOf", [shape])
    shape = next((option for option in options if option.get("type") != "null"), shape)
    if "$ref" in shape:
        shape = SCHEMAS[shape["$ref"].rpartition("/")[2]]
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("format") == "date":
        return {"starts_on": "2030-09-01", "ends_on": "2031-09-01"}.get(name, "2026-01-15")
    return {"string": "12", "integer": 1, "number": 1, "boolean": True, "array": []}[shape["type"]]


def reading(world: World) -> Notes:
    """Every address is read by everybody; nothing is taken back, for reading must change nothing."""
    walk = Walk(world)
    with silence():
        walk.pages(GET)
        walk.exports()
        walk.operations(frozenset({GET}))
        walk.outside(GET)
    return walk.notes


def changing(world: World) -> Notes:
    """Everybody tries to change everything; each change is taken back."""
    walk = Walk(world)
    with silence():
        walk.pages(POST)
        walk.operations(frozenset({POST, "PUT", "PATCH", "DELETE"}))
        walk.outside(POST)
    return walk.notes


@contextmanager
def silence() -> Iterator[None]:
    """Thousands of refusals are expected; each would be a line of the log."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
