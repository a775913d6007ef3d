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
    shelves: str = "listed"
    is_danger: bool = False


_ROW: tuple[tuple[int, str, Words, str, str], ...] = (
    (0, "account", _("Information"), "id", ""),
    (0, "account-orders", _("Orders"), "shopping-cart", ""),
    (0, "account-funds", _("Funds"), "wallet", ""),
    (0, "account-timeline", _("Timeline"), "history", ""),
)
_ROW_DECIDES: tuple[tuple[int, str, Words, str, str], ...] = (
    (1, "user-new", _("Add Storefront User"), "user-plus", "customer listed"),
    (1, "funds-add", _("Add funds"), "coins", "listed"),
    (1, "note-new", _("New note"), "note", ""),
    (1, "account-tags", _("Tags"), "tags", "listed"),
    (2, "account-suspend", _("Suspend"), "ban", "active listed"),
    (2, "account-suspend", _("Suspend"), "ban", "inactive listed"),
    (2, "account-lift", _("Lift suspension"), "player-play", "suspended"),
    (2, "account-deactivate", _("Deactivate"), "user-off", "active listed"),
    (2, "account-activate", _("Activate"), "user-check", "inactive"),
    (2, "account-archive", _("Archive"), "archive", "listed"),
    (2, "account-unarchive", _("Unarchive"), "arrow-back-up", "archived"),
    (2, "account-delete", _("Delete"), "trash", "listed"),
    (2, "account-restore", _("Restore"), "arrow-back-up", "deleted"),
)
_PAGES = {"account", "account-orders", "account-funds", "account-timeline"}

_BULK = (
    BulkAction("tag", _("Tag"), "tag"),
    BulkAction("untag", _("Untag"), "x"),
    BulkAction("manager", _("Account manager"), "user-cog"),
    BulkAction("price_list", _("Price list"), "discount"),
    BulkAction("approval", _("Order approval"), "clipboard-check"),
    BulkAction("suspend", _("Suspend"), "ban"),
    BulkAction("lift", _("Lift"), "player-play"),
    BulkAction("archive", _("Archive"), "archive"),
    BulkAction("unarchive", _("Unarchive"), "arrow-back-up", "archived"),
    BulkAction("delete", _("Delete"), "trash", is_danger=True),
)


def row_menu(desk: Desk) -> str:
    """Return what the three dots of a row offer; `0` in an address stands for the number of the account."""
    return _row_menu(get_language(), decides=desk.decides)


def bulk_buttons(desk: Desk, shelf: str) -> str:
    """Return what can be done to a selection from the list, or from `shelf` ("archived", "deleted")."""
    return _bulk_buttons(get_language(), shelf or "listed", decides=desk.decides)


def keys_help() -> str:
    """Return the dialog that lists the keys."""
    return _keys_help(get_language())


# They are the same for everybody of a role who reads a language: written once, since a list is opened all day.


@lru_cache(maxsize=64)
def _row_menu(_language: str | None, *, decides: bool) -> str:
    entries = [
        Entry(label, icon, address(name, 0), name not in _PAGES, when, group, is_danger=name == "account-delete")
        for group, name, label, icon, when in (*_ROW, *(_ROW_DECIDES if decides else ()))
        if address(name, 0)
    ]
    return render_to_string("console/lists/_row_menu.html", {"row_menu": entries})


@lru_cache(maxsize=64)
def _bulk_buttons(_language: str | None, shelf: str, *, decides: bool) -> str:
    actions = [action for action in _BULK if action.shelves == shelf] if decides else []
    return render_to_string("console/lists/_bulk_buttons.html", {"bulk_actions": actions})


@lru_cache(maxsize=64)
def _keys_help(_language: str | None) -> str:
    return render_to_string("console/lists/_keys.html")


def page_menu(desk: Desk, kind: ListKind, *, is_approval_locked: bool) -> Iterator[Entry]:
    """Yield what the More menu on top of the list leads to."""
    may_switch = desk.decides and kind is CUSTOMERS and not is_approval_locked
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
