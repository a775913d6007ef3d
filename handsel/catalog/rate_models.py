"""A seller's dated exchange rates, from a currency in which it buys to one in which it sells (CAT-5)."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account
from handsel.kernel.operation import chosen

RATE_DIGITS, RATE_DECIMALS = 22, 12
MAX_RATE, MIN_RATE = Decimal(10) ** 9, Decimal(10) ** -9
"""What a rate can be; beyond these somebody has mistyped."""

WARNED_AFTER_DAYS = 7
"""A rate that is older is warned about, until the seller says otherwise."""


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    """Rates, narrowed in the words of the trade."""

    def standing(self) -> Self:
        """Keep those that hold, held or will hold: not those that were withdrawn before they began."""
        return self.filter(withdrawn_at__isnull=True)

    def begun(self, at: datetime) -> Self:
        return self.standing().filter(starts_at__lte=at)

    def to_come(self, at: datetime) -> Self:
        return self.standing().filter(starts_at__gt=at)

    def of_pair(self, from_currency: str, to_currency: str) -> Self:
        return self.filter(from_currency=from_currency, to_currency=to_currency)


class ExchangeRate(models.Model):
    """One unit of `from_currency` is `rate` units of `to_currency` from `starts_at` until the next of the pair starts.

    `valid_from` is the day as it was entered, in the seller's time zone. What has started is never changed; what has
    not can be withdrawn.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    from_currency = models.CharField(max_length=3)
    to_currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=RATE_DIGITS, decimal_places=RATE_DECIMALS)
    valid_from = models.DateField()
    starts_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True, default="")

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exchange_rate_is_within_reason", condition=Q(rate__gte=MIN_RATE, rate__lte=MAX_RATE)
            ),
            models.CheckConstraint(
                name="exchange_rate_is_between_two_currencies",
                condition=Q(from_currency__regex="^[A-Z]{3}$", to_currency__regex="^[A-Z]{3}$")
                & ~Q(from_currency=F("to_currency")),
            ),
            models.CheckConstraint(
                name="exchange_rate_never_starts_in_the_past", condition=Q(starts_at__gte=F("added_at"))
            ),
            models.CheckConstraint(
                name="exchange_rate_is_withdrawn_before_it_starts",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lt=F("starts_at")),
            ),
            models.UniqueConstraint(
                name=chosen("exchange_rate_once_per_pair_and_day"),
                fields=["seller", "from_currency", "to_currency", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["seller", "to_currency", "from_currency", "-starts_at"],
                name="exchange_rate_in_force",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"1 {self.from_currency} = {self.text} {self.to_currency}"

    @property
    def text(self) -> str:
        """The rate without trailing zeros, with a point."""
        return plain(self.rate)

    @property
    def inverse(self) -> Decimal:
        """What one unit of `to_currency` is worth in `from_currency`, to eight digits; for reading only."""
        return inverse_of(self.rate)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it has started; then it is not withdrawn any more."""
        return self.starts_at <= at


class RateAge(models.Model):
    """After how many days a seller is warned of a rate that nobody has renewed."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    days = models.IntegerField(default=WARNED_AFTER_DAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rate_age_once_per_seller", fields=["seller"]),
            models.CheckConstraint(name="rate_age_is_sane", condition=Q(days__gte=1, days__lte=366)),
        ]

    def __str__(self) -> str:
        return f"{self.days} days"


_SHOWN_DIGITS = 8


def plain(rate: Decimal) -> str:
    """Return `rate` without trailing zeros and never as a power: 1.08, 1000, 0.0000001."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def inverse_of(rate: Decimal) -> Decimal:
    """Return 1 / `rate` to eight digits, for people to check what they typed; nothing is computed with it."""
    inverse = 1 / rate
    return round(inverse, _SHOWN_DIGITS - 1 - inverse.adjusted())
