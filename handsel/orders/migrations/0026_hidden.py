"""Let a tier read nothing of an order before it was asked itself (ORD-7, ORD-11, ACC-25).

Locks: the legs while a column is added, those that are hidden are marked, and two indexes are built anew; with millions
of orders, some seconds.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
SOLD = ["seller", "-asked_at", "-id", "payment_method", "placed_by"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0025_kept_is_told")]
    operations = [
        migrations.AddField("leg", "is_hidden", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL("""
            UPDATE orders_leg l SET is_hidden = true FROM orders_leg below
             WHERE below.order_id = l.order_id AND below.position = l.position - 1 AND below.asked_at IS NULL
        """),
        migrations.AddConstraint(
            "leg",
            models.CheckConstraint(
                name="leg_hidden_while_nobody_is_asked",
                condition=Q(is_hidden=False) | Q(asked_at__isnull=True, position__gt=1),
            ),
        ),
        migrations.RemoveIndex("leg", "leg_sold"),
        migrations.AddIndex("leg", models.Index(fields=SOLD, include=["buyer", "is_hidden"], name="leg_sold")),
        migrations.RemoveIndex("leg", "leg_counted"),
        migrations.AddIndex(
            "leg",
            models.Index(
                fields=["seller", "asked_at"],
                include=["buyer", "currency", "gross_minor", "is_hidden"],
                name="leg_counted",
                condition=Q(asked_at__isnull=False) & ~Q(fulfilment="canceled"),
            ),
        ),
        *run_sql(SQL, "place", "advance", "lack", "owing", "leg_faults", "hidden"),
    ]
