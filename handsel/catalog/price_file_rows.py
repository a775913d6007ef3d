"""What a row of a price file, or one typed, asks for: a pure decision which plan it means, and which price (CAT-2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Self

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, PlanSold, range_of
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_models import Level
from handsel.kernel.money import is_written_amount, parse_money
from handsel.kernel.refusal import Invalid

NOISE = Decimal("0.000000001")
"""Spreadsheets compute in floating point: what lies below this is none of the person's."""
SIGNS = ("+", "-", "−")
BY_HAND = "An owner can mean that on the price list: change the price there, with a day in “May lie below cost until”."
"""No row names such a day."""
_DIGITS = 18


class FileRow(NamedTuple):
    """A row as it stands in the file, and what is wrong with it as a whole."""

    line: int
    sku: str
    plan: str
    plan_id: str
    price: str
    percent: str
    currency: str
    fault: str = ""
    amount: str = ""

    @classmethod
    def typed(cls, line: int, plan_id: str, text: str) -> Self:
        """Return what somebody typed for a plan: 12.50 is its price, 25 % a markup, +2.50 an amount on its cost.

        Percent and amount together are 25 % + 2.50, as the list says rules.
        """
        text = text.strip()
        before, is_percent, after = text.partition("%")
        if is_percent:
            return cls(line, "", "", plan_id, "", before.strip() or "%", "", amount=after.strip())
        if text[:1] in SIGNS:
            return cls(line, "", "", plan_id, "", "", "", amount=text)
        return cls(line, "", "", plan_id, text, "", "")

    @property
    def says_something(self) -> bool:
        """Whether it names a price; rows of an export that nobody touched do not."""
        return bool(self.price or self.percent or self.amount or self.fault)


class PriceFile(NamedTuple):
    """What stands in a file: its rows, and whether its numbers are those of a spreadsheet."""

    rows: Sequence[FileRow]
    is_workbook: bool


@dataclass
class Deciding:
    """What is known while the rows of one file are gone through."""

    lines: Mapping[int, Line]
    by_sku: Mapping[str, Sequence[Line]]
    unpriced: Mapping[str, Sequence[PlanSold]]
    decimal_mark: str
    is_workbook: bool
    said: dict[int, int] = field(default_factory=dict)

    @classmethod
    def on(
        cls, price_list: PriceList, currency: str | None, decimal_mark: str, file: PriceFile, *, at: datetime
    ) -> Self:
        """Return what there is to know about a price list in a currency: of the plans alone that all rows number."""
        numbers = [_number(row.plan_id) for row in file.rows]
        plans = None if None in numbers else [number for number in numbers if number is not None]
        found = range_of(price_list.seller_id, price_list.pk, currency, plan_ids=plans, at=at)
        by_sku: dict[str, list[Line]] = defaultdict(list)
        unpriced: dict[str, list[PlanSold]] = defaultdict(list)
        for line in found.lines:
            by_sku[line.sku.casefold()].append(line)
        for plan in found.unpriced:
            unpriced[plan.sku.casefold()].append(plan)
        return cls({line.plan_id: line for line in found.lines}, by_sku, unpriced, decimal_mark, file.is_workbook)


class WrongRow(ValueError):
    """Why a row is refused, in a sentence."""


def find_line(known: Deciding, row: FileRow) -> Line:
    """Return the plan that a row is about. Raises WrongRow."""
    if row.fault:
        raise WrongRow(row.fault)
    line = _numbered(known, row) if row.plan_id else _named(known, row)
    before = known.said.setdefault(line.plan_id, row.line)
    if before != row.line:
        raise WrongRow(f"Row {before} says a price for this plan already.")
    return line


def change_asked(known: Deciding, row: FileRow, line: Line) -> Change | None:
    """Return what a row asks to change about the price of its plan; None where it is so already.

    Raises WrongRow, Invalid.
    """
    if row.currency and row.currency.upper() != line.currency:
        raise WrongRow(f"The price is in {row.currency}, and this list is looked at in {line.currency}.")
    if row.price and row.percent:
        raise WrongRow("Fill in a price or a percent, not both.")
    change = _price_asked(known, row, line) if row.price else _markup_asked(known, row, line)
    if change:
        change.check()
    return change


def _numbered(known: Deciding, row: FileRow) -> Line:
    line = known.lines.get(_number(row.plan_id) or 0)
    if line is None or (row.sku and line.sku.casefold() != row.sku.casefold()):
        raise WrongRow(f"You sell no plan with the number {row.plan_id}{f' of {row.sku}' if row.sku else ''}.")
    return line


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def _named(known: Deciding, row: FileRow) -> Line:
    if not row.sku:
        raise WrongRow("The number of the product is missing.")
    of_product = known.by_sku.get(row.sku.casefold(), ())
    if not of_product and known.unpriced.get(row.sku.casefold()):
        raise WrongRow(f"{row.sku} has no exchange rate, so it has no price in this currency.")
    if not of_product:
        raise WrongRow(f"You sell nothing with the number {row.sku}.")
    found = [line for line in of_product if not row.plan or line.plan.casefold() == row.plan.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted({line.plan for line in of_product}))
    if found:
        raise WrongRow(f"{row.sku} has the plans {names}; say which, by its name or its plan number.")
    raise WrongRow(f"{row.sku} has no plan {row.plan}; it has {names}.")


def _price_asked(known: Deciding, row: FileRow, line: Line) -> Change | None:
    minor = parse_money(_plain(known, row.price), line.currency, field="price", may_be_zero=True).minor
    if minor == line.unit_minor:
        return None
    if not minor:
        raise WrongRow(f"At a price of zero it is given away. {BY_HAND}")
    return Change(Way.FIXED, [(int(Level.PLAN), line.plan_id)], fixed_minor=minor)


def _markup_asked(known: Deciding, row: FileRow, line: Line) -> Change | None:
    try:
        percent = Decimal(_signed(known, row.percent))
    except InvalidOperation:
        raise Invalid(fields={"percent": f"{row.percent} is no percentage."}) from None
    amount = _amount_minor(known, row, line)
    if (line.fixed_minor, line.amount_minor, line.markup_percent) == (None, amount, percent):
        return None
    return Change(Way.MARKUP, [(int(Level.PLAN), line.plan_id)], percent=percent, amount_minor=amount)


def _amount_minor(known: Deciding, row: FileRow, line: Line) -> int:
    if row.amount and row.amount[0] not in SIGNS:
        raise Invalid(fields={"amount": "Write a plus or a minus between the percent and the amount."})
    written = _signed(known, row.amount)
    minor = parse_money(written.lstrip("-"), line.currency, field="amount", may_be_zero=True).minor
    return -minor if written[0] == "-" else minor


def _signed(known: Deciding, text: str) -> str:
    """Return a number that may have a sign with a minus or none; nothing written is none of it."""
    if not text:
        return "0"
    plain = _plain(known, text.lstrip("-−+").strip())
    return f"-{plain}" if text[0] in "-−" else plain


def _plain(known: Deciding, text: str) -> str:
    """Return a number with a point before its decimals: as a spreadsheet keeps it, or else as the person writes it."""
    mark = known.decimal_mark
    if known.is_workbook and is_written_amount(text, ".") and "," not in text:
        return f"{Decimal(text).quantize(NOISE).normalize():f}"
    if not is_written_amount(text, mark):
        raise Invalid(fields={"price": f"{text} is no number such as 125{mark}50."})
    return "".join(letter for letter in text.replace(mark, "!") if letter.isdigit() or letter == "!").replace("!", ".")
