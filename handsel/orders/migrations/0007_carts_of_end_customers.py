"""Keep one open cart for each buyer and end customer, or none (USR-6).

Carts that stand are the buyer's own: an end customer was noted only when the order was placed.

Locks: orders against writing while the index is built. Undo: fails while a buyer has two open carts.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_end_customers"),
        ("orders", "0006_queueing"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                name="order_one_open_cart_per_end_customer",
                fields=["buyer", "end_customer"],
                condition=models.Q(placed_at=None),
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint(model_name="order", name="order_one_open_cart_per_buyer"),
    ]
