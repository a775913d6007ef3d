"""Credit, debit and pay out by hand; above the limit a second person confirms it first (FUN-3, FUN-6)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.operation import operation, step
from handsel.ledger.confirming import ask_second_person, needs_second_person
from handsel.ledger.documents import Adjustment, Confirmation
from handsel.ledger.posting import wallet_to_move
from handsel.ledger.rules import may_adjust
from handsel.ledger.wanted import Wanted, carry_out, same


@operation
@proven
def adjust_wallet(*, buyer_id: int, wanted: Wanted, by: Actor, at: datetime) -> Adjustment | Confirmation:
    """Credit or debit a wallet, or pay out of it, with a document in the seller's series.

    Above the seller's limit nothing moves yet: a request is returned that waits seven days for a second person. The
    same `wanted.key` again returns the same document or request. A program asks in the name of who made its key.

    Raises ProofNeeded, Forbidden, AmountNotPositive, AmountTooLarge, ReasonMissing, WayNotOffered, Invalid, NoWallet,
    InBin, AccountArchived, WalletShort, KeyReused, AlreadyReversed, RefundTooLarge.
    """
    return adjust(wanted, buyer_id=buyer_id, by=by, at=at)


@step
def adjust(wanted: Wanted, *, buyer_id: int, by: Actor, at: datetime) -> Adjustment | Confirmation:
    """Do what `adjust_wallet` does, inside an operation that asks for a fresh proof as well."""
    may_adjust(by).or_refuse()
    wanted.check()
    asked = Confirmation.objects.filter(seller_id=by.seller_id, key=wanted.key).first()
    if asked:
        return same(asked, wanted, buyer_id)
    if needs_second_person(wanted.amount, by):
        wallet_to_move(buyer_id, wanted.amount.currency, by)
        asked = ask_second_person(wanted.columns, buyer_id=buyer_id, key=wanted.key, by=by, at=at)
        return same(asked, wanted, buyer_id)
    return carry_out(wanted, buyer_id=buyer_id, by=by, at=at)
