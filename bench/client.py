"""One client of the order benchmark, a process of its own: told for how long, it answers how many orders it did.

`python -m bench.client product|hand SEED`, then seconds, a line each, on standard input.
"""

import random
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402

from bench import hand  # noqa: E402
from bench.server import administrator  # noqa: E402
from handsel.identity.actor import Actor  # noqa: E402
from handsel.identity.roles import Role  # noqa: E402
from handsel.kernel import clock  # noqa: E402
from handsel.orders.approval import approve_order  # noqa: E402
from handsel.orders.cart import put_in_cart  # noqa: E402
from handsel.orders.placement import place_order  # noqa: E402

Customer = tuple[int, int]
"""Its id and its seller's."""


def product(customer: Customer, plan_id: int) -> None:
    """Buy as a storefront user and approve as the seller's manager, through the public operations."""
    buyer, seller = customer
    somebody = Actor(1, "Somebody", seller, Role.BUYER, buyer)
    manager = Actor(2, "Manager", seller, Role.MANAGER)
    cart = put_in_cart(buyer_id=buyer, plan_id=plan_id, quantity=1, by=somebody, at=clock.now())
    leg = place_order(order_id=cart.pk, by=somebody, at=clock.now())
    leg = approve_order(leg_id=leg.pk, by=manager, at=clock.now())
    assert leg.settled_at, "it was not settled"


def by_hand() -> Callable[[Customer, int], None]:
    db = administrator()
    # Every statement is prepared the first time.
    db.prepare_threshold = 0

    def take(customer: Customer, plan_id: int) -> None:
        hand.order(db, customer, plan_id, clock.now())

    return take


def main() -> None:
    kind, chance = sys.argv[1], random.Random(int(sys.argv[2]))  # noqa: S311 - which customer is next
    with administrator() as db:
        customers = db.execute("SELECT id, seller_id FROM accounts_account WHERE kind = 'customer' AND id > 1000000")
        everybody = [(int(buyer), int(seller)) for buyer, seller in customers]
        plans = [int(row[0]) for row in db.execute("SELECT id FROM catalog_plan ORDER BY id")]
    take = product if kind == "product" else by_hand()
    print("ready", flush=True)
    for line in sys.stdin:
        deadline, done = time.perf_counter() + float(line), 0
        while time.perf_counter() < deadline:
            take(chance.choice(everybody), chance.choice(plans))
            done += 1
        print(done, flush=True)
    connection.close()


if __name__ == "__main__":
    main()
