"""What the command palette finds: screens and actions by their words, accounts and orders by theirs (ACC-10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.folding import fold
from handsel.accounts.references import read_reference
from handsel.console.context import PLACES, places_of
from handsel.console.desk import Desk
from handsel.console.routes import address
from handsel.identity.roles import Right

MOST = 6
"""How many hits a group shows; whoever wants more goes on to the list."""

ORDER_LETTERS = 2
"""Order numbers are looked for once this many letters are typed."""

LAST = "\uffff"
"""Stands after every letter of an order number."""

ACTIONS: tuple[tuple[str, str | Promise, str, Right], ...] = (
    ("customer-new", gettext_lazy("New Customer"), "user-plus", Right.ACCOUNTS),
    ("reseller-new", gettext_lazy("New Sub-reseller"), "user-plus", Right.ACCOUNTS),
    ("product-new", gettext_lazy("New product"), "plus", Right.PRICES),
    ("staff-invite", gettext_lazy("Invite a colleague"), "send", Right.STAFF),
    ("api-key-new", gettext_lazy("New API key"), "key", Right.KEYS),
    ("import-new", gettext_lazy("Import customers"), "upload", Right.ACCOUNTS),
)
"""URL name of a dialog, its words, its icon, the right that it takes."""

SCREENS: tuple[tuple[str, str, str | Promise, str], ...] = (
    ("orders", "?queue=awaiting-payment", gettext_lazy("Orders: awaiting payment"), "cash"),
    ("orders", "?queue=awaiting-approval", gettext_lazy("Orders: awaiting approval"), "clipboard-check"),
    ("orders", "?queue=handled", gettext_lazy("Orders: handled"), "checks"),
    ("orders-waiting", "", gettext_lazy("Orders that wait for funds"), "hourglass-high"),
    ("receipts", "", gettext_lazy("Receipts"), "receipt"),
    ("funds-own", "", gettext_lazy("My own funds"), "wallet"),
    ("tags", "", gettext_lazy("Tags"), "tags"),
    ("staff-roles", "", gettext_lazy("Roles and rights"), "shield-lock"),
    ("customers", "?archived.is=yes", gettext_lazy("Archived customers"), "archive"),
    ("bin", "", gettext_lazy("Deleted accounts"), "trash"),
    ("inactive", "", gettext_lazy("Find inactive accounts"), "moon"),
    ("duplicates", "", gettext_lazy("Likely duplicates"), "copy"),
    ("new-customers", "", gettext_lazy("New customers over time"), "chart-line"),
    ("imports", "", gettext_lazy("Imports"), "upload"),
)
"""Screens that the side bar does not name: URL name, query, words, icon."""


@dataclass(frozen=True)
class Hit:
    """One line of the palette. `in_dialog` says that it opens over the page one is on."""

    label: str
    href: str
    icon: str
    note: str = ""
    in_dialog: bool = False


@dataclass(frozen=True)
class Group:
    """Hits of one kind, the best first."""

    name: str
    title: str
    hits: list[Hit]


def palette_groups(desk: Desk, text: str) -> list[Group]:
    """Return what `desk` finds for `text`, group by group, without those that are empty. At most two queries."""
    groups = [
        Group("accounts", _("Accounts"), list(_accounts(desk, text)) if text else []),
        Group("orders", _("Orders"), list(_orders(desk, text)) if len(text) >= ORDER_LETTERS else []),
        Group("actions", _("Do"), _named(text, _actions(desk)) if text else []),
        Group("screens", _("Go to"), _named(text, _screens(desk))),
        Group("deeds", _("Do"), _named("", _actions(desk)) if not text else []),
    ]
    return [group for group in groups if group.hits]


def _accounts(desk: Desk, text: str) -> Iterator[Hit]:
    found = desk.accounts.listed().matching(text).order_by("name", "pk")
    for row in found.values("number", "name", "kind", "email", "city")[:MOST]:
        note = " · ".join(str(part) for part in (row["number"], row["email"], row["city"]) if part)
        icon = "user-circle" if row["kind"] == "customer" else "building-store"
        yield Hit(row["name"], address("account", row["number"]), icon, note)


def _orders(desk: Desk, text: str) -> Iterator[Hit]:
    known = read_reference(text)
    code = known.order if known else text.upper()
    if not (code.isascii() and code.isalnum()):
        return
    # A range, since row security keeps LIKE from using an index.
    found = desk.sales.filter(number__gte=code, number__lt=code + LAST).order_by("number")
    for number, buyer in found.values_list("number", "buyer__name")[:MOST]:
        yield Hit(number, address("order", number), "shopping-cart", buyer)


def _screens(desk: Desk) -> Iterator[Hit]:
    for _title, places in places_of(desk):
        for name, label, icon in places:
            yield Hit(str(label), address(name), icon)
    named = {name for _title, places in PLACES for name, _label, _icon in places}
    for name, query, label, icon in SCREENS:
        if address(name) and (query or name not in named):
            yield Hit(str(label), address(name) + query, icon)


def _actions(desk: Desk) -> Iterator[Hit]:
    for name, label, icon, right in ACTIONS:
        if desk.actor.has(right) and address(name):
            yield Hit(str(label), address(name), icon, in_dialog=True)


def _named(text: str, hits: Iterator[Hit]) -> list[Hit]:
    """Keep those whose label holds the beginning of every word of `text`, those that begin with it first."""
    words = fold(text).split()
    rated = []
    for place, hit in enumerate(hits):
        label = fold(hit.label)
        if all(word in label for word in words):
            rated.append((not label.startswith(" ".join(words)), place, hit))
    best = sorted(rated, key=lambda rating: rating[:2])
    return [hit for _later, _place, hit in best[: MOST if words else len(best)]]
