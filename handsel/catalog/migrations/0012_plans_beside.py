"""Tell which plans stand beside one, so that a page of one product reads no others (CAT-1). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_scheduled_changes")]
    operations = [run_functions(SQL, "offers")]
