"""Let a seller know its buyer's customers by a reference, and let staff buy in a customer's place where they may (USR-6, USR-10).

Locks: a new table, and a column with a constant default. Undo: forgets the references.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_own_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="portal",
            name="buys_on_behalf",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="EndCustomer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_ref", models.BigIntegerField()),
                ("known_since", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="end_customers", to="accounts.account"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "buyer", "account_ref"), name="end_customer_once_per_buyer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("account_ref", models.F("buyer")), _negated=True),
                        name="end_customer_is_not_the_buyer",
                    ),
                ],
            },
        ),
        tenant_table(
            "accounts_endcustomer", Walls(buyer="buyer_id", rights="SELECT"), {"buyer_id": "accounts_account"}
        ),
        run_sql(SQL, "end_customers"),
    ]
