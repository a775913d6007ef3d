"""A mail about an order that costs nothing and is canceled speaks of no money (MAI-1, CAT-2)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.catalog.price_changes import Way
from handsel.cli.demo.story import Cast
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.orders.approval import reject_order
from handsel.orders.giving_up import give_up_stale_orders
from handsel.orders.models import Leg
from handsel.orders.withdrawing import withdraw_order
from tests.cast import NOON
from tests.mail.reading import mails, read_all
from tests.orders.branches import owner_of
from tests.orders.buying import buy
from tests.orders.test_given_away import UNTIL, change, given_away

pytestmark = [pytest.mark.django_db, pytest.mark.covers("MAI-1", "ORD-3", "CAT-2")]

ENDS = {
    "order_canceled": lambda cast, leg: reject_order(leg_id=leg.pk, reason="Twice", by=cast.karl, at=NOON),
    "order_withdrawn": lambda cast, leg: withdraw_order(leg_id=leg.pk, reason="Twice", by=cast.berta, at=NOON),
    "order_given_up": lambda _cast, _leg: give_up_stale_orders(at=NOON + timedelta(days=90)),
}


def ordered(cast: Cast, *, is_free: bool) -> Leg:
    plan = given_away(cast)
    price = {"fixed_minor": 0, "loss_until": UNTIL} if is_free else {"fixed_minor": 300}
    change(owner_of(cast.kleinbach), plan, way=Way.FIXED, **price)
    return buy(cast)


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("is_free", [True, False])
def test_a_mail_of_a_canceled_order_that_cost_nothing_speaks_of_no_money(cast, kind, language, is_free):
    with transaction.atomic(), scoped(cast.karl.scope):
        User.objects.filter(seller_id=cast.kleinbach).update(language=language)
    leg = ordered(cast, is_free=is_free)
    read_all(NOON)

    ENDS[kind](cast, leg)

    read_all(NOON)
    mail = mails(cast.kleinbach, kind=kind)[-1]
    assert mail.language == language
    told = " ".join(mail.text.split())
    assert ("money" in told.lower() or "Guthaben" in told or "charged" in told) is not is_free
