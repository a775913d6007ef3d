"""Drop the months that periods in units replace (CAT-1). Locks: subscriptions, shortly. Undo: the months are lost."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0003_periods"), ("segments", "0005_run_rate")]

    operations = [
        migrations.RemoveConstraint("subscription", "subscription_has_a_period"),
        migrations.RemoveField("subscription", "period_months"),
        migrations.AddConstraint(
            "subscription",
            models.CheckConstraint(
                condition=models.Q(("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])),
                name="subscription_has_a_period",
            ),
        ),
    ]
