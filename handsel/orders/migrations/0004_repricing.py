"""Let a seller ask its buyer for a new price, and fix prices anew when it agrees (ORD-13).

Locks: legs for a moment, to read every approval once.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_searchtext")]

    operations = [
        migrations.RemoveConstraint(
            model_name="leg",
            name="leg_approval_is_known",
        ),
        migrations.AddField(
            model_name="leg",
            name="repriced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="leg",
            name="approval",
            field=models.CharField(
                choices=[
                    ("not_needed", "Not needed"),
                    ("pending", "Pending"),
                    ("with_buyer", "With the buyer"),
                    ("approved", "Approved"),
                    ("rejected", "Rejected"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("approval__in", ["not_needed", "pending", "with_buyer", "approved", "rejected"])),
                name="leg_approval_is_known",
            ),
        ),
        *run_sql(
            SQL, "repricing_grants", "place", "cancel", "advance", "fundable", "repricing", "leg_faults", "rate_faults"
        ),
    ]
