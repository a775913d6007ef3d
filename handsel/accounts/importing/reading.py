"""Read a table from a file that nobody vouches for, row by row, through a child process with limits (ACC-22).

The child bounds what a file can cost: memory, computing time, rows, columns, cells. The parent only ever sees JSON.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import handsel
from handsel.accounts.importing.delimited import DELIMITERS, RawRow
from handsel.accounts.importing.limits import LIMITS, Limits
from handsel.accounts.importing.parser import Given, request_for
from handsel.accounts.importing.unreadable import Unreadable

LONGEST_MESSAGE = 64 * 2**20
_SOURCE = Path(handsel.__file__).parent.parent
_NOTHING_GIVEN = Given()


@dataclass(frozen=True)
class Heading:
    """The columns of a table, and how the file was understood.

    `line` is 0 where the file has no heading; `top` are the first rows of the file, each with its line.
    """

    names: list[str]
    line: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    top: tuple[tuple[int, list[str]], ...] = ()

    def __str__(self) -> str:
        columns = f"{len(self.names)} columns"
        if self.sheet:
            return f"sheet {self.sheet!r}, {columns}, {f'heading in row {self.line}' if self.line else 'no heading'}"
        spoken = DELIMITERS.get(self.delimiter, repr(self.delimiter))
        heading = f"heading in line {self.line}" if self.line else "no heading"
        return f"{self.encoding}, {spoken}, {columns}, {heading}"


@dataclass(frozen=True)
class Table:
    """A table being read: its heading, and its rows, which can be gone through once."""

    heading: Heading
    rows: Iterator[RawRow]


@contextmanager
def open_table(path: Path, given: Given = _NOTHING_GIVEN, limits: Limits = LIMITS) -> Iterator[Table]:
    """Open the table in the file at `path` and close it again, whatever happened.

    Raises Unreadable when the file holds no table, now or while its rows are read; the text says what to do.
    """
    _refuse_what_is_no_file(path)
    child = subprocess.Popen(
        [sys.executable, "-m", "handsel.accounts.importing.parser", request_for(path.resolve(), given, limits)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_SOURCE,
        env={"PYTHONPATH": str(_SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    with child:
        try:
            messages = _messages(child, limits)
            yield Table(_heading(next(messages)), _rows(messages))
        finally:
            child.kill()


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.exists():
        raise Unreadable(f"There is no file {path}.")
    if not path.is_file():
        raise Unreadable(f"{path} is not a file.")
    if not os.access(path, os.R_OK):
        raise Unreadable(f"The file {path} may not be read.")


def _heading(message: dict[str, Any]) -> Heading:
    found = message["heading"]
    top = tuple((line, cells) for line, cells in found.get("top", ()))
    return Heading(**{**found, "sheets": tuple(found.get("sheets", ())), "top": top})


def _rows(messages: Iterator[dict[str, Any]]) -> Iterator[RawRow]:
    for message in messages:
        if "end" in message:
            return
        for row in message["rows"]:
            yield RawRow(*row)


def _messages(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield what the child says, until it says the end; a child that dies or falls silent is a refusal."""
    for line in _lines(child.stdout, limits):  # type: ignore[arg-type]  # it has one, see open_table
        message = json.loads(line)
        if message.get("refused") == "memory":
            raise Unreadable(_too_much_memory(limits))
        if "refused" in message:
            raise Unreadable(message["refused"])
        yield message
    raise Unreadable(_cause_of_death(child.wait(), limits))


def _lines(stream: IO[bytes], limits: Limits) -> Iterator[bytes]:
    waiting = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            if not selector.select(limits.wait_seconds):
                raise Unreadable(_too_slow(limits.wait_seconds))
            chunk = os.read(stream.fileno(), 2**20)
            if not chunk:
                return
            *lines, waiting = (waiting + chunk).split(b"\n")
            yield from lines
            if len(waiting) > LONGEST_MESSAGE:
                raise Unreadable("A row of the file is too large.")


def _cause_of_death(code: int, limits: Limits) -> str:
    if code == -signal.SIGXCPU:
        return _too_slow(limits.cpu_seconds)
    if code in {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV}:
        return _too_much_memory(limits)
    return "The file broke the program that reads it. Open it in a spreadsheet program and save it as CSV."


def _too_slow(seconds: int) -> str:
    return f"Reading the file took longer than {seconds} seconds. Split it, or save it as CSV."


def _too_much_memory(limits: Limits) -> str:
    return f"Reading the file needs more than {limits.memory_bytes // 2**20} MB of memory. Split it, or save it as CSV."
