"""Screens over a range of thousands of plans price no more than they show (CAT-1, CAT-2, ORD-10)."""

import pytest

from tests.catalog.large import prices_made, supply_many
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1", "CAT-2", "SHO-1")]

PATHS = [
    "/console/price-lists/",
    "/console/price-lists/?q=bulk",
    "/console/products/?from=above",
    "/console/accounts/1001/order/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_makes_as_many_prices_and_queries_however_long_the_range_is(karl, cast, path):
    supply_many(cast.olga, 0, 300)
    karl.get(path)

    def cost_of_page() -> tuple[int, int]:
        before = prices_made()
        queries = queries_of(karl, path)
        return queries, prices_made() - before

    short = cost_of_page()
    supply_many(cast.olga, 300, 300)

    assert cost_of_page() == short
    assert short[1] > 0
