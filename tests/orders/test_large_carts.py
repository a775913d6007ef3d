"""A cart of 50 lines through six tiers is quoted and placed in as many queries as one of two lines (ORD-10, ORD-11)."""

from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.catalog.offers import offers_to
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders import cart as cart_module
from handsel.orders.cart import cart_of, merge_into_cart, put_in_cart
from handsel.orders.line_models import Line
from handsel.orders.models import Leg, LegLine
from handsel.orders.placement import order_for, place_order
from handsel.orders.wanted import LineWanted
from handsel.tax.quoting import tax_on
from tests.cast import NOON
from tests.catalog.large import supply_many
from tests.orders.branches import customer, fund, owner_of, tier

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10", "ORD-11", "CAT-2")]

FEW, MANY = 2, 50


@pytest.fixture
def branch(cast) -> list[int]:
    """Return the accounts from the operator down to a customer below six sellers, all with funds."""
    accounts = [cast.operator]
    for _below in range(5):
        accounts.append(tier(accounts[-1], "EUR"))
    accounts.append(customer(accounts[-1], "EUR"))
    for seller, buyer in pairwise(accounts):
        fund(seller, buyer, Money(10_000_000, "EUR"))
    return accounts


@pytest.fixture
def plans(cast, branch) -> list[int]:
    return supply_many(cast.olga, 0, FEW + MANY)


def number_of_lines(leg: Leg, by: Actor) -> int:
    with transaction.atomic(), scoped(by.scope):
        return LegLine.objects.filter(leg=leg).count()


def test_quoting_takes_as_many_queries_however_many_lines_there_are(branch, plans):
    seller, buyer = branch[-2:]

    def queries(lines: list[int]) -> int:
        with transaction.atomic(), scoped(owner_of(seller).scope), CaptureQueriesContext(connection) as taken:
            offers = offers_to(buyer, lines, at=NOON)
            assert len(tax_on(buyer, [(offer.plan_id, offer.unit_minor) for offer in offers], at=NOON)) == len(lines)
        return len(taken)

    assert queries(plans[:MANY]) == queries(plans[:FEW]) <= 3


def test_ordering_takes_as_many_queries_however_many_lines_there_are(branch, plans):
    buyer, by = branch[-1], owner_of(branch[-2])

    def queries(lines: list[int]) -> int:
        wanted = [LineWanted(plan, 1) for plan in lines]
        with CaptureQueriesContext(connection) as taken:
            leg = order_for(buyer_id=buyer, lines=wanted, by=by, at=NOON)
        assert number_of_lines(leg, by) == len(lines)
        return len(taken)

    few = queries(plans[:FEW])
    assert queries(plans[FEW:]) == few


def test_placing_a_cart_takes_as_many_queries_however_many_lines_there_are(branch, plans):
    seller, buyer = branch[-2:]
    by = owner_of(seller)

    def queries(lines: list[int]) -> int:
        cart = put_in_cart(buyer_id=buyer, plan_id=lines[0], quantity=1, by=by, at=NOON)
        same = {"order": cart, "seller_id": seller, "buyer_id": buyer, "quantity": 1}
        with transaction.atomic(), scoped(by.scope, author=by.signature):
            Line.objects.bulk_create(Line(**same, plan_id=plan) for plan in lines[1:])
        with CaptureQueriesContext(connection) as taken:
            placed = place_order(order_id=cart.pk, by=by, at=NOON)
        assert number_of_lines(placed, by) == len(lines)
        return len(taken)

    few = queries(plans[:FEW])
    assert queries(plans[FEW:]) == few


def test_what_a_visitor_chose_is_laid_into_a_cart_in_as_many_queries_however_many_lines_there_are(branch, plans):
    seller, buyer = branch[-2:]
    by = owner_of(seller)

    def queries(lines: list[int], quantity: int) -> int:
        wanted = [LineWanted(plan, quantity) for plan in lines]
        with transaction.atomic(), scoped(by.scope, author=by.signature), CaptureQueriesContext(connection) as taken:
            assert merge_into_cart(buyer, wanted, by, NOON) == []
        return len(taken)

    queries(plans[:1], 1)
    few, more_of_few = queries(plans[:FEW], 1), queries(plans[:FEW], 3)

    assert queries(plans[FEW:], 1) <= few
    assert queries(plans[FEW:], 3) <= more_of_few
    with transaction.atomic(), scoped(by.scope):
        cart = cart_of(buyer)
        assert cart is not None
        assert {line.plan_id: line.quantity for line in cart.lines.all()} == dict.fromkeys(plans, 4) | {plans[0]: 5}


def test_what_is_chosen_twice_lies_in_a_cart_once_and_what_has_no_room_is_refused(branch, plans, monkeypatch):
    seller, buyer = branch[-2:]
    by = owner_of(seller)
    monkeypatch.setattr(cart_module, "MOST_LINES", 3)
    wanted = [LineWanted(plan, 2) for plan in (*plans[:2], plans[0], *plans[2:5])]
    with transaction.atomic(), scoped(by.scope, author=by.signature):
        refused = merge_into_cart(buyer, wanted, by, NOON)
        cart = cart_of(buyer)
        assert cart is not None
        assert {line.plan_id: line.quantity for line in cart.lines.all()} == {
            plans[0]: 4, plans[1]: 2, plans[2]: 2,
        }  # fmt: skip
    assert [type(one).__name__ for one in refused] == ["CartFull"] * 2
