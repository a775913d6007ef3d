"""What is charged every so often, and what that is a month (CAT-1, SUB-4)."""

from datetime import date

import pytest

from handsel.catalog.periods import ONCE, Period, Unit
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.web.templatetags.periods import every, period


@pytest.mark.covers("SUB-4")
@pytest.mark.parametrize(
    ("lasts", "net_minor", "month_minor"),
    [
        (Period(1, Unit.MONTH), 1_000, 1_000),
        (Period(3, Unit.MONTH), 1_000, 333),
        (Period(1, Unit.YEAR), 12_000, 1_000),
        (Period(2, Unit.YEAR), 12_000, 500),
        (Period(1, Unit.WEEK), 1_200, 5_200),  # 52 weeks a year
        (Period(2, Unit.WEEK), 1_200, 2_600),
        (Period(1, Unit.DAY), 1_200, 36_500),  # 365 days a year
        (Period(30, Unit.DAY), 1_200, 1_217),  # 1216.67
    ],
)
@pytest.mark.django_db
def test_a_price_is_so_much_a_month_in_python_and_in_the_database(lasts, net_minor, month_minor):
    assert lasts.per_month(Money(net_minor, "EUR")) == Money(month_minor, "EUR")
    assert round(call_scalar("segments_per_month", net_minor, lasts.count, lasts.unit)) == month_minor


@pytest.mark.covers("CAT-1")
@pytest.mark.parametrize(
    ("lasts", "begun", "over"),
    [
        (Period(1, Unit.MONTH), date(2026, 1, 31), date(2026, 2, 28)),
        (Period(1, Unit.YEAR), date(2024, 2, 29), date(2025, 2, 28)),
        (Period(2, Unit.WEEK), date(2026, 12, 25), date(2027, 1, 8)),
        (Period(10, Unit.DAY), date(2026, 2, 25), date(2026, 3, 7)),
    ],
)
def test_a_period_is_over_on_a_day_of_the_calendar(lasts, begun, over):
    assert lasts.after(begun) == over


@pytest.mark.covers("CAT-1")
@pytest.mark.parametrize(
    ("lasts", "behind", "before"),
    [
        (ONCE, "once", "Once"),
        (Period(1, Unit.DAY), "/ day", "Each day"),
        (Period(2, Unit.WEEK), "/ 2 weeks", "Every 2 weeks"),
        (Period(1, Unit.MONTH), "/ month", "Each month"),
        (Period(3, Unit.MONTH), "/ 3 months", "Every 3 months"),
        (Period(2, Unit.YEAR), "/ 2 years", "Every 2 years"),
    ],
)
def test_a_period_is_told_in_words(lasts, behind, before):
    assert (period(lasts), every(lasts)) == (behind, before)


@pytest.mark.parametrize(
    ("count", "unit", "is_sane"),
    [(0, "", True), (1, "", False), (0, "month", False), (-1, "day", False), (120, "month", True),
     (121, "month", False), (1, "fortnight", False), (3_660, "day", True), (3_661, "day", False)],
)  # fmt: skip
def test_there_are_periods_of_up_to_ten_years(count, unit, is_sane):
    assert Period(count, unit).is_sane is is_sane


def test_months_that_are_years_are_told_as_years():
    assert [Period.months(count) for count in (0, 3, 12, 24)] == [
        ONCE, Period(3, Unit.MONTH), Period(1, Unit.YEAR), Period(2, Unit.YEAR),
    ]  # fmt: skip


def test_what_is_charged_once_has_no_next_period():
    with pytest.raises(ValueError, match="no next period"):
        ONCE.after(date(2026, 1, 1))
