"""Let a charge wait for its cardholder (BIL-3). Locks: the table of charges for a moment. Undo: none may wait then."""

from django.db import migrations, models

STATES = [
    ("started", "Under way"), ("unknown", "Being checked"), ("needs_holder", "To be confirmed"),
    ("authorised", "Authorised"), ("captured", "Paid"), ("voided", "Let go"), ("refused", "Refused"),
    ("abandoned", "Given up"), ("partly_refunded", "Partly refunded"), ("refunded", "Refunded"),
    ("disputed", "Disputed"), ("charged_back", "Charged back"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("gateways", "0002_walls")]

    operations = [
        migrations.AlterField(
            model_name="charge",
            name="state",
            field=models.CharField(choices=STATES, default="started", max_length=20),
        ),
        migrations.RemoveConstraint(model_name="charge", name="charge_state_is_known"),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _ in STATES])), name="charge_state_is_known"
            ),
        ),
    ]
