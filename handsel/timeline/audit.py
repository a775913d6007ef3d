"""The audit log: a search over all that happened at one reseller, and its pages, the latest first (OPS-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from handsel.timeline.groups import Group, is_of_group
from handsel.timeline.models import Event
from handsel.timeline.origin import Way

PAGE_SIZE = 50
LOOKED_BACK = timedelta(days=90)
"""A text is looked for in this much of the past, unless a beginning is named: no index helps there."""
_LONGEST = 100

Events = QuerySet[Event]


@dataclass(frozen=True)
class AuditSearch:
    """What of the log is wanted. Empty values narrow nothing; `faults` says which were no such thing, by name.

    `who` is the id of a person, or the name of a program or of the system as it acts. `kind` is a group or the full
    name of an event, `account` a number among the seller's buyers. `since` and `until` are days, both included.
    """

    who: str = ""
    kind: str = ""
    account: int | None = None
    since: date | None = None
    until: date | None = None
    way: str = ""
    address: str = ""
    text: str = ""
    faults: Mapping[str, str] | None = None

    NAMES = ("who", "kind", "account", "from", "until", "way", "address", "q")

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        """Read a search as it stands in an address; what is none is left out and named in `faults`."""
        typed = {name: params.get(name, "").replace("\0", "").strip()[:_LONGEST] for name in cls.NAMES}
        faults: dict[str, str] = {}
        return cls(
            who=typed["who"],
            kind=typed["kind"],
            account=_read(int, typed, "account", faults, "Enter the number of an account, such as 1001."),
            since=_read(date.fromisoformat, typed, "from", faults, "Enter a day such as 2026-11-28."),
            until=_read(date.fromisoformat, typed, "until", faults, "Enter a day such as 2026-11-28."),
            way=_read(lambda text: Way(text).value, typed, "way", faults, "Choose one of the ways.") or "",
            address=_read(lambda text: str(ip_address(text)), typed, "address", faults, "Enter a full IP address.")
            or "",
            text=typed["q"],
            faults=faults,
        )

    def to_params(self) -> dict[str, str]:
        """Return it as it stands in an address, without what is empty."""
        values = (self.who, self.kind, self.account, self.since, self.until, self.way, self.address, self.text)
        return {name: str(value) for name, value in zip(self.NAMES, values, strict=True) if value not in ("", None)}

    def looking_from(self, at: datetime, zone: ZoneInfo) -> Self:
        """Return the same search; one for a text without a beginning gets one."""
        if self.text and self.since is None:
            return replace(self, since=((self._end(zone) or at) - LOOKED_BACK).astimezone(zone).date())
        return self

    def within(self, events: Events, zone: ZoneInfo, account_id: int | None = None) -> Events:
        """Return those of `events` that are wanted, in no order; `account_id` is the account of that number."""
        if self.who:
            is_person = self.who.isascii() and self.who.isdigit() and len(self.who) < 19  # noqa: PLR2004 - of a bigint
            who = Q(actor_id=int(self.who)) if is_person else Q(actor_id__isnull=True, actor_name=self.who)
            events = events.filter(who)
        if self.kind:
            is_group = self.kind in Group.values
            events = events.filter(is_of_group(Group(self.kind)) if is_group else Q(name=self.kind))
        if self.account is not None:
            events = events.filter(account_id=account_id or 0)
        if self.since:
            events = events.filter(at__gte=_start_of(self.since, zone))
        if end := self._end(zone):
            events = events.filter(at__lt=end)
        exact = {name: value for name, value in (("way", self.way), ("address", self.address)) if value}
        return self._holding_text(events.filter(**exact))

    def _end(self, zone: ZoneInfo) -> datetime | None:
        return _start_of(self.until + timedelta(days=1), zone) if self.until and self.until < date.max else None

    def _holding_text(self, events: Events) -> Events:
        if not self.text:
            return events
        told = events.annotate(told=Cast("data", TextField()))
        text = self.text
        return told.filter(Q(told__icontains=text) | Q(reason__icontains=text) | Q(actor_name__icontains=text))


@dataclass(frozen=True)
class AuditPage:
    """A page of the log. `newer` and `older` are the cursors of the pages around it; None at either end."""

    rows: Sequence[Event]
    newer: str | None
    older: str | None


def audit_page(found: Events, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> AuditPage:
    """Return the page of `found` behind the cursor `after`, or before `before`; else the first."""
    start = _place(before or after)
    backwards = bool(before) and start is not None
    ordered = found.order_by("at", "pk") if backwards else found.order_by("-at", "-pk")
    if start:
        at, pk = start
        beyond = Q(at__gt=at) | Q(at=at, pk__gt=pk) if backwards else Q(at__lt=at) | Q(at=at, pk__lt=pk)
        # The bound beside it lets an index find the place.
        ordered = ordered.filter(Q(at__gte=at) if backwards else Q(at__lte=at), beyond)
    rows = list(ordered[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_newer, has_older = (has_more, True) if backwards else (start is not None, has_more)
    return AuditPage(
        rows,
        cursor_of(rows[0]) if rows and has_newer else None,
        cursor_of(rows[-1]) if rows and has_older else None,
    )


def cursor_of(event: Event) -> str:
    """Return the place of `event` in the log."""
    return f"{event.at.isoformat()}_{event.pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    moment, _, pk = cursor[:_LONGEST].replace(" ", "+").partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(pk)) if at.tzinfo and abs(int(pk)) < 2**63 else None
    except ValueError:
        return None


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _read(kind: Any, typed: Mapping[str, str], name: str, faults: dict[str, str], said: str) -> Any:
    try:
        return kind(typed[name]) if typed[name] else None
    except ValueError:
        faults[name] = said
        return None
