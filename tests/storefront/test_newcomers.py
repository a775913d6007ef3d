"""In the parent's storefront somebody buys for a customer that is new at home, from the page to the list (ACC-21)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from tests.api.calling import program
from tests.api.test_orders import plan_of
from tests.console.conftest import HTMX, logged_in
from tests.guests.going import let_in
from tests.signups.visitors import portal_lets
from tests.storefront.visitors import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-21")]
PAGE = "/on-behalf/new/"
MILL = {"company_name": "Mill", "email": "mia@mill.example"}


@pytest.fixture
def nora(db: None, cast: Cast) -> Client:
    return logged_in("nordlicht", "nora@nordlicht.example")


@pytest.fixture
def karl(db: None, cast: Cast) -> Client:
    return logged_in("kleinbach", "karl@kleinbach.example")


@pytest.fixture
def away(karl: Client, cast: Cast) -> Visitor:
    """Karl at Nordlicht, come for Bakery."""
    left = karl.post("/console/accounts/1001/manage/services/")
    secret = left.context["onward"].secret
    there = Visitor(Client(), "nordlicht")
    there.post("/hand-off/enter/", secret=secret)
    return there


def test_one_goes_on_for_a_new_customer_which_then_stands_in_the_own_list(away: Visitor, karl: Client):
    assert "Buy for a new customer" in away.text("/")
    assert "appears in the list of Kleinbach" in away.text(PAGE)
    assert away.post(PAGE, company_name="Mill", email="mia").status_code == 422

    assert away.post(PAGE, **MILL).status_code == 302

    assert "for Mill" in away.text("/")
    shown = karl.get("/console/customers/").content.decode()
    assert "Mill" in shown
    assert "came along" in karl.get("/console/accounts/1002/timeline/").content.decode()
    away.post(PAGE, **MILL)
    assert "known to you already" in away.text("/")


def test_what_the_own_portal_demands_stands_on_the_page(away: Visitor, cast: Cast):
    portal_lets(cast.karl, mandatory_fields=["city"])
    assert "city" in away.get(PAGE).context["form"].fields
    assert "phone" not in away.get(PAGE).context["form"].fields


def test_who_is_no_guest_finds_no_such_page(berta: Visitor):
    assert berta.get(PAGE).status_code == 404


def test_the_parent_records_a_customer_from_the_record_of_the_reseller(nora: Client, karl: Client, cast: Cast):
    record = "/console/accounts/1001/record/"
    assert nora.get(record).status_code == 409
    let_in(cast, "manager", at=now())
    assert "Record a customer for them" in nora.get("/console/accounts/1001/").content.decode()
    assert "Record a customer for Kleinbach" in nora.get(record).content.decode()
    assert nora.post(record, {"company_name": "Mill", "email": "mia"}).status_code == 422

    assert nora.post(record, MILL, headers=HTMX).status_code == 204

    assert "Mill" in karl.get("/console/customers/").content.decode()
    assert "of your provider recorded it" in karl.get("/console/accounts/1002/timeline/").content.decode()


def test_over_the_api_a_purchase_names_a_new_customer(cast: Cast):
    kleinbach = program(cast.karl, "kleinbach")
    lines = {"lines": [{"plan_id": plan_of(kleinbach), "quantity": 1}]}

    made = kleinbach.post("/purchases", lines | {"new_end_customer": MILL}, key="one")
    assert made.status_code == 201, made.content
    assert made.json()["end_customer"]["name"] == "Mill"
    both = kleinbach.post("/purchases", lines | {"new_end_customer": MILL, "end_customer": 1001}, key="two")
    assert (both.status_code, both.json()["code"]) == (422, "invalid")
