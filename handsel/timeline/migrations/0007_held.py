"""Hold the timeline against everybody, its owner included, and forget old addresses of the network (OPS-2; decision 0016).

Locks: a trigger is added, which waits for open writers for a moment. Undo: drops trigger and function; events stay.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_audit")]

    operations = [run_sql(SQL, "audit")]
