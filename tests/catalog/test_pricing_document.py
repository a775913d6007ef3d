"""The tables of docs/rules/pricing.md are what the database computes (CAT-2, CAT-5)."""

import re
from decimal import Decimal

import pytest

from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money, parse_money
from tests.database import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-5")]

TEXT = (ROOT / "docs" / "rules" / "pricing.md").read_text()
IN_ONE = re.findall(r"^\| ([^|]+) \| ([0-9.]+) \| ([0-9.]+) % \| ([0-9.]+) \|$", TEXT, re.MULTILINE)
AMOUNT = r"([0-9.]+ [A-Z]{3})"
IN_TWO = re.findall(
    rf"^\| ([^|]+) \| {AMOUNT} \| ([0-9.]+|–) \| {AMOUNT} \| ([0-9.]+) % \| {AMOUNT} \| {AMOUNT} \|$",
    TEXT,
    re.MULTILINE,
)


def money(text: str) -> Money:
    amount, _space, currency = text.partition(" ")
    return parse_money(amount, currency)


def test_the_tables_are_there_and_each_tier_costs_what_the_one_above_asks():
    assert len(IN_ONE) == 3
    assert len(IN_TWO) == 4
    assert [row[1] for row in IN_ONE[1:]] == [row[3] for row in IN_ONE[:-1]]
    assert [row[1] for row in IN_TWO[1:]] == [row[5] for row in IN_TWO[:-1]]


@pytest.mark.parametrize(("tier", "cost", "markup", "price"), IN_ONE)
def test_a_row_in_one_currency(tier, cost, markup, price):
    computed = call_scalar("catalog_price", money(f"{cost} EUR").minor, Decimal(markup))
    assert computed == money(f"{price} EUR").minor, tier


@pytest.mark.parametrize(("tier", "cost", "rate", "converted", "markup", "price", "margin"), IN_TWO)
def test_a_row_in_two_currencies(tier, cost, rate, converted, markup, price, margin):
    paid, worth = money(cost), money(converted)
    at = Decimal(1) if rate == "–" else Decimal(rate)
    assert call_scalar("catalog_convert", paid.minor, paid.currency, worth.currency, at) == worth.minor, tier
    assert call_scalar("catalog_price", worth.minor, Decimal(markup)) == money(price).minor, tier
    assert money(price) - worth == money(margin), tier


BY_RULE = re.findall(
    r"^\| ([0-9.]+) \| ([0-9.]+) \| (-?[0-9.]+) \| (\w+) \| (\w+) \| ([0-9.]+) \|$", TEXT, re.MULTILINE
)


def test_the_table_of_rules_is_there():
    assert len(BY_RULE) == 10


@pytest.mark.parametrize(("cost", "percent", "amount", "rounding", "way", "price"), BY_RULE)
def test_a_row_by_a_rule(cost, percent, amount, rounding, way, price):
    paid, on_top = money(f"{cost} EUR").minor, int(Decimal(amount) * 100)
    computed = call_scalar("catalog_price", paid, Decimal(percent), on_top, None, rounding, way)
    assert computed == money(f"{price} EUR").minor
