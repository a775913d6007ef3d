"""The mails about orders: who gets which, when (MAI-1, ORD-2, ORD-3)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from handsel.identity.actor import SYSTEM
from handsel.identity.roles import Right
from handsel.mail import kinds
from handsel.mail.branding import Brand
from handsel.mail.facts import CONSOLE, buyer_facts, order_facts, paying_facts, shortage_facts, waiting_facts
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.order_kinds import ORDER_GIVEN_UP, ORDER_WITHDRAWN
from handsel.mail.recipients import Recipient, people_of_buyer, staff_with
from handsel.orders.decision_links import Decision, DecisionLink, decision_link
from handsel.orders.models import Approval, Fulfilment, Leg
from handsel.orders.repricing import new_price
from handsel.timeline.models import Event

DECIDE_PAGE = "/orders/decide/"


def thank_for_order(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the buyer: we have your order, and this is what it waits for."""
    leg = Leg.objects.select_related("buyer").get(pk=event.subject_id)
    for to in people_of_buyer(leg.buyer_id, brand):
        facts = order_facts(leg, to, brand)
        facts["order"] |= waiting_facts(leg)
        facts |= paying_facts(leg, to, at)
        yield Letter(to, facts, buyer_id=leg.buyer_id)


def ask_for_approval(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To those at the seller who accept orders: an order waits for you."""
    leg = Leg.objects.select_related("buyer").get(pk=event.subject_id)
    placed = Event.objects.filter(
        seller_id=event.seller_id, subject_kind="leg", subject_id=leg.pk, name="order.placed"
    ).first()
    for to in staff_with(Right.ORDERS, leg.buyer, brand):
        facts = order_facts(leg, to, brand, console=True) | buyer_facts(leg.buyer)
        facts["order"]["placed_by"] = placed.actor_name if placed else None
        facts["order"] |= {f"{one}_url": _decide_url(one, leg, to, brand, at) for one in Decision}
        yield Letter(to, facts, buyer_id=leg.buyer_id)


def _decide_url(decision: Decision, leg: Leg, to: Recipient, brand: Brand, at: datetime) -> str | None:
    """Return the page that asks whether `to` means it; None for who cannot log in."""
    if to.user_id is None:
        return None
    link = decision_link(DecisionLink(decision, leg.pk, to.user_id), at=at)
    return brand.link(f"{CONSOLE}{DECIDE_PAGE}?link={quote(link)}")


def tell_of_execution(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the one who ordered. The tiers between, who ordered nothing themselves, are spared a mail per order."""
    leg = Leg.objects.get(pk=event.subject_id)
    if leg.position == 0:
        for to in people_of_buyer(leg.buyer_id, brand):
            yield Letter(to, order_facts(leg, to, brand), buyer_id=leg.buyer_id)


def tell_of_cancellation(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the one who ordered, and to the tier whose own seller said no, with the reason told on that leg."""
    leg = Leg.objects.get(pk=event.subject_id)
    if leg.position == 0 or leg.canceled_by_name:
        for to in people_of_buyer(leg.buyer_id, brand):
            facts = order_facts(leg, to, brand)
            facts["order"]["reason"] = leg.cancel_reason
            yield Letter(to, facts, buyer_id=leg.buyer_id)


def tell_of_giving_up(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those at the seller who accept orders: nobody did anything about this one, and it was canceled."""
    leg = Leg.objects.select_related("buyer").get(pk=event.subject_id)
    if leg.position == 0 and leg.settled_at is None and leg.canceled_by_name == SYSTEM:
        for to in staff_with(Right.ORDERS, leg.buyer, brand):
            facts = order_facts(leg, to, brand, console=True) | buyer_facts(leg.buyer)
            facts["order"]["reason"] = leg.cancel_reason
            yield Letter(to, facts, buyer_id=leg.buyer_id)


def tell_of_withdrawal(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those at the seller who accept orders: the buyer canceled this one."""
    leg = Leg.objects.select_related("buyer").get(pk=event.subject_id)
    for to in staff_with(Right.ORDERS, leg.buyer, brand):
        facts = order_facts(leg, to, brand, console=True) | buyer_facts(leg.buyer)
        facts["order"]["reason"] = leg.cancel_reason
        yield Letter(to, facts, buyer_id=leg.buyer_id)


def tell_of_new_price(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the one who ordered: it costs something else now; to nobody where it is not asked any more."""
    leg = Leg.objects.get(pk=event.subject_id)
    new = new_price(leg, at=at) if leg.approval == Approval.WITH_BUYER else None
    for to in people_of_buyer(leg.buyer_id, brand) if new else []:
        order = order_facts(leg, to, brand)["order"]
        facts = {"number": order["number"], "before": order["total"], "url": order["url"]}
        yield Letter(to, {"order": facts | {"total": new.total if new else None}}, buyer_id=leg.buyer_id)


def _again(write: Writer, *stages: Fulfilment) -> Writer:
    """Write as `write` does, where the order stands at one of `stages` now: for mails that are sent again (ORD-3)."""

    def write_again(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
        if Leg.objects.get(pk=event.subject_id).fulfilment in stages:
            yield from write(event, brand, at)

    return write_again


_OVER = (Fulfilment.EXECUTED, Fulfilment.CANCELED)
_OPEN = tuple(stage for stage in Fulfilment if stage not in _OVER)


def tell_of_shortage(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the tier that blocks an order, and to nobody else: this much is missing."""
    leg = Leg.objects.get(pk=event.subject_id)
    for to in people_of_buyer(leg.buyer_id, brand, first=Right.PAY):
        facts = shortage_facts(leg, to, brand, at)
        if facts:
            yield Letter(to, facts, buyer_id=leg.buyer_id)


ON_ORDERS: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "order.placed": ((kinds.ORDER_PLACED, thank_for_order),),
    "order.awaiting_approval": ((kinds.ORDER_TO_APPROVE, ask_for_approval),),
    "order.withdrawn": ((ORDER_WITHDRAWN, tell_of_withdrawal),),
    "order.price_asked": ((kinds.ORDER_PRICE_ASKED, tell_of_new_price),),
    "order.executed": ((kinds.ORDER_EXECUTED, tell_of_execution),),
    "order.canceled": ((kinds.ORDER_CANCELED, tell_of_cancellation), (ORDER_GIVEN_UP, tell_of_giving_up)),
    "order.mail_sent_again": (
        (kinds.ORDER_PLACED, _again(thank_for_order, *_OPEN)),
        (kinds.ORDER_EXECUTED, _again(tell_of_execution, Fulfilment.EXECUTED)),
        (kinds.ORDER_CANCELED, _again(tell_of_cancellation, Fulfilment.CANCELED)),
    ),
    "order.short_of_funds": ((kinds.FUNDS_AWAITED, tell_of_shortage),),
}
