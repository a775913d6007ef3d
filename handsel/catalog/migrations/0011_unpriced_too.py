"""Find what has no exchange rate with the rest of a price list, for whoever asks for it (CAT-2, CAT-5).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_many_at_once")]
    operations = run_sql(SQL, "page")
