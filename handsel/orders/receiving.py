"""Record what arrives for one order, all of it or a part, and let the order go on (ORD-6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.database import call_scalar
from handsel.kernel.lookups import among
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.ledger.models import Receipt
from handsel.ledger.receiving import Received, receipt_under, receive, same_payment
from handsel.orders.models import Leg
from handsel.orders.payment_models import OrderPayment
from handsel.orders.rules import OrderCanceled, may_record_payment
from handsel.orders.status import situation
from handsel.timeline.record import record


class PaymentNotDue(Conflict):
    """Nothing is to be paid for the order now."""

    code = "payment_not_due"


class PaymentAboveDue(Invalid):
    """More than what is still to be paid for the order."""

    code = "payment_above_due"


class PaymentInOtherCurrency(Invalid):
    """The order is in another currency."""

    code = "payment_in_other_currency"


@operation
@proven
def record_payment(*, leg_id: int, received: Received, by: Actor, at: datetime) -> Receipt:
    """Credit the buyer's wallet with what arrived for an order and write its receipt; then the order goes on.

    A part is kept for this order: no other order of the buyer takes it, and it counts once the rest is there. An order
    that was settled on credit is paid before what else the buyer owes. The same `received.key` again returns the first
    receipt and moves nothing.

    Raises ProofNeeded, Forbidden, Leg.DoesNotExist, OrderCanceled, PaymentNotDue, PaymentInOtherCurrency,
    PaymentAboveDue, and what `add_funds` raises.
    """
    leg = Leg.objects.select_related("buyer").get(pk=leg_id)
    may_record_payment(by, leg).or_refuse()
    due = Money(call_scalar("orders_due", leg.pk), leg.currency)
    if (first := receipt_under(received.key, by)) and OrderPayment.objects.filter(leg=leg, receipt=first).exists():
        return same_payment(first, leg.buyer_id, received)
    leg.refresh_from_db()
    _refuse_unless_due(leg, received, due)
    receipt = receive(leg.buyer_id, received, by=by, at=at)
    OrderPayment.objects.create(
        seller_id=leg.seller_id,
        buyer_id=leg.buyer_id,
        leg=leg,
        receipt=receipt,
        amount_minor=receipt.amount_minor,
        currency=receipt.currency,
    )
    told: dict[str, Any] = {
        "amount_minor": receipt.amount_minor,
        "currency": receipt.currency,
        "reference": receipt.reference,
    }
    told |= {"number": leg.number, "method": receipt.method}
    record("order.payment_recorded", subject=leg, account_id=leg.buyer_id, by=by, at=at, **told)
    call_scalar("orders_take_payment", leg.pk, receipt.amount_minor, at)
    return receipt


@step
def refuse_unless_awaited(leg: Leg) -> None:
    """Refuse to ask for a payment where none is to be made for the order. Raises OrderCanceled, PaymentNotDue."""
    name = situation(leg).name
    if name == "canceled":
        raise OrderCanceled(
            f"Order {leg.number} was canceled. Add the payment to the funds of {leg.buyer.name} instead."
        )
    if name != "awaiting_payment" and not leg.owed_minor:
        raise PaymentNotDue(f"Nothing is to be paid for order {leg.number} now. Add the payment to the funds instead.")


@step
def _refuse_unless_due(leg: Leg, received: Received, due: Money) -> None:
    refuse_unless_awaited(leg)
    if received.amount.currency != leg.currency:
        raise PaymentInOtherCurrency(fields={"amount": f"This order is in {leg.currency}; enter what arrived of that."})
    if received.amount.minor > due.minor:
        said = f"{due} is still to be paid for this order. Enter that, and add what is more to the funds."
        raise PaymentAboveDue(fields={"amount": said})


def due_for(leg: Leg) -> Money:
    """Return what is still to be paid for an order, without locking it: for the form that asks how much arrived."""
    return dues_for([leg])[leg.pk]


def dues_for(legs: Sequence[Leg]) -> dict[int, Money]:
    """Return by its id what is still to be paid for each of `legs`: of what is settled, what is owed. In one query."""
    paid = {leg: part.minor for leg, part in received_for(legs).items()}
    return {
        leg.pk: leg.owed if leg.settled_at else Money(leg.gross_minor - paid.get(leg.pk, 0), leg.currency)
        for leg in legs
    }


def received_for(legs: Sequence[Leg]) -> dict[int, Money]:
    """Return by its id what was recorded, and not taken back, for each of `legs` that is not settled. In one query."""
    waiting = {leg.pk: leg.currency for leg in legs if not leg.settled_at}
    if not waiting:
        return {}
    standing = OrderPayment.objects.filter(among("leg", [*waiting]), receipt__transfer__reversed_by__isnull=True)
    sums = standing.values("leg").annotate(minor=Sum("amount_minor")).order_by()
    return {leg: Money(minor, waiting[leg]) for leg, minor in sums.values_list("leg", "minor")}
