"""Sign-ups and the carts of visitors (ACC-3)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitorCart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("network", models.GenericIPAddressField()),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("has_signed_up", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("account_ref", models.BigIntegerField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "-changed_at", "-id"], name="visitor_cart_latest"),
                    models.Index(fields=["seller", "network", "claimed_at"], name="visitor_cart_from_network"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account_ref__isnull", True), ("claimed_at__isnull", True)),
                            models.Q(("account_ref__isnull", False), ("claimed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="visitor_cart_claimed_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitorLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_ref", models.BigIntegerField()),
                ("quantity", models.IntegerField()),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="signups.visitorcart"
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
                    models.UniqueConstraint(fields=("seller", "cart", "plan_ref"), name="visitor_line_once_per_plan"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 100000)),
                        name="visitor_line_quantity_is_sane",
                    ),
                ],
            },
        ),
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
    ]
