"""Wall in mails, and give the worker those that are due (MAI-1, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
CHANGING = "state, attempts, error, due_at, sent_at, html, text, secret, user_id"


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
        ("identity", "0002_walls"),
    ]
    operations = [
        tenant_table(
            "mail_message",
            Walls(buyer="inviter_id", both_ends=True, rights=f"SELECT, INSERT, UPDATE ({CHANGING})"),
            {"buyer_id": "accounts_account", "user_id": "identity_user"},
        ),
        own_accounts("mail_message"),
        *run_sql(SQL, "delivery"),
    ]
