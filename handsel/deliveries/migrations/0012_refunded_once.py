"""Refund what was given away once, too, where a seller below pays alone (ORD-12, CAT-2).

Locks: deliveries while a column is added and a constraint is proved; those that were refunded or canceled are marked.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0011_given_away")]
    operations = [
        migrations.AddField("delivery", "is_refunded", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(
            """
            UPDATE deliveries_delivery d SET is_refunded = true
             WHERE d.refund_id IS NOT NULL OR d.state = 'canceled' OR d.state = 'delivered' AND EXISTS (
                   SELECT FROM deliveries_refund r
                    WHERE r.leg_id = d.leg_id AND d.line_id = ANY (r.line_ids) AND r.state = 'refunded');
            SET CONSTRAINTS ALL IMMEDIATE
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("delivery", "delivery_paid_back_is_over"),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                name="delivery_paid_back_is_over",
                condition=Q(refund__isnull=True, is_refunded=False)
                | Q(is_refunded=True, state__in=["canceled", "delivered"]),
            ),
        ),
        *run_sql(SQL, "giving_back", "refunds", "faults"),
    ]
