"""From which cost, at which rate and by which rule a seller's price was made (CAT-2, CAT-5).

A row of the seller alone: on the leg, which its buyer sees too, it would tell what the seller pays (safety T8).
"""

from typing import Self

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.catalog.price_models import Rounding, RoundingWay
from handsel.catalog.rate_models import RATE_DECIMALS, RATE_DIGITS, ExchangeRate, plain
from handsel.kernel.money import Money


class ConversionQuerySet(models.QuerySet["Conversion"]):
    """How prices were made, narrowed in the words of those who read it."""

    def across(self) -> Self:
        """Keep those where the seller bought in one currency and sold in another."""
        return self.filter(exchange_rate__isnull=False)


class Conversion(models.Model):
    """One line of a selling leg: what a unit cost the seller, the rate, and that cost in the currency of the leg.

    Fixed when the order is placed, with the rule of that moment, so that the price can be computed again:
    `base_minor`, the converted cost or an older one that the price was held at, with percent and amount on top and
    rounded, or the fixed price. Rows without `base_minor` are older than rules. Without `exchange_rate` nothing was
    converted.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    leg = models.ForeignKey(
        "orders.Leg", models.PROTECT, related_name="conversions", db_constraint=False, db_index=False
    )
    plan_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    exchange_rate = models.ForeignKey(
        ExchangeRate, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    is_own = models.BooleanField()
    cost_currency = models.CharField(max_length=3)
    unit_cost_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=RATE_DIGITS, decimal_places=RATE_DECIMALS)
    currency = models.CharField(max_length=3)
    unit_converted_minor = models.BigIntegerField()
    base_minor = models.BigIntegerField(null=True)
    level = models.SmallIntegerField(default=0, db_default=0)
    markup_percent = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    amount_minor = models.BigIntegerField(default=0, db_default=0)
    fixed_minor = models.BigIntegerField(null=True)
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.NONE, db_default=Rounding.NONE)
    rounding_way = models.CharField(
        max_length=10, choices=RoundingWay, default=RoundingWay.NEAREST, db_default=RoundingWay.NEAREST
    )
    quantity = models.IntegerField()

    objects = ConversionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="conversion_once_per_line", fields=["seller", "leg", "line_id"]),
            models.CheckConstraint(
                name="conversion_is_not_negative", condition=Q(unit_cost_minor__gte=0, unit_converted_minor__gte=0)
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
