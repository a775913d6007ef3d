"""Work out the effective state of accounts, and let those that never traded be removed (ACC-6 to ACC-8).

Locks: a short one on the table of accounts for an index of those whose suspension has an end. Undo: drops the functions
and keeps all rows.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_imports"),
        ("identity", "0002_walls"),
        ("ledger", "0002_books"),
        ("mail", "0002_walls"),
        ("orders", "0002_legs"),
        ("subscriptions", "0002_walls"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("status_until__isnull", False)),
                fields=["status_until"],
                name="account_suspended_for_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["deleted_at"],
                name="account_to_remove",
            ),
        ),
        run_sql(SQL, "standing"),
        run_sql(SQL, "dealings"),
    ]
