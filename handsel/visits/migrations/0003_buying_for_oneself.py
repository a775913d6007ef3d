"""Let somebody go to the parent's shop for their own reseller, and for no customer of it (ACC-21). Locks: none."""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"

DESTINATIONS = [
    ("shop", "Buy for yourself"),
    ("services", "Manage Services"),
    ("subscriptions", "Manage Subscriptions"),
    ("assets", "Manage Assets"),
    ("console", "Open workspace"),
]


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_walls")]
    operations = [
        migrations.AlterField("handoff", "destination", models.CharField(choices=DESTINATIONS, max_length=20)),
        migrations.AlterField(
            "visit", "destination", models.CharField(blank=True, choices=DESTINATIONS, default="", max_length=20)
        ),
        *run_sql(SQL, "visits"),
    ]
