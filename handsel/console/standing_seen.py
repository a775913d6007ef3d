"""What the staff of a reseller read on every page while it cannot buy (ACC-6)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from handsel.accounts.standing import Effective, Standing, standing_of


@dataclass(frozen=True)
class Notice:
    """What to know before reading on, and why; red while it is a suspension."""

    text: str
    reason: str
    is_suspension: bool


def own_notice(account_id: int, *, at: datetime) -> Notice | None:
    """Return what stands on every page of the reseller with this account; None while it can buy."""
    found = standing_of(account_id, at=at)
    if found.is_active:
        return None
    return Notice(_said(found), found.reason, found.standing == Standing.SUSPENDED)


def _said(found: Effective) -> str:
    if found.whose != "own":
        return _("Your provider takes no orders at the moment: neither you nor your customers can order.")
    if found.standing == Standing.SUSPENDED:
        return _("Your provider has suspended your account: neither you nor your customers can order.")
    return _("Your account with your provider is not active: neither you nor your customers can order.")
