"""How many customers joined: one's own, and as a mere count those of the tiers below (ACC-19)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from handsel.reports.new_customers import new_customers
from handsel.reports.periods import Period, Step

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-19")]
SPRING = Period(date(2030, 3, 1), date(2030, 3, 31))


def join(by, *moments):
    for number, moment in enumerate(moments):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@shop.example")
        yield add_customer(details=details, manager_id=None, by=by, at=moment)


def count(by, period=SPRING, step=None, zone=UTC, **more):
    with transaction.atomic(), scoped(by.scope):
        return new_customers(by.seller_id, period, step, zone=zone, **more)


def test_customers_count_in_the_span_in_which_they_joined(cast):
    days = [datetime(2030, 3, day, 12, tzinfo=UTC) for day in (1, 1, 4, 31)]
    list(join(cast.karl, *days, datetime(2030, 2, 28, tzinfo=UTC), datetime(2030, 4, 1, tzinfo=UTC)))

    by_day, by_week = count(cast.karl), count(cast.karl, step=Step.WEEK)

    assert by_day.count == by_week.count == 4
    assert [one.count for one in by_day.spans] == [2, 0, 0, 1, *[0] * 26, 1]
    assert [one.count for one in by_week.spans] == [2, 1, 0, 0, 1]
    assert by_day.before_count == 1


def test_a_day_is_a_day_of_the_portal(cast):
    list(join(cast.karl, datetime(2030, 3, 1, 23, 30, tzinfo=UTC)))

    assert [one.count for one in count(cast.karl).spans][:2] == [1, 0]
    assert [one.count for one in count(cast.karl, zone=ZoneInfo("Europe/Berlin")).spans][:2] == [0, 1]


def test_a_reseller_counts_its_own_or_all_below(cast):
    list(join(cast.karl, datetime(2030, 3, 2, tzinfo=UTC), datetime(2030, 3, 3, tzinfo=UTC)))
    list(join(cast.nora, datetime(2030, 3, 4, tzinfo=UTC)))
    list(join(cast.sven, datetime(2030, 3, 5, tzinfo=UTC)))

    counts = [(count(who).count, count(who, is_below=True).count) for who in (cast.olga, cast.nora, cast.karl)]

    assert counts == [(0, 4), (1, 3), (2, 2)]


def test_who_left_the_lists_does_not_count_nor_who_stands_below_them(cast):
    first, _ = join(cast.karl, datetime(2030, 3, 2, tzinfo=UTC), datetime(2030, 3, 3, tzinfo=UTC))
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=first.pk).update(archived_at=datetime(2030, 5, 1, tzinfo=UTC))
    assert count(cast.nora, is_below=True).count == 1

    with transaction.atomic(), scoped(cast.nora.scope):
        Account.objects.filter(pk=cast.kleinbach).update(archived_at=datetime(2030, 5, 1, tzinfo=UTC))
    assert count(cast.nora, is_below=True).count == 0


def test_nobody_counts_for_another_seller(cast):
    with (
        transaction.atomic(),
        scoped(cast.sven.scope),
        pytest.raises(ProgrammingError, match="out of scope"),
        transaction.atomic(),
    ):
        new_customers(cast.nordlicht, SPRING, zone=UTC)


def test_a_customer_counts_nobody(cast):
    with (
        transaction.atomic(),
        scoped(cast.berta.scope),
        pytest.raises(ProgrammingError, match="out of scope"),
        transaction.atomic(),
    ):
        new_customers(cast.kleinbach, SPRING, zone=UTC)


@pytest.mark.parametrize(
    ("first", "last", "step", "field"),
    [
        (date(2030, 3, 2), date(2030, 3, 1), None, "until"),
        (date(1000, 3, 2), date(2030, 3, 1), None, "from"),
        (date(2030, 3, 2), date(9999, 12, 31), None, "from"),
        (date(2030, 1, 1), date(2032, 1, 1), Step.DAY, "step"),
        (date(1970, 1, 1), date(2999, 12, 31), None, "step"),
    ],
)
def test_periods_that_cannot_be_are_refused_at_the_field(cast, first, last, step, field):
    with pytest.raises(Invalid) as refused:
        count(cast.karl, Period(first, last), step)

    assert list(refused.value.fields) == [field]
