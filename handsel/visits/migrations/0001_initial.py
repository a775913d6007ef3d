"""Visits between portals (USR-6)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
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
                ("reason", models.TextField()),
                ("given_by_id", models.BigIntegerField(null=True)),
                ("given_by_name", models.CharField(max_length=200)),
                ("given_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "-id"], name="support_consent_of_seller")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["read_only", "support", "manager"])),
                        name="support_consent_gives_a_role_that_helps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("given_at"))), name="support_consent_ends_later"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("seller",), name="support_consent_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("workspace", "In the parent's storefront, as its buyer"),
                            ("support", "In a child's console, to help"),
                            ("look", "In the own storefront, in a customer's place"),
                        ],
                        max_length=10,
                    ),
                ),
                ("home_id", models.BigIntegerField()),
                ("home_title", models.CharField(max_length=100)),
                ("user_id", models.BigIntegerField()),
                ("person", models.CharField(max_length=200)),
                ("buyer_id", models.BigIntegerField(null=True)),
                (
                    "destination",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("services", "Manage Services"),
                            ("subscriptions", "Manage Subscriptions"),
                            ("assets", "Manage Assets"),
                            ("console", "Open workspace"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("came_from", models.CharField(blank=True, default="", max_length=500)),
                ("began_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="visits.supportconsent",
                    ),
                ),
                (
                    "end_customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.endcustomer",
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
                    models.Index(fields=["seller", "-id"], name="visit_of_seller"),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["expires_at"], name="visit_to_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("buyer_id__isnull", False), ("consent__isnull", True), ("kind", "workspace")),
                            models.Q(("buyer_id__isnull", True), ("consent__isnull", False), ("kind", "support")),
                            models.Q(("buyer_id__isnull", False), ("consent__isnull", True), ("kind", "look")),
                            _connector="OR",
                        ),
                        name="visit_is_for_what_its_kind_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("home_id", models.F("seller")), ("kind", "look")),
                            models.Q(
                                models.Q(("kind", "look"), _negated=True),
                                models.Q(("home_id", models.F("seller")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="visit_comes_from_elsewhere_unless_it_looks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("workspace", "In the parent's storefront, as its buyer"),
                            ("support", "In a child's console, to help"),
                            ("look", "In the own storefront, in a customer's place"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("services", "Manage Services"),
                            ("subscriptions", "Manage Subscriptions"),
                            ("assets", "Manage Assets"),
                            ("console", "Open workspace"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("came_from", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "user_id"], name="hand_off_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seller", models.F("target_id")), _negated=True),
                        name="hand_off_leads_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "workspace"), models.Q(("destination", "console"), _negated=True)),
                            models.Q(("destination", "console"), ("purpose", "support")),
                            _connector="OR",
                        ),
                        name="hand_off_leads_where_its_purpose_is",
                    ),
                ],
            },
        ),
    ]
