"""Keep who approved an order when somebody cancels it, and who that was beside it (ORD-2).

Locks: the legs for a moment, since the new column has a default.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_prices_by_hand")]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="canceled_by_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        *run_sql(SQL, "cancel"),
    ]
