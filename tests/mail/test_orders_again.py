"""The mail about an order goes out once more, as the order stands now (ORD-3)."""

import pytest

from handsel.orders.approval import approve_order, reject_order
from handsel.orders.mailing import NoMailForOrder, send_order_mail_again
from handsel.orders.models import Leg
from tests.cast import NOON
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, leg_of

pytestmark = pytest.mark.django_db


def again(cast, leg: Leg) -> list[str]:
    """Send the mail again and return the kinds of what that makes."""
    read_all(NOON)
    before = {mail.pk for mail in mails(cast.kleinbach)}
    send_order_mail_again(leg_id=leg.pk, by=cast.karl, at=NOON)
    read_all(NOON)
    return [mail.kind for mail in mails(cast.kleinbach) if mail.pk not in before]


@pytest.mark.covers("ORD-3")
def test_an_open_order_is_confirmed_again(cast):
    assert again(cast, buy(cast)) == ["order_placed"]


@pytest.mark.covers("ORD-3")
def test_a_canceled_order_tells_again_that_it_was_canceled(cast):
    leg = buy(cast)
    reject_order(leg_id=leg.pk, reason="Sold out", by=cast.karl, at=NOON)

    assert again(cast, leg) == ["order_canceled"]


@pytest.mark.covers("ORD-3")
def test_the_tier_above_has_no_mail_to_send(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)

    with pytest.raises(NoMailForOrder, match=leg.number):
        send_order_mail_again(leg_id=above.pk, by=cast.nora, at=NOON)
