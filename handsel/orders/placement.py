"""Place an order: fix what every tier pays, then take it as far as it can go (ORD-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Edge
from handsel.accounts.standing import standing_of, stopped
from handsel.catalog.offers import Offer, offers_to
from handsel.catalog.rates_needed import missing_for
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Conflict, Invalid, Refusal
from handsel.orders.cart import LINES, fresh_order
from handsel.orders.cart_seals import CartChanged, sealed
from handsel.orders.chosen_method import check_method
from handsel.orders.filling import write_lines
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import Wanted, fix_price
from handsel.orders.models import Leg, Order
from handsel.orders.particulars import Told, accept_terms, fix_particulars
from handsel.orders.rules import StatusConflict, may_buy, may_place
from handsel.orders.wanted import (
    Checked,
    LineWanted,
    NotOffered,
    Shelf,
    as_wanted,
    at_line,
    check_quantity,
    check_wanted,
    grouped,
)

__all__ = [
    "CartChanged", "CartIsEmpty", "CartOutdated", "PlanWithdrawn", "StatusConflict", "order_at_once", "order_for",
    "place_order",
]  # fmt: skip

ORDER_LOCKED = Prepared(lambda order_id: Order.objects.select_for_update().filter(pk=order_id))
OWN_LEG = Prepared(lambda order_id: Leg.objects.filter(order_id=order_id, position=0))


CHANGED = gettext_lazy(
    "The cart or a price has changed since you looked. Nothing was ordered; check it and order again."
)


class CartIsEmpty(Conflict):
    """There is nothing in the cart."""

    code = "cart_is_empty"


class PlanWithdrawn(Conflict):
    """Something in the cart is no longer sold."""

    code = "plan_withdrawn"


class CartOutdated(Conflict):
    """What a product asks, or how many are sold, changed after it was put into the cart.

    `line_id` is the line that no longer fits.
    """

    code = "cart_outdated"

    def __init__(self, reason: str, *, line_id: int) -> None:
        super().__init__(reason)
        self.line_id = line_id


@operation
def place_order(
    *,
    order_id: int,
    by: Actor,
    at: datetime,
    terms_version: int | None = None,
    changes: Mapping[str, Any] | None = None,
    seen: str | None = None,
    payment_method: str = "",
) -> Leg:
    """Turn the buyer's cart into a placed order and return its leg on the buyer's edge.

    What each tier pays is fixed here and never computed again. The buyer's money is held; then the order waits for
    the seller's approval where the seller asks for it, and is settled otherwise. A wallet that is short leaves it
    awaiting payment. The order is for the end customer for whom the cart was filled. What the buyer said about it is
    kept with it, and the terms of the seller, where it has any: `terms_version` is the one that the buyer accepted.
    `changes` is what the buyer says last, by field of Told. `seen` is the mark of the cart that was before whoever
    orders: another one is not placed, and nothing is charged that they did not see. `payment_method` is how it is paid
    where the seller's people choose another way for it than the buyer's usual one.

    Raises Forbidden, Order.DoesNotExist, StatusConflict when it was placed in the meantime, CartIsEmpty, CartChanged,
    MethodNotOffered, PlanWithdrawn, CartOutdated when a line no longer fits what its product asks, Invalid when it is
    too large for one posting, SiteArchived, TermsNotAccepted, OrderingStopped while the buyer, or anybody above it, is
    not active.
    """
    order = ORDER_LOCKED.get(order_id)
    may_place(by, order).or_refuse()
    check_method(payment_method, order.buyer_id, by)
    lines, offers = _check_again(order, at)
    seal = sealed(order, lines, offers, at=at) if seen is not None else None
    if seal and seal.mark != seen:
        raise CartChanged(str(CHANGED))
    accept_terms(order, terms_version, by, at)
    fix_particulars(order, by, at, changes=changes or {})
    leg = _place(order, by, at, payment_method)
    if seal and leg.gross_minor != seal.gross_minor:
        # A price was changed between that look and this moment.
        raise CartChanged(str(CHANGED))
    return leg


@operation
def order_for(
    *,
    buyer_id: int,
    lines: Sequence[LineWanted],
    by: Actor,
    at: datetime,
    told: Told | None = None,
    prices: Sequence[Wanted | None] = (),
    payment_method: str = "",
) -> Leg:
    """Order for a buyer of the reseller of `by` in one go and return the leg; the buyer's own cart stays as it is.

    Prices, holds and what follows are as in `place_order`; what the seller's own people order needs no approval of
    theirs. `told` is what else is said about it. `prices` are those that are set by hand, line by line; none is the
    usual one for all. `payment_method` is how it is paid, where that is not the buyer's usual way.

    Raises Forbidden, Edge.DoesNotExist when `buyer_id` is none of the reseller's buyers, CartIsEmpty, NotOffered
    naming each plan that is not sold to them, Invalid for a quantity that is not between 1 and 100,000 or what is
    wrong with `told`, QuantityOutsideLimits, AddonAlone, AddonOfAnother, OptionMissing, OptionWrong, SiteNotFound,
    SiteArchived, BelowCost, LossNotMeant, MethodNotOffered, OrderingStopped while the buyer, or anybody above it, is
    not active.
    """
    may_buy(by, buyer_id).or_refuse()
    check_method(payment_method, buyer_id, by)
    edge = Edge.objects.get(seller_id=by.seller_id, buyer_id=buyer_id, ended_at__isnull=True)
    return order_at_once(edge, lines, by, at, told, prices, payment_method)


@step
def order_at_once(
    edge: Edge,
    lines: Sequence[LineWanted],
    by: Actor,
    at: datetime,
    told: Told | None = None,
    prices: Sequence[Wanted | None] = (),
    payment_method: str = "",
) -> Leg:
    """Order for the buyer of `edge` past its carts, and return its leg; for whom, `by` says.

    Raises CartIsEmpty, NotOffered, Invalid, SiteNotFound, SiteArchived, OrderingStopped, and what `check_wanted`
    raises; what is wrong with a line is named as `at_line` does.
    """
    checked = _checked(edge, lines, by, at)
    order = fresh_order(edge, by, at)
    order.placed_at = at
    order.save(force_insert=True)
    tops = write_lines(Line(order=order, seller_id=order.seller_id, buyer_id=order.buyer_id), checked)
    fix_particulars(order, by, at, changes=asdict(told or Told()))
    for place, (line, price) in enumerate(zip(tops, prices, strict=False)):
        if price is not None:
            with at_line(place):
                fix_price(order, line, price, by, at)
    return _place(order, by, at, payment_method)


def _checked(edge: Edge, lines: Sequence[LineWanted], by: Actor, at: datetime) -> list[Checked]:
    if not lines:
        raise CartIsEmpty(_("There is nothing to order; name at least one plan."))
    for place, line in enumerate(lines):
        with at_line(place):
            check_quantity(line.quantity)
    plans = sorted({plan_id for line in lines for plan_id in line.plan_ids})
    shelf = Shelf.of(edge.buyer_id, offers_to(edge.buyer_id, plans, at=at))
    if missing := sorted(set(plans) - set(shelf.offers)):
        why = _missing_rates(edge, at) if by.buyer_id is None else ""
        told = f"Not offered to this buyer: plan {', '.join(map(str, missing))}.{why}"
        raise NotOffered(told, fields=_not_offered(lines, missing))
    checked = []
    for place, line in enumerate(lines):
        with at_line(place):
            checked.append(check_wanted(line, shelf))
    return checked


def _not_offered(lines: Sequence[LineWanted], missing: Sequence[int]) -> dict[str, str]:
    """Return by field where each of the plans that are `missing` stands in `lines`, as `at_line` names it."""
    return {
        f"lines/{place}/{'plan_id' if plan_id == line.plan_id else f'addon_{plan_id}'}": (
            f"Plan {plan_id} is not offered to this buyer."
        )
        for place, line in enumerate(lines)
        for plan_id in line.plan_ids
        if plan_id in missing
    }


@step
def _check_again(order: Order, at: datetime) -> tuple[list[Line], list[Offer]]:
    """Refuse a cart that no longer fits what its products ask, since much may have changed; return what lies in it.

    The offers are those of its lines.
    """
    lines = LINES.all(order.pk)
    offers = offers_to(order.buyer_id, sorted({line.plan_id for line in lines}), at=at)
    shelf = Shelf.of(order.buyer_id, offers)
    for line, addons in grouped(lines):
        try:
            check_wanted(as_wanted(line, addons), shelf)
        except NotOffered as error:
            raise PlanWithdrawn(_("A product in your cart is no longer sold; take it out and go on.")) from error
        except Refusal as error:
            raise CartOutdated(
                _("Look at your cart again, something changed. %(what)s") % {"what": error}, line_id=line.pk
            ) from error
    return lines, offers


def _missing_rates(edge: Edge, at: datetime) -> str:
    """Return for want of which rates the seller cannot sell all in the currency of `edge`; for the seller to read."""
    sources = missing_for(edge.seller_id, edge.currency, at=at)
    told = ", ".join(f"{source} to {edge.currency}" for source in sources)
    return f" You have no exchange rate from {told}." if told else ""


@step
def _place(order: Order, by: Actor, at: datetime, payment_method: str) -> Leg:
    match call_scalar("orders_place", order.pk, by.buyer_id is None, by.user_id, by.name, at, payment_method):
        case "cart_is_empty":
            raise CartIsEmpty(_("Your cart is empty; choose a product first."))
        case "plan_withdrawn":
            raise PlanWithdrawn(_("A product in your cart is no longer sold; take it out and go on."))
        case "too_large":
            raise Invalid(fields={"lines": _("This is too much for one order; make several of it.")})
        case "stopped":
            raise stopped(order.buyer_id, standing_of(order.buyer_id, at=at), by)
    return OWN_LEG.get(order.pk)
