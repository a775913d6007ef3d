"""A shop of thousands of products: searched, paged and counted without pricing all of it (CAT-1, SHO-1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handsel.catalog.price_changes import Change, Target, Way
from handsel.catalog.price_models import Level
from tests.catalog.large import prices_made, supply_many
from tests.catalog.listed import change
from tests.signups.visitors import portal_lets

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1", "SHO-1")]


def cost_of(visitor, path: str) -> tuple[int, int]:
    """Return how many queries a page takes, and how many prices are made for it."""
    before = prices_made()
    with CaptureQueriesContext(connection) as taken:
        assert visitor.get(path).status_code == 200
    return len(taken), prices_made() - before


@pytest.mark.parametrize("path", ["/", "/?q=bulk", "/?category=Bulk", "/?q=bulk&page=3"])
def test_customers_pages_make_as_many_prices_and_queries_however_long_the_range_is(berta, cast, path):
    supply_many(cast.olga, 0, 150)
    berta.get(path)
    short = cost_of(berta, path)

    supply_many(cast.olga, 150, 300)

    assert cost_of(berta, path) == short
    assert short[1] > 0


@pytest.mark.parametrize("visitor_prices", ["hidden", "shown"])
def test_strangers_pages_make_as_many_prices_and_queries_too(stranger, cast, visitor_prices):
    portal_lets(cast.karl, visitor_prices=visitor_prices)
    supply_many(cast.olga, 0, 150)
    stranger.get("/")
    short = cost_of(stranger, "/")

    supply_many(cast.olga, 150, 300)

    assert cost_of(stranger, "/") == short


def test_a_long_range_is_counted_up_to_a_bound_and_every_page_of_it_is_full(berta, cast):
    supply_many(cast.olga, 0, 150)

    first, sixth, seventh = (berta.text(f"/?category=Bulk{page}") for page in ("", "&page=6", "&page=7"))

    assert "1–24 of more than 100" in first
    assert "121–144 of more than 144" in sixth
    assert "145–150 of 150" in seventh
    assert "Bulk 0149" in seventh


def test_what_is_hidden_leaves_no_gaps_on_a_page(berta, cast):
    plans = supply_many(cast.karl, 0, 150)
    hidden: list[Target] = [(int(Level.PLAN), plan) for plan in plans[:130]]

    change(cast.karl, Change(Way.HIDE, hidden))

    shelf = berta.text("/?category=Bulk")
    assert "Bulk 0129" not in shelf
    assert "Bulk 0130" in shelf
    assert "Bulk 0149" in shelf


def test_a_category_in_which_nothing_is_sold_is_not_shown(berta, cast):
    plans: list[Target] = [(int(Level.PLAN), plan) for plan in supply_many(cast.karl, 0, 150)]
    change(cast.karl, Change(Way.HIDE, plans[:-1]))
    assert "Bulk" in berta.text("/")

    change(cast.karl, Change(Way.HIDE, plans))

    assert "Bulk" not in berta.text("/")


def test_few_products_are_counted_in_their_category(berta):
    assert "2 products" in berta.text("/")
    assert "1 product" in berta.text("/")
