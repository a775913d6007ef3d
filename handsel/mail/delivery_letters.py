"""The letters about what could not be delivered: to the supplier, to the seller below, and to who ordered (ORD-12).

Each reads the reason of its own edge only: the supplier's words stand on the supplier's edge, neutral ones below.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from handsel.accounts.models import Account
from handsel.deliveries.models import Delivery, DeliveryTask
from handsel.deliveries.moves import DeliveryState
from handsel.identity.roles import Right
from handsel.mail.branding import Brand
from handsel.mail.delivery_kinds import DELIVERED_IN_VAIN, DELIVERY_FAILED, ORDER_NOT_DELIVERED
from handsel.mail.facts import CONSOLE, ORDER_PAGE, Facts, buyer_facts
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.recipients import people_of_buyer, staff_with
from handsel.orders.models import Leg
from handsel.timeline.models import Event

DELIVERY_PAGE = "/deliveries/{}/"


def tell_supplier(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those at the supplier who see to deliveries, beside the one who said that it failed."""
    failed = Delivery.objects.select_related("leg", "leg_line").get(pk=event.subject_id)
    page = f"{CONSOLE}{DELIVERY_PAGE.format(failed.pk)}"
    for letter in _to_staff(Right.DELIVER, failed, event.reason, page, brand, is_yours=True):
        if letter.to.user_id is None or letter.to.user_id != event.actor_id:
            yield letter


def tell_of_what_was_in_vain(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those at the supplier who see to deliveries: its program delivered what is paid back."""
    made = Delivery.objects.select_related("leg", "leg_line").get(pk=event.subject_id)
    buyer = Account.objects.get(pk=made.buyer_id)
    for to in staff_with(Right.DELIVER, buyer, brand):
        facts = _facts(made) | buyer_facts(buyer)
        facts["delivery"]["url"] = brand.link(f"{CONSOLE}{DELIVERY_PAGE.format(made.pk)}") if to.user_id else None
        yield Letter(to, facts, buyer_id=made.buyer_id)


def tell_seller(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those who decide about orders where it was ordered, if they do not supply it themselves."""
    failed = _failed(event)
    if failed and not DeliveryTask.objects.filter(delivery=failed).exists():
        page = f"{CONSOLE}{ORDER_PAGE.format(failed.leg.number)}"
        yield from _to_staff(Right.ORDERS, failed, _said_to_seller(failed), page, brand, is_yours=False)


def _said_to_seller(failed: Delivery) -> str:
    """Return the reason on the edge on which the seller bought it, which says more than what its buyer reads."""
    bought = Delivery.objects.filter(leg__order_id=failed.leg.order_id, line_id=failed.line_id)
    own = bought.filter(buyer_id=failed.seller_id, state=DeliveryState.FAILED).exclude(reason="")
    return own.values_list("reason", flat=True).first() or failed.reason


def tell_buyer(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the one who ordered; to nobody where it goes on by now."""
    failed = _failed(event)
    if failed is None:
        return
    page = ORDER_PAGE.format(failed.leg.number)
    for to in people_of_buyer(failed.buyer_id, brand):
        facts = _facts(failed)
        facts["order"]["url"] = brand.link(page) if to.user_id else None
        yield Letter(to, facts, buyer_id=failed.buyer_id)


def _failed(event: Event) -> Delivery | None:
    """Return what failed of an order, on the edge where it was ordered; None above it, and when it goes on."""
    leg = Leg.objects.get(pk=event.subject_id)
    failed = Delivery.objects.filter(leg=leg, state=DeliveryState.FAILED).select_related("leg", "leg_line")
    return failed.order_by("pk").first() if leg.position == 0 else None


def _facts(failed: Delivery) -> Facts:
    return {"order": {"number": failed.leg.number}, "delivery": {"product": failed.leg_line.product}}


def _to_staff(
    right: Right, failed: Delivery, reason: str, page: str, brand: Brand, *, is_yours: bool
) -> Iterator[Letter]:
    buyer = Account.objects.get(pk=failed.buyer_id)
    for to in staff_with(right, buyer, brand):
        facts = _facts(failed) | buyer_facts(buyer)
        facts["delivery"] |= {
            "reason": reason,
            "is_yours": is_yours,
            "url": brand.link(page) if to.user_id else None,
        }
        yield Letter(to, facts, buyer_id=failed.buyer_id)


ON_DELIVERIES: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "delivery.made_in_vain": ((DELIVERED_IN_VAIN, tell_of_what_was_in_vain),),
    "delivery.failed": ((DELIVERY_FAILED, tell_supplier),),
    "order.delivery_failed": ((ORDER_NOT_DELIVERED, tell_buyer), (DELIVERY_FAILED, tell_seller)),
}
"""Event -> the mails that it makes."""
