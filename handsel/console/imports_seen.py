"""Imports as they are shown: their state, the fates of their rows, and what keeps them from being undone (ACC-22)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.import_models import AT_WORK, BEFORE_RUN, Import, ImportedRow, ImportState
from handsel.accounts.importing.columns import is_password
from handsel.accounts.importing.matching import NAMING, why_no_names
from handsel.accounts.importing.undoing import Touched
from handsel.accounts.rules import may_continue_import, may_undo_import
from handsel.console.desk import Desk
from handsel.console.forms.imports import ColumnsForm
from handsel.console.happenings import Change, Happening
from handsel.console.sentences import FIELDS
from handsel.console.tabs import Tab
from handsel.identity.actor import Actor
from handsel.web.tables import Page, page_of
from handsel.web.templatetags.design import number
from handsel.web.templatetags.names import country_name

FATES: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "new": ("green", gettext_lazy("New"), gettext_lazy("New")),
    "update": ("blue", gettext_lazy("Changed"), gettext_lazy("Changed")),
    "unchanged": ("grey", gettext_lazy("Unchanged"), gettext_lazy("Unchanged")),
    "same": ("grey", gettext_lazy("Repeated"), gettext_lazy("Repeated")),
    "refused": ("red", gettext_lazy("Refused"), gettext_lazy("Refused")),
}
"""Fate -> the colour of its badge, what a row is called, what the tab over all of them is called."""

STATES: dict[str, tuple[str, str | Promise]] = {
    ImportState.UPLOADED: ("yellow", gettext_lazy("Columns to match")),
    ImportState.CHECKING: ("blue", gettext_lazy("Being checked")),
    ImportState.CHECKED: ("yellow", gettext_lazy("Ready to import")),
    ImportState.RUNNING: ("blue", gettext_lazy("Being imported")),
    ImportState.DONE: ("green", gettext_lazy("Imported")),
    ImportState.UNDOING: ("blue", gettext_lazy("Being undone")),
    ImportState.UNDONE: ("grey", gettext_lazy("Undone")),
}
"""State -> the colour of its badge and what it is called."""


@dataclass(frozen=True)
class ImportSeen:
    """An import as a line of the list and as the head of its page. `viewer` is who looks at it."""

    found: Import
    viewer: Actor

    @property
    def tone(self) -> str:
        return "red" if self.has_stopped else STATES[self.found.state][0]

    @property
    def state(self) -> str:
        return _("Stopped") if self.has_stopped else str(STATES[self.found.state][1])

    @property
    def is_at_work(self) -> bool:
        return self.found.state in AT_WORK and not self.has_stopped

    @property
    def has_stopped(self) -> bool:
        """Whether the work on it ended before it was through."""
        return self.found.state in AT_WORK and (self.found.task is None or not self.found.task.is_open)

    @property
    def why_stopped(self) -> str:
        return self.found.task.error if self.found.task else ""

    @property
    def is_own(self) -> bool:
        """Whether the viewer may match, check and run it: it is theirs, and they manage accounts."""
        return bool(may_continue_import(self.viewer, self.found))

    @property
    def may_discard(self) -> bool:
        return self.is_own and self.found.state in BEFORE_RUN

    @property
    def may_undo(self) -> bool:
        return bool(may_undo_import(self.viewer, self.found))

    @property
    def may_run(self) -> bool:
        return self.is_own and self.found.state == ImportState.CHECKED and self.changing > 0

    @property
    def is_over(self) -> bool:
        return self.found.state not in BEFORE_RUN

    @property
    def has_rows(self) -> bool:
        """Whether what became of each row is still kept."""
        return self.found.state != ImportState.UPLOADED and self.found.expires_at is not None

    @property
    def new(self) -> int:
        return int(self.found.counts.get("new", 0))

    @property
    def changed(self) -> int:
        return int(self.found.counts.get("update", 0))

    @property
    def refused(self) -> int:
        return int(self.found.counts.get("refused", 0))

    @property
    def changing(self) -> int:
        """How many rows add or change an account."""
        return self.new + self.changed

    @property
    def idle(self) -> int:
        """How many rows were understood and change nothing."""
        return self.found.rows_count - self.changing - self.refused

    @property
    def total(self) -> int:
        """How many rows the work on it is to go through, as far as that is known."""
        task = self.found.task
        return max(self.found.rows_count, (task.total or 0) if task else 0)

    @property
    def percent(self) -> int | None:
        return self.found.task.percent if self.found.task else None

    def tabs(self, here: str, current: str) -> Iterator[Tab]:
        """Yield a tab for all rows and one for each fate that occurs."""
        yield Tab(_("All rows"), here, not current, number(self.found.rows_count))
        for fate, (tone, _row, all_rows) in FATES.items():
            if count := self.found.counts.get(fate):
                yield Tab(str(all_rows), f"{here}?fate={fate}", fate == current, number(count), tone)


@dataclass(frozen=True)
class RowSeen:
    """A row of the file with its fate. `number` is that of the account it went into or is about, where there is one."""

    row: ImportedRow
    number: int | None

    @property
    def tone(self) -> str:
        return FATES[self.row.fate][0]

    @property
    def fate(self) -> str:
        return str(FATES[self.row.fate][1])

    @property
    def email(self) -> str:
        return str(self.row.told.get("email", ""))

    @property
    def told(self) -> list[str]:
        """What else the row tells of a new account, beside its name and e-mail address."""
        told = self.row.told
        contact = told.get("contact_name") if told.get("company_name") else ""
        place = " ".join(filter(None, [told.get("postcode"), told.get("city")]))
        country = country_name(told["country"]) if told.get("country") else ""
        return [text for text in (contact, told.get("phone"), told.get("address"), place, country) if text]

    @property
    def changes(self) -> Iterator[Change]:
        for field, (before, after) in self.row.changes.items():
            yield Change(str(FIELDS.get(field, field)), before, after)

    @property
    def faults(self) -> list[dict[str, str]]:
        return [dict(zip(("column", "value", "reason"), fault, strict=True)) for fault in self.row.faults]


def rows_page(desk: Desk, found: Import, params: Mapping[str, str]) -> Page[RowSeen]:
    """Return the page of the rows that `params` ask for, narrowed to a fate where they name one."""
    rows: QuerySet[ImportedRow] = found.rows.order_by("line")
    if params.get("fate") in FATES:
        rows = rows.filter(fate=params["fate"])
    page = page_of(rows, params)
    ids = [row.account_id for row in page.rows if row.account_id]
    numbers = dict(desk.accounts.filter(pk__in=ids, deleted_at__isnull=True).values_list("pk", "number"))
    return page.shown_as(lambda row: RowSeen(row, numbers.get(row.account_id or 0)))


def nameless(found: Import) -> str:
    """Return what the file seems to hold where no column is called like a name; nothing where one is."""
    names = found.heading["names"]
    is_named = any(choice in NAMING for choice in found.choices)
    return "" if is_named else why_no_names(names)


@dataclass(frozen=True)
class ColumnSeen:
    """A column of the file: its name, a few of its values, and the control that says which field it fills."""

    name: str
    values: list[str]
    control: Any
    is_password: bool


def columns_seen(found: Import, form: ColumnsForm) -> list[ColumnSeen]:
    """Return the columns of the file with what is asked about each."""
    return [
        ColumnSeen(name or _("Column %d") % (place + 1), values, None if secret else form[f"column_{place}"], secret)
        for place, (name, values) in enumerate(zip(found.heading["names"], found.samples, strict=True))
        for secret in [is_password(name)]
    ]


@dataclass(frozen=True)
class TouchedSeen:
    """An account that keeps an import from being undone, and what happened to it last."""

    number: int
    name: str
    happening: Happening | None


def touched_seen(desk: Desk, touched: list[Touched]) -> list[TouchedSeen]:
    """Return the accounts with the sentence of their last event."""
    events = desk.events.in_bulk([one.event_id for one in touched if one.event_id])
    return [
        TouchedSeen(one.number, one.name, Happening(events[one.event_id], one.name) if one.event_id in events else None)
        for one in touched
    ]
