"""Let text search know whose accounts it looks through, so that small sellers' are read and large ones' looked up (ACC-10).

Locks: none to speak of; replaces a view. Undo: puts the former one back.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_search_text_at_once")]
    operations = [run_sql(SQL, "match")]
