"""Wall messages in, and let workers find what is due in all tenants (OPS-3, MAI-1).

What was written is never rewritten: only the state of a message changes, and its secret is taken out.

Locks: a new table only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
CHANGING = "state, attempts, error, due_at, sent_at, html, text, secret, user_id"


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
        ("accounts", "0003_walls"),
        ("identity", "0002_walls"),
    ]
    operations = [
        tenant_table(
            "mail_message",
            Walls(buyer="inviter_id", both_ends=True, rights=f"SELECT, INSERT, UPDATE ({CHANGING})"),
            {"buyer_id": "accounts_account", "user_id": "identity_user"},
        ),
        run_sql(SQL, "delivery"),
    ]
