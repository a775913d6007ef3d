"""A call that must not happen twice: its answer is kept in the transaction of its effect (API-1, safety M6)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handsel.identity.models import IdempotencyKey
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import step
from handsel.kernel.refusal import Conflict, Refusal

KEPT = timedelta(days=7)
_SWEPT_AT_ONCE = 5


class CallInFlight(Conflict):
    """A call with this idempotency key is being answered right now; ask again in a moment."""

    code = "idempotency_key_in_flight"


class OtherCall(Refusal):
    """The idempotency key was used for another call."""

    code = "idempotency_key_reused"
    status = 422


@dataclass(frozen=True)
class Call:
    """One call as its sender named it with `key`. `actor` says which program sent it, `request_hash` what it asks."""

    seller_id: int
    actor: str
    key: str
    request_hash: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """An HTTP status and a JSON body; replayed when it is that of an earlier call with the same key."""

    status: int
    body: Any
    is_replayed: bool = False


@step
def answer_once(call: Call, make: Callable[[], Answer]) -> Answer:
    """Return the kept answer of `call`, or make it and keep it for seven days.

    Whatever `make` raises leaves nothing behind, so that the same key may be tried again. Raises CallInFlight at once
    while another transaction answers the same key, OtherCall when the key stands for another request.
    """
    if not call_scalar("pg_try_advisory_xact_lock", _number(f"{call.seller_id}|{call.actor}|{call.key}")):
        raise CallInFlight("A call with this idempotency key is being answered; ask again in a moment.")
    kept = IdempotencyKey.objects.filter(seller_id=call.seller_id, actor=call.actor, key=call.key).first()
    if kept is not None and kept.at > call.at - KEPT:
        if kept.request_hash != call.request_hash:
            raise OtherCall("This idempotency key was used for another call; make a new key for a new call.")
        return Answer(kept.status, kept.answer, is_replayed=True)
    if kept is not None:
        kept.delete()
    answer = make()
    IdempotencyKey.objects.create(
        seller_id=call.seller_id,
        actor=call.actor,
        key=call.key,
        request_hash=call.request_hash,
        status=answer.status,
        answer=answer.body,
        at=call.at,
    )
    _forget_expired(call)
    return answer


def _forget_expired(call: Call) -> None:
    """Take a few keys away that were kept long enough, so that as many go as come; one transaction at a time does."""
    if call_scalar("pg_try_advisory_xact_lock", _number(f"forget|{call.seller_id}")):
        oldest = IdempotencyKey.objects.filter(seller_id=call.seller_id).order_by("pk")[:_SWEPT_AT_ONCE]
        IdempotencyKey.objects.filter(pk__in=oldest.values("pk"), at__lte=call.at - KEPT).delete()


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)
