"""Queues of what waits for an answer at the desk: what waits, and what is over (FUN-3, FUN-7)."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.console.tabs import Tab, count_text
from handsel.ledger.announcement_models import AnnouncementQuerySet
from handsel.ledger.documents import ConfirmationQuerySet
from handsel.web.tables import counted

Awaited = TypeVar("Awaited", AnnouncementQuerySet, ConfirmationQuerySet)


def in_queue(found: Awaited, *, answered: bool, at: datetime) -> Awaited:
    """Return what of `found` waits for an answer, the oldest first; or what is over, the latest first."""
    if answered:
        return found.exclude(pk__in=found.waiting(at).values("pk")).order_by("-pk")
    return found.waiting(at).order_by("pk")


def queue_tabs(
    page: str, found: AnnouncementQuerySet | ConfirmationQuerySet, *, answered: bool, at: datetime
) -> Iterator[Tab]:
    """Yield the tabs of the queue at the URL of this name, with how much of `found` waits."""
    address = reverse(page)
    yield Tab(_("Waiting"), address, not answered, count_text(*counted(found.waiting(at))), "yellow")
    yield Tab(_("Answered"), f"{address}?answered=1", answered)
