"""How far a buyer may go below zero, and when it is warned that its money runs out (FUN-4)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_function
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money
from handsel.kernel.operation import operation, step
from handsel.ledger.models import Wallet
from handsel.ledger.posting import LARGEST_MINOR, wallet_to_move
from handsel.ledger.refusals import CreditInUse
from handsel.ledger.rules import may_set_limits
from handsel.timeline.record import record


@operation
@proven
def set_limits(
    *, buyer_id: int, credit_limit: Money, low_balance: Money | None, by: Actor, at: datetime, below_use: bool = False
) -> Wallet:
    """Set what a buyer may use beyond its balance, and below which amount available it is warned; None for never.

    A limit below what is used is set only when `below_use` says that this is meant: then the wallet can but rise, and
    what is held for orders stays held. Orders that the new limit allows go on by themselves.

    Raises ProofNeeded, Forbidden, AmountNotPositive, AmountTooLarge, NoWallet, InBin, AccountArchived, CreditInUse.
    """
    may_set_limits(by).or_refuse()
    _check(credit_limit, "credit_limit")
    if low_balance is not None:
        _check(low_balance, "low_balance")
    wallet = wallet_to_move(buyer_id, credit_limit.currency, by)
    low_minor = None if low_balance is None else low_balance.minor
    (before,) = call_function("ledger_set_limits", wallet.pk, credit_limit.minor, low_minor, at)
    wallet.refresh_from_db()
    if wallet.available_minor < 0 and not below_use and wallet.credit_limit_minor < before["credit_limit_minor"]:
        used = Money(credit_limit.minor - wallet.available_minor, credit_limit.currency)
        raise CreditInUse(
            f"{used} of the credit is used. Set at least that, or confirm that nothing can be spent until it is paid."
        )
    _record_changes(wallet, before, by, at)
    return wallet


def _check(amount: Money, field: str) -> None:
    if amount.minor < 0:
        raise AmountNotPositive(fields={field: "Enter zero or more."})
    if amount.minor > LARGEST_MINOR:
        raise AmountTooLarge(fields={field: f"Enter at most {Money(LARGEST_MINOR, amount.currency)}."})


@step
def _record_changes(wallet: Wallet, before: dict[str, object], by: Actor, at: datetime) -> None:
    names = ("credit_limit_minor", "low_balance_minor")
    changes = {name: [before[name], getattr(wallet, name)] for name in names if before[name] != getattr(wallet, name)}
    if changes:
        record(
            "funds.limits_set",
            subject=wallet, account_id=wallet.buyer_id, by=by, at=at, currency=wallet.currency, changes=changes,
        )  # fmt: skip
