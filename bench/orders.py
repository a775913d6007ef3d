"""Benchmark 3: an order through three tiers; placed, approved and settled in three durable commits (ORD-11)."""

from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial

from bench.clients import clients, cost_told, rate
from bench.frame import Result, compare
from bench.server import administrator, installation, load

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
        generate()
        product = stack.enter_context(clients("order", CLIENTS))
        limit = stack.enter_context(clients("order-by-hand", CLIENTS))
        for working in (limit, product):
            rate(working, 1.0)
        _check()
        cases = {
            f"{count} client{'s' * (count > 1)}": (partial(rate, limit[:count]), partial(rate, product[:count]))
            for count in (1, CLIENTS)
        }
        compare(result, cases)
        result.facts.append(cost_told("one order", limit, product))
        result.facts.append(f"{_check():,} orders of each kind at least; all books proved right afterwards.")
    return result


def generate() -> None:
    """Fill the installation with accounts and wallets, and the tables that are kept by hand with the same."""
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
