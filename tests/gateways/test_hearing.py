"""A webhook is believed only when it is signed and fresh; what it tells happens once (FUN-7)."""

import json

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.gateways.known import unsealed
from handsel.gateways.models import Charge, SellerGateway
from handsel.gateways.play.signing import HEADER, signature
from handsel.gateways.top_ups import begin_top_up, top_up
from handsel.kernel import clock
from handsel.web.webhooks_heard import MOST_BYTES
from tests.cast import NOON, wallet
from tests.gateways.playing import connected, saved_card, stored, wish

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-7")]


@pytest.fixture
def charge(cast: Cast, play) -> Charge:
    """A top-up whose answer was lost."""
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta, "4000000000000101")
    return stored(top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON))


def sent(
    gateway: SellerGateway, body: bytes, *, age: int = 0, header: str | None = None, portal: str = "kleinbach"
) -> tuple[int, str]:
    at = int(clock.now().timestamp()) - age
    signed = signature(unsealed(gateway).webhook_secret, at, body) if header is None else header
    answer = Client().post(
        f"/gateways/{gateway.pk}/webhook/",
        body,
        content_type="application/json",
        headers={"Host": f"{portal}.localhost", HEADER: signed},
    )
    return answer.status_code, answer.json()["code"] if answer["Content-Type"] == "application/json" else ""


def event(charge: Charge, id_: str = "ev_1") -> bytes:
    return json.dumps({"id": id_, "kind": "payment.captured", "key": charge.sent_key}).encode()


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def test_a_webhook_has_the_payment_looked_up_and_credited_once(cast, charge):
    assert sent(charge.gateway, event(charge)) == (200, "heard")
    assert sent(charge.gateway, event(charge)) == (200, "heard_before")
    assert sent(charge.gateway, event(charge, "ev_2")) == (200, "heard")

    assert (stored(charge).state, balance(cast)) == ("captured", 11_000)


@pytest.mark.parametrize(
    ("age", "header", "body", "said"),
    [
        (0, "t=1,v1=00", None, (400, "webhook_signature_wrong")),
        (0, "", None, (400, "webhook_signature_wrong")),
        (0, "t=x,v1=", None, (400, "webhook_signature_wrong")),
        (301, None, None, (400, "webhook_too_old")),
        (-301, None, None, (400, "webhook_too_old")),
        (0, None, b"[]", (400, "webhook_unreadable")),
        (0, None, b"{", (400, "webhook_unreadable")),
        (0, None, b'{"id": 1, "kind": "x", "key": "y"}', (400, "webhook_unreadable")),
        (0, None, b'{"id": "e", "kind": "x", "key": "nobodys"}', (200, "unknown_payment")),
        (0, None, b" " * (MOST_BYTES + 1), (413, "webhook_too_large")),
        (0, None, b" " * (6 * 1024 * 1024), (413, "webhook_too_large")),
    ],
)
def test_what_is_not_to_be_believed_is_told_apart_and_moves_nothing(cast, charge, age, header, body, said):
    assert sent(charge.gateway, event(charge) if body is None else body, age=age, header=header) == said

    assert (stored(charge).state, balance(cast)) == ("unknown", 10_000)


def test_a_body_that_was_changed_on_its_way_is_not_believed(cast, charge):
    signed = signature(unsealed(charge.gateway).webhook_secret, int(clock.now().timestamp()), event(charge))

    assert sent(charge.gateway, event(charge, "ev_9"), header=signed) == (400, "webhook_signature_wrong")
    assert sent(charge.gateway, event(charge), header=signed) == (200, "heard")


def test_another_sellers_gateway_is_not_at_this_portal(cast, charge):
    assert sent(charge.gateway, event(charge), portal="suedwind")[0] == 404


def test_a_webhook_sets_off_what_was_never_sent(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    charge = begin_top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)

    assert sent(charge.gateway, event(charge)) == (200, "heard")

    assert (stored(charge).state, balance(cast)) == ("started", 10_000)
