"""Queues and search at ten million orders, from the request to the rendered page (ORD-1, ORD-5, ORD-8).

HANDSEL_BENCH_ORDERS=100000 makes a small run.
"""

import os
import random
import time
from collections.abc import Iterator
from functools import partial

from bench import million, plain_orders
from bench.frame import Result, compare
from bench.listing import Answer, Asked, Timed, backend, gather_static, through_web, told
from bench.server import TO_FILL, fill, installation, load

ORDERS = int(os.environ.get("HANDSEL_BENCH_ORDERS", "10000000"))
CUSTOMERS = min(million.CUSTOMERS, ORDERS // 3)
REQUESTS = 25
GOAL_TIMES = 10
PATH = "/console/orders/"
TABLES = ("orders_searchtext", "orders_leg", "orders_legline", "orders_order", "orders_particulars")
QUEUES = ("", "awaiting-approval", "awaiting-payment", "handled")
FILTERS = (
    {"method": "card"}, {"method": "bank_transfer"}, {"status": "canceled"}, {"status": "failed"},
    {"status": "executed_refunded"}, {"placed_by": "reseller", "method": "cash"},
    {"queue": "handled", "method": "card"},
    {"since": "2020-03-01", "until": "2020-03-31"}, {"until": "2021-06-30", "status": "canceled"},
)  # fmt: skip
CASES = {
    "a queue": lambda chance: {"queue": chance.choice(QUEUES)},
    "filters and periods": lambda chance: dict(chance.choice(FILTERS)),
    "a common word": lambda chance: {"q": chance.choice(plain_orders.COMMON)},
    "a rare word": lambda chance: {"q": chance.choice(plain_orders.RARE)},
    "a word in a queue": lambda chance: {"q": chance.choice(plain_orders.COMMON), "queue": chance.choice(QUEUES[1:])},
}
"""What is asked, each of them by anybody of the largest sellers."""

_DATA = f"""
{ORDERS:,} orders of {CUSTOMERS:,} customers of {million.RESELLERS:,} resellers, the largest with a seventh of them;
95 % handled, 3 % canceled, the rest in the queues; asked by the staff of the {million.DESKS} largest.
"""
_MIX = f"""
Common words stand in an order in a hundred to one in two, such as {", ".join(plain_orders.COMMON[:3])}; rare ones in a
few or none, such as {", ".join(plain_orders.RARE[:3])}. Fifty lines each, and how many there are.
"""
_PRODUCT = """
Handsel: the whole request as its web process answers it: session, permission, row security, the counts on all queues,
costs and margins of the page, the rendered screen.
"""
_LIMIT = """
Limit: bare SQL without any walls, told beforehand which words are rare, and a view that renders fifty plain rows with
the same template engine.
"""
FACTS = tuple(" ".join(fact.split()) for fact in (_DATA, _MIX, _PRODUCT, _LIMIT))


def run() -> Result:
    """Generate the data, check that both find the same, then measure both in turn."""
    result = Result(
        f"Queues and search at {ORDERS:,} orders",
        f"no page takes more than {GOAL_TIMES} times the limit's",
        "requests/s",
        facts=list(FACTS),
        goal_ratio=1 / GOAL_TIMES,
    )
    with installation(TO_FILL):
        began = time.perf_counter()
        million.generate(CUSTOMERS)
        load("orders", orders=ORDERS)
        fill(TABLES)
        print(f"  generated in {time.perf_counter() - began:.0f} s", flush=True)
        gather_static()
        measure(result, through_web(million.desks(), PATH), plain_orders.answer)
    return result


def measure(result: Result, product: Answer, limit: Answer) -> None:
    for case in CASES:
        check(case, product)
    sides = {case: (Timed(limit, plain_orders.backend), Timed(product, backend)) for case in CASES}
    compare(
        result, {case: (partial(_rate, case, one), partial(_rate, case, other)) for case, (one, other) in sides.items()}
    )
    result.facts += [f"{case.capitalize()}: {told(*both)}." for case, both in sides.items()]


def _rate(case: str, side: Timed) -> float:
    return side.rate(requests(case, len(side.times)))


def requests(case: str, seed: int) -> Iterator[Asked]:
    """Return what is asked in `case`, the same of limit and product."""
    chance = random.Random(f"{case} {seed}")  # noqa: S311 - which page is next
    for _ in range(REQUESTS):
        yield chance.randrange(million.DESKS), CASES[case](chance)


def check(case: str, product: Answer) -> None:
    """See that both find the same orders."""
    for asked in requests(case, 7):
        page = product(asked).decode()
        for number in plain_orders.numbers(asked):
            assert number in page, (asked, number)
