"""What customers mistype or send by hand: told at its field in our words, and no trace of it (ORD-9, SHO-1)."""

import pytest

from handsel.kernel.isolation import scoped
from handsel.orders.line_models import Line
from tests.orders.buying import fill_cart
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "SHO-1")]

CHOOSE = "Choose one of those that are offered."
UNKEPT = "This text holds a character that cannot be kept."
WHOLE = "Enter a whole number, 1 or more."


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("/products/{plan}/", {"quantity": "0"}, WHOLE),
        ("/products/{plan}/", {"quantity": "-1"}, WHOLE),
        ("/products/{plan}/", {"quantity": "1e3"}, WHOLE),
        ("/products/{plan}/", {"quantity": "1\0"}, WHOLE),
        ("/products/{plan}/", {"quantity": "9" * 30}, "Enter a quantity between 1 and 100,000."),
        ("/products/{plan}/", {"plan": "999999"}, "This plan is no longer sold."),
        ("/products/{plan}/", {"plan": ""}, CHOOSE),
        ("/checkout/{number}/", {"site_id": "999999"}, CHOOSE),
        ("/checkout/{number}/", {"delivery_address_id": "9" * 30}, CHOOSE),
        ("/checkout/{number}/", {"billing_address_id": "-1"}, CHOOSE),
        ("/checkout/{number}/", {"note": "x" * 2001}, "Enter at most 2000 characters."),
        ("/checkout/{number}/", {"po_number": "1\0"}, UNKEPT),
        ("/addresses/new/", {"city": "x" * 101}, "Enter at most 100 characters."),
        ("/sites/new/", {"code": "\0"}, UNKEPT),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(berta, cast, path, typed, said):
    number, plan = fill_cart(cast).number, offer(cast.berta, "WEB-S").plan_id

    answer = berta.post(path.format(plan=plan, number=number), **{"plan": plan, "quantity": 1} | typed)

    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True), page
    if said in {WHOLE, UNKEPT}:
        assert all(text.strip("\0") in page for text in typed.values())
    with scoped(cast.karl.scope):
        (kept,) = Line.objects.filter(order__placed_at__isnull=True)
    assert kept.quantity == 1
