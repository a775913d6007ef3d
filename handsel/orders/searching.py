"""A search over the orders of a seller's buyers, as lists, workbooks and the API ask for it (ORD-5)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Self

from django.db.models import F, Q
from django.db.models.lookups import Exact

from handsel.accounts.paying_models import PaymentMethod
from handsel.kernel.keyset import PAGE_SIZE, KeysetPage, Order, keyset_page
from handsel.orders.finding import Found, find, find_bought
from handsel.orders.models import Leg, LegQuerySet, PlacedBy
from handsel.orders.queue_conditions import AWAITS_US
from handsel.orders.status import Queue, in_queue, in_situation, in_status, status_word

QUEUES = (Queue.AWAITING_PAYMENT, Queue.AWAITING_APPROVAL, Queue.HANDLED)
"""Those that orders stand in; what is incomplete is a cart."""
_SLUGS = frozenset(queue.slug for queue in QUEUES)


LATEST = Order("latest", (F("asked_at"), F("pk")), falls=True, counts=True)
UNDER_WAY = Order("under way", (AWAITS_US, *LATEST.keys), falls=True, counts=True)
NEWEST = Order("newest", (F("pk"),), falls=True)
"""As they were placed: what somebody buys, for which there is no moment of asking."""


def bought_page(
    legs: LegQuerySet, text: str, params: Mapping[str, str], *, buyer_id: int, size: int = PAGE_SIZE
) -> KeysetPage[Leg]:
    """Return the page of what `buyer_id` buys, with `text` in it, that `params` ask for."""
    found = find_bought(legs, text, buyer_id=buyer_id)
    return keyset_page(found.legs, NEWEST, params, size, lambda: found.total)


@dataclass(frozen=True)
class OrderSearch:
    """What is looked for; what is empty, or unknown, keeps all.

    `since` and `until` are days, both counted in, on which an order reached its seller.
    `situation` is a row of the table of situations, `status` all rows that users read alike, `method` how the buyer
    pays, `placed_by` which side ordered.
    """

    text: str = ""
    queue: str = ""
    situation: str = ""
    status: str = ""
    method: str = ""
    placed_by: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, str], text: str) -> Self:
        """Read what an address asks for besides `text`; what cannot be read is left out."""
        return cls(
            text=text,
            queue=params.get("queue", ""),
            status=status_word(params.get("status", "")),
            method=_one_of(params.get("method", ""), PaymentMethod.values),
            placed_by=_one_of(params.get("placed_by", ""), PlacedBy.values),
            since=_day(params.get("since", "")),
            until=_day(params.get("until", "")),
        )

    @property
    def is_incomplete(self) -> bool:
        return self.queue == Queue.INCOMPLETE.slug

    @property
    def is_awaiting_approval(self) -> bool:
        return self.queue == Queue.AWAITING_APPROVAL.slug

    @property
    def is_decided(self) -> bool:
        """Whether staff decide about what stands in this queue: they accept there, or cancel."""
        return self.queue in {Queue.AWAITING_APPROVAL.slug, Queue.AWAITING_PAYMENT.slug}

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the queue is asked for."""
        return bool(self.text or self.narrowed)

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters that are set, by their names in an address."""
        told = {
            "status": self.status,
            "method": self.method,
            "placed_by": self.placed_by,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in told.items() if value}

    @property
    def order(self) -> Order:
        """The latest first; of those under way, what its seller has to agree to before the others."""
        return UNDER_WAY if self.is_awaiting_approval else LATEST

    def within(self, legs: LegQuerySet, zone: tzinfo, *, seller_id: int) -> Found:
        """Find those of `legs`, sold by `seller_id`, that match, in no order; days begin and end in `zone`."""
        return find(legs.filter(self._filters(zone)), self.text, seller_id=seller_id)

    def page(
        self,
        legs: LegQuerySet,
        zone: tzinfo,
        params: Mapping[str, str],
        *,
        seller_id: int,
        size: int = PAGE_SIZE,
        ours: Q | None = None,
    ) -> KeysetPage[Leg]:
        """Return the page of them that `params` ask for, each with its buyer.

        `ours` keeps what else waits for its seller; of those under way it stands together, and tells its `group_place`.
        """
        found = self.within(legs, zone, seller_id=seller_id)
        order = _in_groups(ours) if ours is not None and self.is_awaiting_approval else self.order
        return keyset_page(found.legs.prefetch_related("buyer"), order, params, size, lambda: found.total)

    def _filters(self, zone: tzinfo) -> Q:
        asked = {
            "payment_method": self.method,
            "placed_by": self.placed_by,
            "asked_at__gte": self.since and _begin(self.since, zone),
            "asked_at__lt": self.until and _begin(self.until + timedelta(days=1), zone),
        }
        found = Q(**{name: value for name, value in asked.items() if value})
        if self.queue in _SLUGS:
            found &= in_queue(self.queue)
        if self.situation:
            found &= in_situation(self.situation)
        return found & in_status(self.status) if self.status else found


def _in_groups(ours: Q) -> Order:
    """Return the order of those under way: what its seller agrees to, what else waits for it, all others."""
    awaits, others = Q(Exact(AWAITS_US, 1)), Q(Exact(AWAITS_US, 0))
    groups = awaits, others & ours, others & ~ours
    return Order("in groups", UNDER_WAY.keys, falls=True, counts=True, groups=groups)


def _one_of(value: str, known: Container[str]) -> str:
    return value if value in known else ""


def _day(text: str) -> date | None:
    """Return the day that `text` names, 2026-11-30; None where it names none, or one at the end of all time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1970, 1, 1) <= day < date(9999, 1, 1) else None


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)
