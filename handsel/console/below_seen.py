"""What is below a sub-reseller, as its provider gets it, and as it can see for itself what that gets (ACC-25)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from babel.dates import format_skeleton
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.accounts.models import Account, Kind, Status, Wall
from handsel.accounts.walls import BelowPage, Place, SeenAccount, accounts_at, look_below
from handsel.console.cells import TONES
from handsel.console.tabs import Tab
from handsel.console.walls_told import said_of
from handsel.reports.below import BelowFigures, figures_at
from handsel.reports.periods import Period, borders
from handsel.web.searches import searched
from handsel.web.templatetags.dates import day
from handsel.web.templatetags.design import number
from handsel.web.templatetags.money import reader_locale

Address = Callable[[str], str]
"""Where the page of a place stands, by the reference of the place."""


@dataclass(frozen=True)
class Figure:
    """One figure: with all tiers below it, and a word on how many of them are the reseller's own."""

    label: str
    icon: str
    value: str
    note: str


@dataclass(frozen=True)
class SeenRow:
    """An account as a line of the list; a sub-reseller leads to what is below it."""

    account: SeenAccount
    href: str

    @property
    def joined(self) -> str | SafeString:
        """The day it joined, or the month where no more is told."""
        on = self.account.joined_on
        if on is None or self.account.wall == Wall.NAMES:
            return day(on)
        return str(format_skeleton("yMMMM", on, locale=reader_locale()))

    @property
    def tone(self) -> str:
        return TONES.get(Status(self.account.standing), "grey") if self.account.standing else "grey"

    @property
    def standing(self) -> str:
        return str(Status(self.account.standing).label) if self.account.standing else ""


@dataclass(frozen=True)
class Below:
    """The screen: the `place`, its `figures` where they show, and the accounts of one kind where they are listed."""

    place: Place
    figures: BelowFigures | None
    kind: Kind
    text: str
    page: BelowPage
    address: Address

    @property
    def wall(self) -> str:
        return str(self.place.wall.label)

    @property
    def has_names(self) -> bool:
        return self.place.wall == Wall.NAMES

    @cached_property
    def said(self) -> tuple[str, str]:
        """What stands in place of a list that is not shown."""
        return said_of(self.place)

    @property
    def crumbs(self) -> Iterator[tuple[str, str]]:
        """Yield the way down, each with its address; the last is where one is."""
        for step in (("", self.place.child.name), *((step.reference, step.name) for step in self.place.way)):
            yield step[1], self.address(step[0])

    @property
    def here(self) -> str:
        return self.address(self.place.reference)

    @property
    def tiles(self) -> Iterator[Figure]:
        if self.figures is None:
            return
        own, whole = self.figures.own, self.figures.whole
        for label, icon, its, all_of_them in (
            (_("Customers"), "users", own.customers, whole.customers),
            (_("Sub-resellers"), "sitemap", own.resellers, whole.resellers),
            (_("Transacting"), "repeat", own.transacting, whole.transacting),
            (_("New this month"), "user-plus", own.joined, whole.joined),
        ):
            told = _("%s of them its own") % number(its) if its != all_of_them else ""
            yield Figure(label, icon, number(all_of_them), told)

    @property
    def left_out(self) -> str:
        """Who is not in the figures, in words; empty where nobody was left out."""
        count = self.figures.left_out if self.figures else 0
        told = ngettext(
            "Without %s sub-reseller further down that shows nothing.",
            "Without %s sub-resellers further down that show nothing.",
            count,
        )
        return told % number(count) if count else ""

    @property
    def tabs(self) -> Iterator[Tab]:
        if self.figures is None:
            return
        for kind, label, count in (
            (Kind.CUSTOMER, _("Customers"), self.figures.own.customers),
            (Kind.RESELLER, _("Sub-resellers"), self.figures.own.resellers),
        ):
            yield Tab(label, f"{self.here}?kind={kind}", kind == self.kind, number(count))

    @property
    def rows(self) -> Iterator[SeenRow]:
        for account in self.page.rows:
            yield SeenRow(account, self.address(account.reference) if account.kind == Kind.RESELLER else "")

    @property
    def previous(self) -> str:
        return self._paged("before", self.page.before)

    @property
    def next(self) -> str:
        return self._paged("after", self.page.after)

    def _paged(self, name: str, reference: str | None) -> str:
        if reference is None:
            return ""
        words = {"q": self.text} if self.text else {}
        return f"{self.here}?{urlencode({'kind': self.kind.value, **words, name: reference})}"


def seen_below(
    child: Account, reference: str, params: Mapping[str, str], *, address: Address, at: datetime, zone: tzinfo
) -> Below:
    """Return the screen that `params` ask for at the place below `child` that `reference` stands for.

    The seller of `child` and `child` itself get the same. Three queries, whatever there is. Raises
    Account.DoesNotExist where no such place shows.
    """
    place = look_below(child, reference)
    (since, _until) = borders([Period.this_month(at.astimezone(zone).date()).whole], zone)
    figures = figures_at(place, since=since)
    kind = Kind.RESELLER if params.get("kind") == Kind.RESELLER else Kind.CUSTOMER
    text = searched(params) if place.wall == Wall.NAMES else ""
    page = accounts_at(place, kind, at=at, text=text, params=params) if place.has_list else BelowPage([], None, None)
    return Below(place, figures, kind, text, page, address)
