"""Migration operation: forced row security on PostgreSQL for the tables of one network."""

from typing import Any

from django.db.migrations.operations.base import Operation

POLICY = "of_active_network"


class GuardRows(Operation):
    """Let the database itself refuse rows of any network but the one set for this transaction.

    An unset or empty setting means no rows at all. `FORCE` binds the owner of the table too; only a role with
    BYPASSRLS, which the application never has, sees past it. Source: PostgreSQL manual, "Row Security Policies".
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None: ...

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in self.models:
            table = schema_editor.quote_name(to_state.apps.get_model(app_label, name)._meta.db_table)
            active = "nullif(current_setting('vmeste.network', true), '')::bigint"
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(
                f"CREATE POLICY {POLICY} ON {table} USING (network_id = {active}) WITH CHECK (network_id = {active})"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in self.models:
            table = schema_editor.quote_name(from_state.apps.get_model(app_label, name)._meta.db_table)
            schema_editor.execute(f"DROP POLICY {POLICY} ON {table}")
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Guard rows of {', '.join(self.models)}"
