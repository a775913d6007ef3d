"""Stripe under Settings, Payments: connected, tested, its keys exchanged and never shown (BIL-3)."""

import pytest
import stripe

from handsel.gateways.connecting import connect_gateway
from handsel.gateways.known import unsealed
from handsel.gateways.models import SellerGateway
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.console.conftest import HTMX
from tests.gateways.stripe_desk import SECRET
from tests.gateways.stripe_served import WEBHOOK_SECRET, stripe_served

pytestmark = [pytest.mark.django_db, pytest.mark.covers("BIL-3")]

PAYMENTS = "/console/settings/payments/"
STRIPE, TEST = f"{PAYMENTS}stripe/", f"{PAYMENTS}test/"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stripe_served() as found:
        yield found


def page_of(client):
    return client.get(PAYMENTS).content.decode()


def gateway_of(cast):
    with scoped(cast.karl.scope):
        return SellerGateway.objects.filter(is_on=True).first()


def test_stripe_is_connected_with_a_key_told_where_to_send_webhooks_and_tested(karl, cast, server):
    assert "Connect Stripe" in page_of(karl)
    assert 'type="password"' in karl.get(STRIPE, headers=HTMX).content.decode()

    assert karl.post(STRIPE, {"secret": SECRET, "webhook_secret": ""}).status_code == 302
    page = page_of(karl)
    gateway = gateway_of(cast)
    assert f"/gateways/{gateway.pk}/webhook/" in page
    assert "Stripe sends no webhooks yet" in page

    assert karl.post(STRIPE, {"secret": "", "webhook_secret": WEBHOOK_SECRET}).status_code == 302
    assert karl.post(TEST).status_code == 302
    page = page_of(karl)
    assert "Stripe sends no webhooks yet" not in page
    assert "Test mode" in page
    assert "rk_test_…4242" in page
    assert SECRET not in page + karl.get(STRIPE).content.decode()
    assert WEBHOOK_SECRET not in page + karl.get(STRIPE).content.decode()
    assert gateway_of(cast).fault == ""
    assert unsealed(gateway_of(cast)).webhook_secret == WEBHOOK_SECRET


def test_live_keys_are_told_apart_and_wrong_ones_shown_as_such(karl, cast, server):
    karl.post(STRIPE, {"secret": "rk_live_Stranger1", "webhook_secret": ""})
    karl.post(TEST)

    page = page_of(karl)
    assert "Live mode" in page
    assert "Does not answer" in page
    assert "Invalid API Key" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"secret": "", "webhook_secret": ""}, "Enter a key of Stripe"),
        ({"secret": "pk_test_abcdefgh1234", "webhook_secret": ""}, "This is the publishable key."),
        ({"secret": SECRET, "webhook_secret": SECRET}, "Enter the signing secret"),
    ],
)
def test_keys_that_cannot_be_right_come_back_beside_their_field(karl, cast, typed, said):
    answer = karl.post(STRIPE, typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert gateway_of(cast) is None


def test_the_test_gateway_gives_way_to_stripe(karl, cast, server, settings):
    settings.HANDSEL_TEST_GATEWAY_URL = "http://localhost:1"
    connect_gateway(kind="test", by=cast.karl, at=now())
    assert "Use Stripe instead" in page_of(karl)

    karl.post(STRIPE, {"secret": SECRET, "webhook_secret": ""})

    assert gateway_of(cast).kind == "stripe"


def test_who_may_not_change_settings_does_not_reach_the_keys(ruth, cast):
    assert ruth.get(STRIPE).status_code == 403
    assert ruth.post(STRIPE, {"secret": SECRET, "webhook_secret": ""}).status_code == 403
    assert gateway_of(cast) is None
