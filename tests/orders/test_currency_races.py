"""Rates that change while an order is placed, and conversions that somebody tampered with (CAT-5, FUN-8)."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from handsel.catalog.rates import NewRate, add_rate
from handsel.kernel.embedded import SUPERUSER
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.cast import NOON
from tests.database import Clone
from tests.orders.branches import Branch, dollars_to_yen, leg_of, owner_of
from tests.orders.test_races import at_once
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("CAT-5")]


@pytest.fixture
def branch(committed_db: Clone, cast: Any) -> Branch:
    return dollars_to_yen(cast.operator)


@pytest.fixture
def as_admin(committed_db: Clone) -> Iterator[Callable[[str], object]]:
    """Write past every wall, as nobody can who comes through the program."""
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        yield admin.execute


@pytest.mark.covers("ORD-11", "FUN-8")
def test_orders_placed_while_a_rate_changes_have_one_rate_or_the_other_throughout(branch):
    day = NOON + timedelta(days=1)

    def change() -> str:
        new = NewRate("USD", "JPY", Decimal(151), day.date())
        add_rate(new=new, by=owner_of(branch.reseller), at=day)
        return "changed"

    orders: list[int] = []

    def place() -> str:
        orders.append(branch.order(1, at=day).order_id)
        return "placed"

    assert at_once([place, place, change, place, place]) == ["changed", *["placed"] * 4]

    figures = {Decimal(150): (1_800, 2_160), Decimal(151): (1_812, 2_174)}
    for order_id in orders:
        _leg, line, conversion = leg_of(branch.reseller, order_id)
        assert figures[conversion.rate] == (conversion.unit_converted_minor, line.unit_minor)
    assert prove_books().faults == order_faults() == []


def test_two_people_who_add_a_rate_for_the_same_day_get_one(branch):
    new = NewRate("USD", "EUR", Decimal("0.92"), NOON.date())
    barrier = threading.Barrier(2)

    def add() -> str:
        barrier.wait()
        add_rate(new=new, by=owner_of(branch.reseller), at=NOON)
        return "added"

    answers = at_once([add, add])

    assert answers[0] == "added"
    assert answers[1] in {"rate_day_taken", "taken"}


@pytest.mark.covers("FUN-8")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("unit_converted_minor = unit_converted_minor + 1", "are not"),
        ("markup_percent = markup_percent + 1", "are not"),
        ("rate = 149, unit_converted_minor = 1788", "none that it had"),
        ("unit_cost_minor = unit_cost_minor - 1", "its price was made from"),
        ("is_own = true", "its price was made from"),
        ("cost_currency = 'EUR'", "none that it had"),
    ],
)
def test_the_proof_finds_a_conversion_that_does_not_add_up(branch, as_admin, change, told):
    branch.order()
    assert order_faults() == []
    as_admin(f"UPDATE orders_conversion SET {change} WHERE exchange_rate_id IS NOT NULL")
    assert any(told in fault for fault in order_faults())


@pytest.mark.covers("FUN-8")
def test_the_proof_misses_a_conversion_that_is_not_there(branch, as_admin):
    branch.order()
    as_admin("DELETE FROM orders_conversion")
    assert [fault for fault in order_faults() if "made from 0 –" in fault]
