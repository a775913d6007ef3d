"""Read Excel and OpenDocument workbooks: which sheet, and its cells as the text a person sees (ACC-22)."""

import math
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import python_calamine

from handsel.accounts.importing.columns import recognised
from handsel.accounts.importing.delimited import SAMPLE_LINES, RawRow
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.unreadable import Unreadable

Cell = int | float | str | bool | time | date | datetime | timedelta


def open_workbook(path: Path, limits: Limits) -> python_calamine.CalamineWorkbook:
    """Open the workbook.

    Raises Unreadable when it is damaged, locked with a password, or unpacks to more than `limits.workbook_bytes`.
    """
    _refuse_bombs(path, limits)
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        raise Unreadable("The workbook is locked with a password. Save it without one, and import that.") from None
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Unreadable(f"The file is no workbook that can be read ({_first_line(fault)}). Save it as xlsx.") from None


def choose_sheet(workbook: python_calamine.CalamineWorkbook, wanted: str) -> str:
    """Return the sheet called `wanted`, else the one in which we recognise most column names, visible ones first.

    Raises Unreadable when there is no such sheet, or none with a cell in it.
    """
    names = workbook.sheet_names
    if wanted:
        if wanted not in names:
            raise Unreadable(f"There is no sheet {wanted!r}. The workbook has: {', '.join(names)}.")
        return wanted
    if len(names) == 1:
        return names[0]
    scores = {meta.name: _score(workbook, meta) for meta in workbook.sheets_metadata}
    best = max(scores, key=lambda name: scores[name], default="")
    if not best or not scores[best][2]:
        raise Unreadable("The workbook is empty: no sheet has a cell with something in it.")
    return best


def _score(workbook: python_calamine.CalamineWorkbook, meta: python_calamine.SheetMetadata) -> tuple[int, bool, bool]:
    visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
    if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
        return 0, False, False
    rows = list(islice(_texts(_sheet(workbook, meta.name)), SAMPLE_LINES))
    known = max(map(recognised, rows), default=0)
    return known, visible, any(any(row) for row in rows)


def sheet_rows(workbook: python_calamine.CalamineWorkbook, name: str) -> Iterator[RawRow]:
    """Yield the rows of a sheet that have something in them, numbered as the program that made it numbers them."""
    for number, cells in enumerate(_texts(_sheet(workbook, name)), start=1):
        if any(cells):
            yield RawRow(number, cells)


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str) -> python_calamine.CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise Unreadable(f"The sheet {name!r} cannot be read ({_first_line(fault)}). Save it as CSV.") from None


def _texts(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [cell if isinstance(cell, str) else _text(cell) for cell in row]


def _text(cell: Cell) -> str:
    """Write a cell as text: whole numbers without a point (Excel keeps 17850 as 17850.0), dates as ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _refuse_bombs(path: Path, limits: Limits) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Unreadable(f"The workbook is damaged ({_first_line(fault)}). Save it again.") from None
    if unpacked > limits.workbook_bytes:
        raise Unreadable(
            f"The workbook unpacks to {unpacked // 2**20:,} MB, more than the {limits.workbook_bytes // 2**20} MB "
            "allowed. Save it as CSV, which is read row by row."
        )


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:120]
