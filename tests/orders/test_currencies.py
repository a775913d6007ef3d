"""Orders across currencies: each seller's rate is fixed for it alone, and all can be computed again (CAT-5)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money, exponent
from handsel.kernel.refusal import Invalid
from handsel.ledger.proof import prove_books
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Conversion
from handsel.orders.placement import PlanWithdrawn, order_for, place_order
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.orders.wanted import LineWanted, NotOffered
from tests.cast import NOON
from tests.orders.branches import (
    Branch,
    customer,
    dollars_to_yen,
    give_rate,
    leg_of,
    mark_up,
    owner_of,
    supply,
    tier,
    wallet,
)

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-5", "ORD-11")]

CURRENCIES = ("JPY", "EUR", "KWD", "USD")


@dataclass(frozen=True)
class Edge:
    """What one seller of a branch makes of its cost."""

    currency: str
    rate: Decimal
    markup: Decimal


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def expected(cost: Money, edges: list[Edge]) -> list[tuple[Money, Money]] | None:
    """Return per edge what a unit costs its seller there, converted, and its price; None where a price cannot be."""
    made = []
    for edge in edges:
        minor = cost.minor
        if edge.currency != cost.currency:
            minor = rounded(cost.decimal * edge.rate * 10 ** exponent(edge.currency))
        price = rounded(minor * (1 + edge.markup / 100))
        if not 0 < minor <= 10**12 or price > 10**12:
            return None
        made.append((Money(minor, edge.currency), Money(price, edge.currency)))
        cost = made[-1][1]
    return made


EDGES = st.builds(
    Edge,
    st.sampled_from(CURRENCIES),
    st.decimals("0.000001", "100000", places=6),
    st.decimals(0, 200, places=2),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cost=st.builds(Money, st.integers(1, 10**9), st.sampled_from(CURRENCIES)),
    edges=st.lists(EDGES, min_size=1, max_size=6),
    quantity=st.integers(1, 9),
)
def test_the_figures_of_a_branch_in_any_currencies_can_be_computed_again(cast, cost, edges, quantity):
    # given a branch of one to six edges below a supplier
    sellers = [tier(cast.operator, "EUR")]
    for edge in edges[:-1]:
        sellers.append(tier(sellers[-1], edge.currency))
    buyer = customer(sellers[-1], edges[-1].currency)
    plan, bought_in = supply(sellers[0], cost), cost.currency
    for seller, edge in zip(sellers, edges, strict=True):
        mark_up(seller, edge.markup)
        if edge.currency != bought_in:
            give_rate(seller, bought_in, edge.currency, edge.rate)
            give_rate(seller, bought_in, edge.currency, edge.rate * 2, days=1)
        bought_in = edge.currency

    # when something is ordered
    made, by = expected(cost, edges), owner_of(sellers[-1])
    if made is None:
        with pytest.raises(NotOffered):
            order_for(buyer_id=buyer, lines=[LineWanted(plan, quantity)], by=by, at=NOON)
        return
    leg = order_for(buyer_id=buyer, lines=[LineWanted(plan, quantity)], by=by, at=NOON)

    # then each edge has its own figures, and each seller the way to them
    paid = cost
    for seller, edge, (converted, price) in zip(sellers, edges, made, strict=True):
        found, line, conversion = leg_of(seller, leg.order_id)
        assert (line.unit_minor, line.currency, found.net_minor) == (price.minor, edge.currency, price.minor * quantity)
        if edge.currency == paid.currency:
            assert (conversion.cost, conversion.exchange_rate_id, conversion.converted) == (paid, None, paid)
        else:
            assert (conversion.cost, conversion.rate, conversion.converted) == (paid, edge.rate, converted)
        assert conversion.is_own is (seller == sellers[0])
        paid = price
    assert order_faults() == []


@pytest.fixture
def branch(cast) -> Branch:
    return dollars_to_yen(cast.operator)


def test_an_order_debits_each_wallet_in_its_own_currency_or_none(branch):
    leg = branch.order()
    assert situation(leg).name == "in_progress"
    # 10.00 USD and 20 % is 12.00 USD; at 150 that is 1,800 JPY, and with 20 % 2,160
    assert wallet(branch.supplier, branch.reseller) == Money(40_000 - 2 * 1_200, "USD")
    assert wallet(branch.reseller, branch.buyer) == Money(100_000 - 2 * 2_160, "JPY")
    assert prove_books().faults == order_faults() == []


def test_a_tier_that_is_short_in_its_currency_locks_the_order_and_nothing_is_debited(branch):
    leg = branch.order(quantity=40)
    above, _line, _conversion = leg_of(branch.supplier, leg.order_id)
    assert (situation(above).name, situation(leg).name) == ("locked", "in_progress")
    assert wallet(branch.supplier, branch.reseller) == Money(40_000, "USD")
    assert wallet(branch.reseller, branch.buyer) == Money(100_000, "JPY")


def test_a_placed_order_keeps_its_rate_whatever_comes_later(branch):
    leg = branch.order(quantity=40)
    later = NOON + timedelta(days=1)
    give_rate(branch.reseller, "USD", "JPY", "151", days=1)
    _found, line, conversion = leg_of(branch.reseller, leg.order_id)
    assert (line.unit_minor, conversion.rate) == (2_160, Decimal(150))
    fresh = branch.order(at=later, quantity=1)
    _found, line, conversion = leg_of(branch.reseller, fresh.order_id)
    assert (line.unit_minor, conversion.rate) == (2_174, Decimal(151))  # 1,812 and 20 %
    assert order_faults() == []


def test_the_buyer_and_the_seller_above_learn_nothing_of_the_rate(branch):
    leg = branch.order()
    for seller, buyer in ((branch.supplier, None), (branch.reseller, branch.buyer), (branch.buyer, None)):
        actor = Actor(None, "Test", seller, Role.BUYER if buyer else Role.OWNER, buyer)
        with transaction.atomic(), scoped(actor.scope):
            assert list(Conversion.objects.filter(seller_id=branch.reseller)) == []
    with transaction.atomic(), scoped(owner_of(branch.reseller).scope):
        assert Conversion.objects.get(leg__order_id=leg.order_id).cost == Money(1_200, "USD")


def test_without_a_rate_for_the_day_nothing_is_offered_and_a_cart_cannot_be_placed(cast):
    supplier = tier(cast.operator, "EUR")
    buyer = customer(supplier, "JPY")
    plan = supply(supplier, Money(1_000, "USD"))
    give_rate(supplier, "USD", "JPY", "150", days=1)
    with pytest.raises(NotOffered, match="USD to JPY"):
        order_for(buyer_id=buyer, lines=[LineWanted(plan, 1)], by=owner_of(supplier), at=NOON)
    tomorrow, by = NOON + timedelta(days=1), owner_of(supplier)
    cart = put_in_cart(buyer_id=buyer, plan_id=plan, quantity=1, by=by, at=tomorrow)
    with pytest.raises(PlanWithdrawn):
        place_order(order_id=cart.pk, by=by, at=NOON)
    assert place_order(order_id=cart.pk, by=by, at=tomorrow).currency == "JPY"


def test_an_own_product_in_another_currency_is_converted_once_and_told_as_own(cast):
    supplier = tier(cast.operator, "EUR")
    buyer = customer(supplier, "KWD")
    plan = supply(supplier, Money(1_000, "JPY"))
    give_rate(supplier, "JPY", "KWD", "0.002")
    leg = order_for(buyer_id=buyer, lines=[LineWanted(plan, 1)], by=owner_of(supplier), at=NOON)
    _leg, line, conversion = leg_of(supplier, leg.order_id)
    assert (line.unit_minor, conversion.converted, conversion.is_own) == (2_400, Money(2_000, "KWD"), True)


def test_what_is_too_large_for_one_posting_on_any_tier_is_refused(cast):
    supplier = tier(cast.operator, "EUR")
    reseller = tier(supplier, "JPY")
    buyer = customer(reseller, "KWD")
    plan = supply(supplier, Money(10**11, "JPY"))
    give_rate(reseller, "JPY", "KWD", "0.000001")
    with pytest.raises(Invalid) as refused:
        order_for(buyer_id=buyer, lines=[LineWanted(plan, 100_000)], by=owner_of(reseller), at=NOON)
    assert set(refused.value.fields) == {"lines"}


def test_the_offer_to_a_buyer_names_its_own_currency_only(branch):
    actor = Actor(None, "Test", branch.reseller, Role.BUYER, branch.buyer)
    with transaction.atomic(), scoped(actor.scope):
        assert {offer.currency for offer in offers_to(branch.buyer, at=NOON)} == {"JPY"}
