"""Prices that staff set by hand for one line of one order: a discount, or another price (ORD-10)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from handsel.catalog.offers import Line as PricedPlan
from handsel.catalog.offers import Offer, range_of
from handsel.identity.actor import Actor
from handsel.kernel.money import MAX_MINOR, Money, round_half_up
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Forbidden, Invalid
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.line_models import AnyLine, Line
from handsel.orders.models import Order
from handsel.orders.particulars import note_change
from handsel.orders.rules import StatusConflict, may_sell_below_cost, may_set_price
from handsel.orders.wanted import NotOffered
from handsel.timeline.record import record

MAX_REASON = 200
HOLDS = timedelta(days=30)
"""How long a price by hand waits to be ordered at: costs change meanwhile, and nobody is asked again."""
WHOLE = Decimal(100)


class BelowCost(Forbidden):
    """The price lies below what the plan costs, and whoever sets it may not go there."""

    code = "below_cost"


class LossNotMeant(Conflict):
    """The price is zero, or lies below what the plan costs, and nobody said that it is meant."""

    code = "loss_not_meant"


@dataclass(frozen=True)
class Wanted:
    """A discount of some percent, or of an amount `off` each unit, or the `price` of a unit: one of the three.

    `is_meant` confirms a price of zero or below the cost.
    """

    reason: str
    percent: Decimal | None = None
    off: Money | None = None
    price: Money | None = None
    is_meant: bool = False


def price_of(listed: Money, wanted: Wanted) -> Money:
    """Return what a unit costs then, rounded half up to minor units; `listed` is its price in the list."""
    if wanted.percent is not None:
        return Money(round_half_up(Decimal(listed.minor) * (WHOLE - wanted.percent) / WHOLE), listed.currency)
    if wanted.off is not None:
        return listed - wanted.off
    return wanted.price or Money(0, listed.currency)


Priced = TypeVar("Priced", Offer, PricedPlan)


class PricesByHand:
    """The prices set by hand in some carts that hold `at` a time, found in one query."""

    def __init__(self, *carts: Order, at: datetime) -> None:
        sellers = {cart.seller_id for cart in carts}
        found = ManualPrice.objects.filter(order__in=carts, seller_id__in=sellers, ends_at__gt=at)
        self._prices = {(one.line_id, one.plan_id, one.quantity): one for one in found}

    def of(self, line: AnyLine) -> ManualPrice | None:
        """Return the price of a line as it is now: of another plan or quantity it is none."""
        return self._prices.get((line.pk, line.plan_id, line.quantity))


def at_price(plan: Priced | None, by_hand: ManualPrice | None) -> Priced | None:
    """Return `plan` at the price that was set by hand, where one was, in its currency."""
    if plan is None or by_hand is None or by_hand.currency != plan.currency:
        return plan
    return replace(plan, unit_minor=by_hand.unit_minor)


@operation
def set_manual_price(*, line_id: int, wanted: Wanted, by: Actor, at: datetime) -> ManualPrice:
    """Set the price of one line of a cart by hand, for the plan and quantity that it has now; the buyer reads why.

    It holds for 30 days.

    Raises Forbidden, Line.DoesNotExist, StatusConflict when it was placed, NotOffered, Invalid
    with what is wrong by field, BelowCost for whoever may not sell below cost, LossNotMeant naming `is_meant`.
    """
    order, line = _open(line_id, by)
    price = fix_price(order, line, wanted, by, at)
    note_change(order, by, at)
    return price


@step
def fix_price(order: Order, line: Line, wanted: Wanted, by: Actor, at: datetime) -> ManualPrice:
    """Set the price of one line by hand, as part of more.

    Raises Forbidden, NotOffered, Invalid with what is wrong by field, BelowCost, LossNotMeant.
    """
    may_set_price(by).or_refuse()
    plan = _listed(order, line.plan_id, at)
    unit = price_of(plan.unit, _checked(wanted, plan.currency))
    if unit.minor < 0:
        raise Invalid(fields={"value": "The discount is larger than the price."})
    if unit < plan.converted or not unit.minor:
        _refuse_loss(unit, plan.converted, wanted, by)
    price, _is_new = ManualPrice.objects.update_or_create(
        line=line,
        defaults={
            "seller_id": order.seller_id, "buyer_id": order.buyer_id, "order": order, "plan_id": line.plan_id,
            "quantity": line.quantity, "ends_at": at + HOLDS,
            "unit_minor": unit.minor, "list_unit_minor": plan.unit_minor, "currency": unit.currency,
            "reason": wanted.reason.strip(), "author_id": by.user_id, "author_name": by.name, "set_at": at,
        },
    )  # fmt: skip
    record(
        "cart.price_set", subject=order, account_id=order.buyer_id, by=by, at=at, number=order.number,
        plan_id=line.plan_id, unit_minor=unit.minor, list_unit_minor=plan.unit_minor, currency=unit.currency,
    )  # fmt: skip
    return price


def _refuse_loss(unit: Money, cost: Money, wanted: Wanted, by: Actor) -> None:
    if not (allowed := may_sell_below_cost(by)):
        raise BelowCost(fields={"value": f"{allowed.reason} It costs you {cost}."})
    if not wanted.is_meant:
        raise LossNotMeant(fields={"is_meant": f"It would be sold at {unit}, and it costs you {cost}. Is that meant?"})


@operation
def clear_manual_price(*, line_id: int, by: Actor, at: datetime) -> Order:
    """Let one line of a cart have its usual price again. Twice is once.

    Raises Forbidden, Line.DoesNotExist, StatusConflict when it was placed.
    """
    order, line = _open(line_id, by)
    gone, _rows = ManualPrice.objects.filter(order=order, line=line).delete()
    if gone:
        note_change(order, by, at)
        record(
            "cart.price_cleared", subject=order, account_id=order.buyer_id, by=by, at=at, number=order.number,
            plan_id=line.plan_id,
        )  # fmt: skip
    return order


@step
def _open(line_id: int, by: Actor) -> tuple[Order, Line]:
    may_set_price(by).or_refuse()
    asked = Line.objects.get(pk=line_id, seller_id=by.seller_id)
    orders = Order.objects.select_related("edge").select_for_update(of=("self",))
    order = orders.get(pk=asked.order_id, seller_id=by.seller_id)
    if order.placed_at is not None:
        raise StatusConflict(f"Order {order.number} was placed in the meantime.")
    asked.refresh_from_db()
    return order, asked


def _listed(order: Order, plan_id: int, at: datetime) -> PricedPlan:
    edge = order.edge
    found = range_of(order.seller_id, edge.price_list_id, edge.currency, plan_ids=[plan_id], at=at).lines
    if not found or not found[0].is_sold:
        raise NotOffered("This product has no price for this buyer; take it out.")
    return found[0]


def _checked(wanted: Wanted, currency: str) -> Wanted:
    faults: dict[str, str] = {}
    amounts = [amount for amount in (wanted.off, wanted.price) if amount is not None]
    if not wanted.reason.strip() or len(wanted.reason.strip()) > MAX_REASON:
        faults["reason"] = f"Enter a reason of at most {MAX_REASON} characters; the customer reads it."
    if len(amounts) + (wanted.percent is not None) != 1:
        faults["value"] = "Give a percentage, an amount off, or a price: one of the three."
    elif wanted.percent is not None and not 0 < wanted.percent <= WHOLE:
        faults["value"] = "Enter a percentage above 0 and up to 100."
    elif any(amount.currency != currency or not 0 <= amount.minor <= MAX_MINOR for amount in amounts):
        faults["value"] = f"Enter an amount of 0 or more in {currency}."
    if faults:
        raise Invalid(fields=faults)
    return wanted
