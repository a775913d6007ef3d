"""Give up orders that wait longer than their seller lets them (FUN-5, ORD-11).

Locks: the rules of carts, for a moment, and the legs while the index of those that are not settled is built.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_canceled_by")]
    operations = [
        migrations.AddField("cartrules", "give_up_days", models.IntegerField(default=60, db_default=60, null=True)),
        migrations.AddConstraint(
            "cartrules",
            models.CheckConstraint(
                name="cart_rules_give_up_after_some_days",
                condition=Q(give_up_days__isnull=True) | Q(give_up_days__gte=1, give_up_days__lte=730),
            ),
        ),
        migrations.AddIndex(
            "leg",
            models.Index(
                fields=["placed_at"],
                name="leg_unsettled",
                condition=Q(position=0, settled_at__isnull=True) & ~Q(fulfilment="canceled"),
            ),
        ),
        *run_sql(SQL, "giving_up"),
    ]
