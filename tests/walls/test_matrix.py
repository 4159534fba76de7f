"""Who may open and change what: every address × every role × every standing, asked for real (ASVS 8.2, 8.4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.architecture.recorded import compare_with_recorded

from vmeste.foundation.access.permissions import PERMISSIONS, every_row

from .addresses import (
    OF_PERSON,
    OPERATIONS,
    PUBLIC,
    REACH,
    WORKSPACE,
    names_inside_networks,
    names_outside_networks,
    patterns,
)
from .walking import BROKEN, NOT_ALLOWED, NOT_FOUND, REFUSED, SERVED, Answer, Notes, operations
from .world import EVERYBODY

DOCUMENT = Path(__file__).parents[2] / "docs" / "access-matrix.md"
IN_TABLE = {SERVED: "yes", REFUSED: "403", NOT_FOUND: "404", "sign in": "sign in", "no token": "401"}

pytestmark = pytest.mark.django_db


def test_every_address_inside_a_network_stands_in_the_table():
    assert names_inside_networks() == set(WORKSPACE)


def test_every_address_outside_the_networks_is_public_or_the_persons_own_with_a_reason():
    assert not set(PUBLIC) & set(OF_PERSON)
    assert names_outside_networks() == {*PUBLIC, *OF_PERSON}
    assert all({**PUBLIC, **OF_PERSON}.values())


def test_every_address_has_a_name_of_its_own():
    names = [leaf.name for whole, leaf in patterns() if not whole.startswith("api/v1/")]

    assert len(names) == len(set(names))
    assert None not in names


def test_every_operation_of_the_api_stands_in_the_table():
    assert {name for _method, _path, name, _body in operations()} == set(OPERATIONS)


def test_every_permission_with_a_row_filter_says_what_it_reaches():
    assert {name for name, permission in PERMISSIONS.items() if permission.rows is not every_row} == set(REACH)


def test_whatever_no_role_decides_has_a_reason():
    open_ones = [name for name, address in WORKSPACE.items() if address.does is None and not address.everyone]
    open_ones += [name for name, operation in OPERATIONS.items() if operation.does is None and not operation.everyone]

    assert open_ones == []


def _different(notes: Notes) -> list[str]:
    return [str(answer) for answer in notes.answers if answer.got != answer.expected]


def test_reading_is_answered_as_the_permissions_say(read):
    assert _different(read) == []


def test_changing_is_answered_as_the_permissions_say(changed):
    assert _different(changed) == []


def _distinguishable(answers: Iterable[Answer]) -> Iterator[str]:
    """Foreign and hidden rows whose 404 differs from that of a missing row, in its body or in its statements (S17)."""
    bodies: dict[tuple[str, str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    for answer in answers:
        if answer.got == NOT_FOUND:
            bodies[answer.address, answer.actor, answer.method][answer.standing] = (answer.body, answer.asked)
    for where, found in bodies.items():
        for standing, body in found.items():
            if "missing" in found and body != found["missing"]:
                yield f"{where}: {standing}"


def test_a_foreign_row_reads_like_a_missing_one(read):
    assert list(_distinguishable(read.answers)) == []
    assert {a.standing for a in read.answers if a.got == NOT_FOUND} >= {"foreign", "hidden", "missing"}


def test_a_foreign_row_is_changed_like_a_missing_one(changed):
    assert list(_distinguishable(changed.answers)) == []


def test_nothing_broke_while_reading(read):
    assert not [status for status in read.statuses if status >= 500]
    assert BROKEN not in {answer.got for answer in read.answers}


def test_nothing_broke_while_changing(changed):
    assert not [status for status in changed.statuses if status >= 500]


def test_no_page_offers_what_is_then_refused(read):
    asked = read.offered.keys() & read.outcomes.keys()
    refused = sorted((*link, read.offered[link]) for link in asked if read.outcomes[link] in {REFUSED, NOT_FOUND})

    assert refused == []
    assert len(asked) > 1000


def test_reading_changes_nothing(read):
    allowed = {"django_session", "accounts_apitoken", "accounts_tries", "people_nameopening"}
    before, after = read.counts
    grown = {label for label in before if before[label] != after[label]}

    assert set(read.written_by_get) <= allowed
    assert grown <= {"sessions.Session", "people.NameOpening"}
    assert before["organisations.Organisation"] or before["accounts.User"]


def _table(read: Notes) -> str:
    """The pages of the networks and the reading operations, by role, for rows of the actor's own."""
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for answer in read.answers:
        is_there = answer.address in WORKSPACE or answer.address.startswith("api ")
        if is_there and answer.standing == "own" and answer.got != NOT_ALLOWED:
            cells[answer.address][answer.actor] = IN_TABLE[answer.got]
    return _rows(cells)


def _rows(cells: dict[str, dict[str, str]]) -> str:
    head = f"| address | {' | '.join(EVERYBODY)} |\n|---|{'---|' * len(EVERYBODY)}\n"
    return head + "".join(
        f"| {address} | {' | '.join(cells[address].get(actor, '') for actor in EVERYBODY)} |\n"
        for address in sorted(cells)
    )


def test_the_published_matrix_of_reading_is_what_was_answered(read):
    compare_with_recorded(DOCUMENT, "reading", _table(read))


def test_the_published_matrix_of_changing_is_what_was_answered(changed):
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for answer in changed.answers:
        if answer.standing == "own" and answer.got != NOT_ALLOWED and answer.address not in {*PUBLIC, *OF_PERSON}:
            name = answer.address if answer.method == "POST" else f"{answer.address} ({answer.method})"
            cells[name][answer.actor] = IN_TABLE[answer.got]
    compare_with_recorded(DOCUMENT, "changing", _rows(cells))


def test_an_answer_that_differs_would_be_seen():
    answer = Answer("agreement-edit", "observer", "own", "GET", "refused", SERVED, 200, "")
    foreign = Answer("agreement-edit", "head", "foreign", "GET", NOT_FOUND, NOT_FOUND, 404, "a")
    missing = Answer("agreement-edit", "head", "missing", "GET", NOT_FOUND, NOT_FOUND, 404, "b")
    longer = Answer("agreement-edit", "head", "foreign", "GET", NOT_FOUND, NOT_FOUND, 404, "b", "one more statement")

    assert _different(Notes([answer])) == [
        "GET agreement-edit as observer, own row: expected refused, got served (200)"
    ]
    assert list(_distinguishable([foreign, missing])) == ["('agreement-edit', 'head', 'GET'): foreign"]
    assert list(_distinguishable([longer, missing])) == ["('agreement-edit', 'head', 'GET'): foreign"]
