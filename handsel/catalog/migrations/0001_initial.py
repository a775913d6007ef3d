"""Products, plans, price lists and rates (CAT-1)."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import handsel.catalog.periods


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("position", models.IntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalog.category",
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
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="category_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="category_is_not_its_own_parent",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "parent", "name"), name="category_name_once_per_parent", nulls_distinct=False
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("percent", "Keep the percent"),
                            ("amount", "Keep the amount"),
                            ("retail", "Keep the price"),
                            ("ask", "Ask me"),
                        ],
                        max_length=10,
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
                    models.UniqueConstraint(fields=("seller",), name="cost_policy_once_per_seller"),
                    models.CheckConstraint(
                        condition=models.Q(("policy__in", ["percent", "amount", "retail", "ask"])),
                        name="cost_policy_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_currency", models.CharField(max_length=3)),
                ("to_currency", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=12, max_digits=22)),
                ("valid_from", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                ("added_by_name", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_name", models.CharField(blank=True, default="", max_length=200)),
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
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["seller", "to_currency", "from_currency", "-starts_at"],
                        name="exchange_rate_in_force",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__gte", Decimal("1E-9")), ("rate__lte", Decimal(1000000000))),
                        name="exchange_rate_is_within_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_currency__regex", "^[A-Z]{3}$"),
                            ("to_currency__regex", "^[A-Z]{3}$"),
                            models.Q(("from_currency", models.F("to_currency")), _negated=True),
                        ),
                        name="exchange_rate_is_between_two_currencies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__gte", models.F("added_at"))),
                        name="exchange_rate_never_starts_in_the_past",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__lt", models.F("starts_at")), _connector="OR"
                        ),
                        name="exchange_rate_is_withdrawn_before_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("seller", "from_currency", "to_currency", "valid_from"),
                        name="exchange_rate_once_per_pair_and_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False)),
                ("markup_percent", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                (
                    "rounding",
                    models.CharField(
                        choices=[
                            ("none", "Not at all"),
                            ("to_5", "To 0.05"),
                            ("to_10", "To 0.10"),
                            ("to_100", "To 1.00"),
                            ("ends_99", "Ends with .99"),
                            ("ends_95", "Ends with .95"),
                        ],
                        db_default="none",
                        default="none",
                        max_length=10,
                    ),
                ),
                (
                    "rounding_way",
                    models.CharField(
                        choices=[("nearest", "To the nearest"), ("up", "Up"), ("down", "Down")],
                        db_default="nearest",
                        default="nearest",
                        max_length=10,
                    ),
                ),
                ("version", models.IntegerField(default=1)),
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
                        condition=models.Q(("markup_percent__gte", 0)), name="price_list_never_sells_under_cost"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_default", False), ("markup_percent__isnull", False), _connector="OR"),
                        name="price_list_by_default_has_a_markup",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rounding__in", ["none", "to_5", "to_10", "to_100", "ends_99", "ends_95"]),
                            ("rounding_way__in", ["nearest", "up", "down"]),
                        ),
                        name="price_list_rounding_is_known",
                    ),
                    models.UniqueConstraint(fields=("seller", "name"), name="price_list_name_once_per_seller"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("seller",),
                        name="price_list_one_default_per_seller",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("cost_minor", models.BigIntegerField()),
                ("decided_minor", models.BigIntegerField()),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.pricelist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("price_list", "plan_id"), name="price_basis_once_per_plan"),
                    models.CheckConstraint(condition=models.Q(("cost_minor__gt", 0)), name="price_basis_is_above_zero"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[(1, "Everything"), (2, "A category"), (3, "A product"), (4, "A plan")]
                    ),
                ),
                ("target_id", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("fixed_minor", models.BigIntegerField(null=True)),
                ("is_hidden", models.BooleanField(null=True)),
                ("loss_until", models.DateTimeField(null=True)),
                (
                    "price_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="catalog.pricelist",
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
                    models.UniqueConstraint(
                        fields=("price_list", "level", "target_id", "currency"), name="price_rule_once_per_target"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", 1), ("target_id", 0)),
                            models.Q(("level__in", [2, 3, 4]), ("target_id__gt", 0)),
                            _connector="OR",
                        ),
                        name="price_rule_is_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_minor", 0), ("percent__isnull", True)),
                            ("fixed_minor__isnull", True),
                            _connector="OR",
                        ),
                        name="price_rule_is_a_markup_or_a_fixed_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", ""), _negated=True),
                            models.Q(("amount_minor", 0), ("fixed_minor__isnull", True)),
                            _connector="OR",
                        ),
                        name="price_rule_names_the_currency_of_its_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency", ""), ("is_hidden__isnull", True), _connector="OR"),
                        name="price_rule_hides_in_every_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", False),
                            ("fixed_minor__isnull", False),
                            ("is_hidden__isnull", False),
                            _connector="OR",
                        ),
                        name="price_rule_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("percent__isnull", True),
                                models.Q(("percent__gte", -100), ("percent__lte", 10000)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("fixed_minor__isnull", True),
                                models.Q(("fixed_minor__gt", 0), ("fixed_minor__lte", 1000000000000)),
                                _connector="OR",
                            ),
                            ("amount_minor__gte", -1000000000000),
                            ("amount_minor__lte", 1000000000000),
                        ),
                        name="price_rule_is_within_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, default="")),
                (
                    "kind",
                    models.CharField(
                        choices=[("service", "Service"), ("subscription", "Subscription"), ("asset", "Asset")],
                        default="service",
                        max_length=20,
                    ),
                ),
                (
                    "provisioning",
                    models.CharField(
                        choices=[("manual", "Manual"), ("automatic", "Automatic")], default="manual", max_length=10
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.category",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="products", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "category"], name="product_of_category")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provisioning__in", ["manual", "automatic"])),
                        name="product_provisioning_is_known",
                    ),
                    models.UniqueConstraint(fields=("seller", "sku"), name="product_sku_once_per_seller"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="product_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("period_count", models.IntegerField(default=0)),
                ("period_unit", models.CharField(blank=True, default="", max_length=5)),
                ("currency", models.CharField(max_length=3)),
                ("cost_minor", models.BigIntegerField()),
                ("is_addon", models.BooleanField(default=False)),
                ("unit", models.CharField(blank=True, default="", max_length=30)),
                ("quantity_min", models.IntegerField(default=1)),
                ("quantity_max", models.IntegerField(default=100000)),
                ("quantity_step", models.IntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="catalog.product"
                    ),
                ),
            ],
            bases=(handsel.catalog.periods.Periodic, models.Model),
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("cost_minor__gt", 0)), name="plan_cost_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])),
                            models.Q(("period_count", 0), ("period_unit", "")),
                            _connector="OR",
                        ),
                        name="plan_is_charged_once_or_every_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity_max__lte", 100000),
                            ("quantity_min__gte", 1),
                            ("quantity_step__gte", 1),
                            ("quantity_max__gte", models.F("quantity_min")),
                        ),
                        name="plan_quantities_are_sane",
                    ),
                    models.UniqueConstraint(fields=("seller", "product", "name"), name="plan_name_once_per_product"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("domain", "Domain name"),
                            ("site", "Site code"),
                            ("choice", "Choice from a list"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_required", models.BooleanField(default=True)),
                ("help_text", models.CharField(blank=True, default="", max_length=200)),
                ("choices", models.JSONField(default=list)),
                ("position", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="catalog.product",
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
                    models.CheckConstraint(condition=models.Q(("label", ""), _negated=True), name="option_has_a_label"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["text", "domain", "site", "choice", "yes_no"])),
                        name="option_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "product", "label"), name="option_label_once_per_product"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("alternative", models.CharField(blank=True, default="", max_length=200)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("position", models.IntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="catalog.product",
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
                "indexes": [models.Index(fields=["seller", "digest"], name="picture_of_digest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="picture_has_a_size"
                    ),
                    models.UniqueConstraint(fields=("seller", "product", "digest"), name="picture_once_per_product"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RateAge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.IntegerField(default=7)),
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
                    models.UniqueConstraint(fields=("seller",), name="rate_age_once_per_seller"),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1), ("days__lte", 366)), name="rate_age_is_sane"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScheduledChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("changes", models.JSONField()),
                ("plans", models.IntegerField()),
                ("starts_at", models.DateTimeField()),
                ("notice_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("told", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Carried out"),
                            ("canceled", "Canceled"),
                            ("failed", "Not possible any more"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                (
                    "price_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.pricelist",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["starts_at", "id"],
                        name="scheduled_change_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "canceled", "failed"])),
                        name="scheduled_change_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="scheduled_change_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_at__isnull", True), ("notice_at__lt", models.F("starts_at")), _connector="OR"
                        ),
                        name="scheduled_change_is_told_before_it_begins",
                    ),
                ],
            },
        ),
    ]
