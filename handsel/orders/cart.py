"""The cart: an order that is not placed yet, one per buyer and end customer (ORD-9 as far as that, USR-6)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from handsel.accounts.models import Edge
from handsel.accounts.standing import refuse_unless_buying
from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid, NotFound
from handsel.orders.models import Line, Order, PlacedBy
from handsel.orders.particulars import note_change
from handsel.orders.rules import may_buy
from handsel.timeline.record import record

MAX_QUANTITY = 100_000


class NotOffered(NotFound):
    """The plan is not sold to this buyer."""

    code = "not_offered"


@operation
def put_in_cart(*, buyer_id: int, plan_id: int, quantity: int, by: Actor, at: datetime) -> Order:
    """Set how many of a plan lie in the buyer's cart; 0 takes it out. The first line opens the cart.

    Whoever works for an end customer of the buyer fills that one's cart, all others the buyer's own.

    Raises Forbidden, Invalid for a quantity that is not between 0 and 100,000, NotOffered, OrderingStopped while the
    buyer, or anybody above it, is not active; what lies in the cart can be taken out then, too.
    """
    may_buy(by, buyer_id).or_refuse()
    if not 0 <= quantity <= MAX_QUANTITY:
        raise Invalid(fields={"quantity": "Enter a quantity between 0 and 100,000."})
    if quantity:
        refuse_unless_buying(buyer_id, by=by, at=at)
    if quantity and not offers_to(buyer_id, [plan_id], at=at):
        raise NotOffered("This product is not offered any more; choose another.")
    cart = _open_cart(buyer_id, by, at)
    if quantity:
        Line.objects.bulk_create(
            [Line(order=cart, plan_id=plan_id, seller_id=cart.seller_id, buyer_id=buyer_id, quantity=quantity)],
            update_conflicts=True,
            unique_fields=["seller", "order", "plan"],
            update_fields=["quantity"],
        )
    else:
        Line.objects.filter(order=cart, plan_id=plan_id).delete()
    note_change(cart, by, at)
    return cart


def cart_of(buyer_id: int, end_customer_id: int | None = None) -> Order | None:
    """Return the buyer's cart for this end customer, or else its own, with the lines at hand; None if none is open."""
    return open_carts(buyer_id, end_customer_id).prefetch_related("lines").first()


def open_carts(buyer_id: int, end_customer_id: int | None) -> QuerySet[Order]:
    """Return the buyer's cart for this end customer, or else its own: one, or none."""
    for_whom = Q(end_customer=end_customer_id) if end_customer_id else Q(end_customer__isnull=True)
    return Order.objects.filter(for_whom, buyer_id=buyer_id, placed_at__isnull=True)


@step
def _open_cart(buyer_id: int, by: Actor, at: datetime) -> Order:
    open_for_them = open_carts(buyer_id, by.end_customer_id)
    # Locked, so that nothing is put into a cart while it is placed; whoever waits for that finds it gone.
    cart = open_for_them.select_for_update(no_key=True).first()
    if cart is not None:
        return cart
    edge = Edge.objects.get(buyer_id=buyer_id, ended_at__isnull=True)
    fresh = Order(
        seller_id=edge.seller_id,
        buyer_id=buyer_id,
        edge=edge,
        end_customer_id=by.end_customer_id,
        number=chance.code(8),
        placed_by=PlacedBy.CUSTOMER if by.buyer_id else PlacedBy.RESELLER,
        started_at=at,
    )
    # Whoever comes second at the same moment waits here, writes nothing, and finds the cart of the first.
    Order.objects.bulk_create([fresh], ignore_conflicts=True)
    cart = open_for_them.get()
    if cart.number == fresh.number:
        record(
            "cart.started",
            subject=cart,
            account_id=buyer_id,
            by=by,
            at=at,
            behalf_id=by.behalf_of(buyer_id),
            number=cart.number,
        )
    return cart
