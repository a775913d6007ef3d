"""`kill -9` of web and worker while orders paid by card settle: each card is charged once (ORD-4)."""

import time

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast, fund
from handsel.gateways.models import Charge
from handsel.gateways.proof import gateway_faults
from handsel.identity.actor import system
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from tests.cast import NOON, wallet
from tests.journeys.test_kills import Approver
from tests.live import Portal, Process, TestGateway
from tests.orders.buying import buy
from tests.orders.carding import emptied, with_card

ORDERS, ROUNDS, PATIENCE_SECONDS = 12, 4, 150


def taken(cast: Cast) -> int:
    """Return how many orders are settled and paid by the bank."""
    with transaction.atomic(), scoped(cast.karl.scope):
        paid = Charge.objects.filter(state="captured", aim="capture").values("order_number")
        return Leg.objects.filter(seller_id=cast.kleinbach, settled_at__isnull=False, number__in=paid).count()


@pytest.mark.long
@pytest.mark.covers("ORD-4", "FUN-8", "OPS-1")
def test_web_and_worker_are_killed_while_cards_pay(
    play_process: TestGateway, live_portal: Portal, worker: Process, cast: Cast
):
    for by, buyer in ((cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10_000_00, "for-all", NOON)
    with_card(cast.karl, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    numbers = [buy(cast).number for _ in range(ORDERS)]
    _, secret = make_api_key(name="approver", reach=Reach(Role.MANAGER), by=system(cast.kleinbach), at=NOON)
    approver = Approver(live_portal, secret, numbers)
    approver.start()

    for _ in range(ROUNDS):
        time.sleep(0.6)
        for process in (worker, live_portal):
            process.kill()
            process.start()
    approver.join()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while taken(cast) < ORDERS and time.monotonic() < deadline:
        time.sleep(0.5)

    assert taken(cast) == ORDERS
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Charge.objects.filter(purpose="order").count() == ORDERS
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 0
    assert prove_books().faults == gateway_faults() == order_faults() == []
