"""Programs that move money over the API, and ask again with the same key for as long as no answer comes."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.chaos.world import Seller

ANSWER_WITHIN_SECONDS, PATIENCE_SECONDS = 20, 180
HANGS_UP = 0.02
"""How often a client asks and is gone before the answer."""


@dataclass(frozen=True)
class Call:
    """What is asked of a seller's API; `minor` is what it does to the wallet of `buyer` if it is done."""

    seller: Seller
    buyer: int
    kind: str
    path: str
    body: dict[str, Any]
    minor: int = 0


@dataclass
class Told:
    """The answer to a call, after how many that never came."""

    call: Call
    status: int
    body: dict[str, Any]
    is_replay: bool
    lost: int

    @property
    def is_done(self) -> bool:
        return self.status < http.client.MULTIPLE_CHOICES


class Client(threading.Thread):
    """Asks `count` things of sellers, one after another, as its own chance has it, and keeps what it is told."""

    def __init__(self, seed: str, port: int, sellers: list[Seller], count: int) -> None:
        super().__init__(name=seed, daemon=True)
        self.port, self.sellers, self.count = port, sellers, count
        self.chance = random.Random(seed)
        self.told: list[Told] = []
        self.failure = ""

    def run(self) -> None:
        for number in range(self.count):
            try:
                self.told.append(self._ask(self._call(f"{self.name}-{number}"), f"{self.name}-{number}"))
            except TimeoutError as failed:
                self.failure = str(failed)
                return

    def _call(self, mark: str) -> Call:
        seller = self.chance.choices(self.sellers, (8, 2, 1))[0]
        buyer = self.chance.choice(seller.buyers)
        ways: Iterable[tuple[int, Callable[[Seller, int, str], Call | None]]] = (
            (30, self._receive), (25, self._order), (20, self._charge), (8, self._credit), (6, self._pay_out),
            (6, self._take_back), (5, self._cancel),
        )  # fmt: skip
        weights, acts = zip(*ways, strict=True)
        act = self.chance.choices(acts, weights)[0]
        return act(seller, buyer, mark) or self._receive(seller, buyer, mark)

    def _receive(self, seller: Seller, buyer: int, mark: str) -> Call:
        minor = self.chance.randint(1, 3_000)
        body = {"amount": _amount(minor), "method": "bank_transfer", "received_on": "2026-11-02", "reference": mark}
        return Call(seller, buyer, "receipt", f"accounts/{buyer}/receipts", body | {"mail": False}, minor)

    def _order(self, seller: Seller, buyer: int, _: str) -> Call:
        lines = [{"plan_id": self.chance.choice(seller.plans), "quantity": self.chance.randint(1, 3)}]
        return Call(seller, buyer, "order", "orders", {"buyer": buyer, "lines": lines})

    def _charge(self, seller: Seller, buyer: int, mark: str) -> Call:
        return self._adjust(seller, buyer, mark, "debit_note", -self.chance.randint(1, 9_000))

    def _credit(self, seller: Seller, buyer: int, mark: str) -> Call:
        return self._adjust(seller, buyer, mark, "credit_note", self.chance.randint(1, 900))

    def _pay_out(self, seller: Seller, buyer: int, mark: str) -> Call:
        return self._adjust(seller, buyer, mark, "payout", -self.chance.randint(1, 4_000))

    def _adjust(self, seller: Seller, buyer: int, mark: str, kind: str, minor: int) -> Call:
        body = {"kind": kind, "amount": _amount(abs(minor)), "reason": mark}
        if kind == "payout":
            body["method"] = "bank_transfer"
        return Call(seller, buyer, kind, f"accounts/{buyer}/adjustments", body, minor)

    def _take_back(self, _: Seller, __: int, mark: str) -> Call | None:
        done = [told for told in self.told if told.call.kind == "receipt" and told.is_done]
        if not done:
            return None
        told = self.chance.choice(done)
        path = f"{told.call.path}/{told.body['number']}/reversal"
        return Call(told.call.seller, told.call.buyer, "reversal", path, {"reason": mark}, -told.call.minor)

    def _cancel(self, _: Seller, __: int, mark: str) -> Call | None:
        done = [told for told in self.told if told.call.kind == "order" and told.is_done]
        if not done:
            return None
        told = self.chance.choice(done[-5:])
        path = f"orders/{told.body['number']}/cancellation"
        return Call(told.call.seller, told.call.buyer, "cancellation", path, {"reason": mark})

    def _ask(self, call: Call, key: str) -> Told:
        deadline, lost = time.monotonic() + PATIENCE_SECONDS, 0
        while time.monotonic() < deadline:
            try:
                answer = self._answer(call, key, is_read=bool(lost) or self.chance.random() > HANGS_UP)
            except (OSError, http.client.HTTPException, ValueError):
                lost += 1
                time.sleep(0.05)
            else:
                return Told(call, *answer, lost=lost)
        raise TimeoutError(f"no answer to {call.kind} {key}")

    def _answer(self, call: Call, key: str, *, is_read: bool) -> tuple[int, dict[str, Any], bool]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_SECONDS)) as line:
            headers = {
                "Host": f"{call.seller.portal}.localhost:{self.port}",
                "Authorization": f"Bearer {call.seller.secret}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            }
            line.request("POST", f"/api/v1/{call.path}", json.dumps(call.body), headers)
            if not is_read:
                raise http.client.HTTPException("hung up before the answer")
            answer = line.getresponse()
            body = answer.read()
            if answer.status >= http.client.INTERNAL_SERVER_ERROR or _is_early(answer.status, body):
                raise http.client.HTTPException(f"{answer.status}: {body[:200]!r}")
            return answer.status, json.loads(body), answer.headers.get("Idempotent-Replayed") == "true"


def _is_early(status: int, body: bytes) -> bool:
    """Whether the call before is still under way, or too many came: ask again."""
    return status == http.client.TOO_MANY_REQUESTS or (status == http.client.CONFLICT and b"in_flight" in body)


def _amount(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}
