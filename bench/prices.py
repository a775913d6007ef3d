"""A price list of 20,000 plans: its pages, a percent on a category, and all prices at once (CAT-2).

HANDSEL_BENCH_PLANS=2000 makes a small run.
"""

import os
import random
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from bench import million, plain_prices
from bench.frame import Result, compare
from bench.listing import Timed, backend, browser, gather_static, told
from bench.server import installation, load
from handsel.kernel import clock

PLANS = int(os.environ.get("HANDSEL_BENCH_PLANS", "20000"))
OFTEN = {
    "a page": 6,
    "a far page": 2,
    "what is sold at a loss": 2,
    "a percent on a category": 1,
    "a price for every plan": 1,
}
"""How often each is done in a round."""
GOAL_TIMES = 10
ASKED = ({}, {}, {"q": "mailbox 17"}, {"q": "backup"}, {"only": "own"})
"""Which pages are opened, by chance."""
LOSSES = {"only": "loss"}

_DATA = f"""
{PLANS:,} plans of the operator in forty categories, seen by a manager of Kleinbach, two tiers below; one in ten has a
price of its own. The largest category has a sixth of them.
"""
_PRODUCT = """
Handsel: the whole request for a page, as its web process answers it, for one of the last hundred and for what is sold
at a loss too, which is nothing, so that every plan is priced; `change_prices` for the rest, one durable commit each,
with its rule, the prices before and after through three tiers, the check that nothing falls below its cost, and its
event.
"""
_LIMIT = """
Limit: the page by one statement that knows all markups beforehand, rendered with the same template engine; the same
rules written, checked and told in two statements and one commit; past all walls.
"""
FACTS = tuple(" ".join(fact.split()) for fact in (_DATA, _PRODUCT, _LIMIT))

Act = Callable[[int], Any]
"""Do it once; the number is another each time. A page answers what it shows."""


def run() -> Result:
    """Generate the list, see that both find and write the same, then measure both in turn."""
    result = Result(
        f"A price list of {PLANS:,} plans",
        f"nothing takes more than {GOAL_TIMES} times the limit's",
        "times/s",
        facts=list(FACTS),
        goal_ratio=1 / GOAL_TIMES,
    )
    with installation():
        by, product = _generate()
        limit = plain_prices.acts(by.seller_id)
        _check(by, product)
        sides = {case: (Timed(limit[case], plain_prices.backend), Timed(product[case], backend)) for case in OFTEN}
        compare(
            result,
            {case: (partial(_rate, case, one), partial(_rate, case, other)) for case, (one, other) in sides.items()},
        )
        result.facts += [f"{case.capitalize()}: {told(*both)}." for case, both in sides.items()]
        result.facts.append(_rehearsed(product))
    return result


def _rehearsed(product: dict[str, Act]) -> str:
    """Return what it takes to show beforehand what a price for every plan would do; there is no limit for that."""
    look = Timed(product["a rehearsal"], backend)
    look.rate(range(2))
    return (
        "What a price for every plan would do to all who buy, shown beforehand: "
        f"Handsel {statistics.median(look.times):.1f} s, {look.processor_ms:.0f} ms on processors."
    )


def _generate() -> tuple[Any, dict[str, Act]]:
    from django.db import transaction  # noqa: PLC0415 - needs Django to be set up

    from handsel.catalog.alterations import RulesAltered  # noqa: PLC0415 - the same
    from handsel.catalog.models import PriceList  # noqa: PLC0415 - the same
    from handsel.catalog.price_changes import Change, Way  # noqa: PLC0415 - the same
    from handsel.catalog.price_models import Level  # noqa: PLC0415 - the same
    from handsel.catalog.price_rules import change_prices  # noqa: PLC0415 - the same
    from handsel.catalog.rehearsing import rehearse  # noqa: PLC0415 - the same
    from handsel.cli.demo.story import tell  # noqa: PLC0415 - the same
    from handsel.kernel.isolation import scoped  # noqa: PLC0415 - the same

    cast = tell(datetime(2024, 1, 1, 9, tzinfo=UTC))
    load("prices", operator=cast.operator, seller=cast.kleinbach, plans=PLANS)
    gather_static()
    by = cast.karl
    ask, session = browser(), million.logged_in(by.user_id, by.seller_id)
    category, plans = plain_prices.largest_category(), plain_prices.all_plans()

    def own_list() -> PriceList:
        with transaction.atomic(), scoped(by.scope):
            return PriceList.objects.get(seller_id=by.seller_id, is_default=True)

    def save(changes: list[Any]) -> None:
        own = own_list()
        change_prices(price_list_id=own.pk, currency="EUR", changes=changes, version=own.version, by=by, at=clock.now())

    def on_category(number: int) -> None:
        save([Change(Way.MARKUP, [(int(Level.CATEGORY), category)], percent=Decimal(20 + number))])

    def for_all(number: int) -> list[Any]:
        return [Change(Way.FIXED, [(int(Level.PLAN), plan)], fixed_minor=50_000 + number) for plan in plans]

    def look(number: int) -> None:
        own = own_list()
        altered = RulesAltered(own.pk, "EUR", for_all(1_000 + number), own.version)
        assert rehearse(alteration=altered, by=by, at=clock.now()).plans == PLANS

    def page(params: dict[str, str]) -> bytes:
        return ask("kleinbach", session, "/console/price-lists/", params)

    return by, {
        "a page": lambda number: page(asked(number)),
        "a far page": lambda number: page(far(number)),
        "what is sold at a loss": lambda _number: page(LOSSES),
        "a rehearsal": look,
        "a percent on a category": on_category,
        "a price for every plan": lambda number: save(for_all(number)),
    }


def _check(by: Any, product: dict[str, Act]) -> None:
    """See that both find the same plans at the same prices, before and after prices are changed."""
    from django.db import transaction  # noqa: PLC0415 - needs Django to be set up

    from handsel.catalog.offers import range_of  # noqa: PLC0415 - needs Django to be set up
    from handsel.kernel.isolation import scoped  # noqa: PLC0415 - the same

    for number in range(5):
        case, params = [("a page", asked(number)), ("a far page", far(number))][number % 2]
        page = product[case](number).decode()
        rows = plain_prices.rows_of(by.seller_id, params)
        assert rows
        for row in rows:
            assert row["sku"] in page, (params, row)
        with transaction.atomic(), scoped(by.scope):
            lines = range_of(by.seller_id, None, "EUR", plan_ids=[row["id"] for row in rows], at=clock.now()).lines
        assert {line.plan_id: line.unit_minor for line in lines} == {row["id"]: row["price"] for row in rows}
        if number == 1:
            product["a percent on a category"](number)


def asked(number: int) -> dict[str, str]:
    chance = random.Random(number)  # noqa: S311 - which page is next
    found = dict(chance.choice(ASKED))
    return found | ({} if found else {"page": str(chance.randint(1, 4))})


def far(number: int) -> dict[str, str]:
    chance = random.Random(number)  # noqa: S311 - the same
    last = PLANS // 50
    return {"page": str(chance.randint(max(1, last - 100), last))}


def _rate(case: str, side: Timed) -> float:
    before = len(side.times)
    return side.rate(range(before + 1, before + 1 + OFTEN[case]))
