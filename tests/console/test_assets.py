"""What an account has for good stands on its record, with what was handed over (ORD-12)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast, fund
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.working import deliver
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.counting import queries_of
from tests.deliveries.delivering import bought, by_hand, tasks, work
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def record_of(cast: Cast) -> str:
    with transaction.atomic(), scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/"


def delivered(cast: Cast, sku: str, plan: str, key: str) -> int:
    bought(cast, sku, plan)
    made = tasks(cast.olga)[-1].delivery_id
    deliver(delivery_ids=[made], handed=Handed((("Licence key", key),)), by=cast.olga, at=NOON)
    work()
    return made


def test_assets_and_subscriptions_tell_what_was_handed_over(karl: Client, cast: Cast):
    record = record_of(cast)
    assert "No assets yet" in page(karl, f"{record}assets/")

    made = delivered(cast, "TLS", "One year", "K-1")
    delivered(cast, "WEB-S", "Monthly", "K-2")

    assert "K-1" in page(karl, f"{record}assets/")
    assert "K-2" in page(karl, f"{record}subscriptions/")
    give_back_line(delivery_id=made, reason="So", by=cast.olga, at=NOON)
    assert "No assets yet" in page(karl, f"{record}assets/")


@pytest.mark.covers("SUB-1")
def test_what_is_delivered_is_listed_while_the_rest_of_the_order_waits(karl: Client, cast: Cast):
    by_hand(cast, "TLS")
    fill_cart(cast, "TLS", "One year")
    bought(cast)
    licence = next(one for one in tasks(cast.olga) if one.delivery.leg_line.kind == "asset")

    deliver(delivery_ids=[licence.delivery_id], handed=Handed((("Licence key", "K-9"),)), by=cast.olga, at=NOON)

    assert "K-9" in page(karl, f"{record_of(cast)}assets/")


def test_what_is_paid_back_runs_no_more(karl: Client, cast: Cast):
    made = delivered(cast, "WEB-S", "Monthly", "K-2")

    give_back_line(delivery_id=made, reason="So", by=cast.olga, at=NOON)
    work()

    assert "Nothing is running" in page(karl, f"{record_of(cast)}subscriptions/")


def test_assets_take_the_same_queries_however_many_there_are(karl: Client, cast: Cast):
    for by, buyer in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht)):
        fund(by, buyer, 10_000, f"more-{buyer}", NOON)
    delivered(cast, "TLS", "One year", "K-1")
    one = queries_of(karl, f"{record_of(cast)}assets/")
    delivered(cast, "TLS", "One year", "K-2")

    assert queries_of(karl, f"{record_of(cast)}assets/") == one
