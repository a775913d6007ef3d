"""A refund moves as its table says whatever its tiers do; what users read of the order stays total (ORD-12, ORD-2)."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refund_moves import MOVES, OPEN, TO_DECIDE, RefundState
from handsel.deliveries.refunding import confirm_due_refunds, confirm_refund, decline_refund, pay_refund_alone
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.ledger.proof import prove_books
from handsel.orders.models import Leg
from handsel.orders.moves import may_follow
from handsel.orders.proof import order_faults
from handsel.orders.status import SITUATIONS, situation
from tests.cast import NOON
from tests.deliveries.delivering import tasks
from tests.deliveries.refunding import asked, delivered, line_ids, rule
from tests.orders.buying import leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "ORD-2")]


def test_the_table_ends_where_it_is_over():
    assert set(MOVES) == set(RefundState)
    assert {state for state, after in MOVES.items() if not after} == set(RefundState) - OPEN
    assert TO_DECIDE < OPEN


def rows(cast: Cast) -> dict[int, RefundState]:
    found: dict[int, RefundState] = {}
    for by in (cast.karl, cast.nora, cast.olga):
        with transaction.atomic(), scoped(by.scope):
            found |= {one.pk: RefundState(one.state) for one in Refund.objects.filter(seller_id=by.seller_id)}
    return found


def read(cast: Cast, leg: Leg) -> list[str]:
    ends = ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht))
    legs = [leg_of(by, leg.order_id, buyer) for by, buyer in ends]
    assert all(sum(row.covers(one.payment, one.approval, one.fulfilment) for row in SITUATIONS) == 1 for one in legs)
    return [situation(one).name for one in legs]


def deeds(cast: Cast, leg: Leg, chance: random.Random) -> list[Callable[[], object]]:
    by = chance.choice((cast.karl, cast.nora, cast.olga))
    with transaction.atomic(), scoped(by.scope):
        own = Refund.objects.filter(seller_id=by.seller_id).order_by("-pk").values_list("pk", flat=True).first()
    return [
        lambda: asked(cast, leg, by=chance.choice((cast.karl, cast.berta))),
        lambda: asked(cast, leg, line_ids=line_ids(cast.karl, leg)[:1]),
        lambda: own and confirm_refund(refund_id=own, by=by, at=NOON),
        lambda: own and confirm_refund(refund_id=own, by=by, at=NOON),
        lambda: own and decline_refund(refund_id=own, answer="No", by=by, at=NOON),
        lambda: own and pay_refund_alone(refund_id=own, by=by, at=NOON),
        lambda: confirm_due_refunds(at=NOON + timedelta(days=chance.choice((1, 4)))),
        lambda: give_back_line(
            delivery_id=chance.choice(tasks(cast.olga)).delivery_id, reason="No", by=cast.olga, at=NOON
        ),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_tiers_do_only_moves_of_the_table_happen_and_the_books_are_right(cast, seed):
    chance = random.Random(seed)
    rule(cast.nora, chance.choice((None, 3)))
    rule(cast.olga, chance.choice((None, 0)))
    leg = delivered(cast)
    known, said = rows(cast), read(cast, leg)

    for _ in range(14):
        deed = chance.choices(deeds(cast, leg, chance), weights=(4, 2, 3, 3, 2, 3, 2, 1))[0]
        try:
            deed()
        except Refusal:
            assert (rows(cast), read(cast, leg)) == (known, said)
        after, now_said = rows(cast), read(cast, leg)
        assert all(state == known[pk] or _reaches(known[pk], state) for pk, state in after.items() if pk in known)
        assert all(may_follow(was, became) for was, became in zip(said, now_said, strict=True))
        known, said = after, now_said
        assert prove_books().faults == order_faults() == delivery_faults() == []


def _reaches(before: RefundState, after: RefundState) -> bool:
    return after in MOVES[before]
