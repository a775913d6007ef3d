"""The list screen: what My Customers and Sub-resellers show for an address (ACC-10, ACC-11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from handsel.accounts.tags import tag_names
from handsel.console.cells import table_rows
from handsel.console.desk import Desk
from handsel.console.list_kinds import Heading, ListKind
from handsel.console.routes import address
from handsel.kernel.clock import now
from handsel.segments.columns import COLUMNS, Column, chosen, needs_of, rows_of
from handsel.segments.models import Segment
from handsel.segments.paging import PAGE_SIZE, KeysetPage, keyset_page
from handsel.segments.saving import searched_by, segments_of
from handsel.segments.search import MOST, Parsed, Search
from handsel.segments.tallies import whole_of
from handsel.segments.words import Chip, Vocabulary, chips
from handsel.web.templatetags.design import number
from handsel.web.writing import Html

LARGEST = 9_999_999
"""What a place in a list is at most, whatever an address says."""

LONGEST_NAME = 40

LONGEST_ID = 18
"""So many digits an id has at most."""

BESIDE = ("contact_name", "archived_at", "deleted_at", "tag_names")
"""What stands beside the name, whichever columns are chosen."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ListScreen:
    """What one address of a list shows to one desk. Nothing is looked up before the template asks for it."""

    desk: Desk
    kind: ListKind
    params: QueryDict

    @cached_property
    def parsed(self) -> Parsed:
        return Search.from_params(self.params)

    @property
    def search(self) -> Search:
        return self.parsed.search

    @property
    def problems(self) -> list[str]:
        """What of the address could not be read, in words."""
        named = [name for name in str(self.params.get("columns", "")).split(",") if name]
        unknown = [name for name in named if name not in COLUMNS or name in self.kind.without]
        found = [*self.parsed.problems, *(_("There is no column “%s”.") % name[:LONGEST_NAME] for name in unknown[:1])]
        if self.params.get("segment") and not self.segment:
            found.append(_("This segment is not there any more, or not shared with you."))
        return found

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns by name: those of the address, else the ones this person keeps, else the standard ones."""
        asked = self.params.get("columns", "")
        wanted = asked.split(",") if asked else self.desk.layouts.get(self.kind.name) or self.kind.standard
        return chosen([name for name in wanted if name not in self.kind.without])

    @cached_property
    def kept(self) -> Pairs:
        """What stays in the address whatever is searched for: the columns that it names, and the segment."""
        return self._told("columns", "segment")

    def _told(self, *names: str) -> Pairs:
        return [(name, str(self.params[name])) for name in names if self.params.get(name)]

    @cached_property
    def page(self) -> KeysetPage[Any]:
        found = self.search.within(self.kind.of(self.desk), by=self.desk.actor, at=now())
        needed = found.annotate(tag_names=tag_names(self.desk.seller_id)).values(*needs_of(self.columns), *BESIDE)
        cursor = {name: str(self.params[name]) for name in ("after", "before") if name in self.params}
        whole = whole_of(self.search, self.desk.actor, self.kind.kind)
        return keyset_page(needed, self.search.sort, cursor, whole=whole)

    @cached_property
    def rows(self) -> Html:
        """The rows of the table, written out."""
        found = self.page.rows
        shown = rows_of(found, self.columns, self.desk.seller_id)
        rows = [beside | row for beside, row in zip(found, shown, strict=True)]
        return table_rows(rows, [COLUMNS[name] for name in self.columns])

    @cached_property
    def segment(self) -> Segment | None:
        """The saved search that the address names, whether or not it was changed since."""
        named = self.params.get("segment", "")
        if not (named.isascii() and named.isdigit() and len(named) <= LONGEST_ID):
            return None
        return segments_of(self.desk.actor).filter(pk=int(named), kind=self.kind.kind).first()

    @property
    def is_segment_changed(self) -> bool:
        """Whether the search is another one than the segment keeps."""
        return self.segment is not None and searched_by(self.segment) != self.search

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.desk.seller_id)

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        return [self._chip(chip) for chip in chips(self.search, self.vocabulary)]

    def _chip(self, chip: Chip) -> dict[str, Any]:
        asked = chip.condition
        editing = f"{self.filter_href}&{urlencode({'field': asked.field, 'was': asked.name})}"
        return {"text": chip.text, "name": asked.name, "remove": self.href(chip.without), "edit": editing}

    @cached_property
    def headings(self) -> list[Heading]:
        return [self._heading(COLUMNS[name]) for name in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort_key:
            return Heading(column, "", "")
        is_now = self.search.sort.removeprefix("-") == column.sort_key
        falls = self.search.sort.startswith("-")
        # The greatest and the newest are what one looks for first.
        first = f"-{column.sort_key}" if column.is_amount and not is_now else column.sort_key
        turned = first if not is_now else column.sort_key if falls else f"-{column.sort_key}"
        direction = ("descending" if falls else "ascending") if is_now else "none"
        return Heading(column, self.href(replace(self.search, sort=turned)), direction)

    # Addresses

    def href(self, search: Search | None = None, more: Pairs = ()) -> str:
        """Return the address of this list for `search`, on its first page; for the search as it is where none."""
        pairs = [*(self.search if search is None else search).to_params(), *self.kept, *more]
        return f"{self.kind.href}?{urlencode(pairs)}" if pairs else self.kind.href

    @cached_property
    def query(self) -> str:
        """The search as an address has it, without a question mark; the same search is always the same text."""
        return urlencode(self.search.to_params())

    @property
    def pairs(self) -> Pairs:
        """What a form carries along beside the text that is searched for."""
        return [pair for pair in (*self.search.to_params(), *self.kept) if pair[0] != "q"]

    @property
    def href_without_columns(self) -> str:
        """This list with the columns that the person keeps."""
        pairs = [*self.search.to_params(), *(pair for pair in self.kept if pair[0] != "columns")]
        return f"{self.kind.href}?{urlencode(pairs)}" if pairs else self.kind.href

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """Every column and whether it is shown: the shown ones in their order, then the others."""
        others = [column for column in self.kind.columns if column.name not in self.columns]
        return [(COLUMNS[name], True) for name in self.columns] + [(column, False) for column in others]

    @property
    def here(self) -> str:
        """The address of this very page, page and all."""
        return self.href(more=self._told("after", "before", "from"))

    def _part(self, name: str) -> str:
        screen = address(name, self.kind.name)
        return f"{screen}?{urlencode([*self.search.to_params(), *self.kept])}" if screen else ""

    @property
    def filter_href(self) -> str:
        return self._part("list-filter")

    @property
    def columns_href(self) -> str:
        return self._part("list-columns")

    @property
    def segments_href(self) -> str:
        return self._part("list-segments")

    @property
    def beside_href(self) -> str:
        return self._part("list-beside")

    @property
    def archived_href(self) -> str:
        return f"{self.kind.href}?archived.is=yes"

    @property
    def new_href(self) -> str:
        return address(self.kind.new)

    @property
    def imports_href(self) -> str:
        return address("imports")

    @property
    def bulk_href(self) -> str:
        return address("bulk")

    @property
    def export_href(self) -> str:
        """Where the list as it is searched becomes a workbook, with the columns that are seen."""
        pairs = [*self.search.to_params(), ("columns", ",".join(self.columns))]
        return f"{self.export_screen}?{urlencode(pairs)}" if self.export_screen else ""

    @property
    def export_screen(self) -> str:
        return address("excel", what=self.kind.name)

    export_most = MOST
    """So many single numbers a search may name."""

    @property
    def without_text_href(self) -> str:
        return self.href(replace(self.search, text=""))

    # Where in the list

    @cached_property
    def first(self) -> int:
        """The place of the first row, from 1; as the address remembers it, since a keyset does not count."""
        if self.page.before is None:
            return 1
        told = self.params.get("from", "")
        is_place = told.isascii() and told.isdigit() and len(told) <= len(str(LARGEST))
        return max(int(told), 2) if is_place else 2

    @property
    def last(self) -> int:
        return self.first + len(self.page.rows) - 1

    @property
    def total(self) -> str:
        """How many there are, in words."""
        total = self.page.total
        return number(total.number) if total.is_exact else _("about %s") % number(total.number)

    @property
    def place(self) -> str:
        """Where this page stands in the list: 1–50 of 1,284."""
        if self.page.before is None and self.page.after is None:
            return ""
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": number(self.first), "last": number(self.last), "total": self.total}  # fmt: skip

    @property
    def counted(self) -> str:
        """How many there are where all of them are on this page."""
        return _("%s in all") % self.total

    @property
    def previous(self) -> str:
        before = self.page.before
        return self.href(more=[("before", before), ("from", str(max(self.first - PAGE_SIZE, 1)))]) if before else ""

    @property
    def next(self) -> str:
        after = self.page.after
        return self.href(more=[("after", after), ("from", str(self.last + 1))]) if after else ""

    # What the list is of

    @property
    def shelf(self) -> str:
        """Whether it shows what stands in no list: "archived", "deleted", or "" for the list itself."""
        asked = {condition.field for condition in self.search.conditions}
        return next((name for name in ("archived", "deleted") if name in asked), "")

    @property
    def is_bare(self) -> bool:
        """Whether nothing else is asked than for a shelf."""
        return not self.search.text and len(self.search.conditions) == 1

    @property
    def said(self) -> str:
        """What a screen reader says when the list has changed."""
        return _("%s found") % self.total if self.page.rows else _("Nobody found")
