"""Many rows written together: commands run as they always do, and their new rows reach the database in bulk.

A command that adds a row costs a statement or two for the row itself and as many for what it must know first. Inside
`writing_together` new rows of a network wait in memory, already with their keys, and are written by one statement for
many. Nobody sees the difference: any statement that names a table with waiting rows, and any savepoint, has them
written first. What the unit remembers only ever answers «surely free» or «surely there»; whatever else is asked goes
to the database, whose constraints have the last word.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connection, models

from .keys import is_plain, key_of
from .verdicts import UnknownHere

_KEYS_AT_ONCE = 100
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
_HARMLESS = ("RELEASE", "SET ", "PRAGMA")

RowKey = tuple[type[models.Model], Any]


class Unit:
    """The rows one block writes together, and what it knows of the tables without asking again."""

    def __init__(self) -> None:
        self.is_spoilt = False
        self._waiting: list[Any] = []
        self._tables: set[str] = set()
        self._new: set[RowKey] = set()
        self._held: set[RowKey] = set()
        self._locked: dict[RowKey, Any] = {}
        self._owners: dict[str, dict[tuple[Any, ...], Any]] = defaultdict(dict)
        self._looked_up: dict[str, tuple[int, set[Any]]] = {}
        self._pointed_at: dict[models.Field[Any, Any], set[Any]] = {}
        self._asked_uses: dict[models.Field[Any, Any], set[Any]] = {}
        self._changed_unseen: set[str] = set()
        self._is_blind = False
        self._is_own = False
        self._statements = 0
        self._free_numbers: dict[str, list[int]] = {}
        self._last_number: dict[str, int] = {}

    # Writing

    def add(self, row: Any) -> None:
        """Take a new row in; it has its key from now on, unless its model can wait for one."""
        row._prepare_related_fields_for_save(operation_name="save")  # noqa: SLF001 - what Model.save does first
        if type(row).needs_key_at_once:
            row.pk = self._number_for(type(row))
            row._state.adding, row._state.db = False, connection.alias
            self._new.add((type(row), row.pk))
            for field in row._meta.concrete_fields:
                if hasattr(field, "source"):
                    field.pre_save(row, add=True)
        self._waiting.append(row)
        self._tables.add(row._meta.db_table)
        self._note(row)

    def save(self, row: Any, write: Callable[[], None]) -> None:
        """Let a row that is there be written by `write`, and know what it says now."""
        key, table = (type(row), row.pk), row._meta.db_table
        if table in self._tables:
            self.write_waiting()
        if row._state.adding:
            self._free_numbers.pop(table, None)
        self._held.discard(key)
        self._locked.pop(key, None)
        if getattr(row, "removed_at", None) is not None:
            self._new.discard(key)
        self._is_own, self._statements = True, self._statements + 1
        try:
            write()
        finally:
            self._is_own = False
        self._note(row)

    def write_waiting(self) -> None:
        """Write what waits, in the order it came, model by model; 1 statement for many rows."""
        if not self._waiting:
            return
        waiting, self._waiting, self._tables = self._waiting, [], set()
        self._statements += 1
        by_model: dict[type[models.Model], list[Any]] = {}
        for row in waiting:
            by_model.setdefault(type(row), []).append(row)
        with self._by_ourselves():
            for model, rows in by_model.items():
                models.QuerySet(model).bulk_create(rows)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Something that happens whole or not at all: after an exception none of its new rows is left.

        Where statements have gone out already they cannot be taken back alone: then the unit is spoilt, and whoever
        opened it rolls everything back and goes another way.
        """
        statements, waiting = self._statements, len(self._waiting)
        try:
            yield
        except BaseException as refusal:
            if isinstance(refusal, DatabaseError) or self._statements != statements:
                self.is_spoilt = True
            else:
                self._forget(self._waiting[waiting:])
                del self._waiting[waiting:]
            raise

    # Knowing

    def is_new(self, model: type[models.Model], pk: Any) -> bool:
        """Whether the unit itself has added the row, so that nobody else can see it yet."""
        return (model, pk) in self._new and not self._is_blind

    def has(self, row: models.Model) -> bool:
        """Whether the row is surely one of the active network: added here, or locked here."""
        key = type(row), row.pk
        return not self._is_blind and (key in self._new or key in self._locked)

    def hold(self, model: type[models.Model], pk: Any) -> None:
        """Remember that a present row was locked against removal."""
        self._held.add((model, pk))

    def holds(self, model: type[models.Model], pk: Any) -> bool:
        """Whether the row was locked against removal here, and this unit has not written it since."""
        table_is_known = model._meta.db_table not in self._changed_unseen
        return not self._is_blind and table_is_known and (model, pk) in self._held

    def look_up_keys(
        self, model: type[models.Model], constraint_name: str, field: str, values: Collection[Any]
    ) -> None:
        """Read at once which of the keys with these values of one column are taken; 1 query."""
        constraint: Any = next(c for c in model._meta.constraints if c.name == constraint_name)
        names = [model._meta.get_field(name).attname for name in constraint.fields]  # type: ignore[union-attr]
        column = model._meta.get_field(field).attname  # type: ignore[union-attr]
        rows = model._default_manager.filter(**{f"{column}__in": set(values)})
        if constraint.condition is not None:
            rows = rows.filter(constraint.condition)
        for *key, pk in rows.values_list(*names, "pk"):
            self._owners[constraint_name].setdefault(tuple(key), pk)
        self._looked_up[constraint_name] = names.index(column), set(values)

    def knows_free(self, row: models.Model, constraint: Any, key: tuple[Any, ...]) -> bool:
        """Whether no other row can have this key; False where only the database can tell."""
        if self._is_blind or row._meta.db_table in self._changed_unseen:
            return False
        owner = self._owners[constraint.name].get(key)
        if owner is not None:
            return bool(owner == row.pk)
        place, values = self._looked_up.get(constraint.name, (0, ()))
        return key[place] in values or self._points_at_new(row, constraint, key)

    def lock_rows(self, model: Any, pks: Collection[Any]) -> None:
        """Lock rows of one model that will be written soon, in the order of their keys; 1 query."""
        manager = getattr(model, "with_removed", model._default_manager)
        for row in manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"):
            self._locked[model, row.pk] = row

    def locked_row(self, model: type[models.Model], pk: Any) -> Any:
        """The row as it was when `lock_rows` locked it, once; None when it may have been written since."""
        if self._is_blind or model._meta.db_table in self._changed_unseen:
            return None
        return self._locked.pop((model, pk), None)

    def look_up_uses(self, key: Any, pks: Collection[Any]) -> None:
        """Read at once which of these rows present rows point at through the foreign key `key`; 1 query."""
        rows = key.model._default_manager.filter(**{f"{key.name}__in": pks})
        used = set(rows.values_list(key.attname, flat=True).distinct().order_by())
        self._pointed_at.setdefault(key, set()).update(used)
        self._asked_uses.setdefault(key, set()).update(pks)

    def knows_unused(self, key: Any, pk: Any) -> bool:
        """Whether no present row points at `pk` through the foreign key; False where only the database can tell."""
        if self._is_blind or key.model._meta.db_table in self._changed_unseen:
            return False
        return pk in self._asked_uses.get(key, ()) and pk not in self._pointed_at[key]

    # Inside

    def _note(self, row: Any) -> None:
        """Keep what a written row takes: its keys, and the rows it points at."""
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and is_plain(constraint):
                try:
                    key = key_of(row, constraint)
                except UnknownHere:
                    self._changed_unseen.add(row._meta.db_table)
                    continue
                if key is not None:
                    self._owners[constraint.name].setdefault(key, row.pk)
        for field, pointed_at in self._pointed_at.items():
            if field.model is type(row):
                pointed_at.add(getattr(row, field.attname))

    def _forget(self, rows: Collection[Any]) -> None:
        for row in rows:
            self._new.discard((type(row), row.pk))
            for constraint in row._meta.constraints:
                owners = self._owners.get(constraint.name, {})
                for key in [key for key, owner in owners.items() if owner == row.pk]:
                    del owners[key]

    def _points_at_new(self, row: models.Model, constraint: Any, key: tuple[Any, ...]) -> bool:
        """A row added here is known to this unit alone, and so is everything that points at it."""
        for name, value in zip(constraint.fields, key, strict=True):
            field: Any = row._meta.get_field(name)
            if field.is_relation and (field.related_model, value) in self._new:
                return True
        return False

    def _number_for(self, model: type[models.Model]) -> int:
        table = model._meta.db_table
        if not self._free_numbers.get(table):
            with self._by_ourselves():
                self._free_numbers[table] = _next_numbers(model, after=self._last_number.get(table, 0))
        self._last_number[table] = self._free_numbers[table].pop()
        return self._last_number[table]

    @contextmanager
    def _by_ourselves(self) -> Iterator[None]:
        before, self._is_own = self._is_own, True
        try:
            yield
        except BaseException:
            self.is_spoilt = True
            raise
        finally:
            self._is_own = before

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Sees every statement of the connection before it goes out."""
        if not self._is_own:
            self._prepare_for(sql)
        return execute(sql, params, many, context)

    def _prepare_for(self, sql: str) -> None:
        if sql.startswith("SAVEPOINT") or any(table in sql for table in self._tables):
            self.write_waiting()
        if sql.startswith(("SELECT", "SAVEPOINT", *_HARMLESS)):
            return
        self._statements += 1
        found = _WRITE.match(sql)
        if found is not None:
            self._changed_unseen.add(found[1])
            self._free_numbers.pop(found[1], None)
        else:
            # A rollback, or something nobody foresaw: what was read before may be wrong now.
            self._is_blind = True
            if sql.startswith("ROLLBACK"):
                # What came before the savepoint was written when it was set.
                self._waiting.clear()
                self._tables.clear()
            else:
                self.write_waiting()


_active: ContextVar[Unit | None] = ContextVar("unit", default=None)


def active_unit() -> Unit | None:
    """The unit whose block is running, if any."""
    return _active.get()


@contextmanager
def writing_together() -> Iterator[Unit]:
    """Write the new rows of the block together; inside a transaction, whose owner must roll back a spoilt unit.

    Raises:
        DatabaseError: at the end of the block, when the database refuses one of the rows; they cannot be told apart.
    """
    assert connection.in_atomic_block
    assert active_unit() is None
    unit = Unit()
    token = _active.set(unit)
    try:
        with connection.execute_wrapper(unit.watch):
            yield unit
            unit.write_waiting()
    finally:
        _active.reset(token)


def _next_numbers(model: type[models.Model], *, after: int) -> list[int]:
    """Keys nobody else will get, the smallest last; `after` is the last one given out before."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, _KEYS_AT_ONCE],
            )
            return sorted((number for (number,) in cursor.fetchall()), reverse=True)
        # SQLite has one writer at a time, and this transaction is it: every transaction of ours begins with the lock.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = max(after, found[0] if found else 0)
        return list(range(last + _KEYS_AT_ONCE, last, -1))
