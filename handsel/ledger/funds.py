"""Add funds to a buyer's wallet when its payment arrives, with a receipt; and take a posting back (FUN-1, FUN-6)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.db.models.lookups import Exact

from handsel.accounts.payment import is_offered_at_all
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.confirming import ask_second_person, needs_second_person
from handsel.ledger.documents import Confirmation, Document, PaidBy
from handsel.ledger.models import Receipt, Transfer
from handsel.ledger.posting import given_reason
from handsel.ledger.receiving import Received, receive, transfer_key
from handsel.ledger.refusals import AlreadyReversed, WayNotOffered
from handsel.ledger.reversals import document_to_reverse, take_back
from handsel.ledger.rules import may_add_funds

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
    KeyReused when anything else was told under the key: buyer, amount, method, date, reference, note.
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
def reverse_transfer(*, transfer_id: int, reason: str, by: Actor, at: datetime) -> Transfer | Confirmation:
    """Post the opposite of a receipt, a credit note, a debit note or a payout, once; nothing is ever changed.

    Above the seller's limit nothing moves yet: a request is returned that waits for a second person. Asked again while
    it waits, the same request is returned.

    Raises ProofNeeded, Forbidden, Transfer.DoesNotExist, ReasonMissing, AlreadyReversed, WalletShort when the money was
    spent or is held, PaidOutAgain, CameByCard, and NotReversible for what an order posted or a card got back.
    """
    may_add_funds(by).or_refuse()
    said = given_reason(reason)
    original = Transfer.objects.get(pk=transfer_id, seller_id=by.seller_id)
    document = document_to_reverse(original, by)
    amount = Money(document.amount_minor, document.currency)
    if needs_second_person(amount, by):
        return _ask_to_reverse(original, amount, said, by, at)
    return take_back(original, said, by=by, at=at)


@step
def _ask_to_reverse(original: Transfer, amount: Money, reason: str, by: Actor, at: datetime) -> Confirmation:
    if Transfer.objects.filter(reverses=original).exists():
        raise AlreadyReversed("This was reversed already.")
    asked = list(Confirmation.objects.filter(reverses=original))
    waiting = [one for one in asked if one.is_open(at)]
    wanted = {"kind": Document.REVERSAL, "amount_minor": amount.minor, "currency": amount.currency, "reason": reason}
    if waiting:
        return waiting[0]
    # All who ask at once count the same that are over, so that they ask under one key.
    key = f"reverse-{original.pk}-{len(asked)}"
    return ask_second_person(wanted | {"reverses_id": original.pk}, buyer_id=original.buyer_id, key=key, by=by, at=at)
