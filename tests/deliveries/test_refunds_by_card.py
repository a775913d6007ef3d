"""What a card paid goes back to the card through its gateway, or stays as credit (ORD-12, FUN-6)."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Back
from handsel.gateways.models import CardRefund, Charge
from handsel.gateways.proof import gateway_faults
from handsel.kernel.isolation import scoped
from handsel.ledger.documents import PaidBy
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from tests.cast import NOON, wallet
from tests.deliveries.delivering import work
from tests.deliveries.refunding import asked, paid_out, refund_of, rule
from tests.gateways.playing import played
from tests.orders.buying import buy
from tests.orders.carding import emptied, proven, turned, with_card

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "FUN-6")]


@pytest.fixture(autouse=True)
def gateway(db: None) -> Iterator[None]:
    with played():
        yield


def paid_by_card(cast: Cast) -> Leg:
    rule(cast.nora, 0)
    rule(cast.olga, 0)
    with_card(cast.karl, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    work()
    return leg


def test_the_gateway_gives_it_back_to_the_card_once_somebody_says_so(cast):
    leg = paid_by_card(cast)

    refund = asked(cast, leg, back=Back.CARD)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == leg.gross_minor
    written = paid_out(refund, cast.karl, leg.gross_minor, PaidBy.CARD)
    work()
    turned()

    assert refund_of(cast.karl).payout_id == written.pk
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 0
    with transaction.atomic(), scoped(cast.karl.scope):
        given = CardRefund.objects.get()
        charge = Charge.objects.get(order_number=leg.number)
    assert (given.state, given.amount_minor) == ("done", leg.gross_minor)
    assert (charge.state, charge.refunded_minor) == ("refunded", leg.gross_minor)
    proven()
    assert delivery_faults() == gateway_faults() == []


def test_as_credit_it_stays_in_the_wallet(cast):
    leg = paid_by_card(cast)

    assert asked(cast, leg).payout_id is None
    work()
    turned()

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == leg.gross_minor
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not CardRefund.objects.exists()
    proven()
    assert delivery_faults() == gateway_faults() == []
