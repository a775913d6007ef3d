"""The audit log as owners see it: each event as a sentence, with whom it concerned and what it changed (OPS-2)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.happenings import Change, Happening
from handsel.console.settings_seen import SettingHappening
from handsel.identity.models import User
from handsel.timeline.audit import AuditPage
from handsel.timeline.groups import group_of
from handsel.timeline.models import Event


@dataclass(frozen=True)
class Line:
    """One event of the log. `account` is whom it concerned, None for the reseller itself and for who is gone."""

    told: Happening
    account: Account | None

    @property
    def event(self) -> Event:
        return self.told.event

    @cached_property
    def changes(self) -> list[Change]:
        return list(self.told.changes)

    @property
    def group(self) -> str:
        """The kind of event, in a word."""
        group = group_of(self.event.name)
        return str(group.label) if group else ""

    @property
    def raw(self) -> str:
        """All that is kept of what happened, as it is kept."""
        return json.dumps(self.event.data, indent=2, ensure_ascii=False, sort_keys=True)

    @property
    def likes(self) -> Iterator[tuple[str, str]]:
        """Yield what else of the log may be of interest: in words, and its address."""
        event = self.event
        who = str(event.actor_id) if event.actor_id else event.actor_name
        yield _("All by %s") % self.told.who, _address(who=who)
        yield _("All of this kind"), _address(kind=event.name)
        if event.address:
            yield _("All from %s") % event.address, _address(address=event.address)
        if self.account:
            yield _("All about %s") % self.account.name, _address(account=self.account.number)


def lines(desk: Desk, events: Sequence[Event]) -> list[Line]:
    """Return `events` as lines, with their people and accounts by name; so many queries whatever their number."""
    wanted = {pk for event in events for pk in (event.account_id, event.behalf_id) if pk and pk != desk.seller_id}
    accounts = desk.accounts.in_bulk(wanted)
    users = _names(desk, events)
    return [_line(desk, event, accounts, users) for event in events]


def lines_of(desk: Desk, page: AuditPage) -> list[Line]:
    """Return the lines of a page."""
    return lines(desk, page.rows)


def _line(desk: Desk, event: Event, accounts: Mapping[int, Account], users: Mapping[int, str]) -> Line:
    kind = SettingHappening if event.name.startswith("settings.") else Happening
    behalf = accounts.get(event.behalf_id or 0)
    account = accounts.get(event.account_id) if event.account_id != desk.seller_id else None
    return Line(kind(event, behalf.name if behalf else "", users), account)


def _names(desk: Desk, events: Sequence[Event]) -> Mapping[int, str]:
    wanted = {event.subject_id for event in events if event.subject_kind == "user"}
    wanted |= {
        one for event in events for one in event.data.get("changes", {}).get("manager_id", ()) if isinstance(one, int)
    }
    return {user.pk: user.name for user in User.objects.filter(seller_id=desk.seller_id, pk__in=wanted)}


def _address(**params: str | int) -> str:
    return f"{reverse('console:audit')}?{urlencode(params)}"
