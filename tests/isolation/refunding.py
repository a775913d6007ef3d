"""Refunds of the world: asked for by customers, and one that the parent refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from handsel.catalog.models import Plan
from handsel.deliveries.data import Handed
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refunding import ask_refund, decline_refund
from handsel.deliveries.working import deliver
from handsel.identity.actor import Actor, system
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.orders.models import Leg


def give_refunds(name: str, owner: Actor, ancestors: Sequence[int], at: datetime) -> None:
    """Deliver something to each customer, who asks for the money; and have the parent refuse another refund."""
    with transaction.atomic(), scoped(owner.scope):
        waiting = DeliveryTask.objects.filter(seller_id=owner.seller_id, way="manual", state="waiting")
        made = list(waiting.order_by("-pk").values_list("delivery_id", "delivery__leg_id", "delivery__line_id")[:2])
        buyers = dict(Leg.objects.values_list("pk", "buyer_id"))
    for delivery, leg, line in made:
        deliver(delivery_ids=[delivery], handed=Handed(), by=owner, at=at)
        customer = replace(owner, buyer_id=buyers[leg], role=Role.BUYER)
        ask_refund(leg_id=leg, line_ids=[line], reason=f"{name} back", by=customer, at=at)
    if ancestors:
        _refused(name, owner, system(ancestors[0]), at)


def _refused(name: str, owner: Actor, parent: Actor, at: datetime) -> None:
    with transaction.atomic(), scoped(owner.scope):
        sold = Leg.objects.filter(seller_id=owner.seller_id, fulfilment="executed", position=0, refunds=None)
        own = Plan.objects.filter(seller_id=owner.seller_id).values("pk")
        leg = sold.exclude(lines__plan_id__in=own).order_by("-pk").first()
        lines = list(leg.lines.values_list("line_id", flat=True)) if leg else []
    if leg is None:
        return
    ask_refund(leg_id=leg.pk, line_ids=lines, reason=f"{name} again", by=owner, at=at)
    with transaction.atomic(), scoped(parent.scope):
        above = Refund.objects.get(seller_id=parent.seller_id, number=leg.number).pk
    decline_refund(refund_id=above, answer=f"{name} no", by=parent, at=at)
