"""The lines of a cart, and of an order as it was placed: what is wanted, before any price (ORD-9, CAT-1)."""

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account
from handsel.catalog.models import Plan


class AnyLine(models.Model):
    """How many of one plan are wanted, and what was filled in; the same plan may be wanted twice, each in its way.

    An add-on stands `under` the line that it belongs to. `options` are what was filled in, as it was asked then:
    `{"option": 5, "label": "Domain", "kind": "domain", "value": "bakery.example"}`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    under = models.ForeignKey("self", models.CASCADE, null=True, related_name="addons", db_constraint=False)
    under_id: int | None
    quantity = models.IntegerField()
    options = models.JSONField(default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.quantity} × {self.plan_id}"

    @property
    def whose(self) -> dict[str, int]:
        """The fields that say in whose cart it lies; its add-ons have the same."""
        raise NotImplementedError


class Line(AnyLine):
    """A line of a buyer's cart, or of an order as it was placed."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="lines", db_constraint=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_quantity_is_sane", condition=Q(quantity__gte=1, quantity__lte=100_000)),
            models.CheckConstraint(name="line_is_not_under_itself", condition=~Q(under=F("id"))),
            models.UniqueConstraint(
                name="line_addon_once_per_line", fields=["under", "plan"], condition=Q(under__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["seller", "order"], name="line_of_order")]

    @property
    def whose(self) -> dict[str, int]:
        return {"seller_id": self.seller_id, "buyer_id": self.buyer_id, "order_id": self.order_id}
