"""The cart: an order that is not placed yet, one per buyer and end customer (ORD-9 as far as that, USR-6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handsel.accounts.models import Edge
from handsel.accounts.standing import refuse_unless_buying
from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.database import call_for_rows
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.refusal import Invalid, NotFound, Refusal
from handsel.orders.filling import lay, lay_all, lay_one_more, write_line
from handsel.orders.line_models import Line
from handsel.orders.models import Order, PlacedBy
from handsel.orders.rules import may_buy
from handsel.orders.wanted import (
    MAX_QUANTITY,
    LineWanted,
    Shelf,
    check_quantity,
    check_wanted,
    grouped,
    grouped_digits,
)
from handsel.timeline.record import record

MOST_LINES = 500
"""How many lines a cart can have, add-ons counted."""
NUMBER_LENGTH = 8

LINES = Prepared(lambda order_id: Line.objects.filter(order_id=order_id))


class LineGone(NotFound):
    """The line lies in the cart no more."""

    code = "line_gone"


@operation
def add_line(*, buyer_id: int, wanted: LineWanted, by: Actor, at: datetime) -> Line:
    """Put a plan into the buyer's cart, with what is filled in and its add-ons, and return its line.

    Where the same lies there in the same way already, so many more lie there then; so an add-on that was chosen again
    adds up too. The first line opens the cart. Whoever works for an end customer of the buyer fills that one's cart,
    all others the buyer's own.

    Raises Forbidden, OrderingStopped while the buyer, or anybody above it, is not active, Invalid naming `quantity`,
    NotOffered, QuantityOutsideLimits, AddonAlone, AddonOfAnother, OptionMissing, OptionWrong, CartFull above 500 lines.
    """
    may_buy(by, buyer_id).or_refuse()
    check_quantity(wanted.quantity)
    refuse_unless_buying(buyer_id, by=by, at=at)
    shelf = _shelf(buyer_id, wanted, at)
    check_wanted(wanted, shelf)
    cart = _open_cart(buyer_id, by, at)
    return lay(wanted, shelf, beside=list(LINES.all(cart.pk)), fresh=_fresh(cart), most=MOST_LINES)


@operation
def add_one_more(*, buyer_id: int, wanted: LineWanted, by: Actor, at: datetime) -> Line:
    """Put a plan into the buyer's cart as `add_line` does, however many are wanted: the fewest that can be ordered.

    Where the same lies there in the same way already, one step more of it lies there then. Raises as `add_line` does.
    """
    may_buy(by, buyer_id).or_refuse()
    refuse_unless_buying(buyer_id, by=by, at=at)
    shelf, cart = _shelf(buyer_id, wanted, at), _open_cart(buyer_id, by, at)
    return lay_one_more(wanted, shelf, beside=list(LINES.all(cart.pk)), fresh=_fresh(cart), most=MOST_LINES)


@operation
def change_line(*, buyer_id: int, line_id: int, wanted: LineWanted, by: Actor, at: datetime) -> Line:
    """Set what a line of the buyer's cart is: plan, quantity, what is filled in, and its add-ons.

    Raises as `add_line` does, and LineGone when it lies in the cart no more.
    """
    may_buy(by, buyer_id).or_refuse()
    check_quantity(wanted.quantity)
    refuse_unless_buying(buyer_id, by=by, at=at)
    cart = _open_cart(buyer_id, by, at)
    line = _line(cart, line_id)
    return write_line(line, check_wanted(wanted, _shelf(buyer_id, wanted, at)))


@operation
def remove_line(*, buyer_id: int, line_id: int, by: Actor, at: datetime) -> Order:
    """Take a line out of the buyer's cart with its add-ons; also while the buyer cannot order.

    Raises Forbidden, LineGone.
    """
    may_buy(by, buyer_id).or_refuse()
    cart = _open_cart(buyer_id, by, at)
    line = _line(cart, line_id)
    line.addons.all().delete()
    line.delete()
    return cart


@operation
def put_in_cart(*, buyer_id: int, plan_id: int, quantity: int, by: Actor, at: datetime) -> Order:
    """Set how many of a plan without options and add-ons lie in the buyer's cart; 0 takes it out.

    Raises Forbidden, Invalid for a quantity that is not between 0 and 100,000, and as `add_line` does; what lies in the
    cart can be taken out while the buyer cannot order, too.
    """
    may_buy(by, buyer_id).or_refuse()
    if not 0 <= quantity <= MAX_QUANTITY:
        told = _("Enter a quantity between 0 and %(most)s.") % {"most": grouped_digits(MAX_QUANTITY)}
        raise Invalid(fields={"quantity": told})
    if not quantity:
        cart = _open_cart(buyer_id, by, at)
        Line.objects.filter(order=cart, plan_id=plan_id, under=None, options=[], addons=None).delete()
        return cart
    refuse_unless_buying(buyer_id, by=by, at=at)
    wanted = LineWanted(plan_id, quantity)
    shelf = _shelf(buyer_id, wanted, at)
    checked = check_wanted(wanted, shelf)
    cart = _open_cart(buyer_id, by, at)
    beside = list(LINES.all(cart.pk))
    plain = next(
        (one for one, addons in grouped(beside) if one.plan_id == plan_id and not one.options and not addons), None
    )
    if plain is not None:
        write_line(plain, checked)
    else:
        lay(wanted, shelf, beside=beside, fresh=_fresh(cart), most=MOST_LINES)
    return cart


def _fresh(cart: Order) -> Line:
    return Line(order=cart, seller_id=cart.seller_id, buyer_id=cart.buyer_id)


def _shelf(buyer_id: int, wanted: LineWanted, at: datetime) -> Shelf:
    return Shelf.of(buyer_id, offers_to(buyer_id, wanted.plan_ids, at=at))


@step
def _line(cart: Order, line_id: int) -> Line:
    line = Line.objects.filter(order=cart, pk=line_id, under=None).first()
    if line is None:
        raise LineGone(_("This line lies in your cart no more; look at what does."))
    return line


def cart_of(buyer_id: int, end_customer_id: int | None = None) -> Order | None:
    """Return the buyer's cart for this end customer, or else its own, with the lines at hand; None if none is open."""
    return open_carts(buyer_id, end_customer_id).prefetch_related("lines").first()


def open_carts(buyer_id: int, end_customer_id: int | None) -> QuerySet[Order]:
    """Return the buyer's cart for this end customer, or else its own: one, or none."""
    for_whom = Q(end_customer=end_customer_id) if end_customer_id else Q(end_customer__isnull=True)
    return Order.objects.filter(for_whom, buyer_id=buyer_id, placed_at__isnull=True)


@step
def merge_into_cart(buyer_id: int, wanted: Sequence[LineWanted], by: Actor, at: datetime) -> list[Refusal]:
    """Lay each of `wanted` into the buyer's cart as `add_line` does, and return why some of it was left out.

    What lies there stays. Raises Forbidden.
    """
    may_buy(by, buyer_id).or_refuse()
    plans = sorted({plan_id for one in wanted for plan_id in one.plan_ids})
    shelf = Shelf.of(buyer_id, offers_to(buyer_id, plans, at=at))
    cart = _open_cart(buyer_id, by, at)
    return lay_all(wanted, shelf, beside=list(LINES.all(cart.pk)), fresh=_fresh(cart), most=MOST_LINES)


def fresh_order(edge: Edge, by: Actor, at: datetime) -> Order:
    """Return an order of the buyer of `edge` that is not saved yet; for whom, `by` says."""
    return Order(
        seller_id=edge.seller_id,
        buyer_id=edge.buyer_id,
        edge=edge,
        end_customer_id=by.end_customer_id,
        number=chance.code(NUMBER_LENGTH),
        placed_by=placed_by_of(by),
        started_at=at,
    )


def placed_by_of(by: Actor) -> PlacedBy:
    """Return who places what `by` orders: the customer, or the reseller for it."""
    return PlacedBy.CUSTOMER if by.buyer_id else PlacedBy.RESELLER


@step
def _open_cart(buyer_id: int, by: Actor, at: datetime) -> Order:
    """Return the cart to be changed by `by`, locked, which is noted with it (`note_change`)."""
    number, placed_by = chance.code(NUMBER_LENGTH), placed_by_of(by)
    found = call_for_rows(Order, "orders_open_cart", buyer_id, by.end_customer_id, number, placed_by, by.name, at)
    if not found:
        raise Edge.DoesNotExist
    cart = found[0]
    if cart.number == number:
        behalf = by.behalf_of(buyer_id)
        record("cart.started", subject=cart, account_id=buyer_id, by=by, at=at, behalf_id=behalf, number=number)
    return cart
