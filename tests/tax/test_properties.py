"""Whatever is sold at whatever rate: quotes say what orders cost, and books and legs stay provable (CAT-4)."""

import itertools
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.orders.placement import order_for
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from handsel.tax.quoting import tax_on
from tests.cast import NOON, wallet
from tests.tax.story import charges, plan, rate

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]

PERCENTS = st.decimals(0, 100, places=3)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(net=st.integers(0, 10**15), percent=PERCENTS)
def test_tax_is_what_a_schoolbook_says(net: int, percent: Decimal):
    exact = (net * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert call_scalar("tax_amount", net, percent) == exact


PLANS = {"WEB-S": "Monthly", "MAIL": "Monthly", "MOVE": "Per site"}
BUYS = st.lists(st.tuples(st.sampled_from(sorted(PLANS)), st.integers(1, 40)), min_size=1, max_size=3)


def test_what_is_quoted_is_what_is_debited_and_all_of_it_is_provable(cast: Cast):
    charges(cast.karl)
    charges(cast.nora)
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10**9, f"rich-{buyer}", NOON)
    days = itertools.count(1)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(percent=st.decimals(0, 50, places=3), above=st.decimals(0, 50, places=3), buys=BUYS)
    def tried(percent: Decimal, above: Decimal, buys: list[tuple[str, int]]) -> None:
        at = NOON + timedelta(days=next(days))
        rate(cast.karl, "DE", str(percent), at=at)
        rate(cast.nora, "DE", str(above), at=at)
        for sku, quantity in buys:
            _buy(cast, sku, quantity, at)
        for by in (cast.karl, cast.nora, cast.olga):
            with transaction.atomic(), scoped(by.scope):
                assert order_faults(by.seller_id) == []

    tried()


def _buy(cast: Cast, sku: str, quantity: int, at: datetime) -> None:
    """Order, and compare what was quoted with what was debited."""
    before = wallet(cast.kleinbach, cast.bakery).balance_minor
    plan_id = plan(cast.karl, cast.bakery, sku, PLANS[sku])
    leg = order_for(buyer_id=cast.bakery, lines=[LineWanted(plan_id, quantity)], by=cast.karl, at=at)
    with transaction.atomic(), scoped(cast.karl.scope):
        (owed,) = tax_on(cast.bakery, [(plan_id, leg.net_minor)], at=at)
    assert (owed.tax_minor, owed.gross_minor) == (leg.tax_minor, leg.gross_minor)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == before - leg.gross_minor
