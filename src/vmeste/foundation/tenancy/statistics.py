"""What the planner of PostgreSQL knows about tables."""

from django.db import connection, models

MANY = 1000
"""So many new rows make the statistics of their tables worthless."""


def refresh_statistics(*tables: type[models.Model], new_rows: int = MANY) -> None:
    """Let the planner look at tables into which many rows have just come; at all tables when none is named.

    Fewer than `MANY` new rows change no plan, and nothing happens.

    PostgreSQL's own upkeep looks up to a minute later and sees committed rows only. Until then a table of thousands is
    planned for as if it held one row, and a join of two takes the product of their sizes. Called inside the
    transaction that wrote the rows, before it ends: the first reader afterwards already profits. SQLite's planner
    does without. Source: PostgreSQL manual, "Statistics Used by the Planner".
    """
    if connection.vendor != "postgresql" or new_rows < MANY:
        return
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
