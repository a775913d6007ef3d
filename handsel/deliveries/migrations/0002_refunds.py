"""Let refunds of what was delivered climb through the tiers, each confirming as its rule says (ORD-12).

Locks: deliveries for the moment in which one check takes the place of another.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0001_deliveries")]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("request", models.UUIDField()),
                ("number", models.CharField(max_length=12)),
                ("line_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                (
                    "back",
                    models.CharField(
                        choices=[
                            ("wallet", "Wallet"),
                            ("card", "Credit card"),
                            ("bank_transfer", "Bank transfer"),
                            ("cash", "Cash"),
                            ("cheque", "Cheque"),
                            ("other", "Other"),
                        ],
                        default="wallet",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("passed_on", "Asked further up"),
                            ("refused_above", "Refused further up"),
                            ("refunded", "Refunded"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("is_own_pocket", models.BooleanField(default=False)),
                ("is_asked_by_buyer", models.BooleanField(default=False)),
                ("reason", models.TextField()),
                ("asked_by_name", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RefundRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.IntegerField(null=True)),
                ("version", models.IntegerField(default=1)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_paid_back_is_canceled",
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("refund__isnull", True), ("state__in", ["canceled", "delivered"]), _connector="OR"),
                name="delivery_paid_back_is_over",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="buyer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="leg",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="orders.leg",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="payout",
            field=models.OneToOneField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_payout",
                to="ledger.adjustment",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="refundrule",
            name="seller",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["seller", "state", "-id"], name="refund_by_state"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["buyer", "-id"], name="refund_of_buyer"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="refund_due"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("request", "leg"), name="refund_once_per_leg_of_a_request"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["passed_on", "refused_above", "waiting"])),
                fields=("leg",),
                name="refund_one_open_per_leg",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "passed_on", "refused_above", "refunded", "declined"])),
                name="refund_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("back__in", ["wallet", "card", "bank_transfer", "cash", "cheque", "other"])),
                name="refund_way_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="refund_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("line_ids__len__gt", 0)), name="refund_has_lines"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), models.Q(("answer", ""), _negated=True)),
                    models.Q(models.Q(("state", "declined"), _negated=True), ("answer", "")),
                    _connector="OR",
                ),
                name="refund_declined_with_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__isnull", True), ("state", "waiting"), _connector="OR"),
                name="refund_is_due_while_it_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "waiting"), ("decided_at__isnull", False), _connector="OR"),
                name="refund_is_decided_unless_it_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payout__isnull", True),
                    models.Q(("state", "refunded"), models.Q(("back", "wallet"), _negated=True)),
                    _connector="OR",
                ),
                name="refund_pays_out_what_is_refunded",
            ),
        ),
        migrations.AddConstraint(
            model_name="refundrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__isnull", True), models.Q(("days__gte", 0), ("days__lte", 90)), _connector="OR"
                ),
                name="refund_rule_has_sane_days",
            ),
        ),
        tenant_table(
            "deliveries_refund",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"leg_id": "orders_leg", "payout_id": "ledger_adjustment"},
        ),
        tenant_table("deliveries_refundrule", Walls(rights="SELECT, INSERT, UPDATE")),
        own_accounts("deliveries_refund"),
        *run_sql(SQL, "refund_walls", "giving_back", "refunds", "faults"),
    ]
