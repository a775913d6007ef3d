"""At which rate a seller's cost became part of its price, where it buys in one currency and sells in another (CAT-5).

A row of the seller alone: on the leg, which its buyer sees too, it would tell what the seller pays (safety T8).
"""

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.catalog.rate_models import RATE_DECIMALS, RATE_DIGITS, ExchangeRate, plain
from handsel.kernel.money import Money


class Conversion(models.Model):
    """One line of a selling leg: what a unit cost the seller, the rate, and that cost in the currency of the leg.

    Fixed when the order is placed, with the markup of that moment, so that the price can be computed again.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    leg = models.ForeignKey(
        "orders.Leg", models.PROTECT, related_name="conversions", db_constraint=False, db_index=False
    )
    plan_id = models.BigIntegerField()
    exchange_rate = models.ForeignKey(
        ExchangeRate, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    is_own = models.BooleanField()
    cost_currency = models.CharField(max_length=3)
    unit_cost_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=RATE_DIGITS, decimal_places=RATE_DECIMALS)
    currency = models.CharField(max_length=3)
    unit_converted_minor = models.BigIntegerField()
    markup_percent = models.DecimalField(max_digits=7, decimal_places=2)
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="conversion_once_per_line", fields=["seller", "leg", "plan_id"]),
            models.CheckConstraint(
                name="conversion_is_above_zero", condition=Q(unit_cost_minor__gt=0, unit_converted_minor__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cost} at {plain(self.rate)} is {self.converted}"

    @property
    def cost(self) -> Money:
        """What a unit cost the seller, in the currency in which it buys."""
        return Money(self.unit_cost_minor, self.cost_currency)

    @property
    def converted(self) -> Money:
        """The same in the currency of the leg, at the rate."""
        return Money(self.unit_converted_minor, self.currency)
