"""What users see of an order: one view of the three axes, in this one place (ORD-2, domain.md)."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q

from handsel.orders.models import Approval, Fulfilment, Leg, Payment

_WHILE_ASKING = frozenset({Fulfilment.NONE})
_DUE = frozenset({Payment.UNPAID, Payment.PARTLY_PAID})
_ANY_PAYMENT = frozenset(Payment)
_ANY_APPROVAL = frozenset(Approval)


class Queue(Enum):
    """The four queues of all orders of a reseller's customers, with their colour and the text on the badge."""

    INCOMPLETE = ("incomplete", "black", "Incomplete")
    AWAITING_PAYMENT = ("awaiting-payment", "red", "Awaiting payment")
    AWAITING_APPROVAL = ("awaiting-approval", "yellow", "Awaiting approval")
    HANDLED = ("handled", "green", "Paid and approved")
    CLOSED = ("handled", "grey", "")

    def __init__(self, slug: str, colour: str, message: str) -> None:
        self.slug = slug
        self.colour = colour
        self.message = message


@dataclass(frozen=True)
class Situation:
    """One row of the table in domain.md: the axes it covers, and what users read.

    A leg that its seller was not asked for yet (`is_asked`) is read by its buyer only.
    """

    name: str
    status: str
    queue: Queue
    payment: frozenset[Payment]
    approval: frozenset[Approval]
    fulfilment: frozenset[Fulfilment]
    is_asked: bool = True

    def covers(self, payment: str, approval: str, fulfilment: str, *, is_asked: bool = True) -> bool:
        knows = is_asked == self.is_asked or self.fulfilment.isdisjoint(_WHILE_ASKING)
        return knows and payment in self.payment and approval in self.approval and fulfilment in self.fulfilment

    @property
    def condition(self) -> Q:
        """The same as a filter over legs, by the axes on which not everything is covered."""
        axes = {
            "payment": (self.payment, _ANY_PAYMENT),
            "approval": (self.approval, _ANY_APPROVAL),
            "fulfilment": (self.fulfilment, frozenset(Fulfilment)),
        }
        return Q(**{f"{axis}__in": sorted(covered) for axis, (covered, whole) in axes.items() if covered != whole})

    @property
    def colour(self) -> str:
        return self.queue.colour

    @property
    def message(self) -> str:
        return self.queue.message or self.status


def _row(
    name: str,
    status: str,
    queue: Queue,
    fulfilment: Fulfilment,
    payment: frozenset[Payment] = _ANY_PAYMENT,
    approval: frozenset[Approval] = _ANY_APPROVAL,
) -> Situation:
    return Situation(name, status, queue, payment, approval, frozenset({fulfilment}))


_PENDING, _WITH_BUYER = frozenset({Approval.PENDING}), frozenset({Approval.WITH_BUYER})
_SECURED = frozenset({Payment.PAID, Payment.REFUNDED, Payment.ON_CARD})

SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "not_bought",
        "Not bought yet",
        Queue.AWAITING_APPROVAL,
        _ANY_PAYMENT,
        _ANY_APPROVAL,
        _WHILE_ASKING,
        is_asked=False,
    ),
    _row("awaiting_payment", "Awaiting payment", Queue.AWAITING_PAYMENT, Fulfilment.NONE, _DUE),
    _row(
        "awaiting_approval", "Pending reseller approval", Queue.AWAITING_APPROVAL, Fulfilment.NONE, _SECURED, _PENDING
    ),
    _row("awaiting_buyer", "Waiting for the buyer", Queue.AWAITING_APPROVAL, Fulfilment.NONE, _SECURED, _WITH_BUYER),
    _row(
        "being_bought",
        "In progress",
        Queue.AWAITING_APPROVAL,
        Fulfilment.NONE,
        _SECURED,
        _ANY_APPROVAL - _PENDING - _WITH_BUYER,
    ),
    _row("locked", "In progress (awaiting funds)", Queue.AWAITING_APPROVAL, Fulfilment.LOCKED),
    _row("in_progress", "In progress", Queue.AWAITING_APPROVAL, Fulfilment.IN_PROGRESS),
    _row("failed", "In progress (failed)", Queue.AWAITING_APPROVAL, Fulfilment.FAILED),
    _row("executed", "Executed", Queue.HANDLED, Fulfilment.EXECUTED, frozenset({Payment.PAID})),
    _row("executed_unpaid", "Executed", Queue.AWAITING_PAYMENT, Fulfilment.EXECUTED, _DUE | {Payment.ON_CARD}),
    _row("executed_refunded", "Executed (refunded)", Queue.CLOSED, Fulfilment.EXECUTED, frozenset({Payment.REFUNDED})),
    _row("canceled", "Canceled", Queue.CLOSED, Fulfilment.CANCELED),
)
"""Total: every combination of the axes is covered by exactly one row."""

ASKED = tuple(situation for situation in SITUATIONS if situation.is_asked)
"""Those in which a seller finds what its buyers asked it for."""

_BY_NAME = {situation.name: situation for situation in ASKED}

STATUSES: dict[str, str] = {}
"""What sellers read, each once, by the name of the first situation that reads so."""
for _one in ASKED:
    if _one.status not in STATUSES.values():
        STATUSES[_one.name] = _one.status


def situation_of(payment: str, approval: str, fulfilment: str, *, is_asked: bool = True) -> Situation:
    """Return the one row of the table for these axes."""
    return next(row for row in SITUATIONS if row.covers(payment, approval, fulfilment, is_asked=is_asked))


def situation(leg: Leg) -> Situation:
    """Return what users see of `leg`."""
    return situation_of(leg.payment, leg.approval, leg.fulfilment, is_asked=leg.asked_at is not None)


def in_queue(slug: str) -> Q:
    """Return the filter of legs that stand in the queue `slug`; an unknown queue has none."""
    condition = Q(pk__in=[])
    for row in ASKED:
        if row.queue.slug == slug:
            condition |= row.condition
    return condition


def in_situation(name: str) -> Q:
    """Return the filter of legs in the situation `name`, e.g. "awaiting_approval"."""
    return _BY_NAME[name].condition


def status_word(name: str) -> str:
    """Return the key in STATUSES of what users read in the situation `name`; empty when there is no such situation."""
    return next((word for word, status in STATUSES.items() if name in _reading(status)), "")


def in_status(word: str) -> Q:
    """Return the filter of legs in every situation that users read as STATUSES tells it for `word`."""
    condition = Q()
    for row in _reading(STATUSES[word]).values():
        condition |= row.condition
    return condition


def _reading(status: str) -> dict[str, Situation]:
    return {row.name: row for row in ASKED if row.status == status}
