"""Let a storefront session tell what it announced too (FUN-7). Locks: one policy. Undo: as before."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0008_counter")]
    operations = [run_sql(SQL, "announcing")]
