"""Workbooks: every value comes back as it was, as its own type, and no text is ever a formula (P8)."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from handsel.kernel.money import Money
from handsel.reports import workbook_parts as parts
from handsel.reports.workbook import Column, write_workbook
from handsel.reports.workbook_cells import LONGEST, amounts, currencies, days, moments, texts, wholes, words

pytestmark = pytest.mark.covers("ACC-13")
MAIN = f"{{{parts.MAIN}}}"
AWKWARD = [
    "=1+1",
    "+49 30 901820",
    "-5",
    "@SUM(A1)",
    "\tafter a tab",
    "\rafter a return",
    '=HYPERLINK("https://bad.example")',
    "=cmd|'/c calc'!A1",
    "<b>&amp;</b>]]>",
    "_x0041_",
    "a\x01b\x0bc",
    " between ",
    "two\nlines",
    "two\r\nlines",
    "👩‍🚀 emoji 🇩🇪",
    "مخبز نورديتش",
    "￾￿",
    "007",
    "1e5",
    "TRUE",
    "2026-11-02",
]


def made(columns, batches, **more) -> io.BytesIO:
    file = io.BytesIO()
    write_workbook(file, "Customers", columns, [list(zip(*rows, strict=True)) for rows in batches], **more)
    return file


def read(file: io.BytesIO, sheet: int = 0) -> list[list[object]]:
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(sheet).to_python()


def unescaped(text: str) -> str:
    """Read what Excel reads: its own marks for what XML cannot hold."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def cells(file: io.BytesIO, sheet: int = 1) -> list[list[str]]:
    root = ET.fromstring(ZipFile(file).read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 - our own
    return [[unescaped("".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")] for row in root.iter(f"{MAIN}row")]


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_comes_back_as_it_was_and_is_text(text):
    file = made([Column("Name", texts)], [[(text,)]])

    assert cells(file) == [["Name"], [text]]
    sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == 2


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=20))
def test_any_text_comes_back_as_it_was(found):
    file = made([Column("Name", texts)], [[(text,) for text in found]])

    assert cells(file)[1:] == [[text] for text in found]


@pytest.mark.parametrize("text", ["=1+1", "+49 30 901820", "-5", "@here", "\ttab", "\rreturn"])
def test_what_looks_like_a_formula_keeps_the_mark_of_text_when_it_is_edited(text):
    file = made([Column("Name", texts)], [[(text,), ("plain",)]])

    sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert f'<c r="A2" s="{parts.NEUTRAL}" t="inlineStr">' in sheet
    assert '<c r="A3" t="inlineStr">' in sheet
    styles = ET.fromstring(ZipFile(file).read("xl/styles.xml"))  # noqa: S314 - our own
    formats = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
    assert formats[parts.NEUTRAL].attrib["quotePrefix"] == "1"
    assert formats[parts.NEUTRAL].attrib["numFmtId"] == "49"


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_to_what_excel_takes(letter):
    file = made([Column("Name", texts)], [[(letter * 40_000,)]])

    (text,) = cells(file)[1]
    assert LONGEST - 1 <= len(text.encode("utf-16-le")) // 2 <= LONGEST
    assert text.endswith(f"{letter}…")


def test_a_text_just_short_enough_is_whole():
    file = made([Column("Name", texts)], [[("a" * LONGEST,)]])

    assert cells(file)[1] == ["a" * LONGEST]


def test_amounts_are_numbers_with_the_decimals_of_their_currency():
    columns = [Column("Balance", amounts), Column("Currency", currencies)]
    money = [Money(123456, "EUR"), Money(-5, "EUR"), Money(1500, "JPY"), Money(1250, "KWD"), None]
    file = made(columns, [[(amount, amount) for amount in money]])

    assert read(file)[1:] == [[1234.56, "EUR"], [-0.05, "EUR"], [1500.0, "JPY"], [1.25, "KWD"]]
    sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert f'<c r="A2" s="{parts.AMOUNTS[2]}"><v>1234.56</v>' in sheet
    assert f'<c r="A4" s="{parts.AMOUNTS[0]}"><v>1500</v>' in sheet
    assert f'<c r="A5" s="{parts.AMOUNTS[3]}"><v>1.250</v>' in sheet


def test_moments_are_told_by_the_clocks_of_their_zone():
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    columns = [Column("Joined", moments(ZoneInfo("Europe/Berlin"))), Column("Due", days)]
    file = made(columns, [[(late, date(2026, 7, 1)), (None, None)]])

    (moment, day), *_ = read(file)[1:]
    assert abs(moment - datetime(2026, 7, 1, 0, 30)) < timedelta(seconds=1)  # noqa: DTZ001 - a cell has no zone
    assert day == date(2026, 7, 1)


def test_a_day_before_the_calendar_of_excel_is_text():
    file = made([Column("Founded", days)], [[(date(1850, 1, 2),)]])

    assert cells(file)[1] == ["1850-01-02"]


def test_values_of_a_short_list_are_said_in_words():
    file = made([Column("Access", words({True: "Yes", False: "No"}))], [[(True,), (False,), (None,)]])

    assert cells(file)[1:] == [["Yes"], ["No"], [""]]


def test_the_heading_stays_in_sight_with_a_filter_over_all_rows():
    file = made([Column("Name", texts), Column("Orders", wholes)], [[("a", 1)], [("b", 2)]])

    sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert '<pane ySplit="1"' in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
    assert "rightToLeft" not in sheet


def test_a_reader_from_right_to_left_gets_a_sheet_that_runs_so():
    file = made([Column("Name", texts)], [[("a",)]], is_rtl=True)

    assert 'rightToLeft="1"' in ZipFile(file).read("xl/worksheets/sheet1.xml").decode()


def test_rows_that_do_not_fit_go_on_a_second_sheet():
    batches = [[(n,) for n in range(start, start + 4)] for start in (0, 4, 8)]
    file = made([Column("Number", wholes)], batches, rows_per_sheet=5)

    sheets = [read(file, place) for place in range(3)]
    assert [sheet[0] for sheet in sheets] == [["Number"]] * 3
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [float(n) for n in range(12)]
    file.seek(0)
    assert CalamineWorkbook.from_filelike(file).sheet_names == ["Customers", "Customers 2", "Customers 3"]


def test_a_list_without_rows_is_a_heading():
    assert read(made([Column("Name", texts)], [])) == [["Name"]]


def test_the_same_rows_make_the_same_file():
    assert made([Column("Name", texts)], [[("a",)]]).getvalue() == made([Column("Name", texts)], [[("a",)]]).getvalue()


def test_columns_beyond_the_alphabet_have_two_letters():
    assert [parts.letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
