"""Let suppliers' programs be told in turn, and rest when they cannot be reached (ORD-12)."""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0003_canceled_by")]

    operations = [
        migrations.AddField("deliveryaddress", "rests_until", models.DateTimeField(null=True)),
        *run_sql(SQL, "due"),
    ]
