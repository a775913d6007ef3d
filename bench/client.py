"""One client of the benchmarks of money, a process of its own.

`python -m bench.client WAY SEED`, where `WAYS` names the ways: told for how many seconds, a line each, it answers how
often it did its work, and for how long it and its process of the server were on a processor.
"""

import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402

from bench import hand  # noqa: E402
from bench.clients import MANY  # noqa: E402
from bench.server import administrator, server_seconds  # noqa: E402
from handsel.identity.actor import Actor  # noqa: E402
from handsel.identity.roles import Role  # noqa: E402
from handsel.kernel import clock  # noqa: E402
from handsel.kernel.money import Money  # noqa: E402
from handsel.ledger.arrivals import Payment, receive_payments  # noqa: E402
from handsel.ledger.documents import PaidBy  # noqa: E402
from handsel.ledger.funds import add_funds  # noqa: E402
from handsel.ledger.receiving import Received  # noqa: E402
from handsel.orders.approval import approve_order  # noqa: E402
from handsel.orders.cart import put_in_cart  # noqa: E402
from handsel.orders.placement import place_order  # noqa: E402

Customer = tuple[int, int]
"""Its id and its seller's."""


class Draw:
    """Who buys what, by chance: all customers and plans of the installation."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - which customer is next
        with administrator() as db:
            customers = db.execute(
                "SELECT id, seller_id FROM accounts_account WHERE kind = 'customer' AND id > 1000000 ORDER BY id"
            )
            self.customers = [(int(buyer), int(seller)) for buyer, seller in customers]
            self.plans = [int(row[0]) for row in db.execute("SELECT id FROM catalog_plan ORDER BY id")]
        (largest, _), *_ = Counter(seller for _, seller in self.customers).most_common(1)
        self.of_largest = [customer for customer in self.customers if customer[1] == largest]

    def customer(self) -> Customer:
        return self.chance.choice(self.customers)

    def plan(self) -> int:
        return self.chance.choice(self.plans)

    def many(self) -> list[Customer]:
        """Return many customers of the seller with the most of them."""
        return self.chance.sample(self.of_largest, MANY)


Take = Callable[[Draw], Any]
"""Do the work once, for whom is drawn."""


def order(draw: Draw) -> None:
    """Buy as a storefront user and approve as the seller's manager, through the public operations."""
    buyer, seller = draw.customer()
    somebody = Actor(1, "Somebody", seller, Role.BUYER, buyer)
    manager = Actor(2, "Manager", seller, Role.MANAGER)
    cart = put_in_cart(buyer_id=buyer, plan_id=draw.plan(), quantity=1, by=somebody, at=clock.now())
    leg = place_order(order_id=cart.pk, by=somebody, at=clock.now())
    leg = approve_order(leg_id=leg.pk, by=manager, at=clock.now())
    assert leg.settled_at, "it was not settled"


def fund(draw: Draw) -> None:
    """Add funds to the wallet of the first customer as its seller's finance staff, through the public operation."""
    buyer, seller = draw.customers[0]
    receipt = add_funds(buyer_id=buyer, received=_received(100), by=_finance(seller), at=clock.now())
    assert receipt.amount_minor == 100, "it was not credited"  # noqa: PLR2004 - one euro, as above


def fund_many(draw: Draw) -> None:
    """Record the payments of many customers of one seller as its finance staff, through the public operation."""
    customers = draw.many()
    payments = [Payment(buyer, _received(200)) for buyer, _ in customers]
    outcomes = receive_payments(payments=payments, by=_finance(customers[0][1]), at=clock.now())
    assert all(outcome.is_new for outcome in outcomes), "not all were credited"


def _received(minor: int) -> Received:
    """Return a new payment; how much it is tells one way from another when all is checked."""
    today = clock.now().date()
    return Received(Money(minor, "EUR"), PaidBy.BANK_TRANSFER, today, key=secrets.token_hex(16), mail=False)


def _finance(seller: int) -> Actor:
    return Actor(3, "Finance", seller, Role.FINANCE)


def through_operations(take: Take) -> tuple[Take, int]:
    """Return the product's way, and the process of the server that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return take, int(cursor.fetchone()[0])


def by_hand(work: "Callable[[psycopg.Connection[Any], Draw], Any]") -> tuple[Take, int]:
    """Return the limit's way, and the process of the server that works for it."""
    db = administrator()
    # Every statement is prepared the first time.
    db.prepare_threshold = 0
    return lambda draw: work(db, draw), db.info.backend_pid


WAYS = {
    "order": lambda: through_operations(order),
    "order-by-hand": lambda: by_hand(lambda db, draw: hand.order(db, draw.customer(), draw.plan(), clock.now())),
    "fund": lambda: through_operations(fund),
    "fund-by-hand": lambda: by_hand(lambda db, draw: hand.fund(db, draw.customer(), clock.now())),
    "fund-many": lambda: through_operations(fund_many),
    "fund-many-by-hand": lambda: by_hand(lambda db, draw: hand.fund_many(db, draw.many(), clock.now())),
}


def main() -> None:
    way, draw = sys.argv[1], Draw(int(sys.argv[2]))
    take, backend = WAYS[way]()
    print("ready", flush=True)
    for line in sys.stdin:
        deadline, done = time.perf_counter() + float(line), 0
        own, servers = time.process_time(), server_seconds(backend)
        while time.perf_counter() < deadline:
            take(draw)
            done += 1
        print(done, time.process_time() - own, server_seconds(backend) - servers, flush=True)
    connection.close()


if __name__ == "__main__":
    main()
