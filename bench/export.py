"""Benchmark 6: the customer list of one seller with a million customers as an Excel file (ACC-13)."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from bench.frame import Result, compare
from bench.server import installation, load

CUSTOMERS = int(os.environ.get("HANDSEL_BENCH_CUSTOMERS", "1000000"))
GOAL_TIMES, GOAL_MB = 1.5, 120
SELLER = 3
_DATA = f"""
{CUSTOMERS:,} customers of one seller, sorted by name, eight columns: name, phone, city, e-mail, monthly run rate and
its currency, storefront users, number. One in six has a subscription.
"""
_LIMIT = """
Limit: one statement read through a server-side cursor past all walls, each row put into the XML of a sheet by hand and
packed into a zip file as it comes; no formats, no second sheet, nothing escaped that is not in this data.
"""
_PRODUCT = """
Handsel: the whole task as a worker runs it, with row security, progress, and the file in the store at the end.
"""
FACTS = tuple(" ".join(fact.split()) for fact in (_DATA, _LIMIT, _PRODUCT))


def run() -> Result:
    """Generate the data, check that both files say the same, then make them in turn."""
    result = Result(
        "Excel file of a million customers",
        f"at most {GOAL_TIMES} times the limit's time, at most {GOAL_MB} MB of memory",
        "rows/s",
        facts=list(FACTS),
        goal_ratio=1 / GOAL_TIMES,
    )
    with installation(), tempfile.TemporaryDirectory() as folder:
        _generate()
        files = {kind: Path(folder) / f"{kind}.xlsx" for kind in ("limit", "product")}
        for kind, file in files.items():
            _made(kind, file)
        _check(files["limit"], files["product"])
        seen: dict[str, list[Made]] = {"limit": [], "product": []}
        limit, product = (partial(_rate, kind, file, seen[kind]) for kind, file in files.items())
        compare(result, {"read, write, keep": (limit, product)})
        size = files["product"].stat().st_size / 1_000_000
        result.facts += [_memory(seen, size), _processor(seen)]
    return result


def _generate() -> None:
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - needs Django to be set up

    cast = tell(datetime(2019, 1, 1, 9, tzinfo=UTC))
    assert cast.suedwind == SELLER, "somebody else is who was to have the customers"
    load("export", seller=SELLER, customers=CUSTOMERS)


@dataclass(frozen=True)
class Made:
    """What one export took: seconds, those of them on a processor, and memory at its peak."""

    seconds: float
    processor: float
    megabytes: float


def _memory(seen: dict[str, list[Made]], size: float) -> str:
    limit, product = (median(made.megabytes for made in found) for found in seen.values())
    told = "within the goal" if product <= GOAL_MB else "**above the goal**"
    return (
        f"Peak memory of the process: limit {limit:.0f} MB, Handsel **{product:.0f} MB**, {told}; "
        f"the file has {size:.0f} MB."
    )


def _processor(seen: dict[str, list[Made]]) -> str:
    limit, product = (median(made.processor for made in found) for found in seen.values())
    return (
        f"Processor time of the process and its process of the server, which load changes little: limit {limit:.1f} "
        f"s, Handsel **{product:.1f} s**, {product / limit:.2f} times."
    )


def _rate(kind: str, file: Path, seen: list[Made]) -> float:
    made = _made(kind, file)
    seen.append(made)
    return CUSTOMERS / made.seconds


def _made(kind: str, file: Path) -> Made:
    """Let a process of its own make the file."""
    command = [sys.executable, "-m", "bench.exporting", kind, str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    rows = int(told[0])
    assert rows == CUSTOMERS + 1, f"{kind} wrote {rows} rows"
    return Made(*map(float, told[1:]))


def _check(limit: Path, product: Path) -> None:
    """See that both files hold the same, cell by cell; equal names may stand in either order."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only here

    sheets = [CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python() for file in (limit, product)]
    assert len(sheets[0]) == len(sheets[1]) == CUSTOMERS + 2
    for own, other in zip(sheets[0][1:], sheets[1][1:], strict=True):
        assert own == other, (own, other)
