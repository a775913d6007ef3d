"""For how long a price is: once, or every so many days, weeks, months or years (CAT-1, domain.md: run rate)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q

from handsel.kernel.money import Money, round_half_up


class Unit(models.TextChoices):
    """In what a period is counted."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


LONGEST = {Unit.DAY: 3_660, Unit.WEEK: 520, Unit.MONTH: 120, Unit.YEAR: 10}
"""The longest period in each unit: ten years."""

_PER_YEAR = {Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 12, Unit.YEAR: 1}


@dataclass(frozen=True, order=True)
class Period:
    """`count` of `unit`; 0 of nothing is once."""

    count: int = 0
    unit: str = ""

    @property
    def is_once(self) -> bool:
        return not self.count

    @property
    def is_sane(self) -> bool:
        """Whether there is such a period: once, or up to ten years."""
        if self.unit not in LONGEST:
            return self == ONCE
        return 1 <= self.count <= LONGEST[Unit(self.unit)]

    @property
    def per_year(self) -> Decimal:
        """How often it comes in a year: 12 for monthly, 52 for weekly, 365 for daily; 0 for once."""
        return Decimal(_PER_YEAR[Unit(self.unit)]) / self.count if self.count else Decimal(0)

    def per_month(self, net: Money) -> Money:
        """Return what `net` every period is a month, rounded half up.

        Yearly ÷ 12, weekly × 52 ÷ 12, daily × 365 ÷ 12, as domain.md has it.
        """
        return Money(round_half_up(net.minor * self.per_year / 12), net.currency)

    def after(self, day: date) -> date:
        """Return the day on which the period that begins on `day` is over; the 31st becomes a month's last day."""
        match self.unit:
            case Unit.DAY:
                return day + timedelta(days=self.count)
            case Unit.WEEK:
                return day + timedelta(weeks=self.count)
            case Unit.MONTH:
                return day + relativedelta(months=self.count)
            case Unit.YEAR:
                return day + relativedelta(years=self.count)
            case _:
                raise ValueError("what is charged once has no next period")

    @classmethod
    def months(cls, count: int) -> Self:
        """Return every `count` months, in years where these are whole; 0 is once."""
        if not count:
            return cls()
        return cls(count, Unit.MONTH) if count % 12 else cls(count // 12, Unit.YEAR)


ONCE = Period()
DAILY = Period(1, Unit.DAY)
WEEKLY = Period(1, Unit.WEEK)
MONTHLY = Period(1, Unit.MONTH)
YEARLY = Period(1, Unit.YEAR)


class Periodic:
    """What has a period in its columns `period_count` and `period_unit`."""

    period_count: int
    period_unit: str

    @property
    def period(self) -> Period:
        return Period(self.period_count, self.period_unit)

    def goes_with(self, plan: "Periodic") -> bool:
        """Whether an add-on that is charged so can stand under `plan`: it is charged once, or as often."""
        return self.period in (plan.period, ONCE)


def is_a_period(*, or_once: bool = True) -> Q:
    """Return the condition under which the two columns say a period."""
    lasts = Q(period_unit__in=Unit.values, period_count__gte=1)
    return lasts | Q(period_unit="", period_count=0) if or_once else lasts
