"""The history of an order tells of its deliveries and refunds, too: when, by whom, why (ORD-2)."""

import re

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.deliveries.data import Handed
from handsel.deliveries.refunding import confirm_refund, decline_refund, pay_refund_alone
from handsel.deliveries.working import deliver, fail_deliveries, retry_deliveries, start_deliveries
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.console.counting import queries_of
from tests.deliveries.delivering import bought, tasks
from tests.deliveries.refunding import asked, delivered, refund_of, rule

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-2", "ORD-12")]


@pytest.fixture
def nora(db: None) -> Client:
    return logged_in("nordlicht", "nora@nordlicht.example")


@pytest.fixture
def olga(db: None) -> Client:
    return logged_in("operator", "olga@handsel.example")


def history(client: Client, number: str) -> list[tuple[str, str]]:
    """Return what the page of an order says happened: what, and by whom and why."""
    page = client.get(f"/console/orders/{number}/").content.decode()
    steps = page.split('<ol class="hs-timeline">', 1)[-1].split("</ol>", 1)[0]
    return re.findall(r'<strong>(.*?)</strong><div class="text-muted">(.*?)</div>', steps)


def test_the_supplier_reads_who_started_failed_and_made_a_delivery(olga: Client, karl: Client, cast: Cast):
    leg, task = bought(cast), tasks(cast.olga)[0]
    chosen = {"delivery_ids": [task.delivery_id], "by": cast.olga, "at": NOON}
    start_deliveries(**chosen)
    fail_deliveries(reason="No space left", **chosen)
    retry_deliveries(**chosen)
    deliver(handed=Handed(), **chosen)

    olga_did, product = cast.olga.name, task.delivery.leg_line.product

    assert history(olga, leg.number)[-6:] == [
        (f"Delivery of {product} started", olga_did),
        (f"{product} could not be delivered", f"{olga_did} · No space left"),
        ("Something could not be delivered", "Automatic"),
        (f"Delivery of {product} tried again", olga_did),
        (f"{product} delivered", olga_did),
        ("Executed", "Automatic"),
    ]
    below = str(history(karl, leg.number))
    assert olga_did not in below
    assert "No space left" not in below


def test_each_seller_reads_who_asked_for_a_refund_and_who_confirmed_it_on_its_own_edge(
    karl: Client, nora: Client, olga: Client, cast: Cast
):
    leg = delivered(cast)
    asked(cast, leg, by=cast.berta)
    for by in (cast.karl, cast.nora, cast.olga):
        confirm_refund(refund_id=refund_of(by).pk, by=by, at=NOON)

    told = {name: history(client, leg.number) for name, client in (("karl", karl), ("nora", nora), ("olga", olga))}

    for name, asker, confirmer in (
        ("karl", f"{cast.berta.name} · Ordered twice", cast.karl.name),
        ("nora", cast.karl.name, cast.nora.name),
        ("olga", cast.nora.name, cast.olga.name),
    ):
        steps = dict(told[name])
        assert steps["Refund asked for"].startswith(asker)
        assert steps["Refund confirmed"] == confirmer
        assert steps["Refunded"] == "Automatic"
    assert cast.berta.name not in str(told["nora"])
    assert cast.nora.name not in str(told["karl"])


def test_a_no_stands_with_its_answer_and_what_is_paid_alone_with_its_payer(karl: Client, nora: Client, cast: Cast):
    leg = delivered(cast)
    refund = asked(cast, leg)
    decline_refund(refund_id=refund_of(cast.nora).pk, answer="Used", by=cast.nora, at=NOON)
    pay_refund_alone(refund_id=refund.pk, by=cast.karl, at=NOON)

    assert dict(history(nora, leg.number))["Refund declined"] == f"{cast.nora.name} · Used"
    ours = dict(history(karl, leg.number))
    assert ours["The seller refused the refund"] == "Automatic"
    assert ours["Refunded"] == cast.karl.name


def test_what_a_rule_confirms_has_nobody_behind_it(olga: Client, cast: Cast):
    rule(cast.nora, 0)
    leg = delivered(cast)
    asked(cast, leg)

    assert dict(history(olga, leg.number))["Refund asked for"].startswith("Automatic")


def test_the_history_takes_as_many_queries_however_often_a_line_was_tried(olga: Client, cast: Cast):
    leg, task = bought(cast), tasks(cast.olga)[0]
    chosen = {"delivery_ids": [task.delivery_id], "by": cast.olga, "at": NOON}
    fail_deliveries(reason="No space left", **chosen)
    once = queries_of(olga, f"/console/orders/{leg.number}/")
    for _ in range(4):
        retry_deliveries(**chosen)
        fail_deliveries(reason="No space left", **chosen)

    assert queries_of(olga, f"/console/orders/{leg.number}/") == once
