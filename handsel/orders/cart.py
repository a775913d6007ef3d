"""The cart: an order that is not placed yet, one per buyer and end customer (ORD-9 as far as that, USR-6)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from handsel.accounts.models import Edge
from handsel.accounts.standing import refuse_unless_buying
from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.database import call_for_rows
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared, planned_once
from handsel.kernel.refusal import Conflict, Invalid, NotFound
from handsel.orders.line_models import Line
from handsel.orders.models import Order, PlacedBy
from handsel.orders.rules import may_buy
from handsel.orders.wanted import MAX_QUANTITY, Checked, LineWanted, Shelf, check_quantity, check_wanted, grouped
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
    NotOffered, QuantityOutsideLimits, AddonAlone, AddonOfAnother, OptionMissing, OptionWrong.
    """
    may_buy(by, buyer_id).or_refuse()
    check_quantity(wanted.quantity)
    refuse_unless_buying(buyer_id, by=by, at=at)
    shelf = _shelf(buyer_id, wanted, at)
    checked = check_wanted(wanted, shelf)
    cart = _open_cart(buyer_id, by, at)
    alike = _alike(cart, checked)
    if alike is None:
        _refuse_a_full_cart(cart)
        return _written(_fresh(cart), checked)
    line, addons = alike
    sums = {one.plan_id: one.quantity + checked.addons[one.plan_id] for one in addons}
    more = replace(wanted, quantity=line.quantity + wanted.quantity, addons=sums)
    return _written(line, check_wanted(more, shelf))


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
    return _written(line, check_wanted(wanted, _shelf(buyer_id, wanted, at)))


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
        raise Invalid(fields={"quantity": f"Enter a quantity between 0 and {MAX_QUANTITY:,}."})
    if not quantity:
        cart = _open_cart(buyer_id, by, at)
        Line.objects.filter(order=cart, plan_id=plan_id, under=None, options=[], addons=None).delete()
        return cart
    refuse_unless_buying(buyer_id, by=by, at=at)
    wanted = LineWanted(plan_id, quantity)
    checked = check_wanted(wanted, _shelf(buyer_id, wanted, at))
    cart = _open_cart(buyer_id, by, at)
    alike = _alike(cart, checked)
    _written(alike[0] if alike else _fresh(cart), checked)
    return cart


def _fresh(cart: Order) -> Line:
    return Line(order=cart, seller_id=cart.seller_id, buyer_id=cart.buyer_id)


def _shelf(buyer_id: int, wanted: LineWanted, at: datetime) -> Shelf:
    return Shelf.of(buyer_id, offers_to(buyer_id, wanted.plan_ids, at=at))


@step
def _line(cart: Order, line_id: int) -> Line:
    line = Line.objects.filter(order=cart, pk=line_id, under=None).first()
    if line is None:
        raise LineGone("This line lies in your cart no more; look at what does.")
    return line


@step
def _alike(cart: Order, checked: Checked) -> tuple[Line, list[Line]] | None:
    """Return the line that wants the same plan in the same way, with the same add-ons whatever their number."""
    for line, addons in grouped(LINES.all(cart.pk)):
        is_same = line.plan_id == checked.offer.plan_id and line.options == list(checked.options)
        if is_same and {one.plan_id for one in addons} == set(checked.addons):
            return line, addons
    return None


@step
def _refuse_a_full_cart(cart: Order) -> None:
    if Line.objects.filter(order=cart).count() >= MOST_LINES:
        raise Invalid(fields={"lines": f"There is room for {MOST_LINES} lines in a cart; order these first."})


@step
def _written(line: Line, checked: Checked) -> Line:
    """Make `line` what was checked, with its add-ons."""
    was_there = line.pk is not None
    line.plan_id, line.quantity, line.options = checked.offer.plan_id, checked.quantity, list(checked.options)
    with planned_once():
        line.save()
    if was_there:
        line.addons.exclude(plan_id__in=checked.addons).delete()
    same = {"seller_id": line.seller_id, "buyer_id": line.buyer_id, "order_id": line.order_id, "under": line}
    for plan_id, quantity in checked.addons.items():
        if not line.addons.filter(plan_id=plan_id).update(quantity=quantity):
            Line.objects.create(**same, plan_id=plan_id, quantity=quantity)
    return line


def cart_of(buyer_id: int, end_customer_id: int | None = None) -> Order | None:
    """Return the buyer's cart for this end customer, or else its own, with the lines at hand; None if none is open."""
    return open_carts(buyer_id, end_customer_id).prefetch_related("lines").first()


def open_carts(buyer_id: int, end_customer_id: int | None) -> QuerySet[Order]:
    """Return the buyer's cart for this end customer, or else its own: one, or none."""
    for_whom = Q(end_customer=end_customer_id) if end_customer_id else Q(end_customer__isnull=True)
    return Order.objects.filter(for_whom, buyer_id=buyer_id, placed_at__isnull=True)


@step
def merge_into_cart(buyer_id: int, quantities: Mapping[int, int], by: Actor, at: datetime) -> int:
    """Put so many more of each plan into the buyer's cart, and return of how many plans; what lies there stays.

    What is not sold to this buyer, or asks for something, is left out. Raises Forbidden.
    """
    may_buy(by, buyer_id).or_refuse()
    shelf = Shelf.of(buyer_id, offers_to(buyer_id, sorted(quantities), at=at))
    cart, taken = _open_cart(buyer_id, by, at), 0
    for plan_id, quantity in quantities.items():
        there = Line.objects.filter(order=cart, plan_id=plan_id, under=None, options=[], addons=None).first()
        try:
            checked = check_wanted(LineWanted(plan_id, quantity + (there.quantity if there else 0)), shelf)
        except (Invalid, Conflict, NotFound):
            continue
        _written(there or _fresh(cart), checked)
        taken += 1
    return taken


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
