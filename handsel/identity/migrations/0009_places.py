"""Count the places of a person for whoever sees only some of them (USR-4, USR-5).

Locks: none. Undo: drops the function.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0008_buyers_pay_as_before"),
        ("accounts", "0004_portals"),
    ]
    operations = [run_sql(Path(__file__).parent.parent / "sql", "places")]
