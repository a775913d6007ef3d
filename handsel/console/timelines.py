"""The timeline of one account: all that happened to it, narrowed to a kind, each event as a line (ACC-16)."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.happenings import Happening
from handsel.console.tabs import Tab
from handsel.timeline.kinds import KINDS, is_of_kind
from handsel.timeline.models import Event

TOLD_KINDS: dict[str, str | Promise] = {
    "information": gettext_lazy("Information"),
    "users": gettext_lazy("Users"),
    "orders": gettext_lazy("Orders"),
    "funds": gettext_lazy("Funds"),
    "addresses": gettext_lazy("Addresses"),
    "notes": gettext_lazy("Notes"),
}
"""The kinds of events that a timeline can be narrowed to, in words."""


def happened_to(desk: Desk, account: Account, kind: str) -> QuerySet[Event]:
    """Return what happened to `account`, the latest first; all of it where `kind` is none of KINDS."""
    events = desk.events.filter(account_id=account.pk).order_by("-pk")
    return events.filter(is_of_kind(kind)) if kind in KINDS else events


def as_happening(desk: Desk, account: Account) -> Callable[[Event], Happening]:
    """Return how an event of `account` is told, with its people and ours by name."""
    theirs, ours = desk.storefront_seats.filter(buyer=account), desk.staff_seats
    users = {seat.user_id: seat.user.name for seat in (theirs | ours).select_related("user")}
    return lambda event: Happening(event, account.name, users)


def last_to_change(desk: Desk, kind: str, subject_id: int) -> str:
    """Return who changed an account, address or note last, by name; empty where nobody did."""
    changes = desk.events.filter(subject_kind=kind, subject_id=subject_id, name__in=_CHANGES[kind])
    return changes.order_by("-pk").values_list("actor_name", flat=True).first() or ""


_CHANGES = {
    "account": ("account.updated", "account.manager_set"),
    "address": ("address.changed",),
    "note": ("note.edited",),
    "site": ("site.changed",),
}
"""What two people may change at once -> the events of it."""


def kind_tabs(account: Account, current: str) -> Iterator[Tab]:
    """Yield what the timeline can be narrowed to, everything first."""
    address = reverse("console:account-timeline", args=[account.number])
    yield Tab(_("Everything"), address, is_current=current not in KINDS)
    for kind, label in TOLD_KINDS.items():
        yield Tab(str(label), f"{address}?kind={kind}", is_current=kind == current)
