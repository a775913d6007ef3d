"""Wall long work in, and let workers find what is due (OPS-3).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
        ("accounts", "0006_status_and_tags"),
        ("identity", "0002_walls"),
        ("timeline", "0002_walls"),
    ]
    operations = [
        tenant_table(
            "tasks_task",
            Walls(rights="SELECT, INSERT, UPDATE"),
            {"user_id": "identity_user", "undoes_id": "tasks_task"},
        ),
        tenant_table(
            "tasks_skip",
            Walls(rights="SELECT, INSERT"),
            {"task_id": "tasks_task", "account_id": "accounts_account"},
        ),
        tenant_table(
            "tasks_change",
            Walls(rights="SELECT, INSERT"),
            {"task_id": "tasks_task", "account_id": "accounts_account"},
        ),
        run_sql(SQL, "claiming"),
    ]
