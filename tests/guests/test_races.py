"""Two spends of one token: one wins (USR-6, safety P1)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.visits.handing import begin_visit
from handsel.visits.models import Visit
from tests.cast import NOON
from tests.database import Clone
from tests.guests.going import portal, to_parent


@pytest.mark.covers("USR-6")
def test_of_eight_who_come_with_one_token_one_gets_in(committed_db: Clone, cast: Cast):
    del committed_db
    onward = to_parent(cast, cast.karl, cast.bakery)

    def come(_: int) -> str:
        try:
            return begin_visit(secret=onward.secret, by=portal(cast.nordlicht), at=NOON).person
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(come, range(8)))

    assert answers == ["Karl Kaufmann"] + ["link_spent"] * 7
    with transaction.atomic(), scoped(system(cast.nordlicht).scope):
        assert Visit.objects.count() == 1
