"""A running term: what an executed recurring line left behind, on one edge (SUB-1)."""

from django.db import models

from handsel.accounts.models import Account
from handsel.catalog.periods import Periodic, is_a_period
from handsel.orders.models import LegLine


class Subscription(Periodic, models.Model):
    """`quantity` of a plan, charged `net_minor` in all every period, from `started_on` on. Seller's side."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions", db_constraint=False)
    leg_line = models.OneToOneField(LegLine, models.PROTECT, related_name="subscription", db_constraint=False)
    product = models.CharField(max_length=120)
    plan_name = models.CharField(max_length=80)
    quantity = models.IntegerField()
    period_count = models.IntegerField()
    period_unit = models.CharField(max_length=5)
    net_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    started_on = models.DateField()
    renews_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="subscription_has_a_period", condition=is_a_period(or_once=False)),
            models.CheckConstraint(
                name="subscription_renews_after_start", condition=models.Q(renews_on__gt=models.F("started_on"))
            ),
        ]
        indexes = [models.Index(fields=["seller", "buyer"], name="subscription_of_buyer")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
