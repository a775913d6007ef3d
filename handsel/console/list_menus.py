"""The menus of a list of accounts: of its page, of each row, and of what is selected (ACC-6 to ACC-9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handsel.console.desk import Desk
from handsel.console.list_kinds import CUSTOMERS, ListKind
from handsel.console.routes import address
from handsel.identity.roles import Right

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """A line of a menu. `when` names the states of a row in which it is offered: all of them must hold."""

    label: Words
    icon: str
    href: str
    in_dialog: bool = False
    when: str = ""
    group: int = 0
    is_danger: bool = False


@dataclass(frozen=True)
class BulkAction:
    """A button over the selection. The first few always show; on narrow screens the others are under More."""

    name: str
    label: Words
    icon: str
    right: Right
    shelves: str = "listed"
    is_danger: bool = False


_ROW: tuple[tuple[int, str, Words, str, str], ...] = (
    (0, "account", _("Information"), "id", ""),
    (0, "account-orders", _("Orders"), "shopping-cart", ""),
    (0, "account-funds", _("Funds"), "wallet", ""),
    (0, "account-timeline", _("Timeline"), "history", ""),
)
_DEEDS: tuple[tuple[int, str, Words, str, str, Right], ...] = (
    (1, "user-new", _("Add Storefront User"), "user-plus", "customer listed", Right.USERS),
    (1, "funds-add", _("Add funds"), "coins", "listed", Right.MONEY),
    (1, "note-new", _("New note"), "note", "", Right.NOTES),
    (1, "account-tags", _("Tags"), "tags", "listed", Right.ACCOUNTS),
    (2, "account-suspend", _("Suspend"), "ban", "active listed", Right.STANDING),
    (2, "account-suspend", _("Suspend"), "ban", "inactive listed", Right.STANDING),
    (2, "account-lift", _("Lift suspension"), "player-play", "suspended", Right.STANDING),
    (2, "account-deactivate", _("Deactivate"), "user-off", "active listed", Right.STANDING),
    (2, "account-activate", _("Activate"), "user-check", "inactive", Right.STANDING),
    (2, "account-archive", _("Archive"), "archive", "listed", Right.STANDING),
    (2, "account-unarchive", _("Unarchive"), "arrow-back-up", "archived", Right.STANDING),
    (2, "account-delete", _("Delete"), "trash", "listed", Right.STANDING),
    (2, "account-restore", _("Restore"), "arrow-back-up", "deleted", Right.STANDING),
)
_PAGES = {"account", "account-orders", "account-funds", "account-timeline"}

_BULK = (
    BulkAction("tag", _("Tag"), "tag", Right.ACCOUNTS),
    BulkAction("untag", _("Untag"), "x", Right.ACCOUNTS),
    BulkAction("manager", _("Account manager"), "user-cog", Right.ACCOUNTS),
    BulkAction("price_list", _("Price list"), "discount", Right.PRICES),
    BulkAction("approval", _("Order approval"), "clipboard-check", Right.ACCOUNTS),
    BulkAction("suspend", _("Suspend"), "ban", Right.STANDING),
    BulkAction("lift", _("Lift"), "player-play", Right.STANDING),
    BulkAction("archive", _("Archive"), "archive", Right.STANDING),
    BulkAction("unarchive", _("Unarchive"), "arrow-back-up", Right.STANDING, "archived"),
    BulkAction("delete", _("Delete"), "trash", Right.STANDING, is_danger=True),
)


def row_menu(desk: Desk) -> str:
    """Return what the three dots of a row offer; `0` in an address stands for the number of the account."""
    return _row_menu(get_language(), desk.actor.rights)


def bulk_buttons(desk: Desk, shelf: str) -> str:
    """Return what can be done to a selection from the list, or from `shelf` ("archived", "deleted")."""
    return _bulk_buttons(get_language(), shelf or "listed", desk.actor.rights)


def keys_help() -> str:
    """Return the dialog that lists the keys."""
    return _keys_help(get_language())


# They are the same for everybody of the same rights who reads a language: written once, since a list is opened all day.


@lru_cache(maxsize=64)
def _row_menu(_language: str | None, rights: frozenset[Right]) -> str:
    deeds = [deed[:5] for deed in _DEEDS if deed[5] in rights]
    entries = [
        Entry(label, icon, address(name, 0), name not in _PAGES, when, group, is_danger=name == "account-delete")
        for group, name, label, icon, when in (*_ROW, *deeds)
        if address(name, 0)
    ]
    return render_to_string("console/lists/_row_menu.html", {"row_menu": entries})


@lru_cache(maxsize=64)
def _bulk_buttons(_language: str | None, shelf: str, rights: frozenset[Right]) -> str:
    actions = [action for action in _BULK if action.shelves == shelf and action.right in rights]
    return render_to_string("console/lists/_bulk_buttons.html", {"bulk_actions": actions})


@lru_cache(maxsize=64)
def _keys_help(_language: str | None) -> str:
    return render_to_string("console/lists/_keys.html")


def page_menu(desk: Desk, kind: ListKind, *, is_approval_locked: bool) -> Iterator[Entry]:
    """Yield what the More menu on top of the list leads to."""
    may_switch = desk.actor.has(Right.SETTINGS) and kind is CUSTOMERS and not is_approval_locked
    found = (
        Entry(_("Order approval for all …"), "clipboard-check", address("customers-approval"), may_switch),
        Entry(_("Import"), "upload", address("imports")),
        Entry(_("Tags"), "tags", address("tags")),
        Entry(_("New customers over time"), "chart-line", address("new-customers")),
        Entry(_("Find inactive"), "moon", address("inactive"), group=1),
        Entry(_("Likely duplicates"), "copy", address("duplicates"), group=1),
        Entry(_("Archived"), "archive", f"{kind.href}?archived.is=yes", group=1),
        Entry(_("Deleted"), "trash", address("bin"), group=1),
    )
    for entry in found:
        if entry.href and (may_switch or entry.icon != "clipboard-check"):
            yield entry
