"""Rows for the tables that the world leaves empty, so that every kind of thing is there to be asked for."""

from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from handsel.kernel.sealing import seal

OF_WHOM = {"identity_authenticator": "manager", "identity_recoverycode": "manager", "identity_providerlink": "manager"}
"""Whose rows they are, where those of the owner would stand in the way of the owner's log-in."""
NOT_BY_ITSELF = {"accounts_importedrow": "a row of a file, which other pages read"}
"""Tables whose rows cannot be made up, and why."""
TEXTS = {"issuer": "https://127.0.0.1:9", "host": "kleinbach.localhost", "email": "nobody@nowhere.example"}
SEALED_FOR = {"gateways": "gateway"}
"""What a secret is sealed for, by the package that opens it; the rest are of sign-in providers."""
VALUES: dict[type[models.Field], Any] = {
    models.BooleanField: True,
    models.DecimalField: 1,
    models.JSONField: "{}",
    models.GenericIPAddressField: "203.0.113.9",
    models.DateTimeField: "2026-11-02T12:00:00Z",
    models.DateField: "2026-11-02",
    models.BinaryField: b"x",
}


class Fabricator:
    """Fills empty tables of each reseller with a row, column by column as the models say."""

    def __init__(self, admin: "psycopg.Connection[tuple]", people: dict[int, dict[str, int]]) -> None:
        self.admin, self.people = admin, people
        self.refused: dict[str, str] = {}

    def fill(self) -> None:
        self.admin.execute("SET session_replication_role = replica")
        for model in apps.get_models():
            columns = {field.column for field in model._meta.concrete_fields}
            made_up = model._meta.managed and model._meta.db_table not in NOT_BY_ITSELF
            if "seller_id" in columns and made_up:
                for seller in self.people:
                    self._fill(model, seller)
        self.admin.execute("SET session_replication_role = DEFAULT")

    def _fill(self, model: type[models.Model], seller: int) -> None:
        table = model._meta.db_table
        if self.admin.execute(f"SELECT FROM {table} WHERE seller_id = %s LIMIT 1", [seller]).fetchone():
            return
        whose = ("owner", "main") if any(f.column == "user_id" for f in model._meta.concrete_fields) else ("owner",)
        for who in (OF_WHOM[table],) if table in OF_WHOM else whose:
            row = {
                field.column: self._value(field, seller, who)
                for field in model._meta.concrete_fields
                if not field.primary_key and not getattr(field, "generated", False)
            }
            self._insert(table, {name: value for name, value in row.items() if value is not None})

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        try:
            with self.admin.transaction():
                text = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, places)
                self.admin.execute(text, list(row.values()))
        except psycopg.Error as refused:
            self.refused[table] = str(refused).splitlines()[0]

    def _value(self, field: models.Field, seller: int, who: str) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._reference(field, seller, who)
        if isinstance(field, models.JSONField) and field.default is list:
            return "[]"
        if field.choices:
            return field.choices[0][0]
        for kind, value in VALUES.items():
            if isinstance(field, kind):
                return value
        if isinstance(field, models.IntegerField):
            return 1
        return self._text(field, seller, who) if isinstance(field, models.CharField | models.TextField) else []

    @staticmethod
    def _text(field: models.Field, seller: int, who: str) -> str:
        if field.column.startswith("sealed_"):
            return seal("a secret", purpose=SEALED_FOR.get(field.model._meta.app_label, "sign-in provider"))
        return TEXTS.get(field.column, f"{field.column}{seller}{who}")[: field.max_length or 900]

    def _reference(self, field: models.ForeignKey, seller: int, who: str) -> int | None:
        if field.column == "seller_id":
            return seller
        if field.column == "user_id":
            return self.people[seller][who]
        target = field.related_model._meta.db_table
        found = self.admin.execute(f"SELECT max(id) FROM {target} WHERE seller_id = %s", [seller]).fetchone()
        return found[0]
