"""Gateways, cards and charges (FUN-7)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_relations"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SellerGateway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("test", "Test gateway"), ("stripe", "Stripe")], max_length=20)),
                ("public_key", models.CharField(blank=True, default="", max_length=200)),
                ("sealed_secret", models.TextField()),
                ("sealed_webhook_secret", models.TextField()),
                ("is_on", models.BooleanField(default=True)),
                ("connected_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, default="", max_length=200)),
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
                    models.UniqueConstraint(
                        condition=models.Q(("is_on", True)), fields=("seller",), name="gateway_one_on_per_seller"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="gateway_has_a_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=255)),
                ("brand", models.CharField(max_length=30)),
                ("last_four", models.CharField(max_length=4)),
                ("expiry_month", models.SmallIntegerField()),
                ("expiry_year", models.SmallIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by_name", models.CharField(max_length=200)),
                ("removed_at", models.DateTimeField(null=True)),
                ("forget_at", models.DateTimeField(null=True)),
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
                    "edge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
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
                (
                    "gateway",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateways.sellergateway",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "buyer", "-id"], name="saved_card_of_buyer"),
                    models.Index(
                        condition=models.Q(("forget_at__isnull", False)),
                        fields=["forget_at"],
                        name="saved_card_to_forget",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("seller", "edge"),
                        name="saved_card_one_per_edge",
                    ),
                    models.UniqueConstraint(
                        fields=("seller", "gateway", "edge", "token"), name="saved_card_token_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_four__regex", "^[0-9]{4}$")), name="saved_card_keeps_four_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expiry_month__gte", 1), ("expiry_month__lte", 12)),
                        name="saved_card_expires_in_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeardNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=60)),
                ("heard_at", models.DateTimeField()),
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
                    "gateway",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateways.sellergateway",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["heard_at"], name="heard_notice_to_forget")],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "gateway", "event_id"), name="heard_notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=[("top_up", "Top-up"), ("order", "Order")], max_length=10)),
                ("order_number", models.CharField(blank=True, default="", max_length=20)),
                (
                    "aim",
                    models.CharField(
                        blank=True,
                        choices=[("authorise", "Authorise"), ("capture", "Capture"), ("void", "Let go")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("sent_key", models.CharField(max_length=64)),
                ("reference", models.CharField(blank=True, default="", max_length=255)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("captured_minor", models.BigIntegerField(default=0)),
                ("refunded_minor", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "Under way"),
                            ("unknown", "Being checked"),
                            ("authorised", "Authorised"),
                            ("captured", "Paid"),
                            ("voided", "Let go"),
                            ("refused", "Refused"),
                            ("abandoned", "Given up"),
                            ("partly_refunded", "Partly refunded"),
                            ("refunded", "Refunded"),
                            ("disputed", "Disputed"),
                            ("charged_back", "Charged back"),
                        ],
                        default="started",
                        max_length=20,
                    ),
                ),
                ("refusal", models.CharField(blank=True, default="", max_length=60)),
                ("disputes", models.SmallIntegerField(default=0)),
                ("is_disputed", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("started_by_name", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("check_at", models.DateTimeField(null=True)),
                ("checks", models.SmallIntegerField(default=0)),
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
                    "edge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="accounts.edge",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charge",
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
                (
                    "card",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="gateways.savedcard",
                    ),
                ),
                (
                    "gateway",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateways.sellergateway",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "buyer", "-id"], name="charge_of_buyer"),
                    models.Index(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=["seller", "order_number"],
                        name="charge_of_order",
                    ),
                    models.Index(
                        condition=models.Q(("check_at__isnull", False)), fields=["check_at"], name="charge_to_check"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "key"), name="charge_key_once_per_seller"),
                    models.UniqueConstraint(fields=("seller", "sent_key"), name="charge_sent_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("seller", "gateway", "reference"),
                        name="charge_reference_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="charge_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "started",
                                    "unknown",
                                    "authorised",
                                    "captured",
                                    "voided",
                                    "refused",
                                    "abandoned",
                                    "partly_refunded",
                                    "refunded",
                                    "disputed",
                                    "charged_back",
                                ],
                            )
                        ),
                        name="charge_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("captured_minor__gte", 0), ("captured_minor__lte", models.F("amount_minor"))
                        ),
                        name="charge_takes_at_most_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_minor__gte", 0), ("refunded_minor__lte", models.F("captured_minor"))
                        ),
                        name="charge_gives_back_at_most_what_it_took",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "order"), models.Q(("order_number", ""), _negated=True)),
                            models.Q(("order_number", ""), ("purpose", "top_up")),
                            _connector="OR",
                        ),
                        name="charge_for_an_order_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("aim__in", ["authorise", "capture", "void"]), ("purpose", "order")),
                            models.Q(("aim", ""), ("purpose", "top_up")),
                            _connector="OR",
                        ),
                        name="charge_for_an_order_has_an_aim",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("aim", "authorise")),
                        fields=("seller", "order_number", "edge"),
                        name="charge_one_at_work_per_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("saves_card", models.BooleanField()),
                ("sent_key", models.CharField(max_length=64)),
                ("reference", models.CharField(blank=True, default="", max_length=255)),
                ("url", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("expired", "Expired")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_by_name", models.CharField(max_length=200)),
                ("check_at", models.DateTimeField(null=True)),
                ("checks", models.SmallIntegerField(default=0)),
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
                (
                    "charge",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form",
                        to="gateways.charge",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateways.savedcard",
                    ),
                ),
                (
                    "gateway",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateways.sellergateway",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "buyer", "-id"], name="card_form_of_buyer"),
                    models.Index(
                        condition=models.Q(("check_at__isnull", False)), fields=["check_at"], name="card_form_to_check"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "sent_key"), name="card_form_sent_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "expired"])), name="card_form_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("saves_card", True), ("charge__isnull", False), _connector="OR"),
                        name="card_form_keeps_a_card_or_pays",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_key", models.CharField(max_length=64)),
                ("reference", models.CharField(blank=True, default="", max_length=255)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[("started", "Under way"), ("done", "Done"), ("refused", "Refused")],
                        default="started",
                        max_length=10,
                    ),
                ),
                ("refusal", models.CharField(blank=True, default="", max_length=60)),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("check_at", models.DateTimeField(null=True)),
                ("checks", models.SmallIntegerField(default=0)),
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
                    "transfer",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_refund",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="gateways.charge",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "charge"], name="card_refund_of_charge"),
                    models.Index(fields=["seller", "buyer", "-id"], name="card_refund_of_buyer"),
                    models.Index(
                        condition=models.Q(("check_at__isnull", False)),
                        fields=["check_at"],
                        name="card_refund_to_check",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "sent_key"), name="card_refund_sent_key_once"),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="card_refund_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["started", "done", "refused"])),
                        name="card_refund_state_is_known",
                    ),
                ],
            },
        ),
    ]
