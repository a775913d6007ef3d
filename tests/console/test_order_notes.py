"""What the buyer said and what staff note for themselves, on the order and on paper (ORD-17, ORD-18)."""

import pytest

from handsel.accounts.sites import SiteDetails, add_site
from handsel.orders.particulars import save_particulars
from handsel.orders.placement import place_order
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-18")]


@pytest.fixture
def number(cast) -> str:
    site = add_site(account_id=cast.bakery, code="STATION", details=SiteDetails("Station"), by=cast.karl, at=NOON)
    cart = fill_cart(cast)
    changes = {"po_number": "PO-4711", "note": "Ring twice", "site_id": site.pk}
    save_particulars(order_id=cart.pk, changes=changes, by=cast.berta, at=NOON)
    return place_order(order_id=cart.pk, by=cast.berta, at=NOON).number


@pytest.mark.covers("ORD-17")
def test_the_sale_shows_what_the_buyer_said_and_is_found_by_it(karl, nora, number):
    page = karl.get(f"/console/orders/{number}/").content.decode()
    paper = karl.get(f"/console/orders/{number}/print/").content.decode()
    for text in ("PO-4711", "Ring twice", "STATION"):
        assert text in page
        assert text in paper
    for text in ("po-47", "station"):
        assert number in karl.get(f"/console/orders/?q={text}").content.decode()
        assert number not in nora.get(f"/console/orders/?q={text}").content.decode()
    above = nora.get(f"/console/orders/{number}/").content.decode()
    assert "PO-4711" not in above + nora.get(f"/console/orders/{number}/print/").content.decode()


def test_an_internal_note_is_written_changed_and_never_shown_to_the_buyer(karl, nora, number):
    path = f"/console/orders/{number}/note/"
    assert "neither the buyer nor your provider" in karl.get(path, headers=HTMX).content.decode()
    karl.post(path, {"text": "Call first", "version": 0}, headers=HTMX)
    assert "Call first" in karl.get(f"/console/orders/{number}/").content.decode()
    assert "Call first" in karl.get(path, headers=HTMX).content.decode()

    late = karl.post(path, {"text": "Mine", "initial-text": "", "version": 0}, headers=HTMX)

    assert late.status_code == 409
    assert "Call first" not in nora.get(f"/console/orders/{number}/").content.decode()
    assert "Call first" not in karl.get(f"/console/orders/{number}/print/").content.decode()


def test_a_cart_can_be_noted_about_and_readers_write_nothing(karl, ruth, cast, number):
    cart = fill_cart(cast)

    assert karl.post(f"/console/orders/{cart.number}/note/", {"text": "x", "version": 0}).status_code == 302
    assert ruth.post(f"/console/orders/{number}/note/", {"text": "x", "version": 0}).status_code == 403
    assert karl.get("/console/orders/NOSUCH00/note/").status_code == 404
