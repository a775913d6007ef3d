"""Keep what is offered and what is sold each in a file of its own. Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_chain")]
    operations = [run_functions(SQL, "offers"), run_functions(SQL, "lines")]
