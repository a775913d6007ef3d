"""Let buyers announce bank transfers, which are no money until staff confirm them (FUN-7).

Locks: a new table. Undo: forgets what was announced; receipts of what was confirmed stay.
"""

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, own_accounts, tenant_table

ANSWERED = "state, decided_by_name, decided_at, decline_reason, receipt_id"
WALLS = Walls(buyer="buyer_id", both_ends=True, storefront_writes=True, rights=f"SELECT, INSERT, UPDATE ({ANSWERED})")
# What was announced goes with an account that never traded, when that is removed.
GOES_WITH_ACCOUNT = """
    ALTER TABLE ledger_announcement ADD CONSTRAINT ledger_announcement_buyer_of_same_seller
        FOREIGN KEY (seller_id, buyer_id) REFERENCES accounts_account (seller_id, id)
        ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE
"""
STAYS = "ALTER TABLE ledger_announcement DROP CONSTRAINT ledger_announcement_buyer_of_same_seller"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_ways_to_pay"),
        ("ledger", "0009_periods_of_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("sent_on", models.DateField()),
                ("reference", models.CharField(max_length=100)),
                ("note", models.TextField(blank=True, default="")),
                ("key", models.CharField(max_length=80)),
                ("announced_by_id", models.BigIntegerField(null=True)),
                ("announced_by_name", models.CharField(max_length=200)),
                ("announced_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("announced", "Announced"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="announced",
                        max_length=10,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decline_reason", models.TextField(blank=True, default="")),
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
                    "receipt",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
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
                "indexes": [
                    models.Index(fields=["seller", "state", "-id"], name="announcement_by_state"),
                    models.Index(fields=["seller", "buyer", "-id"], name="announcement_of_buyer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "buyer", "key"), name="announcement_key_once_per_buyer"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="announcement_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="announcement_has_a_reference"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("announced_at"))),
                        name="announcement_expires_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["announced", "confirmed", "declined", "withdrawn"])),
                        name="announcement_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt__isnull", False), ("state", "confirmed")),
                            models.Q(models.Q(("state", "confirmed"), _negated=True), ("receipt__isnull", True)),
                            _connector="OR",
                        ),
                        name="announcement_confirmed_has_its_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="announcement_declined_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "announced")),
                            models.Q(models.Q(("state", "announced"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="announcement_answered_at_a_moment",
                    ),
                ],
            },
        ),
        tenant_table("ledger_announcement", WALLS, {"receipt_id": "ledger_receipt"}),
        migrations.RunSQL(GOES_WITH_ACCOUNT, STAYS),
        own_accounts("ledger_announcement"),
    ]
