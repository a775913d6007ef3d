"""The books of each seller: double entry, append only, written by one database function (FUN-8, safety M1–M4).

An amount is positive when it credits the account and negative when it debits it, so a wallet's balance is the sum
of its entries: what the seller owes its buyer.
"""

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account, Edge
from handsel.ledger.announcement_models import Announcement  # noqa: F401 - so that the application knows it
from handsel.ledger.documents import (  # so that the application knows them
    Adjustment,  # noqa: F401 - the same
    Confirmation,  # noqa: F401 - the same
    ConfirmationLimit,  # noqa: F401 - the same
    Document,
    PaidBy,
)
from handsel.ledger.proof_models import ProofRun  # noqa: F401 - so that the application knows it
from handsel.ledger.rollup_models import RolledUp, RollUpMark  # noqa: F401 - the same


class LedgerAccount(models.Model):
    """A line in one seller's books: a buyer's wallet, or what wallets move against."""

    class Role(models.TextChoices):
        WALLET = "wallet", "Wallet"
        CLEARING = "clearing", "Clearing"
        REVENUE = "revenue", "Revenue"
        TAX = "tax", "Tax"
        ADJUSTMENT = "adjustment", "Adjustment"

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_constraint=False)
    role = models.CharField(max_length=20, choices=Role)
    method = models.CharField(max_length=20, blank=True, default="")
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_account_wallet_has_a_buyer",
                condition=Q(role="wallet", buyer__isnull=False) | ~Q(role="wallet") & Q(buyer__isnull=True),
            ),
            models.CheckConstraint(
                name="ledger_account_clearing_has_a_method",
                condition=Q(role="clearing") & ~Q(method="") | ~Q(role="clearing") & Q(method=""),
            ),
            models.UniqueConstraint(
                name="ledger_account_once",
                fields=["seller", "role", "method", "currency", "buyer"],
                nulls_distinct=False,
            ),
            models.UniqueConstraint(name="ledger_account_in_its_currency", fields=["id", "currency"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.method}{self.buyer_id or ''} of seller {self.seller_id} in {self.currency}"


class Wallet(models.Model):
    """The advance account of one buyer with its seller: posted balance, holds, credit limit, in minor units.

    `excess_minor` is what was used beyond the credit limit when that was lowered; the database lets it shrink only, so
    the wallet can but rise. `low_balance_minor` is what can still be spent when the buyer is warned; `is_low` says
    that it was. `moved_at` is when anything of this changed last. `locked_at` says since when nothing is
    bought from it, because a bank took a payment back.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="wallets", db_constraint=False)
    edge = models.OneToOneField(Edge, models.PROTECT, related_name="wallet", db_constraint=False)
    ledger_account = models.OneToOneField(LedgerAccount, models.PROTECT, related_name="wallet", db_constraint=False)
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    credit_limit_minor = models.BigIntegerField(default=0)
    excess_minor = models.BigIntegerField(default=0, db_default=0)
    low_balance_minor = models.BigIntegerField(null=True)
    is_low = models.BooleanField(default=False, db_default=False)
    moved_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wallet_is_not_overdrawn",
                condition=Q(balance_minor__gte=F("held_minor") - F("credit_limit_minor") - F("excess_minor")),
            ),
            models.CheckConstraint(name="wallet_excess_is_not_negative", condition=Q(excess_minor__gte=0)),
            models.CheckConstraint(
                name="wallet_low_balance_is_not_negative",
                condition=Q(low_balance_minor__isnull=True) | Q(low_balance_minor__gte=0),
            ),
            models.CheckConstraint(name="wallet_holds_are_not_negative", condition=Q(held_minor__gte=0)),
            models.CheckConstraint(name="wallet_credit_limit_is_not_negative", condition=Q(credit_limit_minor__gte=0)),
        ]
        indexes = [models.Index(fields=["seller", "buyer"], name="wallet_of_buyer")]

    def __str__(self) -> str:
        return f"wallet of {self.buyer_id} with {self.seller_id} in {self.currency}"

    @property
    def available_minor(self) -> int:
        """What can still be spent: posted balance − holds + credit limit."""
        return self.balance_minor - self.held_minor + self.credit_limit_minor


class Transfer(models.Model):
    """One balanced posting in one seller's books. `key` makes it happen once for ever."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    key = models.CharField(max_length=120)
    document = models.CharField(max_length=20, choices=Document)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_key_once", fields=["key"]),
            models.CheckConstraint(name="transfer_document_is_known", condition=Q(document__in=Document.values)),
            models.CheckConstraint(
                name="transfer_reversal_names_what_it_reverses",
                condition=Q(document="reversal", reverses__isnull=False)
                | ~Q(document="reversal") & Q(reverses__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="transfer_of_buyer"),
            models.Index(fields=["seller", "buyer", "at"], include=["id"], name="transfer_of_day"),
            models.Index(fields=["seller", "buyer", "-id"], name="transfer_written", condition=~Q(document="invoice")),
            models.Index(
                fields=["seller", "buyer", "reason"], name="transfer_ordered", condition=Q(document="invoice")
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One side of a transfer. On a wallet it also says whose it is and the balance it left behind."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries", db_constraint=False)
    ledger_account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    balance_after_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="entry_is_not_zero", condition=~Q(amount_minor=0))]
        indexes = [
            models.Index(fields=["seller", "ledger_account", "-id"], name="entry_of_ledger_account"),
            models.Index(fields=["seller", "buyer", "-id"], name="entry_of_wallet"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class Hold(models.Model):
    """Money of a wallet kept for an order: spent by its settlement, or given back. Live while `ended_at` is null.

    What is kept again, at another amount or after it was given back, is another hold under the same key. It moves
    nothing: what happens once for ever is its transfer.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    wallet = models.ForeignKey(Wallet, models.PROTECT, related_name="holds", db_constraint=False, db_index=False)
    key = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hold_stands_once", fields=["key"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="hold_is_positive", condition=Q(amount_minor__gt=0)),
        ]
        indexes = [
            models.Index(fields=["seller", "wallet"], name="hold_live", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} for {self.key}"


class Receipt(models.Model):
    """The document for money that came in: its number, how it was paid, when, and under which reference."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="receipts", db_constraint=False, db_index=False)
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="receipt", db_constraint=False)
    number = models.IntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=20, choices=PaidBy)
    received_on = models.DateField()
    reference = models.CharField(max_length=100, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_number_once_per_seller", fields=["seller", "number"]),
            models.CheckConstraint(name="receipt_is_positive", condition=Q(amount_minor__gt=0)),
        ]
        indexes = [models.Index(fields=["seller", "buyer", "-id"], name="receipt_of_buyer")]

    slug = "receipt"
    """Its kind as an address has it."""

    def __str__(self) -> str:
        return f"receipt {self.number}"
