"""Periods as a calendar on the wall has them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handsel.reports.periods import Period, Span, Step, borders

pytestmark = pytest.mark.covers("ACC-19")


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (("2026-11-01", "2026-11-22"), ("2026-10-01", "2026-10-22")),  # the same days of the month before
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),  # a whole month with a whole one
        (("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31")),
        (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),  # February has no 30th
        (("2026-01-01", "2026-11-22"), ("2025-01-01", "2025-11-22")),  # the same days of the year before
        (("2024-01-01", "2024-02-29"), ("2023-01-01", "2023-02-28")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2026-10-24", "2026-11-22"), ("2026-09-24", "2026-10-23")),  # as many days, right before
        (("2026-11-22", "2026-11-22"), ("2026-11-21", "2026-11-21")),
    ],
)
def test_a_period_is_compared_with_the_one_before(now, then):
    assert period(*now).before() == period(*then)


@pytest.mark.parametrize(
    ("step", "firsts"),
    [
        (Step.DAY, ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"]),
        (Step.WEEK, ["2026-10-30", "2026-11-02"]),
        (Step.MONTH, ["2026-10-30", "2026-11-01"]),
    ],
)
def test_a_period_is_cut_without_gaps(step, firsts):
    spans = period("2026-10-30", "2026-11-03").cut(step)

    assert [span.first.isoformat() for span in spans] == firsts
    assert [span.until for span in spans[:-1]] == [span.first for span in spans[1:]]
    assert spans[-1].last == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("last", "step"), [("2026-01-31", Step.DAY), ("2026-05-31", Step.WEEK), ("2026-12-31", Step.MONTH)]
)
def test_the_step_fits_the_length_unless_chosen(last, step):
    assert period("2026-01-01", last).best_step() == step


def test_a_day_begins_by_the_clocks_of_its_zone_also_when_they_change():
    spans = [Span(date(2026, 10, 25), date(2026, 10, 26))]  # 25 hours in Berlin

    begin, end = borders(spans, ZoneInfo("Europe/Berlin"))

    assert begin == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert end == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_the_periods_that_the_screen_offers():
    today = date(2026, 3, 31)

    assert Period.this_month(today) == period("2026-03-01", "2026-03-31")
    assert Period.last_month(today) == period("2026-02-01", "2026-02-28")
    assert Period.last_days(30, today) == period("2026-03-02", "2026-03-31")
    assert Period.this_year(today) == period("2026-01-01", "2026-03-31")
