"""How the tests deliver: products that somebody delivers by hand, and what stands on the task list."""

from datetime import datetime

from django.db import transaction

from handsel.catalog.models import Product, Provisioning
from handsel.cli.demo.story import Cast
from handsel.deliveries.models import Delivery, DeliveryTask
from handsel.identity.actor import Actor
from handsel.jobs.worker import run_once
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.timeline.reading import newest_xact
from tests.cast import NOON
from tests.orders.buying import buy


def by_hand(cast: Cast, *skus: str) -> None:
    """Let the operator's people deliver these products."""
    with transaction.atomic(), scoped(cast.olga.scope):
        Product.objects.filter(seller_id=cast.operator, sku__in=skus).update(provisioning=Provisioning.MANUAL)


def work(at: datetime = NOON) -> None:
    """Let the worker do what is due, until nothing is left."""
    with transaction.atomic():
        horizon = newest_xact()
    while run_once(at=at, horizon=horizon):
        pass


def bought(cast: Cast, sku: str = "WEB-S", plan: str = "Monthly", quantity: int = 1) -> Leg:
    """Let Bakery buy what is delivered by hand, Kleinbach agree, and the worker open its delivery."""
    by_hand(cast, sku)
    leg = buy(cast, sku, plan, quantity)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


def tasks(by: Actor) -> list[DeliveryTask]:
    """Return the tasks that `by` has before them, oldest first."""
    with transaction.atomic(), scoped(by.scope):
        rows = DeliveryTask.objects.filter(seller_id=by.seller_id).select_related("delivery__leg", "delivery__leg_line")
        return list(rows.order_by("pk"))


def deliveries(by: Actor, order_id: int) -> list[Delivery]:
    """Return what `by` sees of the deliveries of an order, from the buyer up."""
    with transaction.atomic(), scoped(by.scope):
        return list(Delivery.objects.filter(leg__order_id=order_id).order_by("leg__position", "pk"))
