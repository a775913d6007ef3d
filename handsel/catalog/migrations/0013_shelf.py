"""Find what is sold page by page, and price no more than is looked at (CAT-1, CAT-2). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_plans_beside")]
    operations = [run_functions(SQL, "shelf"), run_functions(SQL, "page")]
