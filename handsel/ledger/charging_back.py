"""A bank takes a payment back: the wallet is debited whatever is in it, and locked until that is settled (FUN-7)."""

from datetime import datetime

from psycopg.types.json import Jsonb

from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.documents import Adjustment, Document, PaidBy
from handsel.ledger.models import LedgerAccount, Receipt, Transfer, Wallet
from handsel.ledger.posting import given_reason
from handsel.ledger.refusals import NotLocked, NoWallet
from handsel.ledger.reversals import record_reversal
from handsel.ledger.rules import may_unlock
from handsel.ledger.wanted import Wanted, refunded_minor, write_document
from handsel.timeline.record import record

DISPUTE = "dispute:"
"""How the keys begin of what a bank took back from a card; the books have it against what cards brought."""


@step
def charge_back(receipt: Receipt, amount: Money, *, key: str, reason: str, by: Actor, at: datetime) -> Adjustment:
    """Debit the wallet that `receipt` credited, below zero if need be, with a debit note, and lock it.

    The same `key` again returns the first debit note and moves nothing.
    """
    written, is_new = _debit(receipt, Wanted(Document.DEBIT_NOTE, amount, reason, key), by, at)
    if is_new:
        record("funds.locked", subject=written, account_id=receipt.buyer_id, by=by, at=at, reason=reason)
    return written


@step
def pay_out_anyway(receipt: Receipt, amount: Money, *, key: str, reason: str, by: Actor, at: datetime) -> Adjustment:
    """Debit the wallet that `receipt` credited with a payout, below zero if need be: the money has left by itself.

    The payout names the receipt unless more was paid out for it than it was. The same `key` again returns the first.
    """
    named = receipt.pk if refunded_minor(receipt) + amount.minor <= receipt.amount_minor else None
    wanted = Wanted(Document.PAYOUT, amount, reason, key, PaidBy(receipt.method), receipt_id=named)
    return _debit(receipt, wanted, by, at)[0]


@step
def _debit(receipt: Receipt, wanted: Wanted, by: Actor, at: datetime) -> tuple[Adjustment, bool]:
    minor = wanted.amount.minor
    leg = {
        "seller": receipt.seller_id,
        "buyer": receipt.buyer_id,
        "currency": wanted.amount.currency,
        "amount": -minor,
        "against": [{"role": LedgerAccount.Role.CLEARING, "method": receipt.method, "amount": minor}],
    }
    call_scalar("ledger_charge_back", wanted.key, wanted.kind, at, by.user_id, by.name, wanted.reason, Jsonb(leg))
    transfer = Transfer.objects.get(key=f"{wanted.key}:1")
    first = Adjustment.objects.filter(transfer=transfer).first()
    return (first, False) if first else (write_document(wanted, transfer, by, at), True)


@step
def give_back(key: str, *, reason: str, by: Actor, at: datetime) -> Transfer | None:
    """Take the debit of `charge_back` with this `key` back, once; None when it was taken back before."""
    debited = Transfer.objects.get(seller_id=by.seller_id, key=f"{key}:1")
    reversal_id = call_scalar("ledger_reverse", debited.pk, at, by.user_id, by.name, reason)
    if reversal_id is None or reversal_id < 0:
        return None
    return record_reversal(reversal_id, debited, Adjustment.objects.get(transfer=debited), reason=reason, by=by, at=at)


@step
def unlock(wallet: Wallet, *, reason: str, by: Actor, at: datetime) -> bool:
    """Let a wallet buy again; False when it was not locked."""
    if not call_scalar("ledger_unlock", wallet.pk, at):
        return False
    record("funds.unlocked", subject=wallet, account_id=wallet.buyer_id, by=by, at=at, reason=reason)
    return True


@operation
@proven
def unlock_wallet(*, buyer_id: int, currency: str, reason: str, by: Actor, at: datetime) -> Wallet:
    """Let a wallet buy again that was locked because a bank took a payment back; orders that wait for it go on.

    Raises ProofNeeded, Forbidden, ReasonMissing, NoWallet, NotLocked.
    """
    may_unlock(by).or_refuse()
    said = given_reason(reason)
    wallet = Wallet.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, currency=currency).first()
    if wallet is None:
        raise NoWallet(f"This account has no wallet in {currency}.")
    if not unlock(wallet, reason=said, by=by, at=at):
        raise NotLocked("This wallet is not locked.")
    wallet.refresh_from_db()
    return wallet
