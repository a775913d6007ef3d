"""Workers that come to the same notice at once tell each buyer once (CAT-3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.telling import ANNOUNCED, tell_of_changes
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.catalog.listed import planned


@pytest.mark.covers("CAT-3")
def test_four_workers_tell_each_buyer_once(committed_db, cast: Cast):
    dearer = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(60))
    planned(cast.karl, dearer, day=NOON.date() + timedelta(days=10), notice=7)

    def turn(_number: int) -> int:
        try:
            return tell_of_changes(at=NOON + timedelta(days=4))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(turn, range(4))) == 1
    with transaction.atomic(), scoped(cast.karl.scope):
        assert list(Event.objects.filter(name=ANNOUNCED).values_list("account_id", flat=True)) == [cast.bakery]
