"""Announced payments as the console shows them: where each stands, and who may answer (FUN-7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.kernel.refusal import Verdict
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.rules import may_answer_announcement
from handsel.web.awaited import ANSWERED, Stand, Words, stand_of

WORDS: Words = {Announcement.State.ANNOUNCED: ("yellow", gettext_lazy("Announced")), **ANSWERED}


@dataclass(frozen=True)
class SeenAnnouncement:
    """One announced payment as a row; `answer` says whether the person at the desk may confirm or decline it."""

    told: Announcement
    stand: Stand
    answer: Verdict


def as_seen(desk: Desk, at: datetime) -> Callable[[Announcement], SeenAnnouncement]:
    """Return how an announced payment is shown to the person at the desk."""
    return lambda told: SeenAnnouncement(told, stand_of(told, at, WORDS), may_answer_announcement(desk.actor, told))
