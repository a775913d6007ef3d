"""Every figure above a list is the number of rows of the list that its link opens (ACC-12)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Kind, Status
from handsel.accounts.tree import add_customer
from handsel.kernel.isolation import scope_of_transaction, scoped
from handsel.reports.figures import ListFigures, list_figures
from handsel.segments.columns import rows_of
from handsel.segments.search import Search
from handsel.subscriptions.models import Subscription
from tests.reports.subscribing import subscribe

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-12")]


def figures(by, kind=Kind.CUSTOMER) -> ListFigures:
    with transaction.atomic(), scoped(by.scope):
        return list_figures(by, kind)


def rows(by, params, kind=Kind.CUSTOMER) -> list[Account]:
    """Return the list that opens with `params`."""
    parsed = Search.from_params({name: [value] for name, value in params.items()})
    assert not parsed.problems
    with transaction.atomic(), scoped(by.scope):
        accounts = Account.objects.sold_to_by(by.seller_id).filter(kind=kind)
        return list(parsed.search.within(accounts, by=by, at=NOON))


@pytest.fixture
def shops(cast) -> list[Account]:
    """Three more customers of Kleinbach, beside Bakery, which has something running."""
    subscribe(cast)
    details = [AccountDetails(company_name=f"Shop {number}", email=f"s{number}@shop.example") for number in range(3)]
    return [add_customer(details=one, manager_id=None, by=cast.karl, at=NOON) for one in details]


def change(by, account: Account, **values: object) -> None:
    with transaction.atomic(), scope_of_transaction(by.scope):
        Account.objects.filter(pk=account.pk).update(**values)


def test_all_customers_are_counted_the_inactive_too(cast, shops):
    first, second, third = shops
    change(cast.karl, first, status=Status.INACTIVE, status_reason="Moved", status_since=NOON)
    change(cast.karl, second, archived_at=NOON)
    change(cast.karl, third, deleted_at=NOON)

    found = figures(cast.karl)

    assert found.listed.number == len(rows(cast.karl, found.listed.params)) == 2
    assert found.archived.number == len(rows(cast.karl, found.archived.params)) == 1


def test_who_has_something_running_is_transacting(cast, shops):
    found = figures(cast.karl)

    assert found.transacting.number == 1
    assert [account.pk for account in rows(cast.karl, found.transacting.params)] == [cast.bakery]


def test_the_run_rate_is_the_sum_over_the_list_that_it_opens(cast, shops):
    (worth,) = figures(cast.karl).run_rates

    opened = rows(cast.karl, worth.params)
    with transaction.atomic(), scoped(cast.karl.scope):
        shown = rows_of(opened, ["run_rate"], cast.kleinbach)
    assert [row["run_rate"] for row in shown] == [worth.amount]
    assert worth.amount.minor > 0


def test_what_ended_no_longer_counts(cast, shops):
    with transaction.atomic(), scope_of_transaction(cast.karl.scope):
        Subscription.objects.filter(seller_id=cast.kleinbach).update(ended_on=NOON.date())

    found = figures(cast.karl)

    assert (found.transacting.number, found.run_rates) == (0, ())


def test_each_tier_counts_what_it_sells_itself(cast, shops):
    (own,), (above,) = figures(cast.karl).run_rates, figures(cast.nora, Kind.RESELLER).run_rates

    assert figures(cast.nora, Kind.RESELLER).transacting.number == 1
    assert figures(cast.nora).listed.number == 0
    assert Decimal(own.amount.minor) > above.amount.minor > 0


def test_a_seller_without_customers_has_figures_too(cast):
    found = figures(cast.nora)

    assert (found.listed.number, found.transacting.number, found.run_rates) == (0, 0, ())


def test_figures_take_two_queries_whatever_there_is(cast, shops):
    with transaction.atomic(), scoped(cast.karl.scope), CaptureQueriesContext(connection) as taken:
        list_figures(cast.karl, Kind.CUSTOMER)

    assert len(taken) == 2
