"""What a buyer has announced: what still waits, and what came of the rest (FUN-7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.kernel.clock import now
from handsel.kernel.refusal import Verdict
from handsel.ledger.announcement_models import Announcement, AnnouncementQuerySet
from handsel.ledger.rules import may_announce
from handsel.storefront.counter import Counter
from handsel.web.announcing import SeenTransfer, seen_transfers

SHOWN = 5


@dataclass(frozen=True)
class AnnouncedBy:
    """The latest transfers that a buyer announced, and whether the person may announce one."""

    rows: Sequence[SeenTransfer]
    may: Verdict


def announcements_of(counter: Counter) -> AnnouncementQuerySet:
    """Return what the buyer announced."""
    return Announcement.objects.filter(seller_id=counter.seller_id, buyer_id=counter.buyer_id)


def announced_by(counter: Counter) -> AnnouncedBy:
    """Return what the funds page shows of announced transfers."""
    latest = announcements_of(counter).order_by("-pk")[:SHOWN]
    return AnnouncedBy(seen_transfers(latest, now()), may_announce(counter.actor, counter.buyer_id))
