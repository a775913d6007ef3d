"""Orders, lines and legs (ORD-11)."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import handsel.catalog.periods


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0001_initial"),
        ("ledger", "0001_initial"),
        ("tax", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.IntegerField()),
                ("options", models.JSONField(default=list)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.plan"),
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
                    "under",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addons",
                        to="orders.line",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 100000)),
                        name="line_quantity_is_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("under", models.F("id")), _negated=True), name="line_is_not_under_itself"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("under__isnull", False)),
                        fields=("under", "plan"),
                        name="line_addon_once_per_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12)),
                (
                    "placed_by",
                    models.CharField(choices=[("customer", "Customer"), ("reseller", "Reseller")], max_length=10),
                ),
                ("started_at", models.DateTimeField()),
                ("placed_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="accounts.account",
                    ),
                ),
                (
                    "edge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.edge",
                    ),
                ),
                (
                    "end_customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.endcustomer",
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
            ],
            options={
                "indexes": [models.Index(fields=["seller", "buyer", "-id"], name="order_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("buyer", models.F("seller")), _negated=True),
                        name="order_buyer_is_not_seller",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("placed_at", None)),
                        fields=("buyer", "end_customer"),
                        name="order_one_open_cart_per_end_customer",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.IntegerField()),
                ("unit_minor", models.BigIntegerField()),
                ("list_unit_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("reason", models.CharField(max_length=200)),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_name", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="manual_price",
                        to="orders.line",
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
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="manual_prices",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit_minor__gte", 0)), name="manual_price_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="manual_price_with_a_reason"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="order",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="orders.order",
            ),
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12)),
                ("position", models.IntegerField()),
                (
                    "placed_by",
                    models.CharField(choices=[("customer", "Customer"), ("reseller", "Reseller")], max_length=10),
                ),
                ("placer_id", models.BigIntegerField(null=True)),
                ("placed_at", models.DateTimeField()),
                ("skipped_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
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
                        max_length=20,
                    ),
                ),
                (
                    "payment",
                    models.CharField(
                        choices=[
                            ("unpaid", "Unpaid"),
                            ("partly_paid", "Partly paid"),
                            ("on_card", "By card"),
                            ("paid", "Paid"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "approval",
                    models.CharField(
                        choices=[
                            ("not_needed", "Not needed"),
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "fulfilment",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("locked", "Locked"),
                            ("in_progress", "In progress"),
                            ("executed", "Executed"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                ("executed_at", models.DateTimeField(null=True)),
                ("canceled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.TextField(blank=True, default="")),
                ("seller_tax_number", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("buyer_country", models.CharField(blank=True, db_default="", default="", max_length=2)),
                ("buyer_tax_number", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("tax_words", models.TextField(blank=True, db_default="", default="")),
                ("tax_proof", models.CharField(blank=True, db_default="", default="", max_length=120)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to="accounts.account",
                    ),
                ),
                (
                    "edge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.edge",
                    ),
                ),
                (
                    "end_customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="accounts.endcustomer",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="accounts.account",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "-asked_at", "-id"], name="leg_sold"),
                    models.Index(fields=["seller", "buyer", "-id"], name="leg_of_buyer"),
                    models.Index(fields=["seller", "number"], name="leg_number"),
                    models.Index(fields=["buyer", "order"], name="leg_bought"),
                    models.Index(
                        condition=models.Q(("end_customer__isnull", False)),
                        fields=["seller", "end_customer", "-id"],
                        name="leg_for_end_customer",
                    ),
                    models.Index(fields=["seller", "fulfilment", "approval", "payment"], name="leg_queue"),
                    models.Index(
                        condition=models.Q(
                            ("asked_at__isnull", False), models.Q(("fulfilment", "canceled"), _negated=True)
                        ),
                        fields=["seller", "asked_at"],
                        include=("buyer", "currency", "gross_minor"),
                        name="leg_counted",
                    ),
                    models.Index(condition=models.Q(("fulfilment", "locked")), fields=["placed_at"], name="leg_locked"),
                    models.Index(
                        condition=models.Q(
                            ("payment", "on_card"),
                            ("settled_at__isnull", True),
                            models.Q(("approval", "pending"), _negated=True),
                        ),
                        fields=["placed_at"],
                        name="leg_on_card",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("fulfilment", "none"), ("payment__in", ["unpaid", "partly_paid"]), ("position", 0)
                        ),
                        fields=["placed_at"],
                        name="leg_unpaid",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "position"), name="leg_once_per_position"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="leg_gross_is_net_and_tax",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("net_minor__gte", 0), ("tax_minor__gte", 0)), name="leg_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payment__in", ["unpaid", "partly_paid", "on_card", "paid", "refunded"])),
                        name="leg_payment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approval__in", ["not_needed", "pending", "approved", "rejected"])),
                        name="leg_approval_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fulfilment__in", ["none", "locked", "in_progress", "executed", "failed", "canceled"])
                        ),
                        name="leg_fulfilment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fulfilment__in", ["executed", "failed"]), _negated=True),
                            ("settled_at__isnull", False),
                            _connector="OR",
                        ),
                        name="leg_settled_when_it_is_being_delivered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("executed_at__isnull", False), ("fulfilment", "executed")),
                            models.Q(
                                models.Q(("fulfilment", "executed"), _negated=True), ("executed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="leg_executed_at_when_executed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("canceled_at__isnull", False),
                                ("fulfilment", "canceled"),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("fulfilment", "canceled"), _negated=True),
                                ("cancel_reason", ""),
                                ("canceled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="leg_canceled_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approval", "rejected"), _negated=True),
                            ("fulfilment", "canceled"),
                            _connector="OR",
                        ),
                        name="leg_rejected_means_canceled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("author_name", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="internal_notes", to="orders.order"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("seller", "order"), name="internal_note_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="orders.leg",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_payment",
                        to="ledger.receipt",
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
            ],
            options={
                "indexes": [models.Index(fields=["seller", "leg"], name="order_payment_of_leg")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="order_payment_is_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("po_number", models.CharField(blank=True, default="", max_length=60)),
                ("note", models.TextField(blank=True, default="")),
                ("delivery", models.JSONField(default=dict)),
                ("billing", models.JSONField(default=dict)),
                ("terms_version", models.IntegerField(null=True)),
                ("terms_accepted_at", models.DateTimeField(null=True)),
                ("terms_accepted_by", models.CharField(blank=True, default="", max_length=200)),
                (
                    "reached",
                    models.CharField(
                        choices=[("cart", "Cart"), ("address", "Address"), ("payment", "Payment"), ("terms", "Terms")],
                        default="cart",
                        max_length=10,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("changed_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("is_changed_by_seller", models.BooleanField(default=False)),
                ("reminders_sent", models.IntegerField(default=0)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "billing_address",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.address",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "delivery_address",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.address",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="particulars",
                        to="orders.order",
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
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.site",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("site__isnull", False)),
                        fields=["seller", "site"],
                        name="particulars_of_site",
                    ),
                    models.Index(
                        condition=models.Q(("po_number", ""), _negated=True),
                        fields=["seller", "po_number"],
                        name="particulars_po",
                    ),
                    models.Index(fields=["seller", "changed_at"], name="particulars_changed"),
                    models.Index(fields=["delivery_address"], name="particulars_delivery"),
                    models.Index(fields=["billing_address"], name="particulars_billing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("terms_accepted_at__isnull", True), ("terms_version__isnull", True)),
                            models.Q(("terms_accepted_at__isnull", False), ("terms_version__isnull", False)),
                            _connector="OR",
                        ),
                        name="particulars_terms_with_their_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CartRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remind_after_hours", models.IntegerField(null=True)),
                ("most_reminders", models.IntegerField(default=1)),
                ("keep_days", models.IntegerField(default=90)),
                ("prices_hold_days", models.IntegerField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "seller",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keep_days__gte", 1),
                            ("keep_days__lte", 730),
                            ("most_reminders__gte", 1),
                            ("most_reminders__lte", 5),
                            models.Q(
                                ("remind_after_hours__isnull", True),
                                models.Q(("remind_after_hours__gte", 1), ("remind_after_hours__lte", 2160)),
                                _connector="OR",
                            ),
                        ),
                        name="cart_rules_are_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("prices_hold_days__isnull", True),
                            models.Q(("prices_hold_days__gte", 1), ("prices_hold_days__lte", 730)),
                            _connector="OR",
                        ),
                        name="cart_rules_prices_hold_some_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_id", models.BigIntegerField()),
                ("line_id", models.BigIntegerField()),
                ("is_own", models.BooleanField()),
                ("cost_currency", models.CharField(max_length=3)),
                ("unit_cost_minor", models.BigIntegerField()),
                ("rate", models.DecimalField(decimal_places=12, max_digits=22)),
                ("currency", models.CharField(max_length=3)),
                ("unit_converted_minor", models.BigIntegerField()),
                ("base_minor", models.BigIntegerField(null=True)),
                ("level", models.SmallIntegerField(db_default=0, default=0)),
                ("markup_percent", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("amount_minor", models.BigIntegerField(db_default=0, default=0)),
                ("fixed_minor", models.BigIntegerField(null=True)),
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
                ("quantity", models.IntegerField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "exchange_rate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.exchangerate",
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
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversions",
                        to="orders.leg",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "leg", "line_id"), name="conversion_once_per_line"),
                    models.CheckConstraint(
                        condition=models.Q(("unit_converted_minor__gt", 0), ("unit_cost_minor__gt", 0)),
                        name="conversion_is_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_id", models.BigIntegerField()),
                ("under_id", models.BigIntegerField(null=True)),
                ("plan_id", models.BigIntegerField()),
                ("product", models.CharField(max_length=120)),
                ("plan_name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=20)),
                ("period_count", models.IntegerField()),
                ("period_unit", models.CharField(blank=True, max_length=5)),
                ("options", models.JSONField(default=list)),
                ("quantity", models.IntegerField()),
                ("unit_minor", models.BigIntegerField()),
                ("net_minor", models.BigIntegerField()),
                (
                    "tax_category",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("reduced", "Reduced"),
                            ("lowest", "Reduced further"),
                            ("zero", "Zero rate"),
                            ("exempt", "Exempt"),
                        ],
                        db_default="standard",
                        default="standard",
                        max_length=10,
                    ),
                ),
                (
                    "tax_treatment",
                    models.CharField(
                        choices=[
                            ("none", "Tax is not set up"),
                            ("unregistered", "Seller not registered for tax"),
                            ("exempt_buyer", "Buyer exempt"),
                            ("domestic", "Taxed in the seller's country"),
                            ("destination", "Taxed in the buyer's country"),
                            ("reverse_charge", "Reverse charge"),
                            ("export", "Export"),
                            ("zero", "Zero rate"),
                            ("exempt", "Exempt"),
                        ],
                        db_default="none",
                        default="none",
                        max_length=20,
                    ),
                ),
                ("tax_country", models.CharField(blank=True, db_default="", default="", max_length=2)),
                ("tax_region", models.CharField(blank=True, db_default="", default="", max_length=100)),
                ("tax_percent", models.DecimalField(decimal_places=3, default=0, max_digits=6)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("gross_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.leg",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "leg"], name="leg_line_of_leg"),
                    models.Index(fields=["seller", "product", "buyer"], name="leg_line_of_product"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("unit_minor"), "*", models.F("quantity")
                                ),
                            )
                        ),
                        name="leg_line_net_is_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="leg_line_gross_is_net_and_tax",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tax_minor",
                                models.Func(
                                    models.F("net_minor"),
                                    models.F("tax_percent"),
                                    function="tax_amount",
                                    output_field=models.BigIntegerField(),
                                ),
                            )
                        ),
                        name="leg_line_tax_is_the_rate_of_its_net",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax_treatment__in", ["domestic", "destination"]), ("tax_percent", 0), _connector="OR"
                        ),
                        name="leg_line_is_taxed_where_somebody_charges",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("period_count__gte", 1), ("period_unit__in", ["day", "week", "month", "year"])),
                            models.Q(("period_count", 0), ("period_unit", "")),
                            _connector="OR",
                        ),
                        name="leg_line_is_charged_once_or_every_period",
                    ),
                    models.UniqueConstraint(fields=("leg", "line_id"), name="leg_line_once_per_line"),
                ],
            },
            bases=(handsel.catalog.periods.Periodic, models.Model),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["seller", "order"], name="line_of_order"),
        ),
    ]
