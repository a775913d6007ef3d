"""Make room for address books and notes, and wall them in (ACC-15, ACC-16).

Locks: new tables only. Undo: drops both with their rows.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_portals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("billing", "Billing"),
                                ("shipping", "Shipping"),
                                ("site", "Site"),
                                ("contact", "Contact"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                (
                    "default_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("billing", "Billing"),
                                ("shipping", "Shipping"),
                                ("site", "Site"),
                                ("contact", "Contact"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("company_name", models.CharField(blank=True, default="", max_length=200)),
                ("contact_name", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("state", models.CharField(blank=True, default="", max_length=100)),
                ("postcode", models.CharField(blank=True, default="", max_length=20)),
                ("version", models.IntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="accounts.account"
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
                "indexes": [models.Index(fields=["seller", "account", "id"], name="address_book")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("roles__len__gt", 0)), name="address_has_a_role"),
                    models.CheckConstraint(
                        condition=models.Q(("roles__contained_by", ["billing", "shipping", "site", "contact"])),
                        name="address_roles_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("default_for__contained_by", models.F("roles"))),
                        name="address_is_default_for_roles_it_has",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("default_for__contains", ["billing"])),
                        fields=("seller", "account"),
                        name="address_one_default_for_billing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("default_for__contains", ["shipping"])),
                        fields=("seller", "account"),
                        name="address_one_default_for_shipping",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("default_for__contains", ["site"])),
                        fields=("seller", "account"),
                        name="address_one_default_for_site",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("default_for__contains", ["contact"])),
                        fields=("seller", "account"),
                        name="address_one_default_for_contact",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("is_pinned", models.BooleanField(default=False)),
                ("author_name", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="accounts.account"
                    ),
                ),
                (
                    "author",
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
                "indexes": [models.Index(fields=["seller", "account", "-is_pinned", "-id"], name="note_list")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something")
                ],
            },
        ),
        tenant_table("accounts_address", Walls(), {"account_id": "accounts_account"}),
        tenant_table("accounts_note", Walls(), {"account_id": "accounts_account", "author_id": "identity_user"}),
    ]
