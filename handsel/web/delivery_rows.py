"""What one reseller has before it of deliveries (ORD-12, OPS-3)."""

from collections.abc import Iterable

from django.db.models import QuerySet

from handsel.deliveries.bought import bought_for_good
from handsel.deliveries.models import Delivery, DeliveryTask, DeliveryTaskQuerySet
from handsel.deliveries.refund_models import Refund, RefundQuerySet
from handsel.identity.actor import Actor
from handsel.orders.models import Leg, LegLine


class DeliveryRows:
    """What one reseller supplies, and what became of what it sells and buys."""

    actor: Actor
    seller_id: int

    @property
    def delivery_tasks(self) -> DeliveryTaskQuerySet:
        """What it supplies to its buyers and delivers, or has delivered."""
        found = DeliveryTask.objects.filter(seller_id=self.seller_id)
        asker = self.actor.manager_id
        return found if asker is None else found.filter(buyer__manager_id=asker)

    @property
    def refunds(self) -> RefundQuerySet:
        """The refunds that it decides about: on the edges where it sells."""
        found = Refund.objects.filter(seller_id=self.seller_id)
        asker = self.actor.manager_id
        return found if asker is None else found.filter(buyer__manager_id=asker)

    @property
    def assets(self) -> QuerySet[LegLine]:
        """What its buyers have for good, each as the line by which it was bought."""
        found = bought_for_good().filter(seller_id=self.seller_id)
        asker = self.actor.manager_id
        return found if asker is None else found.filter(buyer__manager_id=asker)

    def deliveries_of(self, legs: Iterable[Leg]) -> QuerySet[Delivery]:
        """Return what became of the lines of `legs`, from the buyer up."""
        return Delivery.objects.filter(leg__in=legs).order_by("leg__position", "pk")

    def refunds_of(self, legs: Iterable[Leg]) -> RefundQuerySet:
        """Return the refunds on `legs`, the latest first."""
        return Refund.objects.filter(leg__in=legs).order_by("-pk")
