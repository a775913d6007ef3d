"""Pages of inactive accounts and of likely duplicates, with what the two have in common in words (ACC-7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from handsel.accounts.finding import MONTHS, Pair
from handsel.console.tabs import Tab
from handsel.web.tables import PAGE_SIZE, Page

USUAL_MONTHS = 12
LAST_PAGE = 1_000

REASONS: dict[str, str | Promise] = {
    "email": gettext_lazy("Same e-mail"),
    "phone": gettext_lazy("Same phone"),
    "tax_number": gettext_lazy("Same tax number"),
    "name": gettext_lazy("Name and address alike"),
}


@dataclass(frozen=True)
class At:
    """Where a page begins."""

    number: int
    size: int = PAGE_SIZE

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size


class FindingPage(Page[Any]):
    """A page whose rows and exact total were found together."""

    @classmethod
    def of(cls, rows: Sequence[Any], total: int, at: At) -> "FindingPage":
        has_next = at.start + len(rows) < total and bool(rows)
        return cls(rows, at.number, at.size, total, is_more=False, has_next=has_next)


@dataclass(frozen=True)
class SeenPair:
    """Two accounts that look like one, and why."""

    pair: Pair

    @property
    def reasons(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.pair.reasons]

    @property
    def note_href(self) -> str:
        address = reverse("console:duplicate-note", args=[self.pair.first.number, self.pair.second.number])
        return f"{address}?why={','.join(self.pair.reasons)}"


def page_at(params: Mapping[str, str]) -> At:
    """Return the page that `page` names; the first where it names none."""
    text = params.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004 - digits of a page
    return At(min(max(number, 1), LAST_PAGE))


def months_of(params: Mapping[str, str]) -> int:
    """Return the months asked for; the usual ones where that is none of MONTHS."""
    text = params.get("months", "")
    return next((months for months in MONTHS if str(months) == text), USUAL_MONTHS)


def month_tabs(current: int) -> Iterator[Tab]:
    """Yield for how long without activity one can ask."""
    for months in MONTHS:
        label = ngettext("%d month", "%d months", months) % months
        yield Tab(label, f"{reverse('console:inactive')}?months={months}", is_current=months == current)
