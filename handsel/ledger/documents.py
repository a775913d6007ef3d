"""What moves a wallet beside payments and orders: credit notes, debit notes, payouts, and who must confirm (FUN-3)."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account


class Document(models.TextChoices):
    """Why a wallet moved: money came in, was given, was spent on an order, was charged otherwise, or went back."""

    RECEIPT = "receipt", "Receipt"
    CREDIT_NOTE = "credit_note", "Credit note"
    INVOICE = "invoice", "Order"
    DEBIT_NOTE = "debit_note", "Debit note"
    PAYOUT = "payout", "Payout"
    REVERSAL = "reversal", "Reversal"


class PaidBy(models.TextChoices):
    """By which way money came in or left; a deposit is none, since nothing is paid from the wallet that it fills."""

    BANK_TRANSFER = "bank_transfer", "Bank transfer"
    CASH = "cash", "Cash"
    CHEQUE = "cheque", "Cheque"
    CARD = "card", "Credit card"
    OTHER = "other", "Other"


ADJUSTING = (Document.CREDIT_NOTE, Document.DEBIT_NOTE, Document.PAYOUT)
"""The documents that staff write without a payment or an order."""
CONFIRMED = (*ADJUSTING, Document.REVERSAL)
"""What a second person confirms above the limit."""


class Adjustment(models.Model):
    """The document for a credit, a debit or a payout: its number in the series of its kind, how much and why.

    A payout says how the money left, and may name the `receipt` whose payment it gives back.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="adjustments", db_constraint=False, db_index=False)
    transfer = models.OneToOneField("ledger.Transfer", models.PROTECT, related_name="adjustment", db_constraint=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in ADJUSTING])
    number = models.IntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.TextField()
    method = models.CharField(max_length=20, blank=True, default="", choices=PaidBy)
    reference = models.CharField(max_length=100, blank=True, default="")
    receipt = models.ForeignKey(
        "ledger.Receipt", models.PROTECT, null=True, related_name="refunds", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="adjustment_number_once_per_series", fields=["seller", "kind", "number"]),
            models.CheckConstraint(name="adjustment_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="adjustment_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="adjustment_kind_is_known", condition=Q(kind__in=ADJUSTING)),
            models.CheckConstraint(
                name="adjustment_says_how_a_payout_left",
                condition=Q(kind="payout") & ~Q(method="")
                | ~Q(kind="payout") & Q(method="", reference="", receipt__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="adjustment_of_buyer"),
            models.Index(fields=["seller", "receipt"], name="adjustment_refunds", condition=Q(receipt__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def slug(self) -> str:
        """Its kind as an address has it."""
        return self.kind.replace("_", "-")


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """What was asked, by whether anybody can still answer."""

    def waiting(self, at: datetime) -> Self:
        return self.filter(state=Confirmation.State.WAITING, expires_at__gt=at)


class Confirmation(models.Model):
    """An adjustment or a reversal above the limit that waits for a second person; nothing has moved yet.

    A reversal names the transfer that it takes back, which the books allow once. `asked_by_ids` are the people behind
    it: who asked, or who made or renewed the key of the program that did.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in CONFIRMED])
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.TextField()
    method = models.CharField(max_length=20, blank=True, default="")
    reference = models.CharField(max_length=100, blank=True, default="")
    receipt = models.ForeignKey(
        "ledger.Receipt", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reverses = models.ForeignKey(
        "ledger.Transfer",
        models.PROTECT,
        null=True,
        related_name="asked_to_reverse",
        db_constraint=False,
        db_index=False,
    )
    key = models.CharField(max_length=80)
    asked_by_ids = ArrayField(models.BigIntegerField())
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True, default="")
    adjustment = models.OneToOneField(
        Adjustment, models.PROTECT, null=True, related_name="confirmation", db_constraint=False
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="confirmation_key_once_per_seller", fields=["seller", "key"]),
            models.CheckConstraint(name="confirmation_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="confirmation_state_is_known",
                condition=Q(state__in=["waiting", "confirmed", "declined", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="confirmation_confirmed_has_its_document",
                condition=Q(state="confirmed", kind="reversal", adjustment__isnull=True)
                | Q(state="confirmed", adjustment__isnull=False) & ~Q(kind="reversal")
                | ~Q(state="confirmed") & Q(adjustment__isnull=True),
            ),
            models.CheckConstraint(
                name="confirmation_reversal_names_what_it_reverses",
                condition=Q(kind="reversal", reverses__isnull=False) | ~Q(kind="reversal") & Q(reverses__isnull=True),
            ),
            models.CheckConstraint(
                name="confirmation_declined_with_a_reason", condition=~Q(state="declined") | ~Q(decline_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "state", "-id"], name="confirmation_by_state"),
            models.Index(
                fields=["seller", "reverses"], name="confirmation_reversals", condition=Q(reverses__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount_minor} {self.currency}, {self.state}"

    def is_open(self, at: datetime) -> bool:
        """Whether anybody can still answer."""
        return self.state == self.State.WAITING and self.expires_at > at


class ConfirmationLimit(models.Model):
    """Above which amount of one currency a seller wants two people; where it has set none, the standard holds."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="confirmation_limit_once", fields=["seller", "currency"]),
            models.CheckConstraint(name="confirmation_limit_is_not_negative", condition=Q(limit_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.limit_minor} {self.currency}"
