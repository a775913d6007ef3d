"""Texts that betray whose they are: written into every text of every tenant, looked for in every answer (OPS-3).

A canary names the seller of its row, the account that the row is about (0 for none) and its column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

CANARY = re.compile(r"cnr(\d+)q(\d+)q(\d+)z", re.IGNORECASE)

STRUCTURE = re.compile(
    r"(^|\.)(kind|stage|how|state|role|roles|way|currency|language|date_format|time_zone|number_format|colour|purpose|digest|prefix"
    r"|key|login_key|password|path|host|file|logo|logo_ground|document|method|payment_method|payment|approval|fulfilment"
    r"|placed_by|tax_treatment|status|fate|subject_kind|reader|request_hash|actor|secret|sealed_\w+|credential|public_key|issuer|message_id|sku|country|country_code|number)$"
)
"""Columns whose text the program reads itself: a kind, a key, an address."""
STRUCTURAL = {
    "accounts_portal.name": "the first part of the host name",
    "accounts_series.name": "which series it is",
    "timeline_event.name": "what kind of event it is",
    "identity_session.proof": "how they proved who they are",
    "identity_apikey.name": "tasks find their key by it",
    "identity_apikey.sender": "kept answers are found by it",
    "tasks_task.asker_name": "the same",
    "accounts_account.reference": "what stands for it behind a glass wall",
    "ledger_confirmation.reference": "of a payout only",
    "ledger_transfer.reason": "the number of the order, where there is one",
}
WORDS = {"timeline_event": "data", "accounts_importedrow": "told"}
"""JSON whose texts are shown: each text in it gets a canary of its own."""


@dataclass(frozen=True)
class Canary:
    """Whose text it is."""

    seller: int
    about: int
    column: str

    def __str__(self) -> str:
        return f"{self.column} of seller {self.seller}" + (f" about {self.about}" if self.about else "")


class Aviary:
    """All canaries of one database."""

    def __init__(self, admin: "psycopg.Connection[tuple]", columns: list[str] | None = None) -> None:
        self.admin = admin
        self.columns = columns or []
        self.refused: dict[str, str] = {}

    def found_in(self, text: str) -> Iterator[Canary]:
        """Yield each canary of `text` once."""
        for seller, about, column in set(CANARY.findall(text.lower())):
            yield Canary(int(seller), int(about), self.columns[int(column)] if int(column) < len(self.columns) else "?")

    def write(self) -> None:
        """Put a canary into every text of every tenant table; what a constraint refuses stays as it was."""
        # No trigger runs, so that books and timeline, which nobody may change, take them too.
        self.admin.execute("SET session_replication_role = replica")
        for table, column, limit in self._texts():
            self.columns.append(f"{table}.{column}")
            self._write(table, column, limit)
        self.admin.execute("SET session_replication_role = DEFAULT")

    def _texts(self) -> list[tuple[str, str, int | None]]:
        rows = self.admin.execute("""
            SELECT c.table_name, c.column_name, c.character_maximum_length FROM information_schema.columns c
             WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying')
               AND c.is_generated = 'NEVER'
               AND EXISTS (SELECT FROM information_schema.columns s WHERE s.table_name = c.table_name
                            AND s.table_schema = 'public' AND s.column_name = 'seller_id')
               AND EXISTS (SELECT FROM information_schema.tables t WHERE t.table_name = c.table_name
                            AND t.table_schema = 'public' AND t.table_type = 'BASE TABLE')
             ORDER BY 1, 2
        """).fetchall()
        return [row for row in rows if not self._is_structure(*row)]

    @staticmethod
    def _is_structure(table: str, column: str, limit: int | None) -> bool:
        return bool(STRUCTURE.search(column)) or f"{table}.{column}" in STRUCTURAL or (limit is not None and limit < 20)

    def _write(self, table: str, column: str, limit: int | None) -> None:
        canary = f"'cnr' || seller_id || 'q' || {self._about(table)} || 'q{len(self.columns) - 1}z'"
        text = (
            f"{canary} || '.' || {{0}}"
            if "email" in column
            else f"trim(left({{0}}, {(limit or 900) - 20}) || ' ' || {canary})"
        )
        text += " WHERE length({0}) > 0" if "email" in column else " WHERE true"
        update = sql.SQL(f"UPDATE {{1}} SET {{0}} = {text}").format(sql.Identifier(column), sql.Identifier(table))
        # Some texts may stand only where there is one.
        for condition in ("", sql.SQL(" AND length({}) > 0").format(sql.Identifier(column)).as_string()):
            try:
                with self.admin.transaction():
                    self.admin.execute(update + sql.SQL(condition))
            except psycopg.Error as refused:
                self.refused[f"{table}.{column}"] = str(refused).splitlines()[0]
            else:
                self.refused.pop(f"{table}.{column}", None)
                return

    def _about(self, table: str) -> str:
        """Return the column of `table` that says which account its rows are about."""
        if table == "accounts_account":
            return "id"
        of_user = "coalesce((SELECT min(buyer_id) FROM identity_seat s WHERE s.user_id = {}), 0)"
        if table == "identity_user":
            return of_user.format("identity_user.id")
        columns = {
            name
            for (name,) in self.admin.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [table],
            )
        }
        found = [name for name in ("inviter_id", "buyer_id", "account_id") if name in columns]
        if "user_id" in columns and not found:
            return of_user.format(f"{table}.user_id")
        return f"coalesce({', '.join([*found, '0'])})"
