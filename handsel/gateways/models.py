"""What is known of payment gateways: whose they are, which cards they keep, what was charged and told (BIL-3, FUN-7).

No card number is here, nor anywhere else in Handsel: only the gateway's token, brand, last four digits and expiry.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account, Edge
from handsel.gateways.heard_models import HeardNotice  # noqa: F401 - so that the application knows it
from handsel.gateways.moves import OPEN, REFUNDABLE, ChargeState
from handsel.kernel.money import Money
from handsel.ledger.models import Receipt


class GatewayKind(models.TextChoices):
    """Which gateways Handsel speaks with."""

    TEST = "test", "Test gateway"
    STRIPE = "stripe", "Stripe"


class SellerGateway(models.Model):
    """A seller's account at a gateway, with its sealed credentials. At most one of a seller's takes new payments.

    `public_key` is what may be shown of the credentials. `checked_at` and `fault` say how the last test went.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=20, choices=GatewayKind)
    public_key = models.CharField(max_length=200, blank=True, default="")
    sealed_secret = models.TextField()
    sealed_webhook_secret = models.TextField()
    is_on = models.BooleanField(default=True)
    connected_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="gateway_one_on_per_seller", fields=["seller"], condition=Q(is_on=True)),
            models.CheckConstraint(name="gateway_has_a_kind", condition=~Q(kind="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of seller {self.seller_id}"


class SavedCard(models.Model):
    """A buyer's card as its seller's gateway keeps it. One of an edge is on file; those before it were replaced.

    `removed_at` says since when it is not charged any more; `forget_at` that the gateway is still to be told.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    edge = models.ForeignKey(Edge, models.PROTECT, related_name="cards", db_constraint=False, db_index=False)
    gateway = models.ForeignKey(SellerGateway, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    token = models.CharField(max_length=255)
    brand = models.CharField(max_length=30)
    last_four = models.CharField(max_length=4)
    expiry_month = models.SmallIntegerField()
    expiry_year = models.SmallIntegerField()
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="saved_card_one_per_edge", fields=["seller", "edge"], condition=Q(removed_at__isnull=True)
            ),
            models.UniqueConstraint(name="saved_card_token_once", fields=["seller", "gateway", "edge", "token"]),
            models.CheckConstraint(name="saved_card_keeps_four_digits", condition=Q(last_four__regex="^[0-9]{4}$")),
            models.CheckConstraint(
                name="saved_card_expires_in_a_month", condition=Q(expiry_month__gte=1, expiry_month__lte=12)
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="saved_card_of_buyer"),
            models.Index(fields=["forget_at"], name="saved_card_to_forget", condition=Q(forget_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.brand} …{self.last_four}"

    @property
    def expiry(self) -> str:
        return f"{self.expiry_month:02d}/{self.expiry_year}"


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Charges, narrowed in the words of the trade."""

    def under_way(self) -> Self:
        return self.filter(state__in=OPEN)


class Purpose(models.TextChoices):
    """What a charge is for."""

    TOP_UP = "top_up", "Top-up"
    ORDER = "order", "Order"


class Aim(models.TextChoices):
    """What an order wants of its charge: reserve the amount, take it now that all is settled, or let it go."""

    AUTHORISE = "authorise", "Authorise"
    CAPTURE = "capture", "Capture"
    VOID = "void", "Let go"


class Charge(models.Model):
    """One attempt to take an amount from a card. It is written down before the gateway is asked.

    `key` is the caller's, once per wish; `sent_key` is what the gateway knows it by, and `reference` what the gateway
    calls it. `order_number` says for which order it is, and `aim` what that order wants of it. `check_at` says when the
    gateway is asked how it stands; None when nothing is open. `receipt` is the document of what was credited.
    `disputes` counts how often the bank took it back, `is_disputed` that it has it now, `version` the moves.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    edge = models.ForeignKey(Edge, models.PROTECT, related_name="charges", db_constraint=False, db_index=False)
    gateway = models.ForeignKey(SellerGateway, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    card = models.ForeignKey(
        SavedCard, models.PROTECT, null=True, related_name="charges", db_constraint=False, db_index=False
    )
    purpose = models.CharField(max_length=10, choices=Purpose)
    order_number = models.CharField(max_length=20, blank=True, default="")
    aim = models.CharField(max_length=10, blank=True, default="", choices=Aim)
    key = models.CharField(max_length=80)
    sent_key = models.CharField(max_length=64)
    reference = models.CharField(max_length=255, blank=True, default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    captured_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, choices=ChargeState, default=ChargeState.STARTED)
    refusal = models.CharField(max_length=60, blank=True, default="")
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="charge", db_constraint=False)
    disputes = models.SmallIntegerField(default=0)
    is_disputed = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True)
    checks = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="charge_key_once_per_seller", fields=["seller", "key"]),
            models.UniqueConstraint(name="charge_sent_key_once", fields=["seller", "sent_key"]),
            models.UniqueConstraint(
                name="charge_reference_once", fields=["seller", "gateway", "reference"], condition=~Q(reference="")
            ),
            models.CheckConstraint(name="charge_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="charge_state_is_known", condition=Q(state__in=ChargeState.values)),
            models.CheckConstraint(
                name="charge_takes_at_most_its_amount",
                condition=Q(captured_minor__gte=0, captured_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="charge_gives_back_at_most_what_it_took",
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
            ),
            models.CheckConstraint(
                name="charge_for_an_order_names_it",
                condition=Q(purpose="order") & ~Q(order_number="") | Q(purpose="top_up", order_number=""),
            ),
            models.CheckConstraint(
                name="charge_for_an_order_has_an_aim",
                condition=Q(purpose="order", aim__in=Aim.values) | Q(purpose="top_up", aim=""),
            ),
            models.UniqueConstraint(
                name="charge_one_at_work_per_order",
                fields=["seller", "order_number", "edge"],
                condition=Q(aim="authorise"),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="charge_of_buyer"),
            models.Index(fields=["seller", "order_number"], name="charge_of_order", condition=~Q(order_number="")),
            models.Index(fields=["check_at"], name="charge_to_check", condition=Q(check_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"charge of {self.amount} for {self.purpose}, {self.state}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def refundable(self) -> Money:
        """What can still be given back to the card."""
        left = self.captured_minor - self.refunded_minor if self.state in REFUNDABLE else 0
        return Money(left, self.currency)


class CardForm(models.Model):
    """A visit to the gateway's own page, where a card is typed: to keep it, to pay with it, or both.

    `state` is the gateway's word. `card` is what it kept. `check_at` says when the gateway is asked what came of it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        EXPIRED = "expired", "Expired"

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    edge = models.ForeignKey(Edge, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    gateway = models.ForeignKey(SellerGateway, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="form", db_constraint=False)
    saves_card = models.BooleanField()
    sent_key = models.CharField(max_length=64)
    reference = models.CharField(max_length=255, blank=True, default="")
    url = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    card = models.ForeignKey(
        SavedCard, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=200)
    check_at = models.DateTimeField(null=True)
    checks = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_form_sent_key_once", fields=["seller", "sent_key"]),
            models.CheckConstraint(name="card_form_state_is_known", condition=Q(state__in=["open", "done", "expired"])),
            models.CheckConstraint(
                name="card_form_keeps_a_card_or_pays", condition=Q(saves_card=True) | Q(charge__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="card_form_of_buyer"),
            models.Index(fields=["check_at"], name="card_form_to_check", condition=Q(check_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"form {self.pk} of buyer {self.buyer_id}, {self.state}"


class CardRefund(models.Model):
    """Money on its way back to a card; the wallet was debited for it when the payout was written.

    A gateway that says no gets the payout reversed.
    """

    class State(models.TextChoices):
        STARTED = "started", "Under way"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="refunds", db_constraint=False, db_index=False)
    transfer = models.OneToOneField(
        "ledger.Transfer", models.PROTECT, null=True, related_name="card_refund", db_constraint=False
    )
    sent_key = models.CharField(max_length=64)
    reference = models.CharField(max_length=255, blank=True, default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    refusal = models.CharField(max_length=60, blank=True, default="")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    check_at = models.DateTimeField(null=True)
    checks = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_refund_sent_key_once", fields=["seller", "sent_key"]),
            models.CheckConstraint(name="card_refund_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="card_refund_state_is_known", condition=Q(state__in=["started", "done", "refused"])
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "charge"], name="card_refund_of_charge"),
            models.Index(fields=["seller", "buyer", "-id"], name="card_refund_of_buyer"),
            models.Index(fields=["check_at"], name="card_refund_to_check", condition=Q(check_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"refund of {Money(self.amount_minor, self.currency)}, {self.state}"
