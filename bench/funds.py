"""Benchmark 4: one hot wallet that everybody credits at once, one durable commit each (FUN-1, FUN-8)."""

from contextlib import ExitStack
from functools import partial

from bench.clients import MANY, clients, cost_told, rate
from bench.frame import Result, compare
from bench.orders import SIZES, generate
from bench.server import administrator, installation

CLIENTS = (4, 8)

_WALLETS = (
    f"{sum(SIZES.values()):,} wallets. Handsel credits one of them all the time, the limit one by chance each time."
)
_PRODUCT = """
Handsel: `add_funds` with a receipt in the seller's gapless series, one durable commit each, with permission checks, row
security, timeline, and the proof of every transfer at commit.
"""
_LIMIT = """
Limit: transfer, two entries, balance, numbered receipt and event as prepared statements on plain tables, one durable
commit each, without row security and without any framework.
"""
_BULK = f"""
Many in one commit: `receive_payments` with {MANY} payments of as many customers of the largest seller, as a bank's list
is recorded. Limit: the same {MANY} credits, set by set, in eight prepared statements.
Goal: at least 50 %.
"""
FACTS = [" ".join(fact.split()) for fact in (_WALLETS, _PRODUCT, _LIMIT, _BULK)]


def run() -> Result:
    """Generate 100,000 wallets, credit some either way, then measure both in turn."""
    result = Result(
        "Funds: one hot wallet",
        "with 8 clients at least as many as hand-written SQL on wallets by chance",
        "credits/s",
        facts=list(FACTS),
        goal_ratio=1.0,
    )
    with installation(), ExitStack() as stack:
        generate()
        product = stack.enter_context(clients("fund", max(CLIENTS)))
        limit = stack.enter_context(clients("fund-by-hand", max(CLIENTS)))
        for working in (limit, product):
            rate(working, 1.0)
        _check()
        cases = {
            f"{count} clients": (partial(rate, limit[:count]), partial(rate, product[:count])) for count in CLIENTS
        }
        many = [stack.enter_context(clients(way, 1)) for way in ("fund-many-by-hand", "fund-many")]
        limit_of_many, of_many = (partial(rate, working, each=MANY) for working in many)
        compare(result, cases | {f"1 client, {MANY} in one commit": (limit_of_many, of_many)})
        result.facts.append(cost_told("one credit", limit, product))
        result.facts.append(cost_told(f"{MANY} credits in one commit", *many))
        result.facts.append(f"{_check():,} credits of each kind at least; all books proved right afterwards.")
    return result


def _check() -> int:
    """Return how many credits were made either way, after everything was proved right."""
    from handsel.ledger.proof import prove_books  # noqa: PLC0415 - needs Django to be set up

    faults = prove_books().faults
    assert not faults, faults[:3]
    with administrator() as db:
        (drifted,) = db.execute(DRIFTED).fetchone() or (1,)
        assert drifted == 0, "the books kept by hand are wrong"
        (wallets, product, by_hand) = db.execute(CREDITED).fetchone() or (0, 0, 0)
    assert wallets == 1, "everybody should have credited one wallet"
    assert isinstance(product, int)
    assert isinstance(by_hand, int)
    return min(product, by_hand)


DRIFTED = """
    SELECT count(*) FROM hand.wallet w
     WHERE balance_minor <> 1000000000 + coalesce((SELECT sum(amount_minor) FROM hand.entry WHERE wallet_id = w.id), 0)
       AND buyer_id > 100000
"""
CREDITED = """
    SELECT (SELECT count(DISTINCT buyer_id) FROM ledger_receipt WHERE amount_minor = 100),
           (SELECT count(*) FROM ledger_receipt WHERE amount_minor = 100), (SELECT count(*) FROM hand.receipt)
"""
