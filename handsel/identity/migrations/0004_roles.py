"""Give the staff their six roles and storefront users their three, and narrow account managers to their own accounts (USR-5).

Locks: new conditions are checked against every seat and key, which are few; a column with a constant default is added
without a rewrite. Undo: fails where somebody has a new role already.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("identity", "0003_layouts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="apikey",
            name="api_key_has_a_staff_role",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_of_staff_has_no_buyer",
        ),
        migrations.AddField(
            model_name="seat",
            name="own_accounts_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="apikey",
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
        migrations.AlterField(
            model_name="seat",
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
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["account_manager", "finance", "manager", "owner", "read_only", "support"])
                ),
                name="api_key_has_a_staff_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("buyer__isnull", True),
                        ("role__in", ["account_manager", "finance", "manager", "owner", "read_only", "support"]),
                    ),
                    models.Q(("buyer__isnull", False), ("role__in", ["billing", "buyer", "buyer_billing"])),
                    _connector="OR",
                ),
                name="seat_of_staff_has_no_buyer",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_accounts_only", False), ("role", "account_manager"), _connector="OR"),
                name="seat_narrowed_to_own_accounts_is_an_account_managers",
            ),
        ),
    ]
