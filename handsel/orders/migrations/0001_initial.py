import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0001_initial"),
    ]

    operations = [
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
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
            ],
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
        ),
        migrations.CreateModel(
            name="LegLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_id", models.BigIntegerField()),
                ("product", models.CharField(max_length=120)),
                ("plan_name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=20)),
                ("period_months", models.IntegerField()),
                ("quantity", models.IntegerField()),
                ("unit_minor", models.BigIntegerField()),
                ("net_minor", models.BigIntegerField()),
                ("tax_percent", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
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
                "indexes": [models.Index(fields=["seller", "leg"], name="leg_line_of_leg")],
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
                    models.UniqueConstraint(fields=("leg", "plan_id"), name="leg_line_once_per_plan"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["seller", "buyer", "-id"], name="order_of_buyer"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("number",), name="order_number_once"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("buyer", models.F("seller")), _negated=True), name="order_buyer_is_not_seller"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("placed_at", None)), fields=("buyer",), name="order_one_open_cart_per_buyer"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("quantity__lte", 100000)), name="line_quantity_is_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("seller", "order", "plan"), name="line_once_per_plan"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["seller", "-asked_at", "-id"], name="leg_sold"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["seller", "buyer", "-id"], name="leg_of_buyer"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["buyer", "order"], name="leg_bought"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["seller", "fulfilment", "approval", "payment"], name="leg_queue"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(condition=models.Q(("fulfilment", "locked")), fields=["placed_at"], name="leg_locked"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("fulfilment", "none"), ("payment", "unpaid"), ("position", 0)),
                fields=["placed_at"],
                name="leg_unpaid",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="leg_once_per_position"),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_minor__gte", 0), ("tax_minor__gte", 0)), name="leg_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment__in", ["unpaid", "partly_paid", "paid", "refunded"])),
                name="leg_payment_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("approval__in", ["not_needed", "pending", "approved", "rejected"])),
                name="leg_approval_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fulfilment__in", ["none", "locked", "in_progress", "executed", "failed", "canceled"])
                ),
                name="leg_fulfilment_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fulfilment__in", ["executed", "failed"]), _negated=True),
                    ("settled_at__isnull", False),
                    _connector="OR",
                ),
                name="leg_settled_when_it_is_being_delivered",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("executed_at__isnull", False), ("fulfilment", "executed")),
                    models.Q(models.Q(("fulfilment", "executed"), _negated=True), ("executed_at__isnull", True)),
                    _connector="OR",
                ),
                name="leg_executed_at_when_executed",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approval", "rejected"), _negated=True), ("fulfilment", "canceled"), _connector="OR"
                ),
                name="leg_rejected_means_canceled",
            ),
        ),
    ]
