"""Benchmark 3: an order through three tiers; placed, approved and settled in three durable commits (ORD-11)."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial

from bench.frame import Result, compare
from bench.server import administrator, installation, load

SECONDS = 3.0
CLIENTS = 4
SIZES = {"first": 20, "second": 400, "customers": 99_580}

_WALLETS = f"""
{sum(SIZES.values()):,} wallets below one operator: {SIZES["first"]} resellers, {SIZES["second"]} sub-resellers,
and customers, most of them at a few of these.
"""
_PRODUCT = """
Handsel: `put_in_cart`, `place_order` and `approve_order`, three durable commits in which three wallets are debited,
with permission checks, row security, timeline, and the proof of every transfer at commit.
"""
_LIMIT = """
Limit: the same steps and the same three commits as prepared statements on plain tables, without row security and
without any framework.
"""
_CLIENTS = "Each client is a process of its own, beside the server: with four clients all cores are always busy."
FACTS = tuple(" ".join(fact.split()) for fact in (_WALLETS, _PRODUCT, _LIMIT, _CLIENTS))


class Client:
    """A process that takes orders through when told to."""

    def __init__(self, kind: str, seed: int) -> None:
        self.orders, self.own_seconds, self.server_seconds = 0, 0.0, 0.0
        command = [sys.executable, "-m", "bench.client", kind, str(seed)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.hear() == "ready", "the client does not start"

    def tell(self, seconds: float) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def count(self) -> int:
        """Return how many orders it took through since it was told to; and add up what they cost."""
        orders, own, servers = self.hear().split()
        self.orders += int(orders)
        self.own_seconds += float(own)
        self.server_seconds += float(servers)
        return int(orders)


@contextmanager
def clients(kind: str) -> Iterator[list[Client]]:
    started = [Client(kind, seed) for seed in range(CLIENTS)]
    try:
        yield started
    finally:
        for client in started:
            assert client.process.stdin
            client.process.stdin.close()
            client.process.wait(10)


def rate(working: list[Client], seconds: float = SECONDS) -> float:
    """Let clients work side by side and return their orders per second, together."""
    for client in working:
        client.tell(seconds)
    return sum(client.count() for client in working) / seconds


def cost(working: list[Client]) -> tuple[float, float]:
    """Return the processor time of one order, in milliseconds: of the client, and of the server for it."""
    orders = sum(client.orders for client in working)
    own, servers = sum(client.own_seconds for client in working), sum(client.server_seconds for client in working)
    return 1000 * own / orders, 1000 * servers / orders


def run() -> Result:
    """Generate 100,000 wallets, check one order either way, then measure both in turn."""
    result = Result(
        "Orders: place, approve and settle through three tiers",
        "at least 60 % of hand-written SQL",
        "orders/s",
        facts=list(FACTS),
        goal_ratio=0.6,
    )
    with installation(), ExitStack() as stack:
        _generate()
        product = stack.enter_context(clients("product"))
        limit = stack.enter_context(clients("hand"))
        for working in (limit, product):
            rate(working, 1.0)
        _check()
        cases = {
            f"{count} client{'s' * (count > 1)}": (partial(rate, limit[:count]), partial(rate, product[:count]))
            for count in (1, CLIENTS)
        }
        compare(result, cases)
        result.facts.append(_cost_told(cost(limit), cost(product)))
        result.facts.append(f"{_check():,} orders of each kind at least; all books proved right afterwards.")
    return result


def _cost_told(limit: tuple[float, float], product: tuple[float, float]) -> str:
    return (
        f"Processor time of one order, which other load changes less: limit {sum(limit):.1f} ms "
        f"(client {limit[0]:.1f}, server {limit[1]:.1f}), Handsel {sum(product):.1f} ms (client {product[0]:.1f}, "
        f"server {product[1]:.1f}): **{sum(limit) / sum(product):.0%}**."
    )


def _generate() -> None:
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - needs Django to be set up

    cast = tell(datetime(2024, 1, 1, 9, tzinfo=UTC))
    load("accounts", operator=cast.operator, **SIZES)
    load("hand")


def _check() -> int:
    """Return how many orders were settled either way, after everything was proved right."""
    from handsel.ledger.proof import prove_books  # noqa: PLC0415 - needs Django to be set up
    from handsel.orders.proof import order_faults  # noqa: PLC0415 - needs Django to be set up

    faults = prove_books().faults + order_faults()
    with administrator() as db:
        unsettled = "SELECT 1 FROM orders_leg WHERE settled_at IS NULL OR position > 2"
        assert not faults, faults[:3]
        assert not db.execute(unsettled).fetchone(), "an order was not settled"
        (off,) = db.execute("SELECT coalesce(sum(amount_minor), 0) FROM hand.entry").fetchone() or (1,)
        (drifted,) = db.execute(DRIFTED).fetchone() or (1,)
        assert off == drifted == 0, "the books kept by hand are wrong"
        (product, by_hand) = db.execute(SETTLED).fetchone() or (0, 0)
        assert db.execute(SAME_PRICES).fetchone() == (True,), "both ways must come to the same prices"
    assert isinstance(product, int)
    assert isinstance(by_hand, int)
    return min(product, by_hand)


DRIFTED = """
    SELECT count(*) FROM hand.wallet w
     WHERE balance_minor <> 1000000000 + coalesce((SELECT sum(amount_minor) FROM hand.entry WHERE wallet_id = w.id), 0)
       AND buyer_id > 100000 OR held_minor <> 0
"""
SETTLED = """
    SELECT (SELECT count(*) FROM orders_leg WHERE settled_at IS NOT NULL) / 3,
           (SELECT count(*) FROM hand.leg WHERE settled_at IS NOT NULL) / 3
"""
SAME_PRICES = """
    SELECT NOT EXISTS (
        SELECT FROM (SELECT DISTINCT n.plan_id, l.position, n.unit_minor FROM orders_leg l JOIN orders_legline n
                         ON n.leg_id = l.id) AS product
          JOIN (SELECT DISTINCT n.plan_id, l.position, n.unit_minor FROM hand.leg l JOIN hand.leg_line n
                    ON n.leg_id = l.id) AS hand USING (plan_id, position)
         WHERE product.unit_minor <> hand.unit_minor)
"""
