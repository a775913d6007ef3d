"""What the child process does, looked at from within."""

import gzip
import json
import math
import resource
import sys
from datetime import time, timedelta

import pytest
import python_calamine

from handsel.accounts.importing import parser, reading, workbook
from handsel.accounts.importing.drafts import Draft, Fault
from handsel.accounts.importing.fates import Deciding, Seen
from handsel.accounts.importing.limits import LIMITS, Limits
from handsel.accounts.importing.parser import Given, parse, request_for
from handsel.accounts.importing.tally import Tally
from handsel.accounts.importing.unreadable import Unreadable
from tests.accounts.importing_samples import sample, write

pytestmark = pytest.mark.covers("ACC-22")


def parsed(path, limits=LIMITS, **given):
    messages = list(parse(path, Given(**given), limits))
    return messages[0]["heading"], [row for message in messages for row in message.get("rows", ())]


@pytest.mark.parametrize(
    ("file", "heading", "rows"),
    [
        ("csvkit/test.xlsx", ["text", "date", "integer", "boolean", "float", "datetime", "empty_column"], 5),
        ("csvkit/test.xls", ["text", "date", "integer", "boolean", "float", "datetime", "empty_column"], 5),
        ("messytables/blank_line.ods", ["Name", "Age", "When"], 3),
        ("frictionless/preserve-formatting.xlsx", None, 1),
        ("csvkit/sheets.xlsx", ["text", "date", "integer", "boolean", "float", "datetime", "empty_column"], 5),
    ],
)
def test_workbooks_are_read(file, heading, rows):
    found, read = parsed(sample(f"messy-imports/{file}"))

    assert heading is None or found["names"] == heading
    assert len(read) == rows


def test_a_sheet_can_be_named():
    path = sample("messy-imports/csvkit/sheets.xlsx")

    assert parsed(path, sheet="ʤ")[0]["names"] == ["a", "b", "c"]
    with pytest.raises(Unreadable, match="There is no sheet 'x'"):
        parsed(path, sheet="x")


@pytest.mark.parametrize(
    ("cell", "text"),
    [(True, "yes"), (17850.0, "17850"), (0.5, "0.5"), (7, "7"), (math.nan, ""), (time(8, 30), "08:30:00"),
     (timedelta(hours=1), "1:00:00")],
)  # fmt: skip
def test_a_cell_is_text(cell, text):
    assert workbook._text(cell) == text


class Workbook:
    """Stands for a workbook with sheets as they hardly occur."""

    sheet_names = ("chart", "empty")

    def __init__(self, *, broken=False):
        self.broken = broken
        kinds = python_calamine.SheetTypeEnum
        self.sheets_metadata = [self.meta("chart", kinds.ChartSheet), self.meta("empty", kinds.WorkSheet)]

    @staticmethod
    def meta(name, kind):
        return type("Meta", (), {"name": name, "typ": kind, "visible": python_calamine.SheetVisibleEnum.Visible})()

    def get_sheet_by_name(self, _name):
        if self.broken:
            raise python_calamine.CalamineError("bad cell\nat 7")
        return type("Sheet", (), {"iter_rows": lambda _: iter([["", ""]])})()


def test_a_workbook_without_cells_or_with_a_broken_sheet_is_refused():
    with pytest.raises(Unreadable, match="The workbook is empty"):
        workbook.choose_sheet(Workbook(), "")
    with pytest.raises(Unreadable, match=r"The sheet 'empty' cannot be read \(bad cell\)"):
        workbook.choose_sheet(Workbook(broken=True), "")


@pytest.mark.parametrize(
    ("raised", "reason"),
    [(python_calamine.PasswordError("x"), "locked with a password"), (ValueError(), r"\(ValueError\)")],
)
def test_a_workbook_that_does_not_open_says_why(tmp_path, monkeypatch, raised, reason):
    def refuse(_):
        raise raised

    monkeypatch.setattr(workbook.python_calamine.CalamineWorkbook, "from_path", refuse, raising=False)
    with pytest.raises(Unreadable, match=reason):
        workbook.open_workbook(write(tmp_path, "x"), LIMITS)


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    with pytest.raises(Unreadable, match="unpacks to 0 MB, more than the 0 MB allowed"):
        workbook.open_workbook(sample("messy-imports/csvkit/test.xlsx"), Limits(workbook_bytes=100))


def test_a_damaged_archive_is_refused(tmp_path, monkeypatch):
    def broken(_):
        raise workbook.zipfile.BadZipFile("bad")

    monkeypatch.setattr(workbook.zipfile, "is_zipfile", lambda _: True)
    monkeypatch.setattr(workbook.zipfile, "ZipFile", broken)
    with pytest.raises(Unreadable, match=r"The workbook is damaged \(bad\)"):
        workbook.open_workbook(write(tmp_path, "x"), LIMITS)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_bytes_without_a_mark_tell_their_order(tmp_path, encoding):
    assert parsed(write(tmp_path, "Name,City\nKöln,x\n".encode(encoding)))[0]["encoding"] == encoding


@pytest.mark.parametrize(
    ("content", "limits", "given", "reason"),
    [
        (gzip.compress(b"x" * 4096, mtime=0), Limits(unpacked_bytes=100), {}, "holds more than 0 MB"),
        (gzip.compress(b"PK\x03\x04", mtime=0), LIMITS, {}, "Unpack it"),
        (b"%PDF", LIMITS, {}, "a PDF document"),
        (b"a,b\n1,2\n", LIMITS, {"encoding": "klingon"}, "no encoding called 'klingon'"),
        (gzip.compress(b"a" * 9_999, mtime=0)[:-9], LIMITS, {}, "damaged"),
        (b"<html>", LIMITS, {}, "a web page"),
        (bytes(range(14, 27)) * 9, LIMITS, {}, "not a text file"),
        (b"a,b\n1,2\n", LIMITS, {"heading_line": 7}, "No row begins in line 7"),
        (b"a,b\n1,2\n", Limits(columns=1), {}, "2 columns, more than the 1 allowed"),
        (b'"a,b\n1,2\n', LIMITS, {}, "never closed"),
        (b"", LIMITS, {}, "The file is empty"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, limits, given, reason):
    with pytest.raises(Unreadable, match=reason):
        parsed(write(tmp_path, content), limits, **given)


def test_a_byte_far_behind_decides_about_the_encoding(tmp_path):
    beginning = "Name,City\n" + "Bäckerei,Köln\n" * 10_000

    assert parsed(write(tmp_path, beginning))[0]["encoding"] == "utf-8"
    assert parsed(write(tmp_path, beginning.encode() + b"\xe4\n"))[0]["encoding"] == "cp1252"


def test_the_line_of_the_heading_can_be_named_and_rows_have_a_limit(tmp_path):
    path = write(tmp_path, "Name,Email\nFirma,Mail\n" + "a,b\n" * 1_200)

    heading, rows = parsed(path, Limits(rows=1_100), heading_line=2)

    assert heading["names"] == ["Firma", "Mail"]
    assert len(rows) == 1_101
    assert rows[-1].fault == "The file has more than 1,100 rows; nothing from here on was read."


def child(path, capsys, monkeypatch):
    """Run the child's program here, with limits that are only written down."""
    limits = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(sys, "argv", ["parser", request_for(path, Given(), LIMITS)])
    parser.main()
    assert set(limits) == {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE}
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_child_limits_itself_and_says_one_value_a_line(tmp_path, capsys, monkeypatch):
    said = child(write(tmp_path, "Name,City\nBakery,Köln\n"), capsys, monkeypatch)

    assert said[0]["heading"]["names"] == ["Name", "City"]
    assert said[1:] == [{"rows": [[2, ["Bakery", "Köln"], ""]]}, {"end": 1}]


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (Unreadable("No."), "No."),
        (MemoryError(), "memory"),
        (PermissionError(13, "Permission denied"), "The file cannot be read: Permission denied."),
        (OSError("odd"), "The file cannot be read: odd."),
    ],
)
def test_the_child_says_its_refusals(tmp_path, capsys, monkeypatch, raised, said):
    def refuse(*_):
        raise raised

    monkeypatch.setattr(parser, "parse", refuse)

    assert child(write(tmp_path, "x"), capsys, monkeypatch) == [{"refused": said}]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit(3)", "broke the program that reads it"),
        ("import os; os.kill(os.getpid(), 9)", "needs more than 768 MB"),
        ('print(\'{"refused": "memory"}\')', "needs more than 768 MB"),
        ("print('x' * 3000, end='')", "A row of the file is too large"),
    ],
)
def test_a_child_that_fails_is_told_in_a_sentence(tmp_path, monkeypatch, program, reason):
    popen = reading.subprocess.Popen
    monkeypatch.setattr(reading.subprocess, "Popen", lambda _, **how: popen([sys.executable, "-c", program], **how))
    monkeypatch.setattr(reading, "LONGEST_MESSAGE", 2_000)

    with pytest.raises(Unreadable, match=reason), reading.open_table(write(tmp_path, "x")):
        pass


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading.os, "access", lambda *_: False)

    with pytest.raises(Unreadable, match="may not be read"), reading.open_table(write(tmp_path, "x")):
        pass


def test_at_most_five_reasons_are_told():
    drafts = [Draft(n, {}, [Fault(f"column {n}", "", "This is missing.")]) for n in range(7)]
    tally = Tally()

    tally.add(Deciding(kind="customer", known=[], seen=Seen()).decide(drafts))

    assert tally.sentences(kind="customer", dry_run=False)[-1] == "Refused for 2 more reasons."
