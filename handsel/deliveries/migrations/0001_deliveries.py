"""Keep what becomes of each line of an order, and the work its supplier has with it (ORD-12)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0002_legs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("started", "Under way"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, db_default="", default="")),
                ("service", models.JSONField(default=list)),
                ("expires_on", models.DateField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="accounts.account",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="orders.leg",
                    ),
                ),
                (
                    "leg_line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery",
                        to="orders.legline",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery",
                        to="ledger.adjustment",
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
                "indexes": [models.Index(fields=["seller", "buyer", "-id"], name="delivery_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(fields=("leg", "line_id"), name="delivery_once_per_line"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "started", "delivered", "failed", "canceled"])),
                        name="delivery_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ["started", "waiting"])),
                            models.Q(
                                models.Q(("state__in", ["started", "waiting"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_ends_when_it_is_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_failed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refund__isnull", True), ("state", "canceled"), _connector="OR"),
                        name="delivery_paid_back_is_canceled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=500)),
                ("secret", models.TextField()),
                ("is_on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by_name", models.CharField(blank=True, default="", max_length=200)),
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
                        condition=models.Q(("url", ""), _negated=True), name="delivery_address_has_an_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12)),
                (
                    "way",
                    models.CharField(
                        choices=[("at_once", "By itself"), ("manual", "Manual"), ("webhook", "Webhook")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("started", "Under way"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("key", models.UUIDField()),
                ("note", models.TextField(blank=True, db_default="", default="")),
                ("by_name", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(db_default=0, default=0)),
                ("trouble", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("status_url", models.CharField(blank=True, db_default="", default="", max_length=500)),
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
                    "delivery",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task",
                        to="deliveries.delivery",
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
                    models.Index(fields=["seller", "state", "-id"], name="delivery_task_by_state"),
                    models.Index(fields=["seller", "number"], name="delivery_task_of_order"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="delivery_task_due"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "key"), name="delivery_task_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "started", "delivered", "failed", "canceled"])),
                        name="delivery_task_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["at_once", "manual", "webhook"])),
                        name="delivery_task_way_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__isnull", True), ("way", "webhook"), _connector="OR"),
                        name="delivery_task_of_a_program_is_due_while_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("changed_at__gte", models.F("opened_at"))),
                        name="delivery_task_changed_after_it_was_opened",
                    ),
                ],
            },
        ),
        tenant_table(
            "deliveries_delivery",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"leg_id": "orders_leg", "leg_line_id": "orders_legline", "refund_id": "ledger_adjustment"},
        ),
        tenant_table(
            "deliveries_deliverytask",
            Walls(rights="SELECT, UPDATE (note, due_at, tries, trouble, status_url)"),
            {"delivery_id": "deliveries_delivery"},
        ),
        tenant_table("deliveries_deliveryaddress", Walls(rights="SELECT, INSERT, UPDATE")),
        own_accounts("deliveries_delivery"),
        own_accounts("deliveries_deliverytask"),
        *run_sql(SQL, "walls", "opening", "moving", "giving_back", "faults", "due"),
    ]
