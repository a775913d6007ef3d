"""Tell the answers of a choice as texts (CAT-1). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_page")]
    operations = [run_functions(SQL, "offers")]
