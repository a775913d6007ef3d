"""Say of a charge for an order what that order wants of it (ORD-4, BIL-3).

Locks: the table of charges for a moment. Undo: forgets it; what is to be taken must have been.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_ways_to_pay"),
        ("gateways", "0003_stripe"),
        ("ledger", "0010_announcements"),
    ]

    operations = [
        migrations.AddField(
            model_name="charge",
            name="aim",
            field=models.CharField(
                blank=True,
                choices=[("authorise", "Authorise"), ("capture", "Capture"), ("void", "Let go")],
                default="",
                max_length=10,
            ),
        ),
        migrations.RunSQL("UPDATE gateways_charge SET aim = 'void' WHERE purpose = 'order'", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("aim__in", ["authorise", "capture", "void"]), ("purpose", "order")),
                    models.Q(("aim", ""), ("purpose", "top_up")),
                    _connector="OR",
                ),
                name="charge_for_an_order_has_an_aim",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("aim", "authorise")),
                fields=("seller", "order_number", "edge"),
                name="charge_one_at_work_per_order",
            ),
        ),
    ]
