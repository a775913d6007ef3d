"""The fixed parts of a workbook: what the program that opens it reads beside the rows (ACC-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

HEADING, NEUTRAL, DAY, MOMENT = 1, 2, 6, 7
"""Places in STYLES of how a heading, a text that looks like a formula, a day and a moment are shown."""
AMOUNTS = {0: 3, 2: 4, 3: 5}
"""Likewise of amounts, by their decimals."""

_FORMATS = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in (3, 4, 164, 14, 22)
    )
)

STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.000"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F6"/><bgColor indexed="64"/></patternFill></fill>'
    "</fills>"
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="8">{_FORMATS}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

FIXED: Mapping[str, str] = {
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/styles.xml": STYLES,
}
"""Files that are always the same; they come first."""


@dataclass
class Sheet:
    """One sheet: its place from 1, what it is called, how many columns and rows it has."""

    number: int
    name: str
    columns: int
    rows: int = 0

    @property
    def path(self) -> str:
        return f"xl/worksheets/sheet{self.number}.xml"

    @property
    def title(self) -> str:
        """Its name as Excel takes it: at most 31 characters, without brackets, slashes and the like."""
        plain = "".join(letter for letter in self.name if letter not in "[]:*?/\\'").strip() or "Sheet"
        return plain[:31] if self.number == 1 else f"{plain[:27]} {self.number}"


def closing(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    """Return the files that name all sheets; they come last, when it is known how many there are."""
    named = "".join(
        f'<sheet name="{escape(sheet.title)}" sheetId="{sheet.number}" r:id="rId{sheet.number}"/>' for sheet in sheets
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{sheet.number - 1}" hidden="1">'
        f"'{escape(sheet.title)}'!$A$1:${letters(sheet.columns - 1)}${sheet.rows + 1}</definedName>"
        for sheet in sheets
    )
    links = "".join(
        f'<Relationship Id="rId{sheet.number}" Type="{LINKS}/worksheet" Target="worksheets/sheet{sheet.number}.xml"/>'
        for sheet in sheets
    )
    styles = f'<Relationship Id="rId{len(sheets) + 1}" Type="{LINKS}/styles" Target="styles.xml"/>'
    types = "".join(f'<Override PartName="/{sheet.path}" ContentType="{TYPE}.worksheet+xml"/>' for sheet in sheets)
    return {
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{named}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}{styles}'
        "</Relationships>",
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{types}</Types>',
    }


def sheet_head(widths: Sequence[int], *, is_rtl: bool, is_first: bool) -> str:
    """Return what stands before the rows: the heading stays in sight, columns are as wide as `widths`."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    marks = ('rightToLeft="1" ' if is_rtl else "") + ('tabSelected="1" ' if is_first else "")
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView {marks}workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def sheet_foot(columns: int, last_row: int) -> str:
    """Return what stands after the rows: a filter over all of them."""
    return f'</sheetData><autoFilter ref="A1:{letters(columns - 1)}{last_row}"/></worksheet>'


def letters(place: int) -> str:
    """Return the name of the column at `place`, from 0: A, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
