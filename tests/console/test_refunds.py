"""Refunds in the console: asked for on the order, answered in their queue, by the rule of Settings (ORD-12)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from tests.cast import wallet
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.deliveries.refunding import asked, delivered, line_ids, refund_of, rule

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]

LIST = "/console/refunds/"


@pytest.fixture
def nora(db: None) -> Client:
    return logged_in("nordlicht", "nora@nordlicht.example")


@pytest.fixture
def olga(db: None) -> Client:
    return logged_in("operator", "olga@handsel.example")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_refund_is_asked_for_on_the_order_and_answered_tier_by_tier(
    karl: Client, nora: Client, olga: Client, cast: Cast
):
    leg = delivered(cast)
    at = f"/console/orders/{leg.number}/"
    assert f"{at}refund/" in page(karl, at)
    assert "Each tier above" in page(karl, f"{at}refund/")
    typed = {"lines": line_ids(cast.karl, leg), "back": "wallet", "reason": "Twice"}
    assert karl.post(f"{at}refund/", typed | {"reason": ""}).status_code == 422
    assert karl.post(f"{at}refund/", typed, headers=HTMX).status_code == 204
    assert "Asked further up" in page(karl, at)
    assert f"{at}refund/" not in page(karl, at)

    assert "Refunds wait for your answer" in page(nora, "/console/")
    assert "Refunds wait for your answer" not in page(olga, "/console/")
    shown = page(nora, LIST)
    assert leg.number in shown
    assert "Kleinbach" in shown
    assert "Bakery" not in shown
    pk = refund_of(cast.nora).pk
    assert "Twice" in page(nora, f"{LIST}{pk}/confirm/")
    assert nora.post(f"{LIST}{pk}/confirm/", {"back": "wallet", "reason": ""}, headers=HTMX).status_code == 204
    assert leg.number in page(nora, f"{LIST}?part=under-way")
    assert olga.get(f"{LIST}{pk}/confirm/").status_code == 404
    last = refund_of(cast.olga).pk
    assert olga.post(f"{LIST}{last}/confirm/", {"back": "wallet"}, headers=HTMX).status_code == 204

    assert leg.number in page(olga, f"{LIST}?part=over")
    assert "Paid back" in page(karl, at)
    assert "Executed (refunded)" in page(karl, at)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_who_has_nobody_above_is_asked_for_no_message_to_a_seller(nora: Client, olga: Client, cast: Cast):
    asked(cast, delivered(cast))
    pk = refund_of(cast.nora).pk
    between = page(nora, f"{LIST}{pk}/confirm/")
    nora.post(f"{LIST}{pk}/confirm/", {"back": "wallet", "reason": ""}, headers=HTMX)

    top = page(olga, f"{LIST}{refund_of(cast.olga).pk}/confirm/")

    for said in ("Message to your seller", "somebody above you"):
        assert said in between
        assert said not in top
    assert "Nobody is asked after you" in top


def test_a_no_above_is_paid_alone_or_handed_down(karl: Client, nora: Client, cast: Cast):
    leg = delivered(cast)
    asked(cast, leg)
    above, ours = refund_of(cast.nora).pk, refund_of(cast.karl).pk
    assert nora.post(f"{LIST}{above}/decline/", {"answer": ""}).status_code == 422
    assert nora.post(f"{LIST}{above}/decline/", {"answer": "Used"}, headers=HTMX).status_code == 204
    assert "Pay it yourself" in page(karl, LIST)
    assert "Used" in page(karl, f"/console/orders/{leg.number}/")
    assert "gives you nothing back" in page(karl, f"{LIST}{ours}/alone/")

    assert karl.post(f"{LIST}{ours}/alone/", {"sure": "True"}, headers=HTMX).status_code == 204

    assert "Refunded, paid by you" in page(karl, f"{LIST}?part=over")
    assert "Delivered, paid back" in page(karl, f"/console/orders/{leg.number}/")


def test_the_rule_is_set_in_settings(karl: Client, nora: Client, cast: Cast):
    assert "You confirm each one." in page(karl, LIST)
    done = karl.post("/console/settings/refunds/", {"days": "0", "version": "0"})
    assert done.status_code == 302
    assert "confirmed at once" in page(karl, LIST)
    assert karl.post("/console/settings/refunds/", {"days": "91", "version": "1"}).status_code == 422


def test_the_list_takes_the_same_queries_however_long_it_is(nora: Client, cast: Cast):
    asked(cast, delivered(cast))
    one = queries_of(nora, LIST)
    for _ in range(4):
        asked(cast, delivered(cast))

    assert queries_of(nora, LIST) == one


def test_who_may_not_decide_reads_why(ruth: Client, cast: Cast):
    asked(cast, delivered(cast), by=cast.berta)

    assert "Confirm" in page(ruth, LIST)
    assert ruth.post(f"{LIST}{refund_of(cast.karl).pk}/confirm/", {"back": "wallet"}).status_code == 403


@pytest.mark.covers("ORD-2")
def test_what_a_rule_passed_on_is_asked_for_by_nobody_of_that_name(olga: Client, cast: Cast):
    rule(cast.nora, 0)
    asked(cast, delivered(cast))

    shown = page(olga, LIST)

    assert refund_of(cast.olga).asked_by_name == "Handsel"
    assert "<bdi>Automatic</bdi>" in shown
    assert "<bdi>Handsel</bdi>" not in shown
