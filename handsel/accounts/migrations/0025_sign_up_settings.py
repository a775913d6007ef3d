"""Let a portal say whether visitors sign up by themselves, and who looks after them then (ACC-3).

Locks: new tables, and columns without a default, which are added without a rewrite. Undo: forgets the settings.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_functions, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0024_sites"),
        ("identity", "0013_session_proofs"),
    ]

    operations = [
        migrations.CreateModel(
            name="ManagerOfCountry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name="ManagerPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_turn", models.BooleanField(default=False)),
                ("on_offer", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ManagerRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody"),
                            ("fixed", "Always the same"),
                            ("country", "By country"),
                            ("round_robin", "In turn"),
                        ],
                        default="nobody",
                        max_length=20,
                    ),
                ),
                ("lets_choose", models.BooleanField(default=False)),
                ("version", models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="portal",
            name="sign_up",
            field=models.CharField(
                choices=[
                    ("off", "Nobody signs up by themselves"),
                    ("approval", "With my approval"),
                    ("open", "Without my approval"),
                ],
                max_length=10,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="sign_up_fields",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="visitor_prices",
            field=models.CharField(choices=[("hidden", "Hidden"), ("shown", "Shown")], max_length=10, null=True),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sign_up__isnull", True), ("sign_up__in", ["off", "approval", "open"]), _connector="OR"
                ),
                name="portal_sign_up_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("visitor_prices__isnull", True), ("visitor_prices__in", ["hidden", "shown"]), _connector="OR"
                ),
                name="portal_visitor_prices_are_known",
            ),
        ),
        migrations.AddField(
            model_name="managerofcountry",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="managerofcountry",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="managerplace",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="managerplace",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="managerrule",
            name="first_manager",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="managerrule",
            name="last_manager",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="managerrule",
            name="seller",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddConstraint(
            model_name="managerofcountry",
            constraint=models.UniqueConstraint(fields=("seller", "country"), name="manager_of_country_once"),
        ),
        migrations.AddConstraint(
            model_name="managerofcountry",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="manager_of_country_is_iso"
            ),
        ),
        migrations.AddConstraint(
            model_name="managerplace",
            constraint=models.UniqueConstraint(fields=("seller", "user"), name="manager_place_once"),
        ),
        migrations.AddConstraint(
            model_name="managerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["nobody", "fixed", "country", "round_robin"])),
                name="manager_rule_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="managerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", "fixed"), _negated=True), ("first_manager__isnull", False), _connector="OR"
                ),
                name="manager_rule_that_is_fixed_names_one",
            ),
        ),
        run_functions(SQL, "inheritance"),
        tenant_table(
            "accounts_managerrule",
            Walls(rights="SELECT, INSERT, UPDATE"),
            {"first_manager_id": "identity_user", "last_manager_id": "identity_user"},
        ),
        tenant_table("accounts_managerplace", Walls(), {"user_id": "identity_user"}),
        tenant_table("accounts_managerofcountry", Walls(), {"user_id": "identity_user"}),
    ]
