"""Tell categories by their path, so that two of one name stay apart (CAT-1).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_alterations")]
    operations = run_sql(SQL, "offers", "lines", "shelf", "by_index")
