"""Wall in long work, what it is for and what it changed, and give the worker what waits (ACC-13, OPS-3)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_through, own_work, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
        ("identity", "0002_walls"),
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
            {"task_id": "tasks_task"},
            {"account_id": "accounts_account"},
        ),
        tenant_table("tasks_change", Walls(rights="SELECT, INSERT"), {"task_id": "tasks_task"}),
        tenant_table("tasks_target", Walls(rights="SELECT, INSERT"), {"task_id": "tasks_task"}),
        own_work("tasks_task"),
        *(own_through(f"tasks_{table}", "task_id", "tasks_task") for table in ("change", "skip", "target")),
        *run_sql(SQL, "claiming"),
    ]
