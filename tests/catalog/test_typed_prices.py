"""Prices typed into rows: what each writing means, and that a row is tried without pricing the whole list (CAT-2)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handsel.catalog.price_file_rows import FileRow, PriceFile
from handsel.catalog.price_files import Fate, try_prices
from tests.cast import NOON
from tests.catalog.listed import default_of, line_of, offered

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]


def tried(by, *texts: str, plan: str = "MAIL Monthly", mark: str = "."):
    plan_id = str(line_of(by, plan).plan_id)
    file = PriceFile([FileRow.typed(1, plan_id, text) for text in texts], is_workbook=False)
    details = {"price_list_id": default_of(by).pk, "currency": "EUR", "decimal_mark": mark, "by": by, "at": NOON}
    return try_prices(file=file, **details)


@pytest.mark.parametrize(
    ("text", "mark", "said"),
    [
        ("4.99", ".", (None, 0, 499)),
        ("1.004,99", ",", (None, 0, 100_499)),
        ("25 %", ".", (Decimal(25), 0, None)),
        ("12,5%", ",", (Decimal("12.5"), 0, None)),
        ("+2.50", ".", (Decimal(0), 250, None)),
        ("25% + 1", ".", (Decimal(25), 100, None)),
        ("60 % − 0.10", ".", (Decimal(60), -10, None)),
    ],
)
def test_a_row_takes_a_price_a_markup_an_amount_or_both_as_the_list_says_them(cast, text, mark, said):
    before = offered(cast.berta, cast.bakery)

    (seen,) = tried(cast.karl, text, mark=mark)

    change = seen.change
    assert seen.fate == Fate.CHANGED
    figures = (None, 0, change.fixed_minor) if change.way == "fixed" else (change.percent, change.amount_minor, None)
    assert figures == said
    assert seen.then.unit_minor > seen.line.unit_converted_minor
    assert offered(cast.berta, cast.bakery) == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abc", "abc is no number such as 125.50."),
        ("12,50", "12,50 is no number such as 125.50."),
        ("%", "% is no number such as 125.50."),
        ("25 % 2", "Write a plus or a minus between the percent and the amount."),
        ("0", "At a price of zero it is given away."),
        ("0.01", "lies below the cost of"),
        ("-1", "lies below the cost of"),
        ("99999 %", "Enter between −100 and 10,000 percent."),
        ("NaN", "NaN is no number"),
        ("1e9", "1e9 is no number"),
    ],
)
def test_what_cannot_be_a_price_is_refused_in_its_row(cast, text, reason):
    (seen,) = tried(cast.karl, text)
    assert seen.fate == Fate.REFUSED
    assert reason in seen.reason


def test_what_is_so_already_is_left_alone_and_a_plan_that_is_not_sold_is_told(cast):
    line = line_of(cast.karl, "MAIL Monthly")
    (seen,) = tried(cast.karl, str(line.unit.decimal))
    assert seen.fate == Fate.UNCHANGED
    file = PriceFile([FileRow.typed(1, "999999999", "5")], is_workbook=False)
    details = {"price_list_id": default_of(cast.karl).pk, "currency": "EUR", "decimal_mark": ".", "by": cast.karl}
    (seen,) = try_prices(file=file, **details, at=NOON)
    assert seen.reason == "You sell no plan with the number 999999999."


def test_trying_many_rows_takes_as_many_queries_as_one(cast):
    plans = [str(line_of(cast.karl, plan).plan_id) for plan in ("MAIL Monthly", "WEB-S Monthly")]
    details = {"price_list_id": default_of(cast.karl).pk, "currency": "EUR", "decimal_mark": ".", "by": cast.karl}
    counts = []
    for chosen in (plans[:1], plans):
        file = PriceFile([FileRow.typed(line, plan, "99") for line, plan in enumerate(chosen, 1)], is_workbook=False)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            try_prices(file=file, **details, at=NOON)
        counts.append(len(taken))
    assert counts[0] == counts[1]
