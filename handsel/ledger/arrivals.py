"""Record many payments at once, each with its receipt, and confirm what was announced of them (FUN-1, FUN-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid, Refusal
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import note_arrival, refuse_answered
from handsel.ledger.documents import PaidBy
from handsel.ledger.payment_files import Fate, RowSeen
from handsel.ledger.receiving import Arrival, Outcome, Received, receive_all, transfer_key
from handsel.ledger.rules import may_add_funds, may_answer_announcement

MOST_AT_ONCE = 100
"""So many payments are recorded in one commit at most: readers of the timeline wait for the oldest writer."""
BATCH = 50
LONGEST_REFERENCE = 100


@dataclass(frozen=True)
class Payment:
    """A payment and whose it is; `announcement_id` names the announced payment that it is, if it was announced."""

    buyer_id: int
    received: Received
    announcement_id: int | None = None


@operation
@proven
def receive_payments(*, payments: Sequence[Payment], by: Actor, at: datetime) -> list[Outcome]:
    """Credit the wallets of many payments in one commit, write their receipts, and say of each what became of it.

    Receipts are numbered in the order of `payments`. One that is refused, as `add_funds` refuses it, or because
    somebody else has answered its announcement, keeps no other from being recorded. The same keys again return the
    first receipts and move nothing. Raises ProofNeeded, Forbidden, Invalid for more than 100 or two with one key.
    """
    may_add_funds(by).or_refuse()
    if len(payments) > MOST_AT_ONCE:
        raise Invalid(fields={"payments": f"Record at most {MOST_AT_ONCE} payments at once."})
    told = _locked([one.announcement_id for one in payments if one.announcement_id is not None], by)
    refused = {place: no for place, one in enumerate(payments) if (no := _refusal(one, told, by, at))}
    taken = {place: one for place, one in enumerate(payments) if place not in refused}
    received = receive_all([Arrival(one.buyer_id, one.received) for one in taken.values()], by=by, at=at)
    outcomes = dict(zip(taken, received, strict=True)) | {place: Outcome(refusal=no) for place, no in refused.items()}
    for place, one in taken.items():
        outcome = outcomes[place]
        if one.announcement_id is not None and outcome.receipt and outcome.is_new:
            note_arrival(told[one.announcement_id], outcome.receipt, by, at)
    return [outcomes[place] for place in range(len(payments))]


@step
def _locked(ids: Sequence[int], by: Actor) -> dict[int, Announcement]:
    if not ids:
        return {}
    rows = Announcement.objects.filter(seller_id=by.seller_id, pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows.select_for_update(of=("self",)).select_related("receipt__transfer")}


def _refusal(payment: Payment, told: dict[int, Announcement], by: Actor, at: datetime) -> Refusal | None:
    """Return why an announced payment is not recorded: somebody has answered it, and not with this very payment."""
    if payment.announcement_id is None:
        return None
    one = told.get(payment.announcement_id)
    if one is None or one.buyer_id != payment.buyer_id:
        return Invalid(fields={"announcement": "This account announced no such payment."})
    if one.receipt and one.receipt.transfer.key == transfer_key(payment.received.key, by):
        return None
    try:
        may_answer_announcement(by, one).or_refuse()
        refuse_answered(one, Announcement.State.CONFIRMED, at)
    except Refusal as refusal:
        return refusal
    return None


def record_rows(rows: Sequence[RowSeen], *, mail: bool, by: Actor, at: datetime) -> list[Outcome]:
    """Record the rows of a file that are matched, in commits of 50 each, and say of each what became of it.

    Whatever stops it, the same file again goes on where it stopped: rows that were recorded are known by their keys.
    Raises ProofNeeded, Forbidden.
    """
    payments = [_payment(row, mail=mail) for row in rows if row.fate == Fate.MATCHED]
    outcomes: list[Outcome] = []
    for start in range(0, len(payments), BATCH):
        outcomes += receive_payments(payments=payments[start : start + BATCH], by=by, at=at)
    return outcomes


def _payment(row: RowSeen, *, mail: bool) -> Payment:
    if row.paid is None or row.account is None:
        raise ValueError(f"row {row.row.line} is not matched")
    paid, announcement = row.paid, row.announcement
    reference = (paid.reference or paid.payer)[:LONGEST_REFERENCE]
    received = Received(paid.amount, PaidBy.BANK_TRANSFER, paid.day, row.key, reference, mail=mail)
    return Payment(row.account.pk, received, announcement.pk if announcement else None)
