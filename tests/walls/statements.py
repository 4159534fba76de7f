"""A small look at SQL: does every statement that reads or changes rows of a network say whose?"""

import functools
import re
from collections.abc import Iterator
from typing import Any, Self

from django.apps import apps
from django.db import connection
from django.db.models import Model

from vmeste.foundation.tenancy.models import NetworkModel

TENANT_TABLES: dict[str, type[Model]] = {m._meta.db_table: m for m in apps.get_models() if issubclass(m, NetworkModel)}

_SOURCE = re.compile(r'\b(?:FROM|UPDATE)\s+"(?P<table>\w+)"(?:\s+(?:AS\s+)?"?(?P<alias>[A-Z]\d+)"?)?')
_BY_KEY = re.compile(r'WHERE \(?"(?P<table>\w+)"\."(?P<column>\w+)"\)? (?:=|IN) ')

# Statements that reach rows by their key alone, each with the reason why this is safe.
BY_KEY_ALONE = {
    "SELECT": "a foreign key of a row that came through the wall: saving refuses keys into another network",
    "UPDATE": "`save` of a row that came through the wall: it refuses a row of another network",
    "DELETE": "`delete` of rows that came through the wall, and of what hangs on them",
}


class Recorder:
    """Collects the statements of a block: `with Recorder() as seen: …; seen.statements`."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> Self:
        self._wrapper = connection.execute_wrapper(self._note)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wrapper.__exit__(*error)

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(sql)
        return execute(sql, params, many, context)


@functools.cache
def trouble_of(sql: str) -> str:
    """What is wrong with a statement: the table it opens without saying of which network. Empty when nothing is."""
    for block in _blocks(sql):
        own = _without_inner_blocks(block)
        for source in _SOURCE.finditer(own):
            table, alias = source["table"], source["alias"] or source["table"]
            if (
                table in TENANT_TABLES
                and f'"{alias}"."network_id" =' not in own
                and f'{alias}."network_id" =' not in own
            ):
                if _is_by_key(sql.split(maxsplit=1)[0], table, own):
                    continue
                return f"{table} without its network: {sql[:120]} … {sql[-300:]}"
    return ""


def _is_by_key(verb: str, table: str, block: str) -> bool:
    key = _BY_KEY.search(block)
    if key is None or key["table"] != table or verb not in BY_KEY_ALONE:
        return False
    return key["column"] == "id" or (verb == "DELETE" and key["column"].endswith("_id"))


def changes_rows(sql: str) -> str:
    """The table a statement writes to; empty for one that only reads."""
    found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', sql)
    return found[1] if found else ""


def _blocks(sql: str) -> Iterator[str]:
    """The statement and every parenthesis in it, each with its own inner parentheses."""
    yield sql
    opened: list[int] = []
    for place, letter in enumerate(sql):
        if letter == "(":
            opened.append(place)
        elif letter == ")" and opened:
            start = opened.pop()
            if sql[start + 1 : start + 7] == "SELECT":
                yield sql[start + 1 : place]


def _without_inner_blocks(block: str) -> str:
    """The block with every inner SELECT left out; other parentheses stay."""
    kept: list[str] = []
    depth = 0
    place = 0
    while place < len(block):
        if depth == 0 and block.startswith("(SELECT", place):
            depth = 1
            place += 1
            continue
        if depth:
            depth += {"(": 1, ")": -1}.get(block[place], 0)
        else:
            kept.append(block[place])
        place += 1
    return "".join(kept)
