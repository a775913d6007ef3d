"""Files of every kind become one table, or a sentence that says why not."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from handsel.accounts.importing.limits import LIMITS, Limits
from handsel.accounts.importing.parser import Given
from handsel.accounts.importing.reading import open_table
from handsel.accounts.importing.unreadable import Unreadable
from tests.accounts.importing_samples import sample, write

pytestmark = pytest.mark.covers("ACC-22")

TEXT = "Name,City\nBäckerei Süß,Köln\nCafé “Élan”,Paris\n"
NAMES = ["Bäckerei Süß", "Café “Élan”"]


def read(path: Path, limits: Limits = LIMITS, **given: str | int) -> tuple[list[str], list[list[str]]]:
    with open_table(path, Given(**given), limits) as table:  # type: ignore[arg-type]
        return table.heading.names, [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"]
)
def test_the_encoding_is_found(tmp_path, encoding):
    path = write(tmp_path, TEXT.encode(encoding))

    _, rows = read(path)

    assert [row[0] for row in rows] == NAMES


def test_an_encoding_that_cannot_be_found_can_be_named(tmp_path):
    path = write(tmp_path, "Name\nPiekarnia Łódź\n".encode("cp1250"))

    _, rows = read(path, encoding="cp1250")

    assert rows == [["Piekarnia Łódź"]]
    with pytest.raises(Unreadable, match="no encoding called 'klingon'"):
        read(path, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(tmp_path, delimiter, line_end):
    lines = [["Name", "Groups (x,y,z)", "Email"], ["Bakery", "a,b", "b@example.com"], ["Café", "", "c@example.com"]]
    path = write(tmp_path, line_end.join(f'{a}{delimiter}"{b}"{delimiter}{c}' for a, b, c in lines))

    names, rows = read(path)

    assert [names, *rows] == lines


def test_a_delimiter_in_names_does_not_mislead(tmp_path):
    path = write(tmp_path, "Customer ID;Groups (x,y,z...);Last Name *;Email *\n1;1,2,3;Smith;s@example.com\n")

    names, rows = read(path)

    assert names == ["Customer ID", "Groups (x,y,z...)", "Last Name *", "Email *"]
    assert rows == [["1", "1,2,3", "Smith", "s@example.com"]]


def test_a_compressed_file_is_unpacked(tmp_path):
    path = write(tmp_path, gzip.compress(TEXT.encode()), "customers.csv.gz")

    _, rows = read(path)

    assert [row[0] for row in rows] == NAMES


def test_titles_above_the_heading_and_headings_that_come_again_are_left_out(tmp_path):
    path = write(
        tmp_path, "All customers\nMade on 1 May\n\nName,Email\nBakery,b@example.com\nName,Email\nCafé,c@example.com\n"
    )

    with open_table(path) as table:
        rows = list(table.rows)

    assert table.heading.line == 4
    assert [(row.line, row.cells[0]) for row in rows] == [(5, "Bakery"), (7, "Café")]


def test_rows_are_numbered_by_the_line_they_start_in(tmp_path):
    path = write(tmp_path, 'Name,Address\n"Two\nlines",x\n\nNext,y\n')

    with open_table(path) as table:
        assert [row.line for row in table.rows] == [2, 5]


def test_the_heading_can_be_named(tmp_path):
    path = write(tmp_path, "Name,Email\nFirma,Mail\nBakery,b@example.com\n")

    names, rows = read(path, heading_line=2)

    assert names == ["Firma", "Mail"]
    assert rows == [["Bakery", "b@example.com"]]
    with pytest.raises(Unreadable, match="No row begins in line 9"):
        read(path, heading_line=9)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"\n\n  \n", "The file is empty."),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<html><table>", "a web page or XML"),
        (bytes(range(14, 27)) * 40, "not a text file"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "Unpack it"),
        (gzip.compress(b"x" * 9999, mtime=0)[:-9], "damaged"),
        (b"PK\x03\x04 no workbook", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no workbook that can be read"),
        (b'"Name,Email\nBakery', "opened in line 1 is never closed"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, content, reason):
    path = write(tmp_path, content)

    with pytest.raises(Unreadable, match=reason):
        read(path)


def test_what_is_no_file_is_refused_in_a_sentence(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(Unreadable, match="is not a file"):
            read(path)
    with pytest.raises(Unreadable, match="There is no file"):
        read(tmp_path / "nowhere.csv")


def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line(tmp_path):
    path = write(tmp_path, 'Name,Email\nBakery,b@example.com\n"Café,c@example.com\nInn,i@example.com\n')

    with open_table(path) as table:
        rows = list(table.rows)

    assert [row.fault for row in rows] == [
        "",
        "The quote opened in line 3 is never closed; nothing after it could be read.",
    ]


@pytest.mark.parametrize("content", ["Name,Email\n" + "x" * 200_000, "Name,Email\n" + "," * 2_000_000])
def test_a_line_without_end_ends_the_reading(tmp_path, content):
    path = write(tmp_path, content)

    with open_table(path) as table:
        (row,) = table.rows

    assert row.fault.startswith("What begins in line 2 does not end")


def test_more_rows_or_columns_than_allowed_are_said(tmp_path):
    path = write(tmp_path, "Name,Email\n" + "Bakery,b@example.com\n" * 9)

    with open_table(path, limits=Limits(rows=3)) as table:
        assert [bool(row.fault) for row in table.rows] == [False, False, False, True]
    with pytest.raises(Unreadable, match="2 columns, more than the 1 allowed"):
        read(path, Limits(columns=1))


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path):
    path = write(tmp_path, gzip.compress(b"Name,Email\n" + b"x" * 3 * 2**20), "bomb.csv.gz")

    with pytest.raises(Unreadable, match="holds more than 2 MB"):
        read(path, Limits(unpacked_bytes=2 * 2**20))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" * 2**20)

    with pytest.raises(Unreadable, match="unpacks to 3 MB, more than the 2 MB allowed"):
        read(tmp_path / "bomb.xlsx", Limits(workbook_bytes=2 * 2**20))


def test_a_child_that_needs_too_much_memory_is_stopped():
    path = sample("messy-imports/messytables/large.xlsx")

    with pytest.raises(Unreadable, match=r"needs more than 25 MB of memory|broke the program"):
        read(path, Limits(memory_bytes=25 * 2**20))


def test_a_child_that_takes_too_long_is_stopped(tmp_path):
    path = write(tmp_path, gzip.compress(b"Name,Email\n" + b"x,y\n" * 2**22, 1), "long.csv.gz")

    with pytest.raises(Unreadable, match="took longer than 1 seconds"):
        read(path, Limits(cpu_seconds=1))
    with pytest.raises(Unreadable, match="took longer than 0 seconds"):
        read(path, Limits(wait_seconds=0))


def test_a_table_may_be_left_before_its_end(tmp_path):
    path = write(tmp_path, "Name,Email\n" + "Bakery,b@example.com\n" * 50_000)

    with open_table(path) as table:
        first = next(table.rows)

    assert first.cells == ["Bakery", "b@example.com"]


def test_the_sheet_with_the_most_names_we_know_is_read_unless_one_is_named():
    path = sample("messy-imports/csvkit/sheets.xlsx")

    assert read(path)[0][:2] == ["text", "date"]
    assert read(path, sheet="ʤ") == (["a", "b", "c"], [["1", "2", "3"]])
    with pytest.raises(Unreadable, match="The workbook has: not this one, data, ʤ"):
        read(path, sheet="customers")
    with pytest.raises(Unreadable, match="The file is empty"):
        read(path, sheet="not this one")


def test_cells_of_a_workbook_read_as_a_person_sees_them():
    _, rows = read(sample("messy-imports/csvkit/test.xlsx"))

    assert rows[0] == ["Chicago Reader", "1971-01-01", "40", "yes", "1", "1971-01-01T04:14:00", "", ""]


def test_how_the_file_was_understood_is_said_in_words(tmp_path):
    with open_table(write(tmp_path, TEXT)) as table:
        assert str(table.heading) == "utf-8, comma, 2 columns, heading in line 1"
    with open_table(sample("messy-imports/csvkit/test_skip_lines.xlsx")) as table:
        assert str(table.heading) == "sheet 'Sheet1', 7 columns, heading in row 4"
