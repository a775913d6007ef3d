"""Add funds to a buyer's wallet when its payment arrives, with a receipt; and take a posting back (FUN-1, FUN-6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from handsel.accounts.numbering import next_numbers
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.documents import ADJUSTING, Adjustment, Document, PaidBy
from handsel.ledger.models import LedgerAccount, Receipt, Transfer, Wallet
from handsel.ledger.posting import Posting, check_amount, check_key, given_reason, post, wallet_to_move
from handsel.ledger.refusals import (
    AlreadyReversed,
    DateAhead,
    KeyReused,
    NotReversible,
    PaidOutAgain,
    WalletShort,
    WayNotOffered,
)
from handsel.ledger.rules import may_add_funds
from handsel.timeline.record import record


@dataclass(frozen=True)
class Received:
    """A payment as it arrived. `key` is told by the caller once per payment: the same key twice credits once.

    `mail` says whether the buyer gets the receipt by mail.
    """

    amount: Money
    method: PaidBy
    received_on: date
    key: str
    reference: str = ""
    note: str = ""
    mail: bool = True


REVERSIBLE = frozenset({Document.RECEIPT, *ADJUSTING})
_REVERSED_BEFORE, _PAID_OUT_AGAIN = -1, -2
"""What `ledger_reverse` says of a transfer that was reversed before, and of a receipt that was paid out again."""


ALIKE_FOR = timedelta(days=7)
"""How far apart two payments of the same amount and reference may be one that was entered twice."""


def alike_receipts(buyer_id: int, received: Received, by: Actor) -> QuerySet[Receipt]:
    """Return what may be the same payment, entered before: same amount, same reference, within a week."""
    near = (received.received_on - ALIKE_FOR, received.received_on + ALIKE_FOR)
    found = Receipt.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, received_on__range=near)
    amount = received.amount
    same = found.filter(amount_minor=amount.minor, currency=amount.currency, reference=received.reference)
    return same.exclude(transfer__key=f"funds:{by.seller_id}:{received.key}:1").order_by("-pk")


@operation
@proven
def add_funds(*, buyer_id: int, received: Received, by: Actor, at: datetime) -> Receipt:
    """Credit the wallet of a customer or sub-reseller with a payment and write its receipt.

    The same `received.key` again returns the first receipt and moves nothing. Raises ProofNeeded, Forbidden,
    AmountNotPositive, AmountTooLarge, WayNotOffered, DateAhead, Invalid, NoWallet, InBin, AccountArchived, KeyReused
    when the key stands for another buyer or amount.
    """
    may_add_funds(by).or_refuse()
    return receive(buyer_id, received, by=by, at=at)


@step
def receive(buyer_id: int, received: Received, *, by: Actor, at: datetime) -> Receipt:
    """Credit a wallet with a payment and write its receipt, once per key; raises as `add_funds` does, but Forbidden."""
    _check(received, at)
    wallet = wallet_to_move(buyer_id, received.amount.currency, by)
    transfer = _credit(wallet, received, by, at)
    # Posting the same key again moves nothing; only now, behind the wallet's lock, is it certain who was first.
    first = Receipt.objects.filter(transfer=transfer).first()
    return _same(first, buyer_id, received) if first else _write_receipt(transfer, received, by, at)


def receipt_under(key: str, by: Actor) -> Receipt | None:
    """Return the receipt of the payment that was told with this key before, if any."""
    return Receipt.objects.filter(seller_id=by.seller_id, transfer__key=f"funds:{by.seller_id}:{key}:1").first()


@step
def credit_confirmed(wallet: Wallet, received: Received, *, by: Actor, at: datetime) -> Receipt:
    """Credit a wallet with what a gateway has confirmed and write its receipt, whatever became of the account.

    The money is there, so that nobody is asked whether it may come. The same `received.key` again returns the first
    receipt and moves nothing. Raises KeyReused.
    """
    transfer = _credit(wallet, received, by, at)
    first = Receipt.objects.filter(transfer=transfer).first()
    return _same(first, wallet.buyer_id, received) if first else _write_receipt(transfer, received, by, at)


@step
def _credit(wallet: Wallet, received: Received, by: Actor, at: datetime) -> Transfer:
    posting = Posting(
        key=f"funds:{by.seller_id}:{received.key}",
        document=Document.RECEIPT,
        minor=received.amount.minor,
        role=LedgerAccount.Role.CLEARING,
        method=received.method,
        reason=received.reference,
    )
    return post(posting, wallet=wallet, by=by, at=at)


@step
def _write_receipt(transfer: Transfer, received: Received, by: Actor, at: datetime) -> Receipt:
    receipt = Receipt.objects.create(
        seller_id=by.seller_id,
        buyer_id=transfer.buyer_id,
        transfer=transfer,
        number=next_numbers(by.seller_id, "receipt", 1)[0],
        amount_minor=received.amount.minor,
        currency=received.amount.currency,
        method=received.method,
        received_on=received.received_on,
        reference=received.reference,
        note=received.note,
    )
    names = ("number", "amount_minor", "currency", "method", "reference")
    told: dict[str, Any] = {name: getattr(receipt, name) for name in names}
    told |= {"received_on": receipt.received_on.isoformat(), "mail": received.mail}
    record("funds.added", subject=receipt, account_id=receipt.buyer_id, by=by, at=at, **told)
    return receipt


def _same(first: Receipt, buyer_id: int, received: Received) -> Receipt:
    told = (buyer_id, received.amount.minor, received.amount.currency)
    if (first.buyer_id, first.amount_minor, first.currency) != told:
        raise KeyReused(f"The key of this payment stands for receipt {first.number}, another buyer's or amount.")
    return first


def _check(received: Received, at: datetime) -> None:
    check_amount(received.amount)
    if received.method not in PaidBy:
        raise WayNotOffered(fields={"method": "Choose how it arrived: bank transfer, cheque, cash, card or other."})
    if received.received_on > at.date():
        raise DateAhead(fields={"received_on": "Enter the day the money arrived; it cannot lie ahead."})
    check_key(received.key)


@operation
@proven
def reverse_transfer(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Post the opposite of a receipt, a credit note, a debit note or a payout, once; nothing is ever changed.

    Raises ProofNeeded, Forbidden, Transfer.DoesNotExist, ReasonMissing, AlreadyReversed, WalletShort when the money was
    spent or is held, PaidOutAgain, and NotReversible for what an order posted.
    """
    may_add_funds(by).or_refuse()
    said = given_reason(reason)
    original = Transfer.objects.get(pk=transfer_id, seller_id=by.seller_id)
    if original.document not in REVERSIBLE or original.key.startswith("order:"):
        raise NotReversible("An order is canceled or refunded instead, and a reversal stays.")
    if _went_to_card(original):
        raise NotReversible("This went back to a card; what is on its way there cannot be called back.")
    reversal_id = call_scalar("ledger_reverse", original.pk, at, by.user_id, by.name, said)
    if reversal_id == _REVERSED_BEFORE:
        raise AlreadyReversed("This was reversed already.")
    if reversal_id == _PAID_OUT_AGAIN:
        raise PaidOutAgain("Something of this payment was paid out again; reverse that payout first.")
    if reversal_id is None:
        raise WalletShort("The money was spent or is held for an order; there is not enough left to take back.")
    reversal = Transfer.objects.get(pk=reversal_id)
    document = _document_of(original)
    told = {name: getattr(document, name) for name in ("number", "amount_minor", "currency")}
    record(
        "funds.reversed",
        subject=reversal, account_id=original.buyer_id, by=by, at=at, reason=said, document=original.document, **told,
    )  # fmt: skip
    return reversal


def _went_to_card(transfer: Transfer) -> bool:
    """Whether a gateway was asked to give this back to a card and has not said no."""
    refund = getattr(transfer, "card_refund", None)
    return refund is not None and refund.state != refund.State.REFUSED


def _document_of(transfer: Transfer) -> Receipt | Adjustment:
    if transfer.document == Document.RECEIPT:
        return Receipt.objects.get(transfer=transfer)
    return Adjustment.objects.get(transfer=transfer)
