"""Find the carts of visitors that were kept long enough, so that the worker removes them (ACC-3, ORD-9).

Locks: the table of visitors' carts while an index is made.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("signups", "0004_whole_lines")]

    operations = [
        migrations.AddIndex("visitorcart", models.Index(fields=["expires_at"], name="visitor_cart_expires")),
        *run_sql(SQL, "expiring"),
    ]
