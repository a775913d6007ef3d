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
        # Who agreed reads on where one below is asked again, and so do those between, unless one is to agree first.
        migrations.RunSQL("""
            UPDATE orders_leg l SET asked_at = NULL
             WHERE asked_at IS NOT NULL AND settled_at IS NULL AND fulfilment <> 'canceled' AND EXISTS (
                   SELECT FROM orders_leg below WHERE below.order_id = l.order_id AND below.position < l.position
                                                  AND below.approval = 'pending' AND below.asked_at IS NULL);
            UPDATE orders_leg l SET asked_at = above.asked_at
              FROM (SELECT order_id, max(position) AS position, min(asked_at) AS asked_at FROM orders_leg
                     WHERE asked_at IS NOT NULL GROUP BY order_id) above
             WHERE above.order_id = l.order_id AND l.position < above.position AND l.asked_at IS NULL;
            UPDATE orders_leg l SET is_hidden = true FROM orders_leg below
             WHERE below.order_id = l.order_id AND below.position = l.position - 1 AND below.asked_at IS NULL;
            SET CONSTRAINTS ALL IMMEDIATE
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
