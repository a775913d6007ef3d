"""A sibling asks for what is Kleinbach's: 404, byte for byte as for a number that does not exist (OPS-3, T6)."""

from http import HTTPStatus

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-3")]

MADE_UP = "Z9Z9Z9Z9"


@pytest.fixture
def sven_at_his_console() -> Client:
    client = Client(HTTP_HOST="suedwind.localhost")
    client.post("/console/log-in/", {"email": "sven@suedwind.example", "password": PASSWORD})
    assert client.get("/console/customers/").status_code == HTTPStatus.OK
    return client


def test_in_the_console(cast: Cast, sven_at_his_console: Client):
    account = add_customer(
        details=AccountDetails(company_name="Second", email="second@two.example"), by=cast.karl, at=NOON
    )
    order = buy(cast).number
    assert account.number == 1002
    for theirs, nobodys in (
        (f"/console/accounts/{account.number}/", "/console/accounts/987654/"),
        (f"/console/accounts/{account.number}/funds/", "/console/accounts/987654/funds/"),
        (f"/console/orders/{order}/", f"/console/orders/{MADE_UP}/"),
    ):
        refused, missing = sven_at_his_console.get(theirs), sven_at_his_console.get(nobodys)
        assert refused.status_code == missing.status_code == HTTPStatus.NOT_FOUND
        assert refused.content == missing.content


def test_a_session_of_one_portal_is_nobody_at_another(sven_at_his_console: Client):
    answer = sven_at_his_console.get("/console/customers/", headers={"host": "kleinbach.localhost"})
    assert answer.status_code == HTTPStatus.FOUND
    assert "log-in" in answer["Location"]


def test_over_the_api(cast: Cast):
    order = buy(cast).number
    _, secret = make_api_key(name="probe", reach=Reach(Role.OWNER), by=cast.sven, at=NOON)
    client = Client(HTTP_HOST="suedwind.localhost", headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/orders").status_code == HTTPStatus.OK
    refused, missing = client.get(f"/api/v1/orders/{order}"), client.get(f"/api/v1/orders/{MADE_UP}")
    assert refused.status_code == missing.status_code == HTTPStatus.NOT_FOUND
    assert refused.content == missing.content
    elsewhere = client.get(f"/api/v1/orders/{order}", headers={"host": "kleinbach.localhost"})
    assert elsewhere.status_code == HTTPStatus.UNAUTHORIZED


def test_an_unknown_host_is_misdirected():
    assert Client(HTTP_HOST="nobody.localhost").get("/").status_code == HTTPStatus.MISDIRECTED_REQUEST
    assert Client(HTTP_HOST="evil.example").get("/").status_code == HTTPStatus.MISDIRECTED_REQUEST
