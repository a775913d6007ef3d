"""What each reseller of the world ordered for itself at its own seller, and cannot pay yet (ORD-3)."""

from datetime import datetime

from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.orders.purchases import order_at_parent
from handsel.orders.wanted import LineWanted


def order_for_itself(owner: Actor, ancestors: list[int], at: datetime) -> None:
    """Order so much at the seller, if there is one, that the money is missing."""
    if not ancestors:
        return
    with transaction.atomic(), scoped(owner.scope):
        plan = next(offer.plan_id for offer in offers_to(owner.seller_id) if offer.sku == "MOVE")
    order_at_parent(account_id=None, lines=[LineWanted(plan, 10_000)], by=owner, at=at)
