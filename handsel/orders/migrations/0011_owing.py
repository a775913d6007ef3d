"""Keep what a buyer owes for orders that were settled on credit (ORD-2, ORD-5).

Locks: the legs while two constraints are checked and the index of those that owe, none yet, is built. What was settled
before is not told apart: it counts as paid, as it did.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_noted_change")]
    operations = [
        migrations.AddField("leg", "owed_minor", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddConstraint(
            "leg",
            models.CheckConstraint(
                name="leg_owes_at_most_its_price", condition=Q(owed_minor__gte=0, owed_minor__lte=F("gross_minor"))
            ),
        ),
        migrations.AddConstraint(
            "leg",
            models.CheckConstraint(
                name="leg_says_what_it_owes",
                condition=Q(owed_minor=0, settled_at__isnull=True)
                | Q(owed_minor=0) & ~Q(payment__in=["unpaid", "partly_paid"])
                | Q(owed_minor__gt=0, settled_at__isnull=False, payment__in=["unpaid", "partly_paid"]),
            ),
        ),
        migrations.AddIndex(
            "leg",
            models.Index(fields=["seller", "buyer", "settled_at"], name="leg_owing", condition=Q(owed_minor__gt=0)),
        ),
        migrations.RunSQL("DROP FUNCTION IF EXISTS orders_take_payment(bigint, timestamptz)"),
        *run_sql(SQL, "owing", "take_cards", "part_payments", "advance"),
    ]
