"""Let a seller say how long the prices of a placed order hold (ORD-13). Locks: a small table. Undo: forgets it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_recorded_payments")]

    operations = [
        migrations.AddField(model_name="cartrules", name="prices_hold_days", field=models.IntegerField(null=True)),
        migrations.AddConstraint(
            model_name="cartrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("prices_hold_days__isnull", True),
                    models.Q(("prices_hold_days__gte", 1), ("prices_hold_days__lte", 730)),
                    _connector="OR",
                ),
                name="cart_rules_prices_hold_some_days",
            ),
        ),
    ]
