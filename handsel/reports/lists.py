"""A list of accounts as a workbook: the rows that the list shows, in its order, with its columns (ACC-13)."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.models import Account, AccountQuerySet, Kind
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.reports.workbook import Column, currencies, typed, write_workbook
from handsel.segments.columns import ALWAYS, COLUMNS, chosen, rows_of
from handsel.segments.search import Search
from handsel.segments.sorting import SORTS

BATCH = 2_000
SHORT = 3_000
"""A list of so many rows is written while somebody waits."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_NAMES = {Kind.CUSTOMER: "Customers.xlsx", Kind.RESELLER: "Resellers.xlsx"}

Opened = Callable[[], AbstractContextManager[Any]]
"""Opens what each batch is read in: a transaction in the asker's scope, or nothing where one is open."""


@dataclass(frozen=True)
class ListWanted:
    """Which list: of what `kind` of account, found by `search`, with which `columns`."""

    kind: Kind
    search: Search
    columns: tuple[str, ...]

    @classmethod
    def of(cls, kind: Kind, search: Search, columns: Sequence[str]) -> Self:
        """Return the list with those of `columns` that are some; the standard ones where none is named."""
        return cls(kind, search, chosen(columns))

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_kept() wrote."""
        params: dict[str, list[str]] = {}
        for name, value in kept["search"]:
            params.setdefault(name, []).append(value)
        return cls.of(Kind(kept["kind"]), Search.from_params(params).search, kept["columns"])

    def to_kept(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "search": self.search.to_params(), "columns": list(self.columns)}

    @property
    def file_name(self) -> str:
        return FILE_NAMES[self.kind]

    def accounts(self, by: Actor) -> AccountQuerySet:
        """Return all accounts of the kind that stand below the asker's reseller."""
        return Account.objects.sold_to_by(by.seller_id).filter(kind=self.kind)

    def found(self, by: Actor, at: datetime) -> AccountQuerySet:
        """Return the rows of the list, in no order."""
        return self.search.within(self.accounts(by), by=by, at=at)

    def is_short(self, by: Actor, at: datetime) -> bool:
        """Whether the list can be written while somebody waits."""
        return self.found(by, at).order_by()[: SHORT + 1].count() <= SHORT


def write_list(
    target: IO[bytes],
    wanted: ListWanted,
    *,
    by: Actor,
    at: datetime,
    opened: Opened = nullcontext,
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Write all rows of the list into `target`, which can seek, in the language that is active; return how many.

    Which rows they are, and in which order, is read at once; what stands in them batch by batch, each in what `opened`
    opens. `told`, where there is one, is called after each batch with how many rows are over, and of how many.
    """
    with opened():
        places = _places(wanted, by, at)
        zone = ZoneInfo(portal_of(by.seller_id).time_zone)
    names = {Kind.CUSTOMER: _("Customers"), Kind.RESELLER: _("Sub-resellers")}
    batches = _batches(wanted, places, by, opened, told)
    columns = _sheet_columns(wanted.columns, zone)
    return write_workbook(target, names[wanted.kind], columns, batches, is_rtl=translation.get_language_bidi())


def _places(wanted: ListWanted, by: Actor, at: datetime) -> "array[int]":
    """Return the ids of the rows in their order: eight bytes for each."""
    sort = wanted.search.sort
    found = wanted.found(by, at).annotate(sort_value=SORTS[sort.removeprefix("-")].value)
    falls = sort.startswith("-")
    order = (F("sort_value").desc(), F("pk").desc()) if falls else (F("sort_value").asc(), F("pk").asc())
    return array("q", found.order_by(*order).values_list("pk", flat=True).iterator(chunk_size=BATCH))


def _batches(
    wanted: ListWanted, places: "array[int]", by: Actor, opened: Opened, told: Callable[[int, int], None] | None
) -> Iterator[list[tuple[Any, ...]]]:
    needs = {need for name in wanted.columns for need in COLUMNS[name].needs}
    fields = ("pk", *sorted({*ALWAYS, *needs}))
    for start in range(0, len(places), BATCH):
        ids = places[start : start + BATCH]
        with opened():
            rows = list(wanted.accounts(by).filter(pk__in=ids).order_by().values_list(*fields, named=True))
            order = {pk: place for place, pk in enumerate(ids)}
            rows.sort(key=lambda row: order[row.pk])
            batch = _cells(rows_of(rows, wanted.columns, by.seller_id), wanted.columns)
        yield batch
        if told:
            told(start + len(ids), len(places))


def _cells(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the values of each row; an amount twice, for its figure and for its currency."""
    exports = [COLUMNS[name].export for name in names for _twice in range(2 if COLUMNS[name].is_amount else 1)]
    return [tuple(export(row) for export in exports) for row in rows]


def _sheet_columns(names: Sequence[str], zone: ZoneInfo) -> list[Column]:
    encode = typed(zone)
    columns = []
    for name in names:
        column = COLUMNS[name]
        columns.append(Column(str(column.label), encode))
        if column.is_amount:
            columns.append(Column(_("Currency of %s") % column.label, currencies))
    return columns
