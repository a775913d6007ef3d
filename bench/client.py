"""One client of the benchmarks of money, a process of its own.

`python -m bench.client WAY SEED`, where `WAYS` names the ways: told for how many seconds, a line each, it answers how
often it did its work, and for how long it and its process of the server were on a processor.
"""

import os
import random
import secrets
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402

from bench import hand  # noqa: E402
from bench.server import administrator  # noqa: E402
from handsel.identity.actor import Actor  # noqa: E402
from handsel.identity.roles import Role  # noqa: E402
from handsel.kernel import clock  # noqa: E402
from handsel.kernel.money import Money  # noqa: E402
from handsel.ledger.documents import PaidBy  # noqa: E402
from handsel.ledger.funds import Received, add_funds  # noqa: E402
from handsel.orders.approval import approve_order  # noqa: E402
from handsel.orders.cart import put_in_cart  # noqa: E402
from handsel.orders.placement import place_order  # noqa: E402

Customer = tuple[int, int]
"""Its id and its seller's."""
Take = Callable[[Customer, int], None]
"""Do the work once, for one customer and one plan."""


def order(customer: Customer, plan_id: int) -> None:
    """Buy as a storefront user and approve as the seller's manager, through the public operations."""
    buyer, seller = customer
    somebody = Actor(1, "Somebody", seller, Role.BUYER, buyer)
    manager = Actor(2, "Manager", seller, Role.MANAGER)
    cart = put_in_cart(buyer_id=buyer, plan_id=plan_id, quantity=1, by=somebody, at=clock.now())
    leg = place_order(order_id=cart.pk, by=somebody, at=clock.now())
    leg = approve_order(leg_id=leg.pk, by=manager, at=clock.now())
    assert leg.settled_at, "it was not settled"


def fund(customer: Customer, _plan_id: int) -> None:
    """Add funds to the wallet of a customer as its seller's finance staff, through the public operation."""
    buyer, seller = customer
    at = clock.now()
    received = Received(Money(100, "EUR"), PaidBy.BANK_TRANSFER, at.date(), key=secrets.token_hex(16), mail=False)
    receipt = add_funds(buyer_id=buyer, received=received, by=Actor(3, "Finance", seller, Role.FINANCE), at=at)
    assert receipt.amount_minor == 100, "it was not credited"  # noqa: PLR2004 - one euro, as above


def through_operations(take: Take) -> tuple[Take, int]:
    """Return the product's way, and the process of the server that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return take, int(cursor.fetchone()[0])


def by_hand(work: "Callable[[psycopg.Connection[Any], Customer, int, datetime], Any]") -> tuple[Take, int]:
    """Return the limit's way, and the process of the server that works for it."""
    db = administrator()
    # Every statement is prepared the first time.
    db.prepare_threshold = 0

    def take(customer: Customer, plan_id: int) -> None:
        work(db, customer, plan_id, clock.now())

    return take, db.info.backend_pid


WAYS = {
    "order": lambda: through_operations(order),
    "order-by-hand": lambda: by_hand(hand.order),
    "fund": lambda: through_operations(fund),
    "fund-by-hand": lambda: by_hand(hand.fund),
}
ONE_FOR_ALL = {"fund"}
"""The ways in which all clients work for one customer, the first of all."""


def server_seconds(backend: int) -> float:
    """Return how long a process of the server has been on a processor."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    way, chance = sys.argv[1], random.Random(int(sys.argv[2]))  # noqa: S311 - which customer is next
    with administrator() as db:
        customers = db.execute(
            "SELECT id, seller_id FROM accounts_account WHERE kind = 'customer' AND id > 1000000 ORDER BY id"
        )
        everybody = [(int(buyer), int(seller)) for buyer, seller in customers]
        plans = [int(row[0]) for row in db.execute("SELECT id FROM catalog_plan ORDER BY id")]
    take, backend = WAYS[way]()
    if way in ONE_FOR_ALL:
        everybody = everybody[:1]
    print("ready", flush=True)
    for line in sys.stdin:
        deadline, done = time.perf_counter() + float(line), 0
        own, servers = time.process_time(), server_seconds(backend)
        while time.perf_counter() < deadline:
            take(chance.choice(everybody), chance.choice(plans))
            done += 1
        print(done, time.process_time() - own, server_seconds(backend) - servers, flush=True)
    connection.close()


if __name__ == "__main__":
    main()
