"""Purchase-order number, note, site and internal note of an order over the API (ORD-17, ORD-18)."""

import pytest

from handsel.accounts.sites import SiteDetails, add_site, archive_site
from tests.cast import NOON
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "ORD-17", "ORD-18")]


@pytest.fixture
def wanted(cast, bakery):
    return {"buyer": bakery, "lines": [{"plan_id": offer(cast.berta, "WEB-S").plan_id, "quantity": 1}]}


def test_an_order_is_placed_with_what_there_is_to_say_and_shows_it(kleinbach, cast, wanted):
    site = add_site(account_id=cast.bakery, code="STATION", details=SiteDetails(), by=cast.karl, at=NOON)
    said = {"po_number": "PO-1", "note": "By phone", "site_id": site.pk}

    order = kleinbach.post("/orders", wanted | said, key="one").json()

    assert (order["told"]["po_number"], order["told"]["note"]) == ("PO-1", "By phone")
    assert order["told"]["site"] == {"id": site.pk, "code": "STATION", "name": ""}
    assert order["told"]["billing"]["email"] == "berta@bakery.example"
    found = kleinbach.get("/orders?q=station").json()["items"]
    assert [one["number"] for one in found] == [order["number"]]
    archive_site(site_id=site.pk, by=cast.karl, at=NOON)
    refused = kleinbach.post("/orders", wanted | said, key="two")
    assert (refused.status_code, refused.json()["code"]) == (409, "site_archived")
    refused = kleinbach.post("/orders", wanted | {"site_id": 987_654_321}, key="three")
    assert (refused.status_code, refused.json()["code"]) == (404, "site_not_found")


def test_the_internal_note_is_read_and_changed(kleinbach, wanted):
    path = f"/orders/{kleinbach.post('/orders', wanted, key='one').json()['number']}/internal-note"
    assert kleinbach.get(path).json() == {"text": "", "author_name": "", "version": 0}

    changed = kleinbach.send("PUT", path, {"text": "Call first", "version": 0}).json()

    assert (changed["text"], changed["version"]) == ("Call first", 1)
    assert kleinbach.get(path).json() == changed
    assert kleinbach.send("PUT", path, {"text": "", "version": 1}).json()["version"] == 0
