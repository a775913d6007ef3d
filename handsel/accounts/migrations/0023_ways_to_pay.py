"""Let a seller say how its buyers can pay, and where their money goes (BIL-3).

Locks: a new table. Undo: forgets the settings; the methods of buyers stay.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0022_naming_end_customers"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaysToPay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "to_customers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("deposit", "Deposit"),
                                ("cash", "Cash"),
                                ("card", "Credit card"),
                                ("bank_transfer", "Bank transfer"),
                                ("cheque", "Cheque"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                (
                    "to_resellers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("deposit", "Deposit"),
                                ("cash", "Cash"),
                                ("card", "Credit card"),
                                ("bank_transfer", "Bank transfer"),
                                ("cheque", "Cheque"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("account_holder", models.CharField(blank=True, default="", max_length=140)),
                ("iban", models.CharField(blank=True, default="", max_length=34)),
                ("bic", models.CharField(blank=True, default="", max_length=11)),
                ("bank_name", models.CharField(blank=True, default="", max_length=100)),
                ("instructions", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=0)),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_customers__contained_by", ["deposit", "cash", "card", "bank_transfer", "cheque"]),
                            ("to_resellers__contained_by", ["deposit", "cash", "card", "bank_transfer", "cheque"]),
                        ),
                        name="ways_to_pay_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_customers", []), _negated=True), models.Q(("to_resellers", []), _negated=True)
                        ),
                        name="ways_to_pay_are_some",
                    ),
                ],
            },
        ),
        tenant_table("accounts_waystopay", Walls(storefront=True, rights="SELECT, INSERT, UPDATE")),
    ]
