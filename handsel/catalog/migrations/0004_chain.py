"""Keep the function that prices a branch in a file of its own. Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_exchange_rates")]
    operations = [run_functions(SQL, "chain")]
