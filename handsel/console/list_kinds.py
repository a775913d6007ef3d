"""The two lists of accounts: whose they are, what they say of themselves, and the heads of their columns (ACC-11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from handsel.accounts.models import AccountQuerySet, Kind
from handsel.console.desk import Desk
from handsel.console.routes import address
from handsel.segments.columns import COLUMNS, STANDARD, Column


@dataclass(frozen=True)
class ListKind:
    """One of the lists. `name` is that of its screen; `without` are columns that say nothing of its accounts."""

    name: str
    kind: Kind
    title: str | Promise
    lead: str | Promise
    icon: str
    new: str
    new_label: str | Promise
    none_title: str | Promise
    none_text: str | Promise
    without: frozenset[str] = frozenset()

    @property
    def href(self) -> str:
        return address(self.name)

    @property
    def standard(self) -> tuple[str, ...]:
        return tuple(name for name in STANDARD if name not in self.without)

    @property
    def columns(self) -> list[Column]:
        """Every column that can be chosen."""
        return [column for name, column in COLUMNS.items() if name not in self.without]

    def of(self, desk: Desk) -> AccountQuerySet:
        """Return the accounts of this list, archived and deleted ones too."""
        return desk.accounts.filter(kind=self.kind)


CUSTOMERS = ListKind(
    "customers",
    Kind.CUSTOMER,
    gettext_lazy("My Customers"),
    gettext_lazy("Everyone who buys from you directly."),
    "users",
    "customer-new",
    gettext_lazy("New Customer"),
    gettext_lazy("No customers yet"),
    gettext_lazy("Add the first one here, or import a list that you have."),
)
RESELLERS = ListKind(
    "resellers",
    Kind.RESELLER,
    gettext_lazy("Sub-resellers"),
    gettext_lazy("They buy from you and sell to customers of their own, under their own name."),
    "sitemap",
    "reseller-new",
    gettext_lazy("New Sub-reseller"),
    gettext_lazy("No sub-resellers yet"),
    gettext_lazy("Each gets a portal of its own, with your products at the prices you set."),
    frozenset({"access"}),
)
LISTS: Mapping[str, ListKind] = {kind.name: kind for kind in (CUSTOMERS, RESELLERS)}


@dataclass(frozen=True)
class Heading:
    """The head of a column: what a click on it sorts by, and how it is sorted now (none, ascending, descending)."""

    column: Column
    href: str
    direction: str
