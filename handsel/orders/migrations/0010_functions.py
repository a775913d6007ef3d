"""Keep the functions that place and advance an order in files of their own. Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_conversions"), ("catalog", "0004_chain")]
    operations = [run_functions(SQL, "place"), run_functions(SQL, "advance")]
