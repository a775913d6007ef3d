"""Tell an account manager who is narrowed which external numbers are of no use to them (USR-5, ACC-22).

Locks: none. Undo: drops the function.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_staff_second_factor")]
    operations = [run_sql(SQL, "elsewhere")]
