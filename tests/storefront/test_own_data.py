"""People of a customer keep its addresses and sites in the storefront (ACC-15, ORD-17, SHO-1)."""

import pytest

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.record_models import Address, Site
from handsel.accounts.sites import SiteDetails, add_site
from handsel.kernel.isolation import scoped
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("SHO-1")]

PLACE = {
    "roles": ["billing", "shipping"],
    "company_name": "Bakery Brandt",
    "address": "Torstraße 1",
    "city": "Berlin",
    "country": "DE",
    "postcode": "10119",
}


def rows(cast, model):
    with scoped(cast.karl.scope):
        return list(model.objects.order_by("pk"))


@pytest.mark.covers("ACC-15")
def test_an_address_is_added_changed_made_the_default_and_removed(berta, cast):
    assert "No addresses yet" in berta.text("/addresses/")
    assert "New address" in berta.text("/addresses/new/")
    assert berta.post("/addresses/new/", **PLACE).status_code == 302
    first = rows(cast, Address)[0]
    assert "Torstraße 1" in berta.text("/addresses/")
    berta.post("/addresses/new/", **PLACE)
    second = rows(cast, Address)[1]

    assert "Change the address" in berta.text(f"/addresses/{first.pk}/")
    assert berta.post(f"/addresses/{first.pk}/", **PLACE | {"city": "Potsdam", "version": 1}).status_code == 302
    assert berta.post(f"/addresses/{second.pk}/default/billing/").status_code == 302
    assert berta.post(f"/addresses/{second.pk}/default/castle/").status_code == 404
    assert "Remove this address?" in berta.text(f"/addresses/{second.pk}/remove/")
    assert berta.post(f"/addresses/{second.pk}/remove/", sure="True").status_code == 302

    (left,) = rows(cast, Address)
    assert (left.city, set(left.default_for)) == ("Potsdam", {"billing", "shipping"})
    refused = berta.post("/addresses/new/", **PLACE | {"postcode": ""})
    assert refused.status_code == 422
    assert len(rows(cast, Address)) == 1


@pytest.mark.covers("ORD-17")
def test_a_site_is_added_changed_searched_and_archived(berta, cast):
    assert "No sites yet" in berta.text("/sites/")
    assert "New site" in berta.text("/sites/new/")
    assert berta.post("/sites/new/", code="station", name="Station").status_code == 302
    (site,) = rows(cast, Site)
    assert "STATION" in berta.text("/sites/")
    assert "No site found" in berta.text("/sites/?q=nowhere")
    found = berta.get("/sites/?q=stat", **{"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    assert "STATION" in found
    assert "<html" not in found

    assert "Site STATION" in berta.text(f"/sites/{site.pk}/")
    assert berta.post(f"/sites/{site.pk}/", name="Platform", version=1).status_code == 302
    assert berta.post(f"/sites/{site.pk}/", name="Late", version=1).status_code == 409
    assert "Archive STATION?" in berta.text(f"/sites/{site.pk}/archive/")
    berta.post(f"/sites/{site.pk}/archive/", sure="True")
    assert "out of the archive?" in berta.text(f"/sites/{site.pk}/unarchive/")
    assert rows(cast, Site)[0].archived_at is not None
    berta.post(f"/sites/{site.pk}/unarchive/", sure="True")
    assert [(one.name, one.archived_at) for one in rows(cast, Site)] == [("Platform", None)]
    assert berta.post("/sites/new/", code="station").status_code == 422


@pytest.mark.covers("OPS-3")
def test_what_another_customer_keeps_is_not_found(florian, cast):
    place = {name: value for name, value in PLACE.items() if name != "roles"}
    details = AddressDetails(roles=("billing",), **place)
    address = add_address(account_id=cast.bakery, details=details, by=cast.karl, at=NOON)
    site = add_site(account_id=cast.bakery, code="OURS", details=SiteDetails(), by=cast.karl, at=NOON)

    assert "No addresses yet" in florian.text("/addresses/")
    assert "No sites yet" in florian.text("/sites/")
    for path in (f"/addresses/{address.pk}/", f"/addresses/{address.pk}/remove/", f"/sites/{site.pk}/",
                 f"/sites/{site.pk}/archive/", f"/sites/{site.pk}/unarchive/"):  # fmt: skip
        assert florian.get(path).status_code == 404
        assert florian.post(path, **PLACE | {"sure": "True", "version": 1}).status_code == 404
    assert florian.post(f"/addresses/{address.pk}/default/billing/").status_code == 404
