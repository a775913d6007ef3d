"""Keep what an order says besides its lines, notes, prices set by hand, and rules for carts (ORD-9, ORD-18).

Locks: new tables; one row is written for each cart that is open. Undo: forgets all of it.
"""

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, tenant_table

BOTH_ENDS = Walls(buyer="buyer_id", both_ends=True, storefront_writes=True)
OPEN_CARTS = """
    INSERT INTO orders_particulars (seller_id, buyer_id, order_id, po_number, note, delivery, billing,
                                    terms_accepted_by, reached, changed_at, changed_by_name, is_changed_by_seller,
                                    reminders_sent)
    SELECT seller_id, buyer_id, id, '', '', '{}', '{}', '', 'cart', started_at, '', placed_by = 'reseller', 0
      FROM orders_order WHERE placed_at IS NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
"""Carts that stand already changed last when they were started, as far as anybody knows."""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0024_sites"),
        ("orders", "0012_priced_by_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="CartRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remind_after_hours", models.IntegerField(null=True)),
                ("most_reminders", models.IntegerField(default=1)),
                ("keep_days", models.IntegerField(default=90)),
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
                    )
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="internal_notes", to="orders.order"
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
                "constraints": [models.UniqueConstraint(fields=("seller", "order"), name="internal_note_once")],
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
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="manual_prices",
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
        tenant_table(
            "orders_particulars",
            BOTH_ENDS,
            {
                "buyer_id": "accounts_account",
                "order_id": "orders_order",
                "site_id": "accounts_site",
                "delivery_address_id": "accounts_address",
                "billing_address_id": "accounts_address",
            },
        ),
        tenant_table("orders_internalnote", Walls(), {"buyer_id": "accounts_account"}),
        tenant_table("orders_cartrules", Walls(storefront=True)),
        tenant_table(
            "orders_manualprice",
            Walls(buyer="buyer_id", both_ends=True),
            {"buyer_id": "accounts_account", "order_id": "orders_order", "line_id": "orders_line"},
        ),
        *(own_accounts(f"orders_{table}") for table in ("particulars", "internalnote", "manualprice")),
        migrations.RunSQL(OPEN_CARTS, migrations.RunSQL.noop),
    ]
