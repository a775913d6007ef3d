"""Say which day it is where a seller is, to functions of the database (SHO-4).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_references")]
    operations = run_sql(SQL, "today")
