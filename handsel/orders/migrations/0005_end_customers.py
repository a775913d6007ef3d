"""Name on each leg for which customer of its buyer it is, as its seller knows that customer (USR-6).

Locks: legs and orders, for a moment; then all legs above the first are written once. Undo: forgets it.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import reference, run_sql

SQL = Path(__file__).parent.parent / "sql"

OLD = """
    INSERT INTO accounts_endcustomer (seller_id, buyer_id, account_ref, known_since)
    SELECT leg.seller_id, leg.buyer_id, below.buyer_id, min(leg.placed_at)
      FROM orders_leg leg
      JOIN orders_leg below ON below.order_id = leg.order_id AND below.position = leg.position - 1
     GROUP BY leg.seller_id, leg.buyer_id, below.buyer_id;
    UPDATE orders_leg leg SET end_customer_id = known.id
      FROM orders_leg below, accounts_endcustomer known
     WHERE below.order_id = leg.order_id AND below.position = leg.position - 1
       AND known.seller_id = leg.seller_id AND known.buyer_id = leg.buyer_id AND known.account_ref = below.buyer_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
"""For whom the orders were that stand already: on each leg the buyer of the one below it."""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_end_customers"),
        ("orders", "0004_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="end_customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="legs",
                to="accounts.endcustomer",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="end_customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.endcustomer",
            ),
        ),
        reference("orders_order", "end_customer_id", "accounts_endcustomer"),
        reference("orders_leg", "end_customer_id", "accounts_endcustomer"),
        migrations.RunSQL(OLD, migrations.RunSQL.noop),
        run_sql(SQL, "end_customers"),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("end_customer__isnull", False)),
                fields=["seller", "end_customer", "-id"],
                name="leg_for_end_customer",
            ),
        ),
    ]
