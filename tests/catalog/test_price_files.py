"""Prices from a file: what each row means, what it would do, and that doing it twice changes nothing (CAT-2)."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from handsel.accounts.importing.unreadable import Unreadable
from handsel.catalog import price_files
from handsel.catalog.pages import Narrowed
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_file_errors import refused_file
from handsel.catalog.price_file_rows import BY_HAND
from handsel.catalog.price_files import Fate, PriceFileSeen, check_price_file, receive_price_file
from handsel.catalog.price_models import PriceRule
from handsel.catalog.price_rules import NothingToChange
from handsel.catalog.scheduling import carry_out_due
from handsel.kernel.isolation import Reading, scoped
from handsel.kernel.refusal import Forbidden
from handsel.reports.price_sheets import PricesWanted, short_price_file
from handsel.reports.workbook import Column, write_workbook
from handsel.reports.workbook_cells import decimals, texts
from tests.cast import NOON
from tests.catalog.listed import change, default_of, line_of, offered, planned

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2", "CAT-3")]


ALL = Narrowed()


def written(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def looked_at(by, content: str | bytes, mark: str = ".") -> PriceFileSeen:
    raw = content.encode() if isinstance(content, str) else content
    file = receive_price_file(ContentFile(raw))
    return check_price_file(
        price_list_id=default_of(by).pk, currency="EUR", file=file, decimal_mark=mark, by=by, at=NOON
    )


def fates(seen: PriceFileSeen) -> list[tuple[str, str]]:
    return [(row.row.sku, str(row.after) if row.after else row.reason or "as it is") for row in seen.rows]


def workbook(*rows: tuple[str, str, Decimal | None, Decimal | None]) -> bytes:
    made = io.BytesIO()
    labels = ("SKU", "Plan", "New price", "New percent")
    columns = [Column(label, texts if place < 2 else decimals) for place, label in enumerate(labels)]
    write_workbook(made, "Prices", columns, [list(zip(*rows, strict=True))])
    return made.getvalue()


def exported(by, narrowed=ALL) -> list[list[object]]:
    with Reading(by.scope):
        made = short_price_file(PricesWanted(default_of(by), "EUR", narrowed), by=by, at=NOON)
    return CalamineWorkbook.from_filelike(made).get_sheet_by_index(0).to_python()


def test_each_row_says_what_would_become_of_it_and_nothing_is_changed(cast):
    before = offered(cast.berta, cast.bakery)
    seen = looked_at(cast.karl, "SKU,Plan,New price,New percent\nMAIL,Monthly,4.99,\nWEB-S,Monthly,,50 %\nNONE,,1,\n")

    assert fates(seen) == [
        ("MAIL", "4.99 EUR"),
        ("WEB-S", str(seen.rows[1].after)),
        ("NONE", "You sell nothing with the number NONE."),
    ]
    assert [row.fate for row in seen.rows] == [Fate.CHANGED, Fate.CHANGED, Fate.REFUSED]
    assert (seen.rehearsal.plans, list(seen.rehearsal.names)) == (2, ["Bakery Brandt"])
    assert offered(cast.berta, cast.bakery) == before


def test_saving_it_changes_the_prices_and_doing_it_again_changes_nothing(cast):
    content = "SKU,Plan,New price,New percent\nMAIL,Monthly,4.99,\nWEB-S,Monthly,,50\n"
    seen = looked_at(cast.karl, content)

    change(cast.karl, *seen.changes)

    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499
    again = looked_at(cast.karl, content)
    assert [row.fate for row in again.rows] == [Fate.UNCHANGED] * 2
    assert (again.changes, again.rehearsal) == ([], None)
    with pytest.raises(NothingToChange):
        change(cast.karl, *again.changes)


def test_an_export_is_imported_again_and_changes_only_what_was_filled_in(cast):
    heading, *rows = exported(cast.karl)
    assert heading[:3] == ["SKU", "Product", "Plan"]
    made = io.BytesIO()
    at = heading.index("New price")
    for row in rows:
        row[at] = "5.55" if row[0] == "MAIL" else row[at]
    columns = [Column(str(name), texts) for name in heading]
    write_workbook(made, "Prices", columns, [[[written(row[place]) for row in rows] for place in range(len(heading))]])

    seen = looked_at(cast.karl, made.getvalue())

    assert fates(seen) == [("MAIL", "5.55 EUR")]


def test_the_export_has_cost_rule_price_and_margin_as_the_screen_has_them(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    change(cast.karl, Change(Way.MARKUP, [(4, mail.plan_id)], percent=Decimal(50), amount_minor=10))

    heading, *rows = exported(cast.karl, Narrowed(text="mailbox"))

    (row,) = [dict(zip(heading, cells, strict=True)) for cells in rows]
    assert {name: row[name] for name in ("Cost", "Rule for", "Percent", "Amount on top", "Price", "Currency")} == {
        "Cost": 2.38, "Rule for": "plan", "Percent": 50, "Amount on top": 0.1, "Price": 3.67, "Currency": "EUR",
    }  # fmt: skip
    assert (row["Margin"], row["Margin in percent"], row["New price"]) == (1.29, 35.1, "")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("MAIL,Monthly,1,,", f"1.00 EUR lies below the cost of 2.38 EUR. {BY_HAND}"),
        ("MAIL,Monthly,0,,", f"At a price of zero it is given away. {BY_HAND}"),
        ("MAIL,Monthly,,-5,", f"2.26 EUR lies below the cost of 2.38 EUR. {BY_HAND}"),
        ("MAIL,Monthly,4,5,", "Fill in a price or a percent, not both."),
        ("MAIL,Monthly,4.999,,", "EUR has 2 decimals; enter no more."),
        ("MAIL,Monthly,many,,", "many is no number such as 125.50."),
        ("MAIL,Monthly,,10001,", "Enter between −100 and 10,000 percent."),
        ("MAIL,Monthly,,5.123,", "Enter at most two decimals."),
        ("MAIL,Monthly,4,,USD", "The price is in USD, and this list is looked at in EUR."),
        ("MAIL,Weekly,4,,", "MAIL has no plan Weekly; it has Monthly."),
        (",Monthly,4,,", "The number of the product is missing."),
    ],
)
def test_a_row_that_cannot_be_told_its_reason(cast, row, reason):
    seen = looked_at(cast.karl, f"SKU,Plan,New price,New percent,Currency\n{row}\n")

    assert [one.reason for one in seen.rows] == [reason]
    assert seen.changes == []
    assert reason in refused_file(seen.rows).decode("utf-8-sig").replace('""', '"')


def test_a_plan_is_named_once_and_by_its_number_where_names_do_not_tell(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    seen = looked_at(cast.karl, f"Plan no.,New price\n{mail.plan_id},4\n{mail.plan_id},5\n{2**62},5\nx,1\n")

    assert [row.reason for row in seen.rows] == [
        "",
        "Row 2 says a price for this plan already.",
        f"You sell no plan with the number {2**62}.",
        "You sell no plan with the number x.",
    ]


def test_amounts_are_read_as_the_person_writes_them_and_as_a_spreadsheet_keeps_them(cast):
    german = looked_at(cast.karl, "SKU;Plan;New price\nMAIL;Monthly;4,99\nMOVE;Per site;1.250,5\n", ",")
    assert [str(row.after) for row in german.rows] == ["4.99 EUR", "1,250.50 EUR"]
    wrong = looked_at(cast.karl, "SKU;Plan;New price\nMAIL;Monthly;4.99\n", ",")
    assert wrong.rows[0].reason == "4.99 is no number such as 125,50."
    numbers = workbook(
        ("MAIL", "Monthly", Decimal("13.200000000000001"), None), ("MOVE", "Per site", Decimal(1250), None)
    )
    assert [str(row.after) for row in looked_at(cast.karl, numbers, ",").rows] == ["13.20 EUR", "1,250.00 EUR"]


def test_a_file_of_prices_can_wait_for_a_day(cast):
    seen = looked_at(cast.karl, "SKU,Plan,Price\nMAIL,Monthly,4.99\n")
    planned(cast.karl, *seen.changes, day=NOON.date() + timedelta(days=2))
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    carry_out_due(at=NOON + timedelta(days=2))
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"Name,Price\nx,1\n", "SKU"),
        (b"SKU,Plan\nx,1\n", "New price"),
        (b"%PDF-1.4 x", "PDF"),
    ],
)
def test_a_file_without_a_table_of_prices_is_refused_as_a_whole(cast, content, why):
    with pytest.raises(Unreadable, match=why):
        looked_at(cast.karl, content)


def test_a_file_that_is_too_long_or_too_large_is_refused(cast, monkeypatch):
    monkeypatch.setattr(price_files, "MOST_ROWS", 1)
    with pytest.raises(Unreadable, match="more than 1 rows"):
        looked_at(cast.karl, "SKU,Price\nA,1\nB,1\n")
    monkeypatch.setattr(price_files, "MOST_BYTES", 5)
    with pytest.raises(Unreadable, match="larger"):
        looked_at(cast.karl, "SKU,Price\nA,1\n")


def test_readers_look_at_no_file(cast):
    with pytest.raises(Forbidden):
        looked_at(cast.ruth, "SKU,Price\nMAIL,5\n")


def test_many_prices_are_written_with_the_statements_of_one(cast):
    with scoped(cast.karl.scope):
        lines = [line_of(cast.karl, name) for name in offered(cast.berta, cast.bakery)]
    changes = [Change(Way.FIXED, [(4, line.plan_id)], fixed_minor=line.unit_minor + 1) for line in lines]
    counts = []
    for some in (changes[:1], changes):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            change(cast.karl, *some)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    with scoped(cast.karl.scope):
        assert PriceRule.objects.filter(fixed_minor__isnull=False).count() == len(changes)
