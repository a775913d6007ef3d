"""Let an order be paid by the card on file, at every tier that pays so (ORD-4, BIL-3).

Locks: the table of legs while its new index is built. Undo: legs that are paid by card must be gone.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_functions, run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_ways_to_pay"),
        ("gateways", "0004_by_card"),
        ("ledger", "0010_announcements"),
        ("orders", "0014_lines_of_their_own"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="leg",
            name="leg_payment_is_known",
        ),
        migrations.AlterField(
            model_name="leg",
            name="payment",
            field=models.CharField(
                choices=[
                    ("unpaid", "Unpaid"),
                    ("partly_paid", "Partly paid"),
                    ("on_card", "By card"),
                    ("paid", "Paid"),
                    ("refunded", "Refunded"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(
                    ("payment", "on_card"),
                    ("settled_at__isnull", True),
                    models.Q(("approval", "pending"), _negated=True),
                ),
                fields=["placed_at"],
                name="leg_on_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment__in", ["unpaid", "partly_paid", "on_card", "paid", "refunded"])),
                name="leg_payment_is_known",
            ),
        ),
        run_sql(SQL, "by_card"),
        *(
            run_functions(SQL, subject)
            for subject in ("card_state", "place", "advance", "lack", "approve", "cancel", "fundable")
        ),
    ]
