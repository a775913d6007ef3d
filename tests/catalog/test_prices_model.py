"""The database prices a branch as a plain model does, by whatever rules (CAT-2)."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handsel.accounts.models import Edge
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.price_models import PriceRule, Rounding, RoundingWay
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.placement import order_for
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.catalog import prices_model as model
from tests.catalog.listed import offered
from tests.orders.branches import customer, fund, owner_of, supply, tier

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2")]

PERCENTS = st.decimals(-20, 200, places=2)
RULES = st.one_of(
    st.builds(model.Rule, st.integers(1, 4), PERCENTS, st.integers(-500, 500), st.none(), st.none()),
    st.builds(model.Rule, st.integers(1, 4), st.none(), st.just(0), st.integers(1, 10**6), st.none()),
    st.builds(model.Rule, st.integers(1, 4), PERCENTS, st.just(0), st.none(), st.sampled_from([True, False])),
)
BOOKS = st.builds(
    model.Book,
    st.decimals(0, 200, places=2),
    st.sampled_from(Rounding.values),
    st.sampled_from(RoundingWay.values),
    st.lists(RULES, max_size=3, unique_by=lambda rule: rule.level),
)


def keep(price_list: PriceList, book: model.Book, line: Line) -> None:
    ids = {1: 0, 2: line.category_id, 3: line.product_id, 4: line.plan_id}
    PriceList.objects.filter(pk=price_list.pk).update(
        markup_percent=book.markup, rounding=book.rounding, rounding_way=book.way
    )
    for rule in book.rules:
        same = {"seller_id": price_list.seller_id, "price_list": price_list, "level": rule.level}
        same["target_id"] = ids[rule.level]
        figures = {"percent": rule.percent, "amount_minor": rule.amount, "fixed_minor": rule.fixed}
        in_euro = rule.amount or rule.fixed is not None
        if not in_euro:
            PriceRule.objects.create(**same, **figures, is_hidden=rule.is_hidden)
        else:
            PriceRule.objects.create(**same, **figures, currency="EUR")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cost=st.integers(1, 10**6),
    tiers=st.lists(st.tuples(BOOKS, st.one_of(st.none(), BOOKS)), min_size=1, max_size=6),
)
def test_the_database_prices_a_branch_as_the_model_does_and_the_proof_agrees(cast, cost, tiers):
    # given a branch of one to six edges, each with a default list and perhaps one of the buyer's own
    sellers = [tier(cast.operator, "EUR")]
    for _books in tiers[:-1]:
        sellers.append(tier(sellers[-1], "EUR"))
    buyer = customer(sellers[-1], "EUR")
    plan = supply(sellers[0], Money(cost, "EUR"))
    with transaction.atomic(), scoped(owner_of(sellers[0]).scope):
        line = range_of(sellers[0], None, "EUR", plan_ids=[plan], at=NOON).lines[0]
    for seller, bought_by, (default, own) in zip(sellers, [*sellers[1:], buyer], tiers, strict=True):
        with transaction.atomic(), scoped(owner_of(seller).scope):
            keep(PriceList.objects.get(seller_id=seller, is_default=True), default, line)
            if own is not None:
                theirs = PriceList.objects.create(seller_id=seller, name="Own", markup_percent=0)
                keep(theirs, own, line)
                Edge.objects.filter(seller_id=seller, buyer_id=bought_by).update(price_list=theirs)
    # when the model walks down
    expected: int | None = cost
    for default, own in tiers:
        expected = None if expected is None else model.sold_at(expected, own, default)
    # then the database asks the same, and an order of it can be proved
    assert offered(owner_of(sellers[-1]), buyer).get("THING Once") == expected
    if expected is not None:
        fund(sellers[-1], buyer, Money(10**9, "EUR"))
        order_for(buyer_id=buyer, lines=[LineWanted(plan)], by=owner_of(sellers[-1]), at=NOON)
        assert order_faults() == []
