"""The gateway over the API: connected, tested and disconnected as in Settings, and never with its secrets (BIL-3)."""

import pytest
import stripe
from django.db import transaction
from django.test import override_settings

from handsel.gateways.known import unsealed
from handsel.gateways.models import SellerGateway
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from tests.api.calling import Program
from tests.api.test_scopes import key
from tests.gateways.playing import played
from tests.gateways.stripe_desk import SECRET
from tests.gateways.stripe_served import WEBHOOK_SECRET, stripe_served

pytestmark = [pytest.mark.django_db, pytest.mark.covers("BIL-3", "API-1")]
HOME = "/settings/gateway"


@pytest.fixture
def owner(cast) -> Program:
    return key(cast, "settings:write", name="Owner")


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    with stripe_served() as found:
        yield found


def kept(cast) -> SellerGateway | None:
    with transaction.atomic(), scoped(cast.karl.scope):
        return SellerGateway.objects.filter(is_on=True).first()


def test_stripe_is_connected_given_its_signing_secret_tested_and_disconnected(owner, cast, server):
    assert owner.get(HOME).status_code == 404
    connected = owner.send("PUT", HOME, {"kind": "stripe", "secret": SECRET})
    told = connected.json()
    assert (connected.status_code, told["kind"], told["key"], told["is_live"]) == (
        200,
        "stripe",
        "rk_test_…4242",
        False,
    )
    assert told["webhook"] == f"http://kleinbach.localhost/gateways/{kept(cast).pk}/webhook/"

    changed = owner.send("PATCH", HOME, {"webhook_secret": WEBHOOK_SECRET})
    tested = owner.post(f"{HOME}/test")
    assert (unsealed(kept(cast)).secret, unsealed(kept(cast)).webhook_secret) == (SECRET, WEBHOOK_SECRET)
    assert (tested.json()["fault"], tested.json()["checked_at"] is None) == ("", False)
    assert owner.get(HOME).json() == tested.json()

    gone = owner.send("DELETE", HOME)
    assert (gone.status_code, kept(cast)) == (200, None)
    assert owner.send("DELETE", HOME).status_code == owner.post(f"{HOME}/test").status_code == 404
    for answer in (connected, changed, tested, gone):
        assert SECRET not in answer.content.decode()
        assert WEBHOOK_SECRET not in answer.content.decode()


def test_the_test_gateway_needs_no_keys_and_another_takes_its_place(owner, cast, server):
    with played():
        assert owner.send("PUT", HOME, {"kind": "test"}).json()["kind"] == "test"
    assert owner.send("PUT", HOME, {"kind": "stripe", "secret": SECRET}).json()["kind"] == "stripe"
    assert kept(cast).kind == "stripe"


@pytest.mark.parametrize(
    ("method", "body", "status", "said"),
    [
        ("PUT", {"kind": "stripe", "secret": "no key"}, 422, "/secret"),
        ("PUT", {"kind": "cheques", "secret": SECRET}, 422, "/kind"),
        ("PUT", {"kind": "test"}, 409, "test_gateway_missing"),
        ("PATCH", {"secret": SECRET}, 404, "not_found"),
    ],
)
def test_what_cannot_be_connected_is_told_and_nothing_changes(owner, cast, method, body, status, said):
    with override_settings(HANDSEL_TEST_GATEWAY_URL=""):
        answer = owner.send(method, HOME, body)

    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert kept(cast) is None


def test_only_keys_that_may_set_payments_up_do(cast, owner):
    with played():
        for program in (key(cast, "settings:read"), key(cast, "settings:write", name="Finance", role=Role.FINANCE)):
            assert program.send("PUT", HOME, {"kind": "test"}).status_code == 403
    assert kept(cast) is None
