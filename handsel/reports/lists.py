"""A list of accounts as a workbook: the rows that the list shows, in its order, with its columns (ACC-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from handsel.accounts.models import Account, AccountQuerySet, Kind
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Conflict
from handsel.reports.files import Export, Told, made_at_once
from handsel.reports.list_cells import cells_of, needs_of, sheet_columns
from handsel.reports.one_moment import cells_in_batches, opened, rows_of_one_moment
from handsel.reports.workbook import write_workbook
from handsel.segments.columns import chosen
from handsel.segments.search import Search
from handsel.segments.sorting import sort_of

SHORT = 3_000
"""A list of so many rows is written while somebody waits."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_NAMES = {Kind.CUSTOMER: "Customers.xlsx", Kind.RESELLER: "Resellers.xlsx"}


@dataclass(frozen=True)
class ListWanted:
    """Which list: of what `kind` of account, found by `search`, with which `columns`.

    With `numbers` the accounts that have them, in the order of the search; else all that it finds but `but`.
    """

    kind: Kind
    search: Search
    columns: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    but: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        kind: Kind,
        search: Search,
        columns: Sequence[str],
        *,
        numbers: Sequence[int] = (),
        but: Sequence[int] = (),
    ) -> Self:
        """Return the list with those of `columns` that are some; the standard ones where none is named."""
        return cls(kind, search, chosen(columns), tuple(numbers), tuple(but))

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what to_kept() wrote."""
        params: dict[str, list[str]] = {}
        for name, value in kept["search"]:
            params.setdefault(name, []).append(value)
        search = Search.from_params(params).search
        some = {"numbers": kept.get("numbers", ()), "but": kept.get("but", ())}
        return cls.of(Kind(kept["kind"]), search, kept["columns"], **some)

    def to_kept(self) -> dict[str, Any]:
        some = {"numbers": list(self.numbers), "but": list(self.but)}
        return {"kind": str(self.kind), "search": self.search.to_params(), "columns": list(self.columns)} | some

    @property
    def file_name(self) -> str:
        return FILE_NAMES[self.kind]

    @property
    def export(self) -> Export:
        """The file that it becomes."""
        return Export(self.file_name, f"{self.kind}s", self.to_kept())

    def accounts(self, by: Actor) -> AccountQuerySet:
        """Return all accounts of the kind that stand below the asker's reseller."""
        return Account.objects.sold_to_by(by.seller_id).filter(kind=self.kind)

    def found(self, by: Actor, at: datetime) -> AccountQuerySet:
        """Return the rows of the list, in no order."""
        if self.numbers:
            return self.accounts(by).filter(number__in=self.numbers)
        return self.search.within(self.accounts(by), by=by, at=at).exclude(number__in=self.but)

    def in_order(self, by: Actor, at: datetime) -> AccountQuerySet:
        """Return the rows of the list in its order."""
        sort = self.search.sort
        found = self.found(by, at).annotate(sort_value=sort_of(sort).value)
        if sort.startswith("-"):
            return found.order_by(F("sort_value").desc(), F("pk").desc())
        return found.order_by(F("sort_value").asc(), F("pk").asc())

    def is_short(self, by: Actor, at: datetime) -> bool:
        """Whether the list can be written while somebody waits."""
        return self.found(by, at).order_by()[: SHORT + 1].count() <= SHORT


class ListTooLong(Conflict):
    """The list is too long to wait for; let a task make the file."""

    code = "list_too_long"


def short_list_file(wanted: ListWanted, *, by: Actor, at: datetime) -> BytesIO:
    """Return the workbook of a short list, at its beginning, and record it. Needs a transaction in the asker's scope.

    Raises ListTooLong.
    """
    if not wanted.is_short(by, at):
        raise ListTooLong(f"This list has more than {SHORT:,} rows.")
    write = partial(write_list, wanted=wanted, by=by, at=at, is_reading=True)
    return made_at_once(wanted.export, write, by=by, at=at)


def write_list(
    target: IO[bytes],
    wanted: ListWanted,
    *,
    by: Actor,
    at: datetime,
    is_reading: bool = False,
    told: Told | None = None,
) -> int:
    """Write all rows of the list into `target`, which can seek, in the language that is active; return how many.

    They are the rows of one moment. `is_reading` says that a transaction in the asker's scope is open until the end;
    without, none may be: each is opened and closed here, and `told`, where there is one, may open others when it is
    called, after each batch, with how many rows are over and of how many.
    """
    reading = opened(by, is_reading=is_reading)
    with reading():
        columns = sheet_columns(wanted.columns, ZoneInfo(portal_of(by.seller_id).time_zone))
    names = {Kind.CUSTOMER: _("Customers"), Kind.RESELLER: _("Sub-resellers")}
    needs = needs_of(wanted.columns)
    with rows_of_one_moment(lambda: wanted.in_order(by, at).values_list(*needs), by, is_reading=is_reading) as found:
        batches = cells_in_batches(found, lambda rows: cells_of(rows, wanted.columns, by.seller_id), reading, told)
        return write_workbook(target, names[wanted.kind], columns, batches, is_rtl=translation.get_language_bidi())
