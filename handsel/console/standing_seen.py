"""The standing of an account, and of the reseller itself, in words: badge, banner, and what it follows from (ACC-6).

A list shows `badge_of(row, at)`; a record and the frame of every page show what `notice_of` and `own_notice` say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Account
from handsel.accounts.standing import Effective, Standing, standing_of
from handsel.web.templatetags.dates import moment_text


@dataclass(frozen=True)
class Look:
    """How a standing is drawn: its word, its tone and its icon, so that colour is never the only sign."""

    word: str | Promise
    tone: str
    icon: str


LOOKS: dict[Standing, Look] = {
    Standing.ACTIVE: Look(gettext_lazy("Active"), "green", "circle-check"),
    Standing.SUSPENDED: Look(gettext_lazy("Suspended"), "red", "ban"),
    Standing.INACTIVE: Look(gettext_lazy("Inactive"), "grey", "user-off"),
    Standing.ARCHIVED: Look(gettext_lazy("Archived"), "grey", "archive"),
    Standing.DELETED: Look(gettext_lazy("In the bin"), "grey", "trash"),
}
SHOWN = ("status", "status_until", "archived_at", "deleted_at")
"""The columns of an account that its badge is made of."""


@dataclass(frozen=True)
class Notice:
    """What to know about an account before reading on, and why."""

    look: Look
    text: str
    reason: str = ""


def badge_of(row: Mapping[str, Any], at: datetime) -> Look | None:
    """Return how the own standing of a row with the columns SHOWN is drawn; None for one that is simply active."""
    if row["deleted_at"]:
        return LOOKS[Standing.DELETED]
    if row["archived_at"]:
        return LOOKS[Standing.ARCHIVED]
    is_over = row["status_until"] is not None and row["status_until"] <= at
    look = LOOKS[Standing.ACTIVE if is_over else Standing(row["status"])]
    return None if look is LOOKS[Standing.ACTIVE] else look


def notice_of(account: Account, *, at: datetime) -> Notice | None:
    """Return what the record of `account` says of its effective state and whose decision it is; None while active."""
    found = standing_of(account.pk, at=at)
    if found.is_active:
        return None
    told = {"own": _by_us, "seller": _by_provider}.get(found.whose, _above)
    return Notice(LOOKS[found.standing], told(found), found.reason)


def own_notice(account_id: int, *, at: datetime) -> Notice | None:
    """Return what the staff of a reseller read on every page while it cannot buy; None while it can."""
    found = standing_of(account_id, at=at)
    if found.is_active:
        return None
    return Notice(LOOKS[found.standing], (_by_provider if found.whose == "own" else _above)(found), found.reason)


def _by_us(found: Effective) -> str:
    since, until = (moment_text(moment) if moment else "" for moment in (found.since, found.until))
    facts = {"since": since, "until": until}
    match found.standing:
        case Standing.SUSPENDED if until:
            return _("Suspended by you since %(since)s, until %(until)s.") % facts
        case Standing.SUSPENDED:
            return _("Suspended by you since %(since)s.") % facts
        case Standing.INACTIVE:
            return _("Deactivated by you since %(since)s.") % facts
        case Standing.ARCHIVED:
            return _("Archived on %(since)s. Nobody of it logs in or orders.") % facts
    return _("Deleted on %(since)s. It can be restored for 30 days.") % facts


def _by_provider(found: Effective) -> str:
    if found.standing == Standing.SUSPENDED:
        return _("Your provider has suspended your account: neither you nor your customers can order.")
    return _("Your account with your provider is not active: neither you nor your customers can order.")


def _above(_found: Effective) -> str:
    return _("Your provider takes no orders at the moment: neither you nor your customers can order.")
