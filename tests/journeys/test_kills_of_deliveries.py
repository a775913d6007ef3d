"""`kill -9` of web and worker while orders are delivered and refunded: one outcome each, the books right (ORD-12)."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.models import Delivery, DeliveryTask
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refunding import ask_refund
from handsel.identity.actor import Actor, system
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from tests.cast import NOON, wallet
from tests.deliveries.delivering import by_hand
from tests.deliveries.refunding import line_ids, rule
from tests.live import Portal, Process
from tests.orders.buying import buy

ORDERS, ROUNDS, PATIENCE_SECONDS = 10, 3, 120


class Caller(threading.Thread):
    """Makes its calls and makes each again, with the same key, for as long as no answer comes."""

    def __init__(self, portal: Portal, name: str, by: Actor, calls: list[tuple[str, object]]) -> None:
        super().__init__()
        self.portal, self.name_of, self.calls = portal, name, calls
        _, self.secret = make_api_key(name=f"caller {calls[0][0]}"[:60], reach=Reach(Role.MANAGER), by=by, at=NOON)
        self.answers: dict[str, int] = {}
        self.deadline = float("inf")

    def run(self) -> None:
        for path, body in self.calls:
            while path not in self.answers and time.monotonic() < self.deadline:
                try:
                    self.answers[path] = self._call(path, body)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)

    def _call(self, path: str, body: object) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=10)) as line:
            headers = {
                "Host": f"{self.name_of}.localhost:{self.portal.port}",
                "Authorization": f"Bearer {self.secret}",
                "Content-Type": "application/json",
                "Idempotency-Key": path.strip("/").replace("/", "-"),
            }
            line.request("POST", f"/api/v1{path}", body=json.dumps(body), headers=headers)
            answer = line.getresponse()
            answer.read()
            return answer.status


def waits_for(found: Callable[[], int], count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while found() < count and time.monotonic() < deadline:
        time.sleep(0.2)


def killed(portal: Portal, worker: Process, callers: list[Caller]) -> None:
    """Let the callers work while web and worker are killed again and again."""
    for caller in callers:
        caller.start()
    for _ in range(ROUNDS):
        time.sleep(0.4)
        for process in (worker, portal):
            process.kill()
            process.start()
    for caller in callers:
        caller.deadline = time.monotonic() + PATIENCE_SECONDS
        caller.join()
        assert {path for path, _ in caller.calls} == set(caller.answers)
        assert set(caller.answers.values()) <= {200, 201}


def bought(cast: Cast) -> list[Leg]:
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10_000_00, "for-all", NOON)
    legs = [buy(cast) for _ in range(ORDERS)]
    for leg in legs:
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    return legs


def count(cast: Cast, **state: str) -> int:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Leg.objects.filter(seller_id=cast.kleinbach, **state).count()


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


@pytest.mark.covers("ORD-12", "FUN-8", "OPS-1")
def test_web_and_worker_are_killed_while_orders_are_delivered(live_portal: Portal, worker: Process, cast: Cast):
    by_hand(cast, "WEB-S")
    bought(cast)

    def opened() -> list[int]:
        with transaction.atomic(), scoped(cast.olga.scope):
            tasks = DeliveryTask.objects.filter(seller_id=cast.operator).order_by("pk")
            return list(tasks.values_list("delivery_id", flat=True))

    waits_for(lambda: len(opened()), ORDERS)
    made = opened()
    half = len(made) // 2
    calls: list[tuple[str, object]] = [(f"/deliveries/{one}/deliver", {"service": []}) for one in made[:half]]
    backs: list[tuple[str, object]] = [(f"/deliveries/{one}/refund", {"reason": "None"}) for one in made[half:]]

    by = system(cast.operator)
    killed(
        live_portal, worker, [Caller(live_portal, "operator", by, calls), Caller(live_portal, "operator", by, backs)]
    )

    assert (count(cast, fulfilment="executed"), count(cast, fulfilment="canceled")) == (half, ORDERS - half)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_100_00 - half * 792
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_100_00 - half * 550
    assert proved()


@pytest.mark.covers("ORD-12", "FUN-8", "OPS-1")
def test_web_and_worker_are_killed_while_refunds_are_confirmed(live_portal: Portal, worker: Process, cast: Cast):
    rule(cast.nora, 0)
    legs = bought(cast)
    waits_for(lambda: count(cast, fulfilment="executed"), ORDERS)
    for leg in legs:
        ask_refund(leg_id=leg.pk, line_ids=line_ids(cast.karl, leg), reason="Twice", by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.olga.scope):
        asked = list(Refund.objects.filter(seller_id=cast.operator).order_by("pk").values_list("pk", flat=True))
    half = len(asked) // 2
    yes: list[tuple[str, object]] = [(f"/refunds/{one}/confirmation", {}) for one in asked[:half]]
    no: list[tuple[str, object]] = [(f"/refunds/{one}/decline", {"answer": "Used"}) for one in asked[half:]]

    by = system(cast.operator)
    killed(live_portal, worker, [Caller(live_portal, "operator", by, yes), Caller(live_portal, "operator", by, no)])

    assert count(cast, payment="refunded") == half
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Delivery.objects.filter(seller_id=cast.kleinbach, state="canceled").count() == half
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_100_00 - (ORDERS - half) * 792
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_100_00 - (ORDERS - half) * 550
    assert proved()
