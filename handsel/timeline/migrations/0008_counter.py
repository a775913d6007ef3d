"""Let a storefront session tell of its card too (ACC-20). Locks: one policy. Undo: of its cart only."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0007_held")]
    operations = [run_sql(SQL, "counter")]
