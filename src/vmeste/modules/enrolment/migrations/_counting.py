"""Migration operation: the database itself counts the seats taken in study groups."""

from typing import Any

from django.db.migrations.operations.base import Operation

HOLDING = "('offered', 'enrolled', 'transferred')"
"""As `choices.HOLDING`; a migration tells of its day, so it does not read what may change."""


def _holds(row: str) -> str:
    return f"({row}.state IN {HOLDING} AND {row}.removed_at IS NULL)"


def _changed() -> str:
    """Whether an update can change a count at all."""
    return f"{_holds('OLD')} IS NOT {_holds('NEW')} OR OLD.group_id <> NEW.group_id"


_UP = "UPDATE courses_studygroup SET taken = taken + 1 WHERE id = NEW.group_id AND network_id = NEW.network_id"
_DOWN = "UPDATE courses_studygroup SET taken = taken - 1 WHERE id = OLD.group_id AND network_id = OLD.network_id"
_COUNT = f"""(SELECT count(*) FROM enrolment_enrolment AS held
    WHERE held.network_id = NEW.network_id AND held.group_id = NEW.id AND {_holds("held")})"""
_ELSEWHERE = "the group of an enrolment is in another network"

SQLITE = {
    "enrolment_seat_taken": f"""AFTER INSERT ON enrolment_enrolment WHEN {_holds("NEW")} BEGIN
        {_UP};
        SELECT RAISE(ABORT, '{_ELSEWHERE}') WHERE changes() = 0;
    END""",
    "enrolment_seat_changed": f"""AFTER UPDATE ON enrolment_enrolment WHEN {_changed()} BEGIN
        {_DOWN} AND {_holds("OLD")};
        {_UP} AND {_holds("NEW")};
        SELECT RAISE(ABORT, '{_ELSEWHERE}') WHERE {_holds("NEW")} AND changes() = 0;
    END""",
    "enrolment_seat_gone": f"""AFTER DELETE ON enrolment_enrolment WHEN {_holds("OLD")} BEGIN
        {_DOWN};
    END""",
    # Who saves a group writes the count read before; what is true is written over it.
    "courses_taken_is_counted": f"""AFTER UPDATE OF taken ON courses_studygroup WHEN NEW.taken <> {_COUNT} BEGIN
        UPDATE courses_studygroup SET taken = {_COUNT} WHERE id = NEW.id;
    END""",
    "courses_group_begins_empty": """AFTER INSERT ON courses_studygroup WHEN NEW.taken <> 0 BEGIN
        UPDATE courses_studygroup SET taken = 0 WHERE id = NEW.id;
    END""",
}

POSTGRESQL = [
    f"""CREATE FUNCTION enrolment_count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND {_holds("OLD")} THEN
            {_DOWN};
        END IF;
        IF TG_OP <> 'DELETE' AND {_holds("NEW")} THEN
            {_UP};
            IF NOT FOUND THEN
                RAISE EXCEPTION '{_ELSEWHERE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER enrolment_seat_taken AFTER INSERT OR DELETE ON enrolment_enrolment
        FOR EACH ROW EXECUTE FUNCTION enrolment_count_seats()""",
    f"""CREATE TRIGGER enrolment_seat_changed AFTER UPDATE ON enrolment_enrolment
        FOR EACH ROW WHEN ({_changed().replace("IS NOT", "IS DISTINCT FROM")})
        EXECUTE FUNCTION enrolment_count_seats()""",
    """CREATE FUNCTION courses_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Only the triggers of enrolments, which are one level further out, may change the count.
        IF pg_trigger_depth() = 1 THEN
            NEW.taken := CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.taken END;
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER courses_taken_is_counted BEFORE INSERT OR UPDATE OF taken ON courses_studygroup
        FOR EACH ROW EXECUTE FUNCTION courses_keep_count()""",
]


class CountSeats(Operation):
    """Keep `StudyGroup.taken` equal to the enrolments that hold a seat, whatever writes them.

    Together with the constraint `study_group_never_over_filled` no path can over-fill a group: not bulk_create, not
    raw SQL. On PostgreSQL the triggers run with the rights and the network of the one who writes, and the row lock of
    the group makes those who take the last seat come one after the other.
    """

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None: ...

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in POSTGRESQL:
                schema_editor.execute(statement)
            return
        for name, body in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {body}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            for name in SQLITE:
                schema_editor.execute(f"DROP TRIGGER {name}")
            return
        for name in ("enrolment_seat_taken", "enrolment_seat_changed"):
            schema_editor.execute(f"DROP TRIGGER {name} ON enrolment_enrolment")
        schema_editor.execute("DROP TRIGGER courses_taken_is_counted ON courses_studygroup")
        schema_editor.execute("DROP FUNCTION enrolment_count_seats()")
        schema_editor.execute("DROP FUNCTION courses_keep_count()")

    def describe(self) -> str:
        return "Count the seats taken in study groups"
