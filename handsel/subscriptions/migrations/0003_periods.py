"""Say how often what runs is charged in days, weeks, months or years, beside the months (CAT-1).

Locks: subscriptions, while each gets its period. Undo: drops the new columns.
"""

from django.db import migrations, models

IN_UNITS = """
UPDATE subscriptions_subscription
   SET period_count = CASE WHEN period_months % 12 = 0 THEN period_months / 12 ELSE period_months END,
       period_unit = CASE WHEN period_months % 12 = 0 THEN 'year' ELSE 'month' END;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_walls"), ("segments", "0004_layouts_stand_with_seats")]

    operations = [
        migrations.AddField("subscription", "period_count", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "subscription", "period_unit", models.CharField(default="", max_length=5), preserve_default=False
        ),
        migrations.RunSQL(IN_UNITS, migrations.RunSQL.noop),
    ]
