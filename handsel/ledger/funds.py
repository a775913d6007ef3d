"""Add funds to a buyer's wallet when its payment arrives, with a receipt; and take a posting back (FUN-1, FUN-6)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.db.models.lookups import Exact

from handsel.accounts.payment import is_offered_at_all
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.ledger.documents import ADJUSTING, Adjustment, Document, PaidBy
from handsel.ledger.models import Receipt, Transfer
from handsel.ledger.posting import given_reason
from handsel.ledger.receiving import Received, receive, transfer_key
from handsel.ledger.refusals import AlreadyReversed, NotReversible, PaidOutAgain, WalletShort, WayNotOffered
from handsel.ledger.rules import may_add_funds, may_reverse
from handsel.timeline.record import record

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
    same = found.filter(same_reference(received.reference), amount_minor=amount.minor, currency=amount.currency)
    return same.exclude(transfer__key=transfer_key(received.key, by)).order_by("-pk")


def same_reference(reference: str) -> Exact:
    """Return the condition for a reference that reads the same: whatever its case, and wherever a space was put."""
    return Exact(Replace(Lower("reference"), Value(" "), Value("")), Lower(Value(reference.replace(" ", ""))))


@operation
@proven
def add_funds(*, buyer_id: int, received: Received, by: Actor, at: datetime) -> Receipt:
    """Credit the wallet of a customer or sub-reseller with a payment and write its receipt.

    The same `received.key` again returns the first receipt and moves nothing. Raises ProofNeeded, Forbidden,
    AmountNotPositive, AmountTooLarge, WayNotOffered, DateAhead, DateTooOld, Invalid, NoWallet, InBin, AccountArchived,
    KeyReused when the key stands for another buyer or amount.
    """
    may_add_funds(by).or_refuse()
    _refuse_not_offered(received.method, by)
    return receive(buyer_id, received, by=by, at=at)


@step
def _refuse_not_offered(method: str, by: Actor) -> None:
    """Let pass by what the seller offers to any of its buyers, and Other for whatever came in another way."""
    if method in PaidBy and method != PaidBy.OTHER and not is_offered_at_all(method, by.seller_id):
        said = f"{PaidBy(method).label} is not offered to any of your buyers. Choose how it came, or Other."
        raise WayNotOffered(fields={"method": said})


@operation
@proven
def reverse_transfer(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Post the opposite of a receipt, a credit note, a debit note or a payout, once; nothing is ever changed.

    Raises ProofNeeded, Forbidden, Transfer.DoesNotExist, ReasonMissing, AlreadyReversed, WalletShort when the money was
    spent or is held, PaidOutAgain, CameByCard, and NotReversible for what an order posted or a card got back.
    """
    may_add_funds(by).or_refuse()
    said = given_reason(reason)
    original = Transfer.objects.get(pk=transfer_id, seller_id=by.seller_id)
    if original.document not in REVERSIBLE or original.key.startswith("order:"):
        raise NotReversible("An order is canceled or refunded instead, and a reversal stays.")
    document = _document_of(original)
    may_reverse(by, document).or_refuse()
    reversal_id = call_scalar("ledger_reverse", original.pk, at, by.user_id, by.name, said)
    if reversal_id == _REVERSED_BEFORE:
        raise AlreadyReversed("This was reversed already.")
    if reversal_id == _PAID_OUT_AGAIN:
        raise PaidOutAgain("Something of this payment was paid out again; reverse that payout first.")
    if reversal_id is None:
        raise WalletShort("The money was spent or is held for an order; there is not enough left to take back.")
    reversal = Transfer.objects.get(pk=reversal_id)
    told = {name: getattr(document, name) for name in ("number", "amount_minor", "currency")}
    record(
        "funds.reversed",
        subject=reversal, account_id=original.buyer_id, by=by, at=at, reason=said, document=original.document, **told,
    )  # fmt: skip
    return reversal


def _document_of(transfer: Transfer) -> Receipt | Adjustment:
    if transfer.document == Document.RECEIPT:
        return Receipt.objects.get(transfer=transfer)
    return Adjustment.objects.get(transfer=transfer)
