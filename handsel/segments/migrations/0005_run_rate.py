"""Work the run rate out of periods in any unit (SUB-4). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0004_layouts_stand_with_seats"),
        ("subscriptions", "0003_periods"),
        ("catalog", "0008_plans"),
    ]
    operations = [run_functions(SQL, "run_rate")]
