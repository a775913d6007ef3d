"""The opposite of a posting: of which documents there is one, and how it comes into the books, once (FUN-6)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import step
from handsel.ledger.documents import ADJUSTING, Adjustment, Document
from handsel.ledger.models import Receipt, Transfer
from handsel.ledger.refusals import AlreadyReversed, NotReversible, PaidOutAgain, WalletShort
from handsel.ledger.rules import may_reverse
from handsel.timeline.record import record

REVERSIBLE = frozenset({Document.RECEIPT, *ADJUSTING})
_REVERSED_BEFORE, _PAID_OUT_AGAIN = -1, -2
"""What `ledger_reverse` says of a transfer that was reversed before, and of a receipt that was paid out again."""


def document_to_reverse(original: Transfer, by: Actor) -> Receipt | Adjustment:
    """Return the document of a transfer that `by` may take back. Raises Forbidden, NotReversible, CameByCard."""
    if original.document not in REVERSIBLE or original.key.startswith("order:"):
        raise NotReversible("An order is canceled or refunded instead, and a reversal stays.")
    kind = Receipt if original.document == Document.RECEIPT else Adjustment
    document: Receipt | Adjustment = kind.objects.get(transfer=original)
    may_reverse(by, document).or_refuse()
    return document


@step
def take_back(original: Transfer, reason: str, *, by: Actor, at: datetime) -> Transfer:
    """Post the opposite of a transfer.

    Raises Forbidden, NotReversible, CameByCard, AlreadyReversed, PaidOutAgain, WalletShort.
    """
    document = document_to_reverse(original, by)
    reversal_id = call_scalar("ledger_reverse", original.pk, at, by.user_id, by.name, reason)
    if reversal_id == _REVERSED_BEFORE:
        raise AlreadyReversed("This was reversed already.")
    if reversal_id == _PAID_OUT_AGAIN:
        raise PaidOutAgain("Something of this payment was paid out again; reverse that payout first.")
    if reversal_id is None:
        raise WalletShort("The money was spent or is held for an order; there is not enough left to take back.")
    return record_reversal(reversal_id, original, document, reason=reason, by=by, at=at)


@step
def record_reversal(
    reversal_id: int, original: Transfer, document: Receipt | Adjustment, *, reason: str, by: Actor, at: datetime
) -> Transfer:
    """Put on the timeline that the transfer of `document` was taken back by another, and return that one."""
    reversal = Transfer.objects.get(pk=reversal_id)
    told = {name: getattr(document, name) for name in ("number", "amount_minor", "currency")}
    record(
        "funds.reversed",
        subject=reversal, account_id=original.buyer_id, by=by, at=at, reason=reason, document=original.document, **told,
    )  # fmt: skip
    return reversal
