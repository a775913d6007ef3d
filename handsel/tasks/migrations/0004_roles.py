"""Let every role of the staff ask for long work (USR-5).

Locks: the new condition is checked against every task. Undo: fails where somebody with a new role has asked for work.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("tasks", "0003_targets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="task",
            name="task_asker_is_staff",
        ),
        migrations.AlterField(
            model_name="task",
            name="role",
            field=models.CharField(
                choices=[
                    ("owner", "Owner"),
                    ("manager", "Manager"),
                    ("account_manager", "Account manager"),
                    ("finance", "Finance"),
                    ("support", "Support"),
                    ("read_only", "Read only"),
                    ("buyer", "Buyer"),
                    ("billing", "Billing"),
                    ("buyer_billing", "Buyer and billing"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["account_manager", "finance", "manager", "owner", "read_only", "support"])
                ),
                name="task_asker_is_staff",
            ),
        ),
    ]
