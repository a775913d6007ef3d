"""What a price is, said once more in plain Python, for comparison with what the database computes (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

STEPS = {"to_5": (5, 0), "to_10": (10, 0), "to_100": (100, 0), "ends_99": (100, 99), "ends_95": (100, 95)}


@dataclass(frozen=True)
class Rule:
    """A rule for `level` (1 everything to 4 a plan) of one list."""

    level: int
    percent: Decimal | None = None
    amount: int = 0
    fixed: int | None = None
    is_hidden: bool | None = None


@dataclass(frozen=True)
class Book:
    """One list: its markup on everything, or None, its rounding, its rules."""

    markup: Decimal | None
    rounding: str = "none"
    way: str = "nearest"
    rules: Sequence[Rule] = field(default_factory=tuple)


def price(cost: int, rule: Rule, book: Book) -> int:
    if rule.fixed is not None:
        return rule.fixed
    exact = cost * (1 + (rule.percent or Decimal(0)) / 100) + rule.amount
    if book.rounding == "none" or exact <= 0:
        return int(exact.to_integral_value(ROUND_HALF_UP))
    step, ends = STEPS[book.rounding]
    below = int(((exact - ends) / step).to_integral_value(ROUND_FLOOR)) * step + ends
    above = int(((exact - ends) / step).to_integral_value(ROUND_CEILING)) * step + ends
    if book.way == "up" or below <= 0 or (below < cost and exact >= cost):
        return above
    if book.way == "down":
        return below
    return below if exact - below < above - exact else above


def sold_at(cost: int, own: Book | None, default: Book) -> int | None:
    """Return what a buyer with the list `own` pays, or None where it is not offered the plan."""
    books = [book for book in (own, default) if book is not None]
    said = [(rule, book) for book in books for rule in sorted(book.rules, key=lambda rule: -rule.level)]
    if next((rule.is_hidden for rule, _book in said if rule.is_hidden is not None), False):
        return None
    found = None
    for book in books:
        pricing = [rule for rule in book.rules if rule.percent is not None or rule.fixed is not None]
        if pricing:
            found = max(pricing, key=lambda rule: rule.level), book
        elif book.markup is not None:
            found = Rule(0, book.markup), book
        if found:
            break
    assert found is not None
    asked = price(cost, *found)
    return asked if asked > 0 and asked >= cost and asked <= 10**12 else None
