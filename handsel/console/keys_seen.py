"""Keys as staff see them: whether they work, what they open in words, what their programs did last (USR-8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.console.desk import Desk
from handsel.console.forms.keys import access_to
from handsel.console.happenings import Happening
from handsel.identity.key_use import acting_name
from handsel.identity.key_warning import AHEAD
from handsel.identity.models import ApiKey
from handsel.identity.scopes import WRITE, Subject
from handsel.timeline.origin import Way

MOST_DEEDS = 20
"""So much of what a program did stands on the page of its key."""


@dataclass(frozen=True)
class Opened:
    """One part of the API, and what the key lets do there."""

    label: str
    access: str
    is_writing: bool


@dataclass(frozen=True)
class SeenKey:
    """One key as of `at`."""

    key: ApiKey
    at: datetime

    @property
    def tone(self) -> str:
        if not self.key.is_good(self.at):
            return "grey"
        return "yellow" if self.is_ending else "green"

    @property
    def state(self) -> str:
        if self.key.revoked_at:
            return _("Revoked")
        if not self.key.is_good(self.at):
            return _("Expired")
        return _("Expires soon") if self.is_ending else _("Works")

    @property
    def is_good(self) -> bool:
        return self.key.is_good(self.at)

    @property
    def is_ending(self) -> bool:
        """Whether it works, but not for long."""
        ends = self.key.expires_at
        return self.is_good and ends is not None and ends - self.at <= AHEAD

    @property
    def rest(self) -> str:
        """How long it still works, in words."""
        days = (self.key.expires_at - self.at) // timedelta(days=1) if self.key.expires_at else 0
        return ngettext("It stops in %s day.", "It stops in %s days.", days) % days if days else _("It stops today.")

    @property
    def old_until(self) -> datetime | None:
        """Until when the secret before works too."""
        until = self.key.previous_until
        return until if until and until > self.at and self.is_good else None

    @property
    def opened(self) -> Iterator[Opened]:
        for subject in Subject:
            access = access_to(subject, self.key.scopes)
            if access:
                words = _("Read and change") if access == WRITE else _("Read")
                yield Opened(str(subject.label), words, access == WRITE)

    @property
    def is_orphan(self) -> bool:
        """Whether the person who made it works here no more."""
        maker = self.key.made_by
        return maker is not None and not maker.is_active


def deeds_of(desk: Desk, key: ApiKey) -> list[Happening]:
    """Return what the program of `key` did last, and what was done to the key itself, the latest first."""
    deeds = desk.events.filter(actor_id__isnull=True, actor_name=acting_name(key.name), way=Way.API)
    own = desk.events.filter(subject_kind="apikey", subject_id=key.pk)
    found = sorted(
        {event.pk: event for events in (deeds, own) for event in events.order_by("-pk")[:MOST_DEEDS]}.values(),
        key=lambda event: -event.pk,
    )
    return [Happening(event) for event in found[:MOST_DEEDS]]
