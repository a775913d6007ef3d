"""Figures of the tiers below, as far as the glass walls let them through (ACC-25, ACC-19)."""

from datetime import UTC, date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from handsel.accounts.models import Account
from handsel.accounts.walls import look_below
from handsel.kernel.isolation import scoped
from handsel.reports.below import Counted, figures_at
from handsel.reports.new_customers import new_customers
from handsel.reports.periods import Period
from handsel.subscriptions.models import Subscription
from tests.accounts.walled import customer, deeper, looking, page, place, show
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-25", "ACC-19")]
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30))


def figures(by, child, reference="", since=NOON - timedelta(days=1)):
    with looking(by):
        return figures_at(look_below(Account.objects.get(pk=child), reference), since=since)


def joined(by):
    with looking(by):
        found = new_customers(by.seller_id, AUTUMN, zone=UTC, is_below=True)
    return found.count, found.left_out


def let_run(cast):
    leg = buy(cast)
    with looking(cast.karl):
        Subscription.objects.create(
            seller_id=cast.kleinbach, buyer_id=cast.bakery, leg_line=leg.lines.get(), product="Web", plan_name="Plan",
            quantity=1, currency="EUR", started_on=NOON.date(), renews_on=NOON.date() + timedelta(days=30),
            period_count=1, period_unit="month", net_minor=1_000,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_counts_are_those_of_the_child_and_of_all_below(cast):
    creek, cleo = deeper(cast.karl, "Creek")
    customer(cleo, "Canary")
    customer(cleo, "Second")
    let_run(cast)

    found = figures(cast.nora, cast.kleinbach)

    assert found.own == Counted(customers=1, resellers=1, transacting=1, joined=1)
    assert found.whole == Counted(customers=3, resellers=1, transacting=1, joined=3)
    assert found.left_out == 0
    assert figures(cast.karl, creek).own == Counted(customers=2, resellers=0, transacting=0, joined=2)
    assert figures(cast.nora, cast.kleinbach, since=NOON + timedelta(days=1)).whole.joined == 0


def test_nothing_shows_no_figures(cast):
    show(cast.karl, "nothing")

    assert figures(cast.nora, cast.kleinbach) is None
    assert figures(cast.karl, cast.kleinbach) is None


@pytest.mark.parametrize("wall", ["counts", "masked", "names"])
def test_every_other_level_shows_them(cast, wall):
    show(cast.karl, wall)

    assert figures(cast.nora, cast.kleinbach).own.customers == 1


def test_a_branch_that_shows_nothing_is_left_out_of_the_sum_with_all_below_it(cast):
    _, cleo = deeper(cast.karl, "Creek")
    _, dora = deeper(cleo, "Drip")
    customer(cleo, "Canary")
    customer(dora, "Second")
    assert figures(cast.nora, cast.kleinbach).whole.customers == 3
    assert joined(cast.nora) == (3, 0)

    show(cleo, "nothing")

    found = figures(cast.nora, cast.kleinbach)
    assert (found.whole.customers, found.whole.resellers, found.left_out) == (1, 1, 1)
    assert joined(cast.nora) == (1, 1)
    assert joined(cast.olga)[1] == 1


def test_the_report_counts_as_far_as_each_wall_lets_through(cast):
    assert joined(cast.olga) == (2, 0)
    show(cast.karl, "nothing")
    assert joined(cast.olga) == (1, 1)
    assert joined(cast.nora) == (0, 1)
    assert joined(cast.karl) == (1, 0)
    show(cast.nora, "nothing")
    assert joined(cast.olga) == (1, 1)
    show(cast.sven, "nothing")
    assert joined(cast.olga) == (0, 2)
    show(cast.nora, "counts")
    show(cast.karl, "names")
    assert joined(cast.olga) == (1, 1)


def test_figures_of_a_deeper_place_are_found_by_its_reference(cast):
    _, cleo = deeper(cast.karl, "Creek")
    customer(cleo, "Canary")
    show(cast.karl, "masked")
    (row,) = page(cast.nora, cast.kleinbach, "reseller").rows

    assert figures(cast.nora, cast.kleinbach, row.reference).own.customers == 1
    show(cleo, "nothing")
    assert place(cast.nora, cast.kleinbach, row.reference).wall == "nothing"
    assert figures(cast.nora, cast.kleinbach, row.reference) is None


@pytest.mark.parametrize("who", ["sven", "olga", "berta"])
def test_nobody_else_counts(cast, who):
    for ask in ("reports_below(%s, '', now())", "reports_cut_below(%s)"):
        with (
            transaction.atomic(),
            scoped(getattr(cast, who).scope),
            pytest.raises(ProgrammingError, match="out of scope"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {ask}", [cast.kleinbach])
