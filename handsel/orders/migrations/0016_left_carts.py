"""Let the worker find carts that are left, and orders take prices that were set by hand (ORD-9, ORD-10).

Locks: policies of three tables, for a moment. Undo: takes the steps across tiers their reading of these tables.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions, run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_by_card")]
    operations = [
        run_sql(SQL, "carts_grants"),
        run_functions(SQL, "left_carts"),
        run_functions(SQL, "place"),
        run_functions(SQL, "rate_faults"),
    ]
