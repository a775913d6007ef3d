"""Read the prices that somebody wrote into a file, and say of each row what would become of it (CAT-2, CAT-3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.db import transaction

from handsel.accounts.importing.delimited import RawRow
from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.reading import open_table
from handsel.accounts.importing.unreadable import Unreadable
from handsel.catalog.alterations import RulesAltered
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Figures, Line
from handsel.catalog.price_changes import Change
from handsel.catalog.price_columns import LABELS, places_of
from handsel.catalog.price_file_rows import BY_HAND, Deciding, FileRow, PriceFile, WrongRow, change_asked, find_line
from handsel.catalog.price_rules import write_changes
from handsel.catalog.rehearsing import Rehearsal, rehearsed
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.isolation import reading_paused
from handsel.kernel.money import Money, share_percent
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid

LIMITS = Limits(cpu_seconds=30, wait_seconds=30, columns=100)
"""A person waits for this."""
MOST_ROWS = 20_000
MOST_BYTES = 10 * 2**20


class Fate(StrEnum):
    """What would become of a row."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowSeen:
    """A row with its fate: its plan as it is and as it would be, or why it is refused."""

    row: FileRow
    fate: Fate
    line: Line | None = None
    change: Change | None = None
    then: Figures | None = None
    reason: str = ""

    @property
    def after(self) -> Money | None:
        return self.then.unit if self.then else None

    @property
    def margin_percent(self) -> Decimal | None:
        """What would stay of the price."""
        return share_percent(self.then.margin, self.then.unit) if self.then else None


@dataclass(frozen=True)
class PriceFileSeen:
    """What a file would do to version `version` of a price list; `rehearsal` is None where it would change nothing."""

    rows: Sequence[RowSeen]
    changes: Sequence[Change]
    version: int
    rehearsal: Rehearsal | None

    def with_fate(self, fate: Fate) -> list[RowSeen]:
        return [row for row in self.rows if row.fate == fate]


def receive_price_file(file: "File[bytes]") -> PriceFile:
    """Return the rows of an uploaded file; nothing of it is kept. Raises Unreadable, as `read_price_file` does."""
    if file.size > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 2**20} MB. Split it.")
    with reading_paused(), NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_price_file(Path(copy.name))


def read_price_file(path: Path) -> PriceFile:
    """Return the rows of the file at `path` that name a price.

    Raises Unreadable when it holds no table, too many rows, or lacks a column that says what or how much.
    """
    with open_table(path, limits=LIMITS) as table:
        places = places_of(table.heading.names)
        if not places.keys() & {"plan_id", "sku"}:
            raise Unreadable(f"No column is called {LABELS['sku']}, so nobody knows which plan a row is about.")
        if not places.keys() & {"new_price", "new_percent", "price", "percent"}:
            raise Unreadable(f"No column is called {LABELS['new_price']} or {LABELS['new_percent']}.")
        raw = list(islice(table.rows, MOST_ROWS + 1))
        is_workbook = bool(table.heading.sheet)
    if len(raw) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    return PriceFile([row for row in (_row(one, places) for one in raw) if row.says_something], is_workbook)


def _row(raw: RawRow, places: Mapping[str, int]) -> FileRow:
    cells = {
        name: raw.cells[place].strip().removeprefix("'") for name, place in places.items() if place < len(raw.cells)
    }
    has_new = places.keys() & {"new_price", "new_percent"}
    price, percent = ("new_price", "new_percent") if has_new else ("price", "percent")
    return FileRow(
        raw.line,
        cells.get("sku", ""),
        cells.get("plan", ""),
        cells.get("plan_id", ""),
        cells.get(price, ""),
        cells.get(percent, "").removesuffix("%").strip(),
        cells.get("currency", ""),
        raw.fault,
    )


@operation
def check_price_file(
    *, price_list_id: int, currency: str | None, file: PriceFile, decimal_mark: str, by: Actor, at: datetime
) -> PriceFileSeen:
    """Say of each row what would become of it, and rehearse them all together; change nothing.

    Amounts in text are written with `decimal_mark`, those of a workbook as numbers. Raises Forbidden,
    PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    version = price_list.version
    rows = rows_seen(price_list, currency, file, decimal_mark, by, at)
    changes = changes_of(rows)
    found = rehearsed(RulesAltered(price_list.pk, currency, changes), by=by, at=at) if changes else None
    return PriceFileSeen(rows, changes, version, found)


@operation
def try_prices(
    *, price_list_id: int, currency: str | None, file: PriceFile, decimal_mark: str, by: Actor, at: datetime
) -> Sequence[RowSeen]:
    """Say of each row what would become of it, as `check_price_file` does, and nothing of those below; change nothing.

    Raises Forbidden, PriceList.DoesNotExist.
    """
    may_change_prices(by).or_refuse()
    price_list = PriceList.objects.select_for_update().get(pk=price_list_id, seller_id=by.seller_id)
    return rows_seen(price_list, currency, file, decimal_mark, by, at)


@step
def rows_seen(
    price_list: PriceList, currency: str | None, file: PriceFile, decimal_mark: str, by: Actor, at: datetime
) -> Sequence[RowSeen]:
    """Return the rows of a file with what would become of each under a locked price list."""
    known = Deciding.on(price_list, currency, decimal_mark, file, at=at)
    wanted = [_wanted(known, row) for row in file.rows]
    after = _tried(price_list, currency, changes_of(wanted), by, at)
    return [_seen(wish, after) for wish in wanted]


def _wanted(known: Deciding, row: FileRow) -> RowSeen:
    line = None
    try:
        line = find_line(known, row)
        change = change_asked(known, row, line)
    except WrongRow as wrong:
        return RowSeen(row, Fate.REFUSED, line, reason=str(wrong))
    except Invalid as wrong:
        return RowSeen(row, Fate.REFUSED, line, reason=" ".join(wrong.fields.values()))
    return RowSeen(row, Fate.CHANGED if change else Fate.UNCHANGED, line, change)


def changes_of(rows: Iterable[RowSeen]) -> list[Change]:
    """Return what rows change, with changes of a manner together, so that they are written at once."""
    return sorted((row.change for row in rows if row.change), key=lambda change: change.way)


@step
def _tried(
    price_list: PriceList, currency: str | None, changes: Sequence[Change], by: Actor, at: datetime
) -> Mapping[int, Figures]:
    """Return what the plans would be sold at, by plan."""
    with transaction.atomic():
        _before, after = write_changes(price_list, currency, changes, by=by, at=at) if changes else ({}, ())
        transaction.set_rollback(True)
    return {line.plan_id: line for line in after}


def _seen(wanted: RowSeen, after: Mapping[int, Figures]) -> RowSeen:
    """Return a row with the price that would come of it, or refused where that would be a loss."""
    if wanted.line is None or wanted.change is None:
        return wanted
    then = after[wanted.line.plan_id]
    if then.is_loss:
        reason = f"{then.unit} lies below the cost of {then.converted}. {BY_HAND}"
        return replace(wanted, fate=Fate.REFUSED, change=None, reason=reason)
    return replace(wanted, then=then)
