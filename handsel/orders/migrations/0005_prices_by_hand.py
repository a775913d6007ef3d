"""Have prices by hand hold for one plan and for a time, and go with their line; let what costs nothing be ordered (ORD-10).

Locks: prices by hand, for a moment.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
FILLED = """
UPDATE orders_manualprice m
   SET ends_at = m.set_at + interval '30 days', plan_id = (SELECT l.plan_id FROM orders_line l WHERE l.id = m.line_id);
SET CONSTRAINTS ALL IMMEDIATE;
"""
GOES_WITH = "; ".join(
    f"ALTER TABLE orders_manualprice DROP CONSTRAINT orders_manualprice_{what}_of_same_seller, "
    f"ADD CONSTRAINT orders_manualprice_{what}_of_same_seller FOREIGN KEY (seller_id, {what}_id) "
    f"REFERENCES orders_{what} (seller_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE"
    for what in ("order", "line")
)


def plan(**null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="catalog.plan",
        **null,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_posting"), ("orders", "0004_repricing")]
    operations = [
        migrations.AddField("manualprice", "plan", plan(null=True)),
        migrations.AddField("manualprice", "ends_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILLED),
        migrations.AlterField("manualprice", "plan", plan()),
        migrations.AlterField("manualprice", "ends_at", models.DateTimeField()),
        migrations.RunSQL(GOES_WITH),
        *run_sql(SQL, "place", "preflight", "rate_faults", "order_faults"),
    ]
