"""Rates that change while orders are placed, and taxes that somebody tampered with (CAT-4, FUN-8)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.orders.models import LegLine
from handsel.orders.proof import order_faults
from tests.cast import NOON
from tests.database import Clone
from tests.orders.test_races import at_once
from tests.settings import SERVER
from tests.tax.story import charges, order, rate

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("CAT-4", "FUN-8")]

DAY = NOON + timedelta(days=1)


@pytest.fixture
def as_admin(committed_db: Clone) -> Iterator[Callable[[str], object]]:
    """Write past every wall, as nobody can who comes through the program."""
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        yield admin.execute


def test_orders_placed_while_a_rate_changes_have_one_rate_or_the_other_and_all_adds_up(cast: Cast):
    for by in (cast.karl, cast.nora):
        charges(by)
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 100_000, f"race-{buyer}", NOON)
    legs: list[int] = []

    def place() -> str:
        legs.append(order(cast.karl, cast.bakery, quantity=3, at=DAY).pk)
        return "placed"

    def change() -> str:
        rate(cast.karl, "DE", "16", at=DAY)
        return "changed"

    assert at_once([place, place, change, place, place]) == ["changed", *["placed"] * 4]

    with transaction.atomic(), scoped(cast.karl.scope):
        lines = list(LegLine.objects.filter(leg__in=legs))
    assert len(lines) == 4
    for line in lines:
        assert line.tax_minor == {19: 451, 16: 380}[int(line.tax_percent)]
    assert prove_books().faults == order_faults() == []


def test_two_people_who_add_a_rate_for_the_same_day_get_one(cast: Cast):
    def add() -> str:
        rate(cast.karl, "DE", "19")
        return "added"

    answers: list[Any] = at_once([add, add])

    assert answers[0] == "added"
    assert answers[1] in {"tax_day_taken", "taken"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE orders_leg SET tax_minor = tax_minor + 1, gross_minor = gross_minor + 1", "its lines sum to"),
        ("UPDATE orders_legline SET tax_percent = 16, tax_minor = 127, gross_minor = 919", "its lines sum to"),
        ("UPDATE orders_leg SET tax_minor = tax_minor - 1, net_minor = net_minor + 1", "the books say"),
    ],
)
def test_the_proof_finds_a_tax_that_does_not_add_up(
    cast: Cast, as_admin: Callable[[str], object], change: str, told: str
):
    charges(cast.karl)
    leg = order(cast.karl, cast.bakery)
    assert order_faults() == []

    where = f"id = {leg.pk}" if "orders_leg " in change else f"leg_id = {leg.pk}"
    as_admin(f"{change} WHERE {where}")

    assert any(told in fault for fault in order_faults())


def test_no_line_can_stand_with_another_tax_than_its_rate_says(cast: Cast, as_admin: Callable[[str], object]):
    charges(cast.karl)
    leg = order(cast.karl, cast.bakery)

    with pytest.raises(psycopg.errors.CheckViolation, match="leg_line_tax_is_the_rate_of_its_net"):
        as_admin(f"UPDATE orders_legline SET tax_minor = 1, gross_minor = net_minor + 1 WHERE leg_id = {leg.pk}")
    with pytest.raises(psycopg.errors.CheckViolation, match="leg_line_is_taxed_where_somebody_charges"):
        as_admin(f"UPDATE orders_legline SET tax_treatment = 'export' WHERE leg_id = {leg.pk}")
