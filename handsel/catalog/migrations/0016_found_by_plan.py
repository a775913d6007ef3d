"""Find what is sold by the names of its plans too (CAT-1). Locks: none that lasts. Undo: leaves the functions."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_rules_one_by_one")]

    operations = [run_functions(SQL, "shelf")]
