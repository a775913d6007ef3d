"""Let the same plan lie in a cart twice, with options and add-ons, and keep them on every leg (CAT-1).

Locks: carts and order lines, while each gets its identity and its period. Undo: what was filled in is lost.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import reference, run_functions

SQL = Path(__file__).parent.parent / "sql"

IDENTITY = """
UPDATE orders_legline s
   SET line_id = coalesce((SELECT l.id FROM orders_leg g JOIN orders_line l ON l.order_id = g.order_id
                            WHERE g.id = s.leg_id AND l.plan_id = s.plan_id), -s.plan_id),
       period_count = CASE WHEN period_months % 12 = 0 THEN period_months / 12 ELSE period_months END,
       period_unit = CASE WHEN period_months = 0 THEN '' WHEN period_months % 12 = 0 THEN 'year' ELSE 'month' END;
UPDATE orders_conversion c
   SET line_id = coalesce((SELECT s.line_id FROM orders_legline s
                            WHERE s.leg_id = c.leg_id AND s.plan_id = c.plan_id), -c.plan_id);
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_particulars"), ("catalog", "0008_plans")]

    operations = [
        migrations.RemoveConstraint("line", "line_once_per_plan"),
        migrations.AddField(
            "line",
            "under",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="addons",
                to="orders.line",
            ),
        ),
        migrations.AddField("line", "options", models.JSONField(default=list)),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                condition=models.Q(("under", models.F("id")), _negated=True), name="line_is_not_under_itself"
            ),
        ),
        migrations.AddConstraint(
            "line",
            models.UniqueConstraint(
                condition=models.Q(("under__isnull", False)), fields=("under", "plan"), name="line_addon_once_per_line"
            ),
        ),
        migrations.AddIndex("line", models.Index(fields=["seller", "order"], name="line_of_order")),
        reference("orders_line", "under_id", "orders_line"),
        migrations.RemoveConstraint("legline", "leg_line_once_per_plan"),
        migrations.AddField("legline", "line_id", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("legline", "under_id", models.BigIntegerField(null=True)),
        migrations.AddField("legline", "options", models.JSONField(default=list)),
        migrations.AddField("legline", "period_count", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "legline",
            "period_unit",
            models.CharField(blank=True, default="", max_length=5),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("conversion", "conversion_once_per_line"),
        migrations.AddField("conversion", "line_id", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunSQL(IDENTITY, migrations.RunSQL.noop),
        migrations.RemoveField("legline", "period_months"),
        migrations.AddConstraint(
            "legline",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])),
                    models.Q(("period_count", 0), ("period_unit", "")),
                    _connector="OR",
                ),
                name="leg_line_is_charged_once_or_every_period",
            ),
        ),
        migrations.AddConstraint(
            "legline", models.UniqueConstraint(fields=("leg", "line_id"), name="leg_line_once_per_line")
        ),
        migrations.AddConstraint(
            "conversion",
            models.UniqueConstraint(fields=("seller", "leg", "line_id"), name="conversion_once_per_line"),
        ),
        run_functions(SQL, "place"),
        run_functions(SQL, "rate_faults"),
    ]
