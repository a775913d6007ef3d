"""Look each rule of prices up by itself, so that thousands that were just written do not slow each other down (CAT-2).

Locks: none that lasts. Undo: leaves the functions as they are.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_notices")]

    operations = [run_functions(SQL, "rules")]
