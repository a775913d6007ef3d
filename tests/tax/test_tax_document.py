"""The tables of docs/rules/tax.md are what the database computes (CAT-4)."""

import re

import pytest

from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money, parse_money
from handsel.tax.models import Treatment
from tests.database import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]

TEXT = (ROOT / "docs" / "rules" / "tax.md").read_text()
YES = r"(yes|no)"
PLACE = r"([A-Z]{2}|–)"
DECISIONS = re.findall(
    rf"^\| {PLACE} \| (yes|no|–) \| {PLACE} \| {PLACE} \| {YES} \| {YES} \| ([a-z]+) \| ([a-z_]+) \|$",
    TEXT,
    re.MULTILINE,
)
AMOUNT = r"([0-9.]+ [A-Z]{3})"
SUMS = re.findall(rf"^\| {AMOUNT} \| ([0-9.]+) % \| {AMOUNT} \| {AMOUNT} \|$", TEXT, re.MULTILINE)


def money(text: str) -> Money:
    amount, _space, currency = text.partition(" ")
    return parse_money(amount, currency)


def test_the_tables_are_there_and_every_decision_stands_in_them():
    assert len(SUMS) == 7
    assert {row[-1] for row in DECISIONS} == set(Treatment.values)


@pytest.mark.parametrize(
    ("home", "registered", "there", "number", "exempt", "rated", "category", "decision"), DECISIONS
)
def test_a_decision(home, registered, there, number, exempt, rated, category, decision):  # noqa: PLR0917 - a row
    decided = call_scalar(
        "tax_treatment",
        None if home == "–" else home,
        None if registered == "–" else registered == "yes",
        "" if there == "–" else there,
        "" if number == "–" else number,
        exempt == "yes",
        rated == "yes",
        category,
    )
    assert decided == decision


@pytest.mark.parametrize(("net", "percent", "tax", "gross"), SUMS)
def test_a_sum(net, percent, tax, gross):
    assert call_scalar("tax_amount", money(net).minor, percent) == money(tax).minor
    assert money(net) + money(tax) == money(gross)
