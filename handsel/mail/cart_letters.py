"""The letters about an order that is not placed yet: reminders, or what staff have to say about it (ORD-9, MAI-1)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from handsel.catalog.offers import Offer, offers_to
from handsel.mail.branding import Brand
from handsel.mail.cart_kinds import INCOMPLETE_ORDER, VISITOR_CART
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.recipients import Recipient, people_of_buyer
from handsel.mail.wording import choose_language
from handsel.orders.left_carts import cart_rules_of
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import PricesByHand, at_price
from handsel.orders.models import Order
from handsel.orders.particulars_models import Particulars
from handsel.signups.cart_models import VisitorCart
from handsel.signups.reminding import stop_link
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.timeline.models import Event

CART_PAGE, STOP_PAGE = "/cart/", "/visitors/reminders/{}/"
LINES_SHOWN = 20


def write_about_cart(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the buyer: this lies in your cart. Nothing where it was ordered or emptied in the meantime."""
    cart = Order.objects.filter(pk=event.subject_id, placed_at__isnull=True).first()
    lines = list(Line.objects.filter(order=cart).order_by("pk")[:LINES_SHOWN]) if cart else []
    if cart is None or not lines:
        return
    listed = {one.plan_id: one for one in offers_to(cart.buyer_id, [line.plan_id for line in lines], at=at)}
    prices = PricesByHand(cart, at=at)
    changed = Particulars.objects.get(order=cart).changed_at
    kept = changed + timedelta(days=cart_rules_of(cart.seller_id).keep_days)
    told = {
        "message": event.data.get("message"),
        "author": event.actor_name if event.data.get("message") else None,
        "kept_until": brand.day(kept),
        "lines": _told((at_price(listed.get(line.plan_id), prices.of(line)), line.quantity) for line in lines),
    }
    for to in people_of_buyer(cart.buyer_id, brand):
        url = brand.link(CART_PAGE) if to.user_id else None
        yield Letter(to, {"cart": told | {"url": url}}, buyer_id=cart.buyer_id)


def remind_visitor(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To who asked for it: this lies in your cart; nothing where it was taken over, emptied, or stopped meanwhile."""
    cart = VisitorCart.objects.open(at).filter(pk=event.subject_id, reminders_asked_at__isnull=False).first()
    lines = list(cart.lines.order_by("pk")[:LINES_SHOWN]) if cart else []
    if cart is None or not lines:
        return
    offers = {one.plan_id: one for one in offers_to_visitors(cart.seller_id, [line.plan_id for line in lines])}
    told = {
        "kept_until": brand.day(cart.expires_at),
        "url": brand.link(CART_PAGE),
        "stop_url": brand.link(STOP_PAGE.format(stop_link(cart))),
        "lines": _told((offers.get(line.plan_id), line.quantity) for line in lines),
    }
    yield Letter(Recipient(cart.email, cart.name, choose_language(cart.language, brand.language)), {"cart": told})


def _told(lines: Iterable[tuple[Offer | None, int]]) -> list[dict[str, object]]:
    return [
        {"name": offer.product, "plan": offer.plan, "quantity": quantity, "amount": offer.unit * quantity}
        for offer, quantity in lines
        if offer
    ]


ON_CARTS: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "cart.reminded": ((INCOMPLETE_ORDER, write_about_cart),),
    "cart.contacted": ((INCOMPLETE_ORDER, write_about_cart),),
    "visitor_cart.reminded": ((VISITOR_CART, remind_visitor),),
}
