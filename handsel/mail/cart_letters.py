"""The letter about an order that is not placed yet: a reminder, or what staff have to say about it (ORD-9, MAI-1)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handsel.catalog.offers import offers_to
from handsel.mail.branding import Brand
from handsel.mail.cart_kinds import INCOMPLETE_ORDER
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.recipients import people_of_buyer
from handsel.orders.left_carts import cart_rules_of
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.orders.particulars_models import Particulars
from handsel.timeline.models import Event

CART_PAGE = "/cart/"
LINES_SHOWN = 20


def write_about_cart(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the buyer: this lies in your cart. Nothing where it was ordered or emptied in the meantime."""
    cart = Order.objects.filter(pk=event.subject_id, placed_at__isnull=True).first()
    lines = list(Line.objects.filter(order=cart).order_by("pk")[:LINES_SHOWN]) if cart else []
    if cart is None or not lines:
        return
    offers = {one.plan_id: one for one in offers_to(cart.buyer_id, [line.plan_id for line in lines], at=at)}
    changed = Particulars.objects.get(order=cart).changed_at
    kept = changed + timedelta(days=cart_rules_of(cart.seller_id).keep_days)
    told = {
        "message": event.data.get("message"),
        "author": event.actor_name if event.data.get("message") else None,
        "kept_until": kept.astimezone(ZoneInfo(brand.time_zone)).date(),
        "lines": [
            {
                "name": offers[line.plan_id].product,
                "plan": offers[line.plan_id].plan,
                "quantity": line.quantity,
                "amount": offers[line.plan_id].unit * line.quantity,
            }
            for line in lines
            if line.plan_id in offers
        ],
    }
    for to in people_of_buyer(cart.buyer_id, brand):
        url = brand.link(CART_PAGE) if to.user_id else None
        yield Letter(to, {"cart": told | {"url": url}}, buyer_id=cart.buyer_id)


ON_CARTS: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "cart.reminded": ((INCOMPLETE_ORDER, write_about_cart),),
    "cart.contacted": ((INCOMPLETE_ORDER, write_about_cart),),
}
