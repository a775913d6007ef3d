"""`kill -9` of web and worker while orders settle: nothing is lost, nothing happens twice, the books are right."""

import http.client
import threading
import time
from contextlib import closing

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import system
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.mail.models import Message
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.subscriptions.models import Subscription
from tests.cast import NOON, wallet
from tests.live import Portal, Process
from tests.orders.buying import buy

ORDERS, ROUNDS, PATIENCE_SECONDS = 30, 4, 90


class Approver(threading.Thread):
    """Approves its orders over the API and asks again for as long as no answer comes, as a careful program does."""

    def __init__(self, portal: Portal, secret: str, numbers: list[str]) -> None:
        super().__init__()
        self.portal, self.secret, self.numbers = portal, secret, numbers
        self.answers: dict[str, int] = {}

    def run(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        for number in self.numbers:
            while number not in self.answers and time.monotonic() < deadline:
                try:
                    self.answers[number] = self._approve(number)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)

    def _approve(self, number: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=10)) as line:
            headers = {
                "Host": f"kleinbach.localhost:{self.portal.port}",
                "Authorization": f"Bearer {self.secret}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"approve-{number}",
            }
            line.request("POST", f"/api/v1/orders/{number}/approval", body="{}", headers=headers)
            answer = line.getresponse()
            answer.read()
            return answer.status


def done(cast: Cast) -> tuple[int, int, int]:
    """Return how many orders are executed, subscriptions run and mails tell of it, at Kleinbach."""
    with transaction.atomic(), scoped(cast.karl.scope):
        return (
            Leg.objects.filter(seller_id=cast.kleinbach, fulfilment="executed").count(),
            Subscription.objects.filter(seller_id=cast.kleinbach).count(),
            Message.objects.filter(kind="order_executed").count(),
        )


def wait_for_all(cast: Cast) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while min(done(cast)) < ORDERS and time.monotonic() < deadline:
        time.sleep(0.2)


@pytest.mark.covers("ORD-11", "FUN-8", "OPS-1")
def test_web_and_worker_are_killed_while_orders_settle(live_portal: Portal, worker: Process, cast: Cast):
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10_000_00, "for-all", NOON)
    numbers = [buy(cast).number for _ in range(ORDERS)]
    _, secret = make_api_key(name="approver", reach=Reach(Role.MANAGER), by=system(cast.kleinbach), at=NOON)
    approvers = [Approver(live_portal, secret, numbers[half::2]) for half in range(2)]
    for approver in approvers:
        approver.start()

    for _ in range(ROUNDS):
        time.sleep(0.4)
        worker.kill()
        live_portal.kill()
        live_portal.start()
        worker.start()
    for approver in approvers:
        approver.join()
    wait_for_all(cast)

    answers = {number: status for approver in approvers for number, status in approver.answers.items()}
    assert set(answers) == set(numbers)
    assert done(cast) == (ORDERS, ORDERS, ORDERS)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_100_00 - ORDERS * 792
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_100_00 - ORDERS * 550
    assert prove_books().faults == order_faults() == []
