"""Let a request for a second person's word go with an account that never traded, when it is removed (ACC-7, FUN-3).

Locks: one small table, while its reference is checked anew. Undo: the reference holds the account again.
"""

from django.db import migrations

TABLE = "ledger_confirmation"
NAME = "ledger_confirmation_buyer_of_same_seller"
KEY = "FOREIGN KEY (seller_id, buyer_id) REFERENCES accounts_account (seller_id, id)"


def reference(on_delete: str) -> str:
    return (
        f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME};"
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} {KEY} {on_delete} DEFERRABLE INITIALLY IMMEDIATE"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_proof")]

    operations = [migrations.RunSQL(reference("ON DELETE CASCADE"), reference(""))]
