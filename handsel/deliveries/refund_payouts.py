"""What a refund put into a wallet leaves it by the hand of somebody who sent it, like any payout (ORD-12, FUN-3)."""

import re
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Sum

from handsel.deliveries.refund_models import Back, Refund, RefundQuerySet
from handsel.deliveries.refund_moves import RefundState
from handsel.deliveries.rules import NothingToPayOut
from handsel.gateways.models import Aim, Charge
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.adjusting import adjust
from handsel.ledger.documents import Adjustment, Confirmation, PaidBy
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.rules import may_adjust
from handsel.ledger.wanted import Wanted, refunded_minor
from handsel.orders.models import Leg
from handsel.timeline.models import Event
from handsel.timeline.record import record

NAMED = re.compile(r"refund-([0-9]{1,18})-[0-9]+")
"""The key of a payout that is made for a refund."""


def to_pay_out(refunds: RefundQuerySet) -> RefundQuerySet:
    """Keep what was refunded, is wished for by another way than credit, and lies in the wallet still."""
    wallets = Wallet.objects.filter(
        seller=OuterRef("seller"), buyer=OuterRef("buyer"), currency=OuterRef("leg__currency"), balance_minor__gt=0
    )
    done = refunds.filter(state=RefundState.REFUNDED, payout__isnull=True)
    return done.exclude(back=Back.WALLET).filter(Exists(wallets))


def amount_to_pay_out(refund: Refund) -> Money:
    """Return what can leave for `refund`: what its lines cost, at most what the wallet has; on a card, what it paid."""
    leg = refund.leg
    lines = leg.lines.filter(line_id__in=refund.line_ids)
    most = int(lines.aggregate(minor=Sum("gross_minor"))["minor"] or 0)
    wallet = Wallet.objects.get(seller=refund.seller_id, buyer=refund.buyer_id, currency=leg.currency)
    if refund.back == Back.CARD:
        paid = card_receipt(leg)
        most = min(most, paid.amount_minor - refunded_minor(paid)) if paid else 0
    is_open = refund.state == RefundState.REFUNDED and refund.back != Back.WALLET and refund.payout_id is None
    return Money(max(0, min(most, wallet.balance_minor)) if is_open else 0, leg.currency)


def card_receipt(leg: Leg) -> Receipt | None:
    """Return the payment by card that paid `leg`, unless it was reversed."""
    taken = Charge.objects.filter(
        seller_id=leg.seller_id, edge_id=leg.edge_id, order_number=leg.number, aim=Aim.CAPTURE,
        receipt__isnull=False, receipt__transfer__reversed_by__isnull=True,
    )  # fmt: skip
    charge = taken.select_related("receipt").order_by("pk").last()
    return charge.receipt if charge else None


@operation
@proven
def pay_out_refund(*, refund_id: int, wanted: Wanted, by: Actor, at: datetime) -> Adjustment | Confirmation:
    """Write a payout of what a refund put into the wallet, as `adjust_wallet` does with any; once for each refund.

    It goes to the card that paid, or by another way that somebody saw to. Above the limit it waits for a second person.
    Raises what `adjust_wallet` raises, Refund.DoesNotExist, and NothingToPayOut.
    """
    may_adjust(by).or_refuse()
    refund = Refund.objects.select_related("leg").get(pk=refund_id, seller_id=by.seller_id)
    left = amount_to_pay_out(refund)
    if left.minor == 0 or not call_scalar("refunds_hold", refund.pk):
        raise NothingToPayOut(f"Of the refund of order {refund.number} nothing is left to be paid out.")
    if wanted.amount.minor > left.minor:
        raise NothingToPayOut(fields={"amount": f"Of this refund at most {left} can be paid out."})
    paid = card_receipt(refund.leg) if wanted.method == PaidBy.CARD else None
    if wanted.method == PaidBy.CARD and paid is None:
        raise NothingToPayOut(fields={"method": "No card paid this order."})
    named = replace(wanted, key=_key(refund, at), receipt_id=paid.pk if paid else None)
    made = adjust(named, buyer_id=refund.buyer_id, by=by, at=at)
    if isinstance(made, Adjustment):
        call_scalar("refunds_note_paid", refund.pk, made.pk)
    return made


@operation
def leave_as_credit(*, refund_id: int, by: Actor, at: datetime) -> Refund:
    """Leave what a refund put into the wallet there, whatever its buyer wished: nothing is to be paid out any more.

    Raises Forbidden, Refund.DoesNotExist, and NothingToPayOut where it is paid out, or a second person is asked to.
    """
    may_adjust(by).or_refuse()
    refund = Refund.objects.get(pk=refund_id, seller_id=by.seller_id)
    wish = refund.back
    if not call_scalar("refunds_hold", refund.pk):
        raise NothingToPayOut(f"Of the refund of order {refund.number} nothing is left to be paid out.")
    asked = Confirmation.objects.filter(seller_id=refund.seller_id, key__startswith=f"refund-{refund.pk}-")
    if any(one.is_open(at) for one in asked):
        raise NothingToPayOut("A second person is asked to confirm its payout. Let them decide first.")
    if asked.filter(state=Confirmation.State.CONFIRMED).exists():
        raise NothingToPayOut("A second person has confirmed its payout.")
    call_scalar("refunds_leave_as_credit", refund.pk)
    refund.refresh_from_db()
    record(
        "refund.left_as_credit",
        subject=refund, account_id=refund.buyer_id, by=by, at=at, number=refund.number, wish=wish,
    )  # fmt: skip
    return refund


def _key(refund: Refund, at: datetime) -> str:
    """Return the key of the payout of a refund: another one only after a second person said no."""
    begun = f"refund-{refund.pk}-"
    asked = Confirmation.objects.filter(seller_id=refund.seller_id, buyer_id=refund.buyer_id, key__startswith=begun)
    refused = [one for one in asked if one.state != Confirmation.State.CONFIRMED and not one.is_open(at)]
    return f"{begun}{len(refused)}"


@step
def note_payout(event: Event, _: datetime) -> None:
    """Note on a refund the payout that a second person confirmed."""
    asked = Confirmation.objects.get(pk=event.subject_id)
    if named := NAMED.fullmatch(asked.key):
        call_scalar("refunds_note_paid", int(named[1]), asked.adjustment_id)
