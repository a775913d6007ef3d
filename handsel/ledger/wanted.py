"""A credit, a debit or a payout as staff want it, and how it is carried out, now or once confirmed (FUN-3, FUN-6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db.models import Sum

from handsel.accounts.numbering import next_numbers
from handsel.identity.actor import Actor
from handsel.kernel.money import Money
from handsel.kernel.operation import step
from handsel.ledger.documents import ADJUSTING, Adjustment, Confirmation, Document, PaidBy
from handsel.ledger.models import LedgerAccount, Receipt, Transfer, Wallet
from handsel.ledger.posting import Posting, check_amount, check_key, given_reason, post, wallet_to_move
from handsel.ledger.refusals import AlreadyReversed, KeyReused, RefundTooLarge, WalletShort, WayNotOffered
from handsel.timeline.record import record

Kept = TypeVar("Kept", Adjustment, Confirmation)

EVENTS = {
    Document.CREDIT_NOTE: "funds.credited",
    Document.DEBIT_NOTE: "funds.debited",
    Document.PAYOUT: "funds.paid_out",
}


@dataclass(frozen=True)
class Wanted:
    """What is to be moved. `key` is told by the caller once per wish: the same key twice moves once.

    A payout says how the money leaves, and may name the receipt whose payment it gives back.
    """

    kind: Document
    amount: Money
    reason: str
    key: str
    method: PaidBy | None = None
    reference: str = ""
    receipt_id: int | None = None

    @classmethod
    def of(cls, asked: Confirmation) -> Self:
        """Return what was asked for."""
        return cls(
            kind=Document(asked.kind),
            amount=Money(asked.amount_minor, asked.currency),
            reason=asked.reason,
            key=f"confirmed-{asked.pk}",
            method=PaidBy(asked.method) if asked.method else None,
            reference=asked.reference,
            receipt_id=asked.receipt_id,
        )

    @property
    def columns(self) -> dict[str, Any]:
        """What document and request keep of it."""
        return {
            "kind": self.kind,
            "amount_minor": self.amount.minor,
            "currency": self.amount.currency,
            "reason": self.reason.strip(),
            "method": self.method or "",
            "reference": self.reference.strip(),
            "receipt_id": self.receipt_id,
        }

    @property
    def facts(self) -> dict[str, Any]:
        """What the timeline keeps of it."""
        return {
            "document": self.kind,
            "amount_minor": self.amount.minor,
            "currency": self.amount.currency,
            "method": self.method or "",
            "reference": self.reference.strip(),
        }

    def check(self) -> None:
        """Refuse what cannot be carried out whoever asks.

        Raises AmountNotPositive, AmountTooLarge, ReasonMissing, WayNotOffered, Invalid.
        """
        check_amount(self.amount)
        given_reason(self.reason)
        check_key(self.key)
        if self.kind not in ADJUSTING:
            raise WayNotOffered(fields={"kind": "Choose a credit note, a debit note or a payout."})
        if (self.method is None) == (self.kind == Document.PAYOUT):
            raise WayNotOffered(fields={"method": "Say how a payout leaves; nothing else leaves in any way."})


@step
def carry_out(wanted: Wanted, *, buyer_id: int, by: Actor, at: datetime) -> Adjustment:
    """Move the wallet and write the document; the same key again returns the first document and moves nothing.

    Raises InBin, AccountArchived, NoWallet, WalletShort, KeyReused, AlreadyReversed, RefundTooLarge.
    """
    wallet = wallet_to_move(buyer_id, wanted.amount.currency, by)
    is_payout = wanted.kind == Document.PAYOUT
    minor = wanted.amount.minor if wanted.kind == Document.CREDIT_NOTE else -wanted.amount.minor
    posting = Posting(
        key=f"adjust:{by.seller_id}:{wanted.key}",
        document=wanted.kind,
        minor=minor,
        role=LedgerAccount.Role.CLEARING if is_payout else LedgerAccount.Role.ADJUSTMENT,
        method=wanted.method or "",
        reason=wanted.reason.strip(),
    )
    transfer = post(posting, wallet=wallet, by=by, at=at)
    # Posting the same key again moves nothing; only now, behind the wallet's lock, is it certain who was first.
    first = Adjustment.objects.filter(transfer=transfer).first()
    if first:
        return same(first, wanted, buyer_id)
    if is_payout:
        _check_in_hand(wallet)
    _check_refund(wanted, buyer_id, by)
    return write_document(wanted, transfer, by, at)


@step
def _check_in_hand(wallet: Wallet) -> None:
    """Pay out of what was paid in or credited, never out of a credit limit; behind the wallet's lock."""
    wallet.refresh_from_db()
    if wallet.balance_minor < 0:
        raise WalletShort("There is not so much in this wallet; what its limit lends can be spent, not paid out.")


@step
def _check_refund(wanted: Wanted, buyer_id: int, by: Actor) -> None:
    """Pay back at most what a payment was, behind the wallet's lock."""
    if wanted.receipt_id is None:
        return
    receipt = Receipt.objects.select_related("transfer__reversed_by").get(
        pk=wanted.receipt_id, seller_id=by.seller_id, buyer_id=buyer_id
    )
    if hasattr(receipt.transfer, "reversed_by"):
        raise AlreadyReversed(f"Receipt {receipt.number} was reversed; there is nothing to pay back.")
    left = receipt.amount_minor - refunded_minor(receipt)
    if wanted.amount.minor > left or wanted.amount.currency != receipt.currency:
        raise RefundTooLarge(f"Of receipt {receipt.number} at most {Money(left, receipt.currency)} can be paid back.")


def refunded_minor(receipt: Receipt) -> int:
    """Return how much of a payment was paid out again."""
    refunds = receipt.refunds.filter(transfer__reversed_by__isnull=True)
    return int(refunds.aggregate(minor=Sum("amount_minor"))["minor"] or 0)


@step
def write_document(wanted: Wanted, transfer: Transfer, by: Actor, at: datetime) -> Adjustment:
    """Write the document of a transfer that has moved, with the next number of its series."""
    number = next_numbers(by.seller_id, wanted.kind, 1)[0]
    written = Adjustment.objects.create(
        seller_id=by.seller_id, buyer_id=transfer.buyer_id, transfer=transfer, number=number, **wanted.columns
    )
    record(
        EVENTS[wanted.kind],
        subject=written, account_id=transfer.buyer_id, by=by, at=at, reason=written.reason,
        number=number, **wanted.facts,
    )  # fmt: skip
    return written


def same(first: Kept, wanted: Wanted, buyer_id: int) -> Kept:
    """Return `first` when it is what `wanted` asks for. Raises KeyReused."""
    told = wanted.columns | {"buyer_id": buyer_id}
    if any(getattr(first, name) != value for name, value in told.items()):
        raise KeyReused("This key stands for another movement; make a new key for a new one.")
    return first
