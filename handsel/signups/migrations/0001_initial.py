"""Keep what visitors tell who want to become customers, until somebody says yes or no (ACC-3).

Locks: a new table, and accounts shortly for a trigger. Undo: forgets the sign-ups; accounts stay.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0025_sign_up_settings"),
        ("identity", "0013_session_proofs"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Not confirmed yet"),
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("dropped", "Dropped"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                    ),
                ),
                ("company_name", models.CharField(blank=True, default="", max_length=200)),
                ("first_name", models.CharField(blank=True, default="", max_length=100)),
                ("last_name", models.CharField(blank=True, default="", max_length=100)),
                ("email", models.CharField(max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("state", models.CharField(blank=True, default="", max_length=100)),
                ("postcode", models.CharField(blank=True, default="", max_length=20)),
                ("tax_number", models.CharField(blank=True, default="", max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("password", models.CharField(blank=True, default="", max_length=128)),
                ("terms_version", models.IntegerField(default=0)),
                ("cart_ref", models.BigIntegerField(null=True)),
                ("network", models.GenericIPAddressField()),
                ("digest", models.CharField(max_length=64, null=True, unique=True)),
                ("link_until", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [
                    models.Index(fields=["seller", "stage", "-id"], name="sign_up_by_stage"),
                    models.Index(fields=["seller", "email", "asked_at"], name="sign_up_of_email"),
                    models.Index(fields=["seller", "network", "asked_at"], name="sign_up_from_network"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["unconfirmed", "waiting", "accepted", "rejected", "dropped"])
                        ),
                        name="sign_up_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["waiting", "accepted", "rejected"]), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sign_up_is_seen_to_once_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("stage", "accepted")),
                            models.Q(models.Q(("stage", "accepted"), _negated=True), ("account__isnull", True)),
                            _connector="OR",
                        ),
                        name="sign_up_accepted_is_an_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "rejected"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sign_up_rejected_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["unconfirmed", "waiting"]), ("password", ""), _connector="OR"
                        ),
                        name="sign_up_over_keeps_no_password",
                    ),
                ],
            },
        ),
        tenant_table("signups_signup", Walls(), {"manager_id": "identity_user", "account_id": "accounts_account"}),
        own_accounts("signups_signup", "account_id", besides="manager_id = (SELECT handsel_manager())"),
        run_sql(SQL, "forgetting"),
    ]
