"""Do what a call asks, once for each idempotency key (API-1, safety M6)."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from handsel.api.keys import ApiRequest
from handsel.api.refusals import KeyNeeded, KeyUnusable
from handsel.identity.idempotency import Answer, Call, answer_once
from handsel.kernel.clock import now
from handsel.kernel.operation import accompanied_by

HEADER = "Idempotency-Key"
_USABLE = re.compile(r"[!-~]{1,120}")

Done = TypeVar("Done")


def perform(
    request: ApiRequest, act: Callable[[], Done], shape: Callable[[Done], Schema], *, status: int = 200
) -> HttpResponse:
    """Run `act`, which calls one operation, and answer with its result as `shape` shows it.

    With an idempotency key the answer is kept in the transaction of the operation, and given again to the same call:
    then the operation does nothing and returns None.
    """
    key = key_of(request)

    def shown(done: Done) -> Answer:
        return Answer(status, _plain(shape(done)))

    if key is None:
        return _told(shown(act()))
    call = Call(request.auth.seller_id, request.auth.sender, key, _hash_of(request), now())
    answers: list[Answer] = []

    def keep(work: Callable[[], Done]) -> Done | None:
        results: list[Done] = []

        def once() -> Answer:
            results.append(work())
            return shown(results[-1])

        answers.append(answer_once(call, once))
        return results[-1] if results else None

    with accompanied_by(keep):
        act()
    return _told(answers[-1])


def key_of(request: ApiRequest) -> str | None:
    """Return the idempotency key of a call, or None. Raises KeyUnusable."""
    key = request.headers.get(HEADER)
    if key is not None and not _USABLE.fullmatch(key):
        raise KeyUnusable("An idempotency key is 1 to 120 letters, digits and signs, without blanks; a UUID is good.")
    return key


def needed_key_of(request: ApiRequest) -> str:
    """Return the idempotency key of a call that moves money. Raises KeyNeeded, KeyUnusable."""
    key = key_of(request)
    if key is None:
        raise KeyNeeded(
            f"Send the header {HEADER} with a new UUID for each payment; "
            "when the answer does not arrive, send the same call with the same key again."
        )
    return key


def _hash_of(request: ApiRequest) -> str:
    body = json.dumps(json.loads(request.body), sort_keys=True) if request.body else ""
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n{body}".encode()).hexdigest()


def _plain(shaped: Schema) -> Any:
    """Return what `shaped` says as plain JSON, times written as every other answer writes them."""
    return json.loads(json.dumps(shaped.model_dump(), cls=NinjaJSONEncoder))


def _told(answer: Answer) -> HttpResponse:
    response = HttpResponse(
        # Sorted, because PostgreSQL keeps JSON in an order of its own: a replay is the same byte for byte.
        json.dumps(answer.body, ensure_ascii=False, sort_keys=True),
        status=answer.status,
        content_type="application/json",
    )
    if answer.is_replayed:
        response["Idempotent-Replayed"] = "true"
    return response
