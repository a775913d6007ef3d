"""The worker tells suppliers' programs what to deliver, at least once, and writes down what they answer (ORD-12).

No transaction is open while a program is asked. What is sent twice has the same idempotency key, and whatever is
answered counts once: a delivery that is over stays as it is.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Self

from django.db import InterfaceError, OperationalError, transaction

from handsel.accounts.portal_settings import today_of
from handsel.deliveries.address import address_of, question
from handsel.deliveries.data import Handed
from handsel.deliveries.models import DeliveryAddress, DeliveryTask, Way
from handsel.deliveries.moves import OPEN, DeliveryState
from handsel.deliveries.working import move
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.operation import operation, step
from handsel.kernel.outgoing import Answer, Unreachable, ask
from handsel.kernel.refusal import Refusal
from handsel.timeline.models import Event
from handsel.timeline.record import record

log = logging.getLogger(__name__)

TRIES = 5
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]
POLLED_EVERY, ASKED_FOR = timedelta(minutes=1), timedelta(days=1)
"""How often a status address is asked, and how long is waited without an answer."""
RESTS = timedelta(minutes=1)
"""How long a supplier's program that could not be reached is left alone, so that it holds up no other's."""
LONGEST_URL, LONGEST_TOLD = 500, 200
SILENT = "The supplier's program does not answer."
UNUSABLE = "The supplier's program gives no answer that can be used"
FORGOTTEN = "The supplier's program took it on and has not answered for a day."
AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
"""Answers of 4xx that say no more than: later."""


class Unreadable(Exception):
    """The program answered something that this cannot be read as; the text says what, and `field` where."""

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.field = field


@dataclass(frozen=True)
class Heard:
    """What a program says of one delivery: it is done, it cannot be done, or it is at it."""

    state: DeliveryState
    handed: Handed = field(default_factory=Handed)
    reason: str = ""
    status_url: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any], otherwise: DeliveryState) -> Self:
        """Return what `told` says; `otherwise` is what it means without a word about the state. Raises Unreadable."""
        try:
            field = "state"
            state = _SAYS[told.get(field) or otherwise]
            field = "service"
            said = [(_word(one["label"]), _word(one["value"])) for one in told.get(field) or ()]
            field = "expires_on"
            until = date.fromisoformat(told[field]) if told.get(field) else None
            field = "reason"
            reason = " ".join(_word(told.get(field)).split())[:1000] or "The supplier's program refused it."
            field = "status_url"
            status_url = _word(told.get(field))[:LONGEST_URL]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unreadable(_SHAPES[field], field) from error
        return cls(state, Handed.of(said, until), reason, status_url)


_SAYS = {state: state for state in (DeliveryState.STARTED, DeliveryState.DELIVERED, DeliveryState.FAILED)}
_SHAPES = {
    "state": "The state is started, delivered or failed.",
    "service": "What is handed over is a list of labels with their values, each a text.",
    "expires_on": "The day until which it holds is written like 2027-11-30.",
    "reason": "The reason is a text.",
    "status_url": "The status address is a text.",
}


def _word(told: object) -> str:
    """Return what a program wrote as text that can be kept; nothing as none. Raises TypeError, ValueError."""
    text = "" if told is None else str(told)
    if not isinstance(told, str | int | float | None) or "\x00" in text:
        raise TypeError
    text.encode()  # half a character is none
    return text


def heard_of(answer: Answer) -> Heard:
    """Return what an answer of HTTP says. Raises Unreadable where it is to be asked again."""
    status = answer.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in AGAIN or status < HTTPStatus.OK:
        raise Unreadable(f"it answered with status {status}")
    try:
        told = json.loads(answer.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Unreadable("its answer is no JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("its answer is no JSON object")
    if status >= HTTPStatus.BAD_REQUEST:
        return Heard.of({**told, "state": "failed"}, DeliveryState.FAILED)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise Unreadable("it leads elsewhere, which is not followed")
    return Heard.of(told, DeliveryState.STARTED if status == HTTPStatus.ACCEPTED else DeliveryState.DELIVERED)


def tell_programs(*, at: datetime, limit: int = 20) -> int:
    """Tell or ask about what is due, each by itself, and return how much there was.

    A program that cannot be reached keeps the others waiting once, and is left alone for a while.
    """
    due, silent = call_function("deliveries_due", limit, at), set[int]()
    for row in due:
        if row["seller_id"] in silent:
            continue
        try:
            _tell(row["delivery_id"], system(row["seller_id"]), at)
        except Unreachable:
            silent.add(row["seller_id"])
        except (OperationalError, InterfaceError):
            raise  # the database is away, for all alike
        except Exception:
            # One that fails must not keep the others waiting.
            log.exception("the program of seller %s could not be told of %s", row["seller_id"], row["delivery_id"])
    return len(due)


def _tell(delivery_id: int, by: Actor, at: datetime) -> None:
    task = take_up(delivery_id=delivery_id, by=by, at=at)
    if task is None:
        return
    with transaction.atomic(), scoped(Scope((by.seller_id,))):
        address, body = address_of(by.seller_id), json.dumps(told_of(task)).encode()
    if address is None:
        return
    try:
        heard = heard_of(_asked(address, task, body, at))
        hear(delivery_id=delivery_id, heard=_with_patience(heard, task, at), by=by, at=at)
    except (Unreadable, Refusal) as error:
        note_trouble(delivery_id=delivery_id, trouble=str(error), by=by, at=at, lost=f"{UNUSABLE}: {error}")
    except Unreachable as error:
        note_trouble(delivery_id=delivery_id, trouble=str(error), by=by, at=at, rests_until=at + RESTS)
        raise


def _with_patience(heard: Heard, task: DeliveryTask, at: datetime) -> Heard:
    """Return what is heard; of a program that took it on, and says so again after a day, that it failed."""
    is_polled = heard.status_url or task.status_url
    if heard.state == DeliveryState.STARTED and not is_polled and at - task.changed_at >= ASKED_FOR:
        return Heard(DeliveryState.FAILED, reason=FORGOTTEN)
    return heard


def _asked(address: DeliveryAddress, task: DeliveryTask, body: bytes, at: datetime) -> Answer:
    if task.status_url:
        return ask(question(address, "GET", task.status_url, b"", key=str(task.key), at=at))
    return ask(question(address, "POST", address.url, body, key=str(task.key), at=at))


def told_of(task: DeliveryTask) -> dict[str, Any]:
    """Return what a program is told of one line: nothing that its supplier does not see on its own edge."""
    line, buyer = task.delivery.leg_line, task.buyer
    return {
        "key": str(task.key),
        "delivery": task.delivery_id,
        "order": task.number,
        "line": task.delivery.line_id,
        "plan_id": line.plan_id,
        "product": line.product,
        "plan": line.plan_name,
        "quantity": line.quantity,
        "options": {one["label"]: one["value"] for one in line.options},
        "buyer": {"number": buyer.number, "name": buyer.name},
    }


@operation
def take_up(*, delivery_id: int, by: Actor, at: datetime) -> DeliveryTask | None:
    """Take a delivery up to tell a program of it, and say when it is due again.

    None when another worker was first, or the program is not told any more. From the first time on it is under way, so
    that nobody cancels what the program may have heard of.
    Raises DeliveryTask.DoesNotExist.
    """
    address = address_of(by.seller_id)
    if address is None or not address.is_on:
        return None
    tasks = DeliveryTask.objects.filter(seller_id=by.seller_id, delivery_id=delivery_id, way=Way.WEBHOOK)
    task = tasks.select_related("buyer", "delivery__leg", "delivery__leg_line").get()
    if task.state == DeliveryState.WAITING:
        move(task.delivery, DeliveryState.STARTED, by, at)
        task.changed_at = at
    pause = POLLED_EVERY if task.status_url else PAUSES[min(task.tries, TRIES - 1)]
    due = tasks.filter(state=DeliveryState.STARTED, due_at__lte=at)
    taken = due.update(due_at=at + pause, tries=min(task.tries + (not task.status_url), TRIES))
    return task if taken else None


@operation
def hear(*, delivery_id: int, heard: Heard, by: Actor, at: datetime) -> DeliveryTask:
    """Write down what a program says of a delivery; a success counts after a failure too, else what is over stays.

    Raises DeliveryTask.DoesNotExist, DeliveryDataMissing, Invalid where what is handed over is no good.
    """
    tasks = DeliveryTask.objects.filter(seller_id=by.seller_id, delivery_id=delivery_id)
    task = tasks.select_related("delivery__leg", "delivery__leg_line").get()
    is_late = heard.state == DeliveryState.DELIVERED and task.state not in OPEN
    if is_late and task.state == DeliveryState.CANCELED:
        _tell_in_vain(task, by, at)
    if task.state not in OPEN and not (is_late and task.state == DeliveryState.FAILED):
        return task
    match heard.state:
        case DeliveryState.DELIVERED:
            heard.handed.check(task.delivery.leg_line.kind, today_of(by.seller_id, at))
            move(task.delivery, DeliveryState.DELIVERED, by, at, handed=heard.handed)
        case DeliveryState.FAILED:
            move(task.delivery, DeliveryState.FAILED, by, at, reason=heard.reason)
        case _ if task.way == Way.WEBHOOK:
            if task.state == DeliveryState.WAITING:
                move(task.delivery, DeliveryState.STARTED, by, at)
            status_url = heard.status_url or task.status_url
            pause = POLLED_EVERY if status_url else ASKED_FOR
            tasks.update(due_at=at + pause, trouble="", status_url=status_url)
    task.refresh_from_db()
    return task


@step
def _tell_in_vain(task: DeliveryTask, by: Actor, at: datetime) -> None:
    """Tell the supplier's people, once, that its program delivered what is paid back; not of what they took back."""
    told = Event.objects.filter(seller_id=task.seller_id, subject_kind="delivery", subject_id=task.delivery_id)
    if told.filter(name__in=["delivery.made", "delivery.made_in_vain"]).exists():
        return
    record(
        "delivery.made_in_vain",
        subject=task.delivery, account_id=task.buyer_id, by=by, at=at,
        number=task.number, product=task.delivery.leg_line.product,
    )  # fmt: skip


@operation
def note_trouble(
    *, delivery_id: int, trouble: str, by: Actor, at: datetime, lost: str = SILENT, rests_until: datetime | None = None
) -> None:
    """Write down why a program was told in vain; after the fifth time the delivery has failed, for all to see.

    `lost` is the reason then, for the supplier's own buyer. With `rests_until`, the program is asked about nothing
    until then.

    Raises DeliveryTask.DoesNotExist.
    """
    tasks = DeliveryTask.objects.filter(seller_id=by.seller_id, delivery_id=delivery_id)
    task = tasks.select_related("delivery__leg", "delivery__leg_line").get()
    tasks.update(trouble=trouble[:LONGEST_TOLD])
    if rests_until:
        DeliveryAddress.objects.filter(seller_id=by.seller_id).update(rests_until=rests_until)
    is_lost = at - task.changed_at > ASKED_FOR if task.status_url else task.tries >= TRIES
    if is_lost and task.state == DeliveryState.STARTED:
        move(task.delivery, DeliveryState.FAILED, by, at, reason=lost[:1000])
