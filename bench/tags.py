"""Benchmark 9: tag 100,000 customers, with a line on the timeline of each (ACC-9)."""

import itertools
import time
from datetime import UTC, datetime
from typing import Any

from bench.frame import Result, compare
from bench.server import administrator, installation, load
from handsel.kernel import clock

CUSTOMERS = 100_000
_PRODUCT = """
Handsel: `start_bulk` for all that a search finds, and the worker's batches until the task is over, each a durable
commit with what it changed, so that it survives its worker and can be taken back; with permission checks, row security
and an event for each account.
"""
_LIMIT = """
Limit: one statement that inserts the tag for every account and an event for each, on plain tables with keys and
indexes, without row security, in one commit.
"""
FACTS = tuple(" ".join(fact.split()) for fact in (_PRODUCT, _LIMIT))
HAND = """
    WITH tag AS (INSERT INTO hand.tag (name) VALUES (%(name)s) RETURNING id, name),
    added AS (
        INSERT INTO hand.tagging (seller_id, tag_id, account_id)
        SELECT a.seller_id, tag.id, a.id FROM hand.account a, tag ORDER BY a.id
        RETURNING seller_id, account_id
    )
    INSERT INTO hand.event (seller_id, xact, name, at, account_id, subject_kind, subject_id, actor_name, reason, data)
    SELECT seller_id, pg_current_xact_id()::text::bigint, 'account.tagged', %(at)s, account_id, 'account', account_id,
           'Bench', '', jsonb_build_object('tags', jsonb_build_array(tag.name))
      FROM added, tag
"""


def run() -> Result:
    """Generate the customers, then tag them all in turn either way, each time with a new tag."""
    result = Result(
        "Tags: 100,000 customers at once",
        "at least 50 % of one hand-written statement",
        "customers/s",
        facts=list(FACTS),
        goal_ratio=0.5,
    )
    with installation(), administrator() as db:
        by = _generate()
        names = itertools.count(1)

        def limit() -> float:
            return _by_hand(db, f"tag {next(names)}")

        def product() -> float:
            return _product(by, f"tag {next(names)}")

        for warm in (limit, product):
            warm()
        compare(result, {"tag all": (limit, product)})
        _check(db, next(names) - 1)
        result.facts.append("Afterwards every customer has every tag, and an event for each, either way.")
    return result


def _generate() -> Any:
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - needs Django to be set up

    cast = tell(datetime(2024, 1, 1, 9, tzinfo=UTC))
    load("tags", seller=cast.nordlicht, customers=CUSTOMERS)
    return cast.nora


def _by_hand(db: Any, name: str) -> float:
    begun = time.perf_counter()
    with db.transaction():
        found = db.execute(HAND, {"name": name, "at": clock.now()})
    seconds = time.perf_counter() - begun
    assert found.rowcount >= CUSTOMERS
    return float(found.rowcount / seconds)


def _product(by: Any, name: str) -> float:
    from handsel.bulk.audience import Audience  # noqa: PLC0415 - needs Django to be set up
    from handsel.bulk.starting import start_bulk  # noqa: PLC0415 - the same
    from handsel.jobs.worker import run_tasks_once  # noqa: PLC0415 - the same
    from handsel.segments.search import Search  # noqa: PLC0415 - the same

    begun = time.perf_counter()
    everybody = Audience(search=Search())
    task = start_bulk(action="tag", params={"names": [name]}, audience=everybody, by=by, at=clock.now())
    while run_tasks_once(at=clock.now()):
        pass
    seconds = time.perf_counter() - begun
    assert task.total
    return task.total / seconds


def _check(db: Any, tags: int) -> None:
    """See that both ways did the same, and everything."""
    (by_hand,) = db.execute("SELECT count(*) FROM hand.tagging").fetchone()
    (product,) = db.execute("SELECT count(*) FROM accounts_tagging").fetchone()
    (told,) = db.execute("SELECT count(*) FROM timeline_event WHERE name = 'account.tagged'").fetchone()
    assert by_hand == product == told == (CUSTOMERS + 1) * tags // 2, (by_hand, product, told, tags)
