"""What every posting by hand has in common: whose wallet, how much, and one call of the database (FUN-1, FUN-3)."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.operation import step
from handsel.kernel.refusal import Invalid
from handsel.ledger.documents import Document
from handsel.ledger.models import Transfer, Wallet
from handsel.ledger.refusals import (
    AccountArchived,
    InBin,
    NoWallet,
    ReasonMissing,
    WalletShort,
)

LARGEST_MINOR = 10**12
"""The most that one person moves at once, in minor units."""
KEY_LENGTH = 80


def check_amount(amount: Money) -> None:
    """Refuse what nobody can mean. Raises AmountNotPositive, AmountTooLarge."""
    if amount.minor <= 0:
        raise AmountNotPositive(fields={"amount": "Enter an amount above zero."})
    if amount.minor > LARGEST_MINOR:
        raise AmountTooLarge(
            fields={"amount": f"Enter at most {Money(LARGEST_MINOR, amount.currency)}; more goes in several parts."}
        )


def check_key(key: str) -> None:
    """Refuse a key that the books cannot keep. Raises Invalid."""
    if not key or len(key) > KEY_LENGTH:
        raise Invalid(fields={"key": "Tell a key of up to 80 characters, once per payment."})


def given_reason(reason: str) -> str:
    """Return the reason without blanks around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(fields={"reason": "Enter a reason; the buyer reads it on the statement."})
    return reason.strip()


@step
def wallet_to_move(buyer_id: int, currency: str, by: Actor) -> Wallet:
    """Return the wallet of a buyer, whose account is locked: it is deleted before money moves, or not at all.

    Raises InBin, AccountArchived, NoWallet.
    """
    accounts = Account.objects.sold_to_by(by.seller_id).select_for_update(of=("self",), no_key=True)
    account = accounts.filter(pk=buyer_id).first()
    if account and account.deleted_at:
        raise InBin(f"{account.name} lies in the bin; restore it before you move its money.")
    if account and account.archived_at:
        raise AccountArchived(f"{account.name} is archived; unarchive it before you move its money.")
    wallet = Wallet.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, currency=currency).first()
    if wallet is None:
        raise NoWallet(f"This account has no wallet in {currency}.")
    return wallet


@dataclass(frozen=True)
class Posting:
    """One movement of a wallet: a negative amount debits it. `role` and `method` name what it moves against."""

    key: str
    document: Document
    minor: int
    role: str
    method: str = ""
    reason: str = ""


@step
def post(posting: Posting, *, wallet: Wallet, by: Actor, at: datetime) -> Transfer:
    """Move a wallet and return the transfer; the same key again moves nothing. Raises WalletShort."""
    leg = {
        "seller": wallet.seller_id,
        "buyer": wallet.buyer_id,
        "currency": wallet.currency,
        "amount": posting.minor,
        "against": [{"role": posting.role, "method": posting.method, "amount": -posting.minor}],
    }
    who = (at, by.user_id, by.name, posting.reason)
    if call_scalar("ledger_move", posting.key, posting.document, *who, Jsonb(leg)):
        if wallet.locked_at is not None:
            raise WalletShort("This wallet is locked, because a bank took a payment back. Unlock it first.")
        raise WalletShort("There is not enough in this wallet; what is held for orders stays held.")
    return Transfer.objects.get(key=f"{posting.key}:1")
