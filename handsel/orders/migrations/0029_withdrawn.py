"""Keep with a canceled order whether its buyer canceled it, so that it is told by whom (ORD-2, ORD-3).

Locks: the legs while a column and a constraint are added; those that their buyers canceled are marked.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0028_units")]
    operations = [
        migrations.AddField("leg", "is_withdrawn", models.BooleanField(default=False, db_default=False)),
        migrations.AddConstraint(
            "leg",
            models.CheckConstraint(
                name="leg_withdrawn_means_canceled", condition=Q(is_withdrawn=False) | Q(fulfilment="canceled")
            ),
        ),
        *run_sql(SQL, "cancel"),
        migrations.RunSQL(
            """
            UPDATE orders_leg l SET is_withdrawn = true
             WHERE l.position = 0 AND l.fulfilment = 'canceled'
               AND (l.approval = 'rejected' AND l.cancel_reason = 'The buyer does not agree to the new price.'
                    OR EXISTS (SELECT FROM timeline_event e
                                WHERE e.seller_id = l.seller_id AND e.subject_kind = 'leg' AND e.subject_id = l.id
                                  AND e.name = 'order.withdrawn'))
            """,
            migrations.RunSQL.noop,
        ),
    ]
