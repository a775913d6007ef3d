"""See an order leg by leg, and whether it can be funded now (ORD-14, ORD-15). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_prices_hold")]
    operations = [run_functions(SQL, "leg_faults"), run_functions(SQL, "preflight")]
