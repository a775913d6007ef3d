"""Add funds to a buyer's wallet when its payment arrives, with a receipt; and take a posting back (FUN-1, FUN-6)."""

from dataclasses import dataclass
from datetime import date, datetime

from psycopg.types.json import Jsonb

from handsel.accounts.models import Account, PaymentMethod
from handsel.accounts.numbering import next_numbers
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.money import MAX_MINOR, Money
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid, NotFound
from handsel.ledger.models import Document, Receipt, Transfer, Wallet
from handsel.ledger.rules import may_add_funds
from handsel.timeline.record import record


@dataclass(frozen=True)
class Received:
    """A payment as it arrived. `key` is told by the caller once per payment: the same key twice credits once."""

    amount: Money
    method: PaymentMethod
    received_on: date
    key: str
    reference: str = ""
    note: str = ""


_REVERSED_BEFORE = -1
"""What `ledger_reverse` says of a transfer that was reversed before."""


class NoWallet(NotFound):
    """The buyer has no wallet in this currency."""

    code = "no_wallet"


class WalletShort(Conflict):
    """The wallet lacks the money for this."""

    code = "wallet_short"


class AlreadyReversed(Conflict):
    """A transfer is reversed once only."""

    code = "already_reversed"


class InBin(Conflict):
    """The account was deleted; money that it is sent would be out of sight."""

    code = "in_bin"


class KeyReused(Conflict):
    """The key was told before, for another payment."""

    code = "key_reused"
    status = 422


class NotReversible(Conflict):
    """This kind of posting is taken back in another way."""

    code = "not_reversible"


@operation
def add_funds(*, buyer_id: int, received: Received, by: Actor, at: datetime) -> Receipt:
    """Credit the wallet of a customer or sub-reseller with a payment and write its receipt.

    The same `received.key` again returns the first receipt and moves nothing. Raises Forbidden, Invalid with the
    field that is wrong, NoWallet, InBin, KeyReused when the key stands for another buyer or amount.
    """
    may_add_funds(by).or_refuse()
    _check(received, at)
    _refuse_deleted(buyer_id, by)
    currency = received.amount.currency
    if not Wallet.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, currency=currency).exists():
        raise NoWallet(f"This account has no wallet in {currency}.")

    key = _credit(buyer_id, received, by, at)
    # Posting the same key again moves nothing; only now, behind the wallet's lock, is it certain who was first.
    first = Receipt.objects.filter(transfer__key=key).first()
    return _same(first, buyer_id, received) if first else _write_receipt(key, buyer_id, received, by, at)


@step
def _refuse_deleted(buyer_id: int, by: Actor) -> None:
    """Lock the account, so that it is deleted before the payment or, with money in its wallet, not at all."""
    accounts = Account.objects.sold_to_by(by.seller_id).select_for_update(of=("self",), no_key=True)
    account = accounts.filter(pk=buyer_id).first()
    if account and account.deleted_at:
        raise InBin(f"{account.name} lies in the bin; restore it before you add funds.")


@step
def _credit(buyer_id: int, received: Received, by: Actor, at: datetime) -> str:
    """Post the payment and return the key of its transfer."""
    minor = received.amount.minor
    leg = {
        "seller": by.seller_id,
        "buyer": buyer_id,
        "currency": received.amount.currency,
        "amount": minor,
        "against": [{"role": "clearing", "method": received.method, "amount": -minor}],
    }
    key = f"funds:{by.seller_id}:{received.key}"
    call_scalar("ledger_move", key, Document.RECEIPT, at, by.user_id, by.name, received.reference, Jsonb(leg))
    return f"{key}:1"


@step
def _write_receipt(key: str, buyer_id: int, received: Received, by: Actor, at: datetime) -> Receipt:
    receipt = Receipt.objects.create(
        seller_id=by.seller_id,
        buyer_id=buyer_id,
        transfer=Transfer.objects.get(key=key),
        number=next_numbers(by.seller_id, "receipt", 1)[0],
        amount_minor=received.amount.minor,
        currency=received.amount.currency,
        method=received.method,
        received_on=received.received_on,
        reference=received.reference,
        note=received.note,
    )
    told = {name: getattr(receipt, name) for name in ("number", "amount_minor", "currency", "method", "reference")}
    day = receipt.received_on.isoformat()
    record("funds.added", subject=receipt, account_id=buyer_id, by=by, at=at, received_on=day, **told)
    return receipt


def _same(first: Receipt, buyer_id: int, received: Received) -> Receipt:
    told = (buyer_id, received.amount.minor, received.amount.currency)
    if (first.buyer_id, first.amount_minor, first.currency) != told:
        raise KeyReused(f"The key of this payment stands for receipt {first.number}, another buyer's or amount.")
    return first


def _check(received: Received, at: datetime) -> None:
    if not 0 < received.amount.minor <= MAX_MINOR:
        raise Invalid(fields={"amount": "Enter an amount above zero."})
    if received.received_on > at.date():
        raise Invalid(fields={"received_on": "Enter the day the money arrived; it cannot lie ahead."})
    if not received.key or len(received.key) > 80:  # noqa: PLR2004 - fits the transfer's key
        raise Invalid(fields={"key": "Tell a key of up to 80 characters, once per payment."})


@operation
def reverse_transfer(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Post the opposite of a receipt, once; nothing in the books is ever changed.

    Raises Forbidden, Transfer.DoesNotExist, Invalid without a reason, AlreadyReversed, WalletShort when the money
    was spent or is held, and NotReversible for what an order posted.
    """
    may_add_funds(by).or_refuse()
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter a reason; the buyer reads it on the statement."})
    original = Transfer.objects.get(pk=transfer_id, seller_id=by.seller_id)
    if original.document != Document.RECEIPT:
        raise NotReversible("Only a receipt can be reversed; an order is canceled or refunded instead.")
    reversal_id = call_scalar("ledger_reverse", original.pk, at, by.user_id, by.name, reason.strip())
    if reversal_id == _REVERSED_BEFORE:
        raise AlreadyReversed("This receipt was reversed already.")
    if reversal_id is None:
        raise WalletShort("The money was spent or is held for an order; there is not enough left to take back.")
    reversal = Transfer.objects.get(pk=reversal_id)
    receipt = Receipt.objects.get(transfer=original)
    told = {name: getattr(receipt, name) for name in ("number", "amount_minor", "currency")}
    record("funds.reversed", subject=reversal, account_id=receipt.buyer_id, by=by, at=at, reason=reason.strip(), **told)
    return reversal
