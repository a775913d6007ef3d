"""What waits for somebody's answer until a day: where it stands, in a word with its tone (FUN-3, FUN-7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.ledger.announcement_models import Announcement
from handsel.ledger.documents import Confirmation

Words = Mapping[str, tuple[str, str | Promise]]
EXPIRED = "expired"
OPEN = {Announcement.State.ANNOUNCED.value, Confirmation.State.WAITING.value}

ANSWERED: Words = {
    "confirmed": ("green", _("Confirmed")),
    "declined": ("red", _("Declined")),
    "withdrawn": ("grey", _("Withdrawn")),
    EXPIRED: ("grey", _("Expired")),
}
"""State -> its tone and its word, as whoever answers reads them."""


@dataclass(frozen=True)
class Stand:
    """Where it stands; `is_waiting` while it can still be answered."""

    tone: str
    word: str
    is_waiting: bool


def stand_of(awaited: Announcement | Confirmation, at: datetime, words: Words) -> Stand:
    """Return where `awaited` stands at a moment, in `words`; what waited too long has a word of its own."""
    is_waiting = awaited.is_open(at)
    tone, word = words[EXPIRED if awaited.state in OPEN and not is_waiting else awaited.state]
    return Stand(tone, str(word), is_waiting)
