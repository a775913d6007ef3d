"""Mails about what could not be delivered: to the supplier, the seller and who ordered, each in its words (ORD-12)."""

import pytest

from handsel.cli.demo.story import Cast
from handsel.deliveries.working import fail_deliveries, retry_deliveries
from handsel.identity.actor import system
from handsel.mail.models import Message
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks
from tests.mail.reading import mails, read_all

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "MAI-1")]


def told(seller_id: int) -> list[Message]:
    read_all(NOON)
    ours = {"delivery_failed", "order_not_delivered"}
    return [mail for mail in mails(seller_id, seller_id=seller_id) if mail.kind in ours]


def fail(cast: Cast, by: object = None) -> None:
    ids = [tasks(cast.olga)[0].delivery_id]
    fail_deliveries(delivery_ids=ids, reason="The registry refuses it", by=by or system(cast.operator), at=NOON)


def test_who_is_concerned_is_told_and_reads_the_reason_of_the_own_edge_only(cast):
    leg = bought(cast)
    fail(cast)

    of_supplier, of_seller = told(cast.operator), told(cast.kleinbach)

    assert {(mail.kind, mail.recipient) for mail in of_supplier} == {("delivery_failed", "olga@handsel.example")}
    assert "The registry refuses it" in of_supplier[0].text
    assert f"/console/deliveries/{tasks(cast.olga)[0].delivery_id}/" in of_supplier[0].text
    assert ("order_not_delivered", "berta@bakery.example") in {(mail.kind, mail.recipient) for mail in of_seller}
    assert "delivery_failed" in {mail.kind for mail in of_seller}
    assert all(leg.number in mail.subject and "registry" not in mail.html for mail in of_seller)
    assert told(cast.nordlicht) == []


def test_who_said_it_is_not_told_and_every_failure_is_told_again(cast):
    bought(cast)
    fail(cast, cast.olga)
    assert told(cast.operator) == []
    retry_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], by=cast.olga, at=NOON)
    before = len(told(cast.kleinbach))

    fail(cast)

    assert len(told(cast.kleinbach)) == 2 * before
    assert len(told(cast.operator)) == 1
