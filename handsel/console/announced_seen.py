"""Announced payments as the console shows them: what waits, what was answered, and who may answer (FUN-7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.kernel.refusal import Verdict
from handsel.ledger.announcement_models import Announcement, AnnouncementQuerySet
from handsel.ledger.rules import may_answer_announcement
from handsel.web.tables import counted

State = Announcement.State
STATES: dict[str, tuple[str, str | Promise]] = {
    State.ANNOUNCED: ("yellow", gettext_lazy("Announced")),
    State.CONFIRMED: ("green", gettext_lazy("Confirmed")),
    State.DECLINED: ("red", gettext_lazy("Declined")),
    State.WITHDRAWN: ("grey", gettext_lazy("Withdrawn")),
    "expired": ("grey", gettext_lazy("Expired")),
}
"""State -> its tone and its word; what waited too long has a word of its own."""


@dataclass(frozen=True)
class SeenAnnouncement:
    """One announced payment as a row; `answer` says whether the person at the desk may confirm or decline it."""

    told: Announcement
    is_waiting: bool
    answer: Verdict

    @property
    def _state(self) -> str:
        is_over = self.told.state == State.ANNOUNCED and not self.is_waiting
        return "expired" if is_over else self.told.state

    @property
    def tone(self) -> str:
        return STATES[self._state][0]

    @property
    def word(self) -> str:
        return str(STATES[self._state][1])


def announcements(desk: Desk, *, answered: bool, at: datetime) -> AnnouncementQuerySet:
    """Return what waits to be confirmed, the oldest first; or what is over, the latest first."""
    found = desk.announcements.select_related("buyer", "receipt")
    if answered:
        return found.exclude(pk__in=found.waiting(at).values("pk")).order_by("-pk")
    return found.waiting(at).order_by("pk")


def as_seen(desk: Desk, at: datetime) -> Callable[[Announcement], SeenAnnouncement]:
    """Return how an announced payment is shown to the person at the desk."""
    return lambda told: SeenAnnouncement(told, told.is_open(at), may_answer_announcement(desk.actor, told))


def announcement_tabs(desk: Desk, *, answered: bool, at: datetime) -> Iterator[Tab]:
    address = reverse("console:announcements")
    waiting = count_text(*counted(desk.announcements.waiting(at)))
    yield Tab(_("Waiting"), address, not answered, waiting, "yellow")
    yield Tab(_("Answered"), f"{address}?answered=1", answered)
