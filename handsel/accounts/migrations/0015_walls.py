"""Glass walls on edges, and a reference for each account that tells nothing of it (ACC-25).

Locks: accounts, rewritten once with their references, while the migration runs; edges shortly. Undo: drops both columns,
so the levels that were set are lost.
"""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("catalog", "0002_walls"),
        ("timeline", "0003_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        run_sql(SQL, "reference"),
        migrations.AddField(
            model_name="account",
            name="reference",
            field=models.CharField(
                db_default=models.Func(function="accounts_new_reference", output_field=models.CharField()),
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="edge",
            name="wall",
            field=models.CharField(
                choices=[
                    ("nothing", "Nothing"),
                    ("counts", "Counts only"),
                    ("masked", "Masked"),
                    ("names", "Names"),
                ],
                db_default="counts",
                default="counts",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "reference", "id"],
                name="account_listed_by_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="edge",
            constraint=models.CheckConstraint(
                condition=models.Q(("wall__in", ["nothing", "counts", "masked", "names"])), name="edge_wall_is_known"
            ),
        ),
        run_sql(SQL, "walls"),
    ]
