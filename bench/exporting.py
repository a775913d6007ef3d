"""One export of the benchmark, a process of its own: `python -m bench.exporting limit|product FILE`.

It says how many rows it wrote, the seconds it took, those of them on a processor, here and in its server process,
and its peak memory in MB.
"""

import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import django

django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection  # noqa: E402

from bench.export import SELLER  # noqa: E402
from bench.server import administrator, server_seconds  # noqa: E402
from handsel.accounts.models import Kind  # noqa: E402
from handsel.identity.actor import Actor  # noqa: E402
from handsel.identity.roles import Role  # noqa: E402
from handsel.jobs.task_kinds import TASK_KINDS  # noqa: E402
from handsel.kernel import clock  # noqa: E402
from handsel.kernel.isolation import Reading  # noqa: E402
from handsel.reports.list_files import start_list_file  # noqa: E402
from handsel.reports.lists import ListWanted  # noqa: E402
from handsel.segments.search import Search  # noqa: E402
from handsel.tasks.models import Task  # noqa: E402
from handsel.tasks.running import run_next  # noqa: E402

COLUMNS = ("name", "phone", "city", "email", "run_rate", "access", "number")


def product(file: Path) -> tuple[int, float]:
    """Ask for the file and let the worker make it."""
    by = Actor(None, "Bench", SELLER, Role.MANAGER)
    task = start_list_file(wanted=ListWanted.of(Kind.CUSTOMER, Search(), COLUMNS), by=by, at=clock.now())
    assert run_next(TASK_KINDS, at=clock.now()) == 1
    with Reading(by.scope):
        task = Task.objects.get(pk=task.pk)
    assert task.file, task.error
    shutil.move(default_storage.path(task.file), file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(task.result["rows"]), server_seconds(int(cursor.fetchone()[0]))


SQL = """
    SELECT a.name, a.phone, a.city, a.email, f.run_rate_minor, f.currency, f.users_count > 0, a.number
      FROM accounts_account a JOIN segments_figures f ON f.id = a.id
     WHERE a.seller_id = %(seller)s AND a.kind = 'customer' AND a.is_listed
     ORDER BY a.sort_name, a.id
"""
HEADING = ("Name", "Phone", "City", "E-mail", "Monthly run rate", "Currency", "Storefront", "Number")


def limit(file: Path) -> tuple[int, float]:
    """Write what the statement returns as raw XML."""
    rows = 0
    with administrator() as db, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in FRAME.items():
            archive.writestr(name, text)
        with (
            archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
            db.transaction(),
            db.cursor("export") as cursor,
        ):
            cursor.execute(SQL, {"seller": SELLER})
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'.encode())
            sheet.write("".join(map(_text, "ABCDEFGH", [1] * 8, HEADING)).encode() + b"</row>")
            while batch := cursor.fetchmany(2_000):
                sheet.write("".join([_row(rows + place, row) for place, row in enumerate(batch, start=2)]).encode())
                rows += len(batch)
            sheet.write(b"</sheetData></worksheet>")
        return rows, server_seconds(db.info.backend_pid)


def _row(number: int, row: tuple[Any, ...]) -> str:
    name, phone, city, email, minor, currency, has_users, account = row
    return (
        f'<row r="{number}">{_text("A", number, name)}{_text("B", number, phone)}{_text("C", number, city)}'
        f'{_text("D", number, email)}<c r="E{number}"><v>{minor / 100:.2f}</v></c>{_text("F", number, currency)}'
        f'{_text("G", number, "Yes" if has_users else "No")}<c r="H{number}"><v>{account}</v></c></row>'
    )


def _text(column: str, number: int, value: str) -> str:
    if not value:
        return ""
    if "&" in value or "<" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="Customers" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def main() -> None:
    kind, file = sys.argv[1], Path(sys.argv[2])
    began, used = time.perf_counter(), time.process_time()
    rows, server = {"limit": limit, "product": product}[kind](file)
    seconds = time.perf_counter() - began
    print(rows, seconds, time.process_time() - used + server, _peak_megabytes())


def _peak_megabytes() -> float:
    """Return the peak of this program alone: what getrusage() tells began with the one that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found, "Linux tells it"
    return int(found[1]) / 1000


if __name__ == "__main__":
    main()
