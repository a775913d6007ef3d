"""Migrations that load SQL: the current text stands in one file per subject, beside its undo."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import migrations

_ROLE = re.compile(r"(?<!:):(app|owner|ledger|search|chain)\b")


def run_sql(folder: Path, *subjects: str) -> list[migrations.RunSQL]:
    """Load `<subject>.sql` from `folder` for each of `subjects`, as it stands now.

    So the text of a function that grows stands in one place, whichever of several migrations asks for it. It may name
    what is made later: bodies are checked when they run. `:app`, `:owner`, `:ledger`, `:search` and `:chain` stand for
    the database roles, whose names are settings. There is no way back: a wrong step is put right by the next one.
    """
    texts = ((folder / f"{subject}.sql").read_text() for subject in subjects)
    return [migrations.RunSQL(f"SET LOCAL check_function_bodies = off;\n{_with_roles(text)}") for text in texts]


@dataclass(frozen=True)
class Walls:
    """Who sees the rows of a tenant table besides the seller's own staff, and who may write them.

    `buyer` is the column that narrows a storefront session to its own rows; without it a storefront session sees
    nothing, unless `storefront` opens the table to every customer of the seller. `both_ends` shows a row to the
    buyer's own staff too, for reading. Storefront sessions write only where `storefront_writes`.
    `rights` is what the application may do at all.
    """

    buyer: str = ""
    storefront: bool = False
    both_ends: bool = False
    storefront_writes: bool = False
    rights: str = "SELECT, INSERT, UPDATE, DELETE"

    def reading(self) -> str:
        """Return the condition under which a row is seen."""
        theirs = f"(SELECT handsel_buyer()) IS NULL AND {self.buyer} = ANY ({_SCOPE})" if self.both_ends else "false"
        return f"CASE WHEN seller_id = ANY ({_SCOPE}) THEN {self._narrowed()} ELSE {theirs} END"

    def writing(self) -> str:
        """Return the condition under which a row may be written."""
        who = self._narrowed() if self.storefront_writes else "(SELECT handsel_buyer()) IS NULL"
        return f"seller_id = ANY ({_SCOPE}) AND {who}"

    def _narrowed(self) -> str:
        if self.buyer:
            return f"((SELECT handsel_buyer()) IS NULL OR {self.buyer} = (SELECT handsel_buyer()))"
        return "true" if self.storefront else "(SELECT handsel_buyer()) IS NULL"


_SCOPE = "(SELECT handsel_scope())::bigint[]"


def tenant_table(
    table: str, walls: Walls, refers: Mapping[str, str] | None = None, goes_with: Mapping[str, str] | None = None
) -> migrations.RunSQL:
    """Put `walls` around `table` (OPS-3): forced row security, composite key, composite references, rights.

    `refers` maps a column to the tenant table it points into, within the same seller: `{"plan_id": "catalog_plan"}`;
    so does `goes_with`, where the row is removed together with the one it points to.
    Models of busy tables switch Django's own key off beside it (`db_constraint=False`): one check per row is enough.
    """
    read, write = walls.reading(), walls.writing()
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_within_seller UNIQUE (seller_id, id)",
        f"CREATE POLICY migrations ON {table} TO :owner USING (true) WITH CHECK (true)",
        f"CREATE POLICY reading ON {table} FOR SELECT TO :app USING ({read})",
        f"CREATE POLICY adding ON {table} FOR INSERT TO :app WITH CHECK ({write})",
        f"CREATE POLICY changing ON {table} FOR UPDATE TO :app USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY removing ON {table} FOR DELETE TO :app USING ({write})",
        f"GRANT {walls.rights} ON {table} TO :app",
        *(_reference(table, column, target) for column, target in (refers or {}).items()),
        *(_reference(table, column, target, "ON DELETE CASCADE") for column, target in (goes_with or {}).items()),
    ]
    return migrations.RunSQL(_with_roles(";\n".join(statements)))


def own_accounts(table: str, account: str = "buyer_id", *, besides: str = "") -> migrations.RunSQL:
    """Show an account manager who is narrowed to their own accounts no other rows of `table` (USR-5).

    `account` is the column that tells whose row it is; `besides` a condition under which others are seen too, where
    `SCOPE` stands for the sellers of the scope. Every table that tells of an account needs it.
    """
    seen = f"{account} = ANY ((SELECT handsel_own_accounts())::bigint[])"
    condition = f"(SELECT handsel_manager()) IS NULL OR {seen}"
    if besides:
        condition += f" OR {besides.replace('SCOPE', _SCOPE)}"
    return _restricted(table, condition)


def own_through(table: str, column: str, target: str) -> migrations.RunSQL:
    """Do the same for rows that stand under a row of `target`, which itself shows who asked for it in `user_id`."""
    theirs = f"SELECT theirs.id FROM {target} theirs WHERE theirs.user_id = (SELECT handsel_manager())"  # noqa: S608 - our own names
    return _restricted(table, f"(SELECT handsel_manager()) IS NULL OR {column} IN ({theirs})")


def own_work(table: str) -> migrations.RunSQL:
    """Do the same for rows that show in `user_id` who asked for them."""
    return _restricted(table, "(SELECT handsel_manager()) IS NULL OR user_id = (SELECT handsel_manager())")


def _restricted(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        _with_roles(f"CREATE POLICY own_accounts ON {table} AS RESTRICTIVE TO :app USING ({condition})")
    )


def reference(table: str, column: str, target: str) -> migrations.RunSQL:
    """Hold `column` of `table` to rows of `target` of the same seller: a plain foreign key would reach a sibling's."""
    return migrations.RunSQL(_reference(table, column, target))


def _reference(table: str, column: str, target: str, on_delete: str = "") -> str:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column.removesuffix('_id')}_of_same_seller "
        f"FOREIGN KEY (seller_id, {column}) REFERENCES {target} (seller_id, id) {on_delete} "
        "DEFERRABLE INITIALLY IMMEDIATE"
    )


def _with_roles(text: str) -> str:
    return _ROLE.sub(lambda found: settings.HANDSEL_ROLES[found[1]], text)
