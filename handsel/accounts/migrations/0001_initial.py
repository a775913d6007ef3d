"""The tree of accounts and what is kept of each (ACC-1)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        *run_sql(SQL, "sorting", "reference"),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("operator", "Operator"), ("reseller", "Reseller"), ("customer", "Customer")],
                        max_length=10,
                    ),
                ),
                ("number", models.IntegerField()),
                ("path", models.TextField(db_collation="C")),
                ("company_name", models.CharField(blank=True, default="", max_length=200)),
                ("contact_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(company_name="", then=models.F("contact_name")),
                            default=models.F("company_name"),
                        ),
                        output_field=models.CharField(max_length=200),
                    ),
                ),
                (
                    "sort_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Case(
                                models.When(company_name="", then=models.F("contact_name")),
                                default=models.F("company_name"),
                            ),
                            function="accounts_sort_key",
                        ),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                (
                    "sort_city",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("city"), function="accounts_sort_key"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("state", models.CharField(blank=True, default="", max_length=100)),
                ("postcode", models.CharField(blank=True, default="", max_length=20)),
                ("tax_number", models.CharField(blank=True, default="", max_length=40)),
                ("external_number", models.CharField(blank=True, default="", max_length=60)),
                (
                    "reference",
                    models.CharField(
                        db_default=models.Func(function="accounts_new_reference", output_field=models.CharField()),
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("inactive", "Inactive"), ("suspended", "Suspended")],
                        db_default="active",
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_reason", models.TextField(blank=True, db_default="", default="")),
                ("status_since", models.DateTimeField(null=True)),
                ("status_until", models.DateTimeField(null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "is_listed",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("archived_at__isnull", True), ("deleted_at__isnull", True)),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="children", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status_until__isnull", False)),
                        fields=["status_until"],
                        name="account_suspended_for_a_time",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["deleted_at"],
                        name="account_to_remove",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "sort_name", "id"],
                        name="account_listed_by_name",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "sort_city", "id"],
                        name="account_listed_by_city",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "email", "id"],
                        name="account_listed_by_email",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "phone", "id"],
                        name="account_listed_by_phone",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "country", "sort_name", "id"],
                        name="account_listed_by_country",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "-joined_at", "-id"],
                        name="account_listed_by_age",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["seller", "kind", "reference", "id"],
                        name="account_listed_by_reference",
                    ),
                    models.Index(
                        condition=models.Q(("archived_at__isnull", False)),
                        fields=["seller", "archived_at"],
                        name="account_archived",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)),
                        fields=["seller", "deleted_at"],
                        name="account_in_bin",
                    ),
                    models.Index(
                        condition=models.Q(("status", "active"), _negated=True),
                        fields=["seller", "status"],
                        name="account_not_active",
                    ),
                    models.Index(fields=["seller", "email"], name="account_by_email"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["operator", "reseller", "customer"])),
                        name="account_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("company_name", ""), ("contact_name", ""), _negated=True),
                        name="account_has_a_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "operator")), fields=("kind",), name="account_one_operator"
                    ),
                    models.UniqueConstraint(fields=("path",), name="account_path_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "inactive", "suspended"])),
                        name="account_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "active"), ("status_reason", ""), ("status_until__isnull", True)),
                            models.Q(
                                models.Q(("status", "active"), _negated=True),
                                models.Q(("status_reason", ""), _negated=True),
                                ("status_since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_not_active_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status_until__isnull", True),
                            ("status_until__gt", models.F("status_since")),
                            _connector="OR",
                        ),
                        name="account_suspended_until_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "operator"), ("seller", models.F("pk"))),
                            models.Q(
                                models.Q(("kind", "operator"), _negated=True),
                                models.Q(("seller", models.F("pk")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_only_the_operator_is_its_own_seller",
                    ),
                    models.UniqueConstraint(fields=("seller", "number"), name="account_number_once_per_seller"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("external_number", ""), _negated=True), ("deleted_at__isnull", True)
                        ),
                        fields=("seller", "external_number"),
                        name="account_external_number_once_per_seller",
                    ),
                ],
            },
        ),
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
                "indexes": [models.Index(fields=["seller", "account", "id"], name="address_book")],
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253, unique=True)),
                ("is_main", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("host__regex", "^[a-z0-9-]+(\\.[a-z0-9-]+)+$")),
                        name="domain_host_is_a_host",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("seller",), name="domain_one_main_per_portal"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                (
                    "payment_method",
                    models.CharField(
                        choices=[
                            ("deposit", "Deposit"),
                            ("cash", "Cash"),
                            ("card", "Credit card"),
                            ("bank_transfer", "Bank transfer"),
                            ("cheque", "Cheque"),
                        ],
                        default="deposit",
                        max_length=20,
                    ),
                ),
                ("approval_required", models.BooleanField(default=True)),
                (
                    "wall",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing"),
                            ("counts", "Counts only"),
                            ("masked", "Masked"),
                            ("names", "Names"),
                        ],
                        db_default="counts",
                        default="counts",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edges", to="accounts.account"
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
                    models.CheckConstraint(
                        condition=models.Q(("wall__in", ["nothing", "counts", "masked", "names"])),
                        name="edge_wall_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="edge_currency_is_iso"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seller", models.F("buyer")), _negated=True),
                        name="edge_seller_is_not_buyer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("buyer",), name="edge_one_live_per_buyer"
                    ),
                    models.UniqueConstraint(fields=("id", "seller", "buyer"), name="edge_identity"),
                ],
                "indexes": [models.Index(fields=["seller", "buyer"], name="edge_of_seller")],
            },
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
                ]
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("running", "Running"),
                            ("done", "Imported"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("file", models.CharField(blank=True, default="", max_length=200)),
                ("file_name", models.CharField(max_length=200)),
                ("given", models.JSONField(default=dict)),
                ("heading", models.JSONField(default=dict)),
                ("samples", models.JSONField(default=list)),
                ("choices", models.JSONField(default=list)),
                ("without_email", models.BooleanField(default=False)),
                ("position", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("fault", models.TextField(blank=True, default="")),
                ("uploaded_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)), fields=["expires_at"], name="import_expires"
                    ),
                    models.Index(fields=["seller", "-id"], name="import_list"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["uploaded", "checking", "checked", "running", "done", "undoing", "undone"])
                        ),
                        name="import_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["customer", "reseller"])), name="import_is_of_buyers"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("fate", models.CharField(max_length=10)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("told", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                ("changes", models.JSONField(default=dict)),
                ("same_as", models.IntegerField(default=0)),
                ("cells", models.JSONField(null=True)),
                ("account_id", models.BigIntegerField(null=True)),
                ("version_before", models.IntegerField(null=True)),
                ("version_after", models.IntegerField(null=True)),
                ("kept", models.TextField(blank=True, default="")),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="accounts.import",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "source", "fate", "line"], name="imported_row_by_fate")],
                "constraints": [models.UniqueConstraint(fields=("seller", "source", "line"), name="imported_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ManagerOfCountry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="manager_of_country_is_iso"
                    ),
                    models.UniqueConstraint(fields=("seller", "country"), name="manager_of_country_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ManagerPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("in_turn", models.BooleanField(default=False)),
                ("on_offer", models.BooleanField(default=False)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
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
                        condition=models.Q(("how__in", ["nobody", "fixed", "country", "round_robin"])),
                        name="manager_rule_is_known",
                    )
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
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something")
                ],
                "indexes": [models.Index(fields=["seller", "account", "-is_pinned", "-id"], name="note_list")],
            },
        ),
        migrations.CreateModel(
            name="Portal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=100)),
                ("tagline", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("is_listed", models.BooleanField(default=False)),
                ("logo", models.CharField(blank=True, default="", max_length=64)),
                ("logo_ground", models.CharField(blank=True, default="", max_length=5)),
                ("logo_width", models.IntegerField(default=0)),
                ("logo_height", models.IntegerField(default=0)),
                ("colour", models.CharField(max_length=7, null=True)),
                ("language", models.CharField(max_length=10, null=True)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), null=True, size=None
                    ),
                ),
                ("time_zone", models.CharField(max_length=40, null=True)),
                ("date_format", models.CharField(max_length=10, null=True)),
                ("number_format", models.CharField(max_length=2, null=True)),
                (
                    "currencies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), null=True, size=None
                    ),
                ),
                (
                    "mandatory_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), null=True, size=None
                    ),
                ),
                (
                    "staff_second_factor",
                    models.CharField(
                        choices=[("optional", "Optional"), ("required", "Required")], max_length=10, null=True
                    ),
                ),
                (
                    "sign_up",
                    models.CharField(
                        choices=[
                            ("off", "Nobody signs up by themselves"),
                            ("approval", "With my approval"),
                            ("open", "Without my approval"),
                        ],
                        max_length=10,
                        null=True,
                    ),
                ),
                (
                    "sign_up_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), null=True, size=None
                    ),
                ),
                (
                    "visitor_prices",
                    models.CharField(choices=[("hidden", "Hidden"), ("shown", "Shown")], max_length=10, null=True),
                ),
                (
                    "price_tax",
                    models.CharField(
                        choices=[
                            ("by_buyer", "With tax for persons, without for companies"),
                            ("without", "Without tax"),
                            ("with", "With tax"),
                        ],
                        max_length=10,
                        null=True,
                    ),
                ),
                ("buys_on_behalf", models.BooleanField(db_default=False, default=False)),
                (
                    "locked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("version", models.IntegerField(default=1)),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="portal", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")),
                        name="portal_name_fits_a_host",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__regex", "^#[0-9a-f]{6}$")), name="portal_colour_is_hex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("staff_second_factor__isnull", True),
                            ("staff_second_factor__in", ["optional", "required"]),
                            _connector="OR",
                        ),
                        name="portal_staff_second_factor_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sign_up__isnull", True), ("sign_up__in", ["off", "approval", "open"]), _connector="OR"
                        ),
                        name="portal_sign_up_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visitor_prices__isnull", True),
                            ("visitor_prices__in", ["hidden", "shown"]),
                            _connector="OR",
                        ),
                        name="portal_visitor_prices_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_tax__isnull", True),
                            ("price_tax__in", ["by_buyer", "without", "with"]),
                            _connector="OR",
                        ),
                        name="portal_price_tax_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number_format__isnull", True),
                            ("number_format__in", ["", ",.", ".,", " ,", "’."]),
                            _connector="OR",
                        ),
                        name="portal_number_format_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("logo_ground__in", ["", "light", "dark"])),
                        name="portal_logo_stands_on_a_known_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("text", models.TextField(blank=True, default="")),
                ("url", models.CharField(blank=True, default="", max_length=500)),
                ("published_at", models.DateTimeField()),
                ("author_name", models.CharField(max_length=200)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("url", ""), _connector="OR"),
                        name="terms_are_a_text_or_an_address",
                    ),
                    models.UniqueConstraint(fields=("seller", "version"), name="terms_version_once_per_portal"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("last", models.IntegerField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("seller", "name"), name="series_once_per_seller")]
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("domain", models.CharField(blank=True, default="", max_length=253)),
                ("note", models.TextField(blank=True, default="")),
                ("archived_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="accounts.account",
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sites",
                        to="accounts.address",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="site_has_a_code"),
                    models.UniqueConstraint(fields=("seller", "account", "code"), name="site_code_once_per_account"),
                ],
                "indexes": [
                    models.Index(fields=["seller", "code"], name="site_by_code"),
                    models.Index(
                        condition=models.Q(("address__isnull", False)),
                        fields=["seller", "address"],
                        name="site_at_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50)),
                ("key", models.CharField(max_length=150)),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
                    models.UniqueConstraint(fields=("seller", "key"), name="tag_once_per_seller"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="accounts.account",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="accounts.tag",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "account"], name="tagging_of_account")],
                "constraints": [models.UniqueConstraint(fields=("seller", "tag", "account"), name="tagging_once")],
            },
        ),
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
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="match",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "accounts_match",
                "managed": False,
            },
        ),
    ]
