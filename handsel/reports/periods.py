"""Periods of whole days, cut into days, weeks or months, by the calendar of one time zone (ACC-19). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Self

from dateutil.relativedelta import relativedelta

MOST_SPANS = 400
"""A chart of more would show nothing; a year of days fits."""
DAYS_SHOWN, WEEKS_SHOWN = 45, 200
"""A period of at most so many days is shown by day, or by week, unless somebody chooses."""
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


class Step(StrEnum):
    """How long each span of a chart is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Span:
    """The days from `first` up to, and without, `until`."""

    first: date
    until: date

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both of them among it."""

    first: date
    last: date

    @classmethod
    def this_month(cls, today: date) -> Self:
        return cls(today.replace(day=1), today)

    @classmethod
    def this_year(cls, today: date) -> Self:
        return cls(today.replace(month=1, day=1), today)

    @classmethod
    def last_month(cls, today: date) -> Self:
        until = today.replace(day=1)
        return cls(until - relativedelta(months=1), until - timedelta(days=1))

    @classmethod
    def this_quarter(cls, today: date) -> Self:
        return cls(today.replace(month=today.month - (today.month - 1) % 3, day=1), today)

    @classmethod
    def last_quarter(cls, today: date) -> Self:
        until = cls.this_quarter(today).first
        return cls(until - relativedelta(months=3), until - timedelta(days=1))

    @classmethod
    def last_year(cls, today: date) -> Self:
        return cls(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))

    @classmethod
    def last_days(cls, count: int, today: date) -> Self:
        return cls(today - timedelta(days=count - 1), today)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def whole(self) -> Span:
        return Span(self.first, self.last + timedelta(days=1))

    def before(self) -> "Period":
        """Return what this period is compared with.

        For the first days of a month or a year, the same days of the month or year before, or as many as it has; for
        anything else as many days, right before.
        """
        if self.first.day == 1 and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return self._moved(relativedelta(months=1))
        if (self.first.month, self.first.day) == (1, 1) and self.first.year == self.last.year:
            return self._moved(relativedelta(years=1))
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def _moved(self, back: relativedelta) -> "Period":
        first = self.first - back
        if (self.last + timedelta(days=1)).day == 1:
            # All of its last month is compared with all of the other, however long they are.
            return Period(first, self.last + timedelta(days=1) - back - timedelta(days=1))
        return Period(first, self.last - back)

    def best_step(self) -> Step:
        """Return the step that shows this period best."""
        if self.days <= DAYS_SHOWN:
            return Step.DAY
        return Step.WEEK if self.days <= WEEKS_SHOWN else Step.MONTH

    def cut(self, step: Step) -> list[Span]:
        """Return the spans of this period, oldest first; weeks begin on Monday, the outer ones may be shorter."""
        borders = [self.first]
        until = self.last + timedelta(days=1)
        while (border := _next_border(borders[-1], step)) < until:
            borders.append(border)
        return [Span(*pair) for pair in pairwise([*borders, until])]

    def fits(self, step: Step) -> bool:
        """Whether `step` leaves no more spans than a chart can show."""
        return self.days <= {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 28}[step] * MOST_SPANS


def _next_border(day: date, step: Step) -> date:
    if step == Step.DAY:
        return day + timedelta(days=1)
    if step == Step.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return day.replace(day=1) + relativedelta(months=1)


def borders(spans: Sequence[Span], zone: tzinfo) -> list[datetime]:
    """Return when each of `spans` begins and the last one ends, by the clocks of `zone`."""
    return [datetime.combine(day, time.min, zone) for day in (*(span.first for span in spans), spans[-1].until)]
