"""Installations for tests that crash and race them."""

import pytest
from tests.reliability.installation import Browser, Database, Installation, template


@pytest.fixture(scope="session")
def cast_template(tmp_path_factory):
    with template(tmp_path_factory.mktemp("template")) as made:
        yield made


@pytest.fixture
def installation(cast_template, tmp_path):
    """An installation of its own, nothing started yet."""
    database = Database.new(tmp_path, "own", like=cast_template.database)
    made = Installation(database, tmp_path, cast_template.cast)
    try:
        yield made
    finally:
        made.stop()
        database.drop()


@pytest.fixture
def person(installation):
    """`person(0)` answers a new browser in which the first member of the cast is signed in."""
    yield from _opened(lambda number: Browser(installation, session=installation.cast["people"][number]["session"]))


@pytest.fixture
def program(installation):
    """`program(0)` answers a new program with the token of the first member of the cast."""
    yield from _opened(lambda number: Browser(installation, token=installation.cast["people"][number]["token"]))


def _opened(make):
    opened = []

    def open_one(number):
        opened.append(make(number))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.close()
