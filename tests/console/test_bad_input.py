"""What staff mistype or send by hand in New order: told at its field in our words, and no trace of it (ORD-10)."""

import logging

import pytest

from handsel.kernel.isolation import scoped
from handsel.orders.line_models import Line
from tests.console.test_new_order import line_of, path, plan
from tests.orders.buying import fill_cart

__all__ = ["path", "plan"]

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10")]

CHOOSE = "Choose one of those that are offered."
UNKEPT = "This text holds a character that cannot be kept."


def price(**typed: str) -> dict[str, str]:
    return {"how": "price", "value": "5", "reason": "x"} | typed


@pytest.mark.parametrize(
    ("deed", "typed", "status", "said"),
    [
        ("lines/%d/", {"quantity": "-1"}, 422, "Enter a whole number."),
        ("lines/%d/", {"quantity": "2.5"}, 422, "Enter a whole number."),
        ("lines/%d/", {"quantity": "1\0"}, 422, "Enter a whole number."),
        ("lines/%d/", {"quantity": "100001"}, 422, "between 1 and 100,000"),
        ("lines/%d/", {"quantity": "9" * 30}, 422, "between 1 and 100,000"),
        ("lines/999999/", {"quantity": "1"}, 404, ""),
        ("plans/999999/", {}, 404, ""),
        ("lines/%d/price/", price(value="\u0663x"), 422, "Enter an amount such as"),
        ("lines/%d/price/", price(value="9" * 19), 422, "too large"),
        ("lines/%d/price/", price(value="5\0"), 422, UNKEPT),
        ("lines/%d/price/", price(how="percent", value="101"), 422, "percent"),
        ("lines/%d/price/", price(how="nothing"), 422, CHOOSE),
        ("lines/%d/price/", price(reason="\0"), 422, UNKEPT),
        ("place/", {"site_id": "999999"}, 422, CHOOSE),
        ("place/", {"delivery_address_id": "9" * 30}, 422, CHOOSE),
        ("place/", {"payment_method": "nothing"}, 422, CHOOSE),
        ("place/", {"po_number": "x" * 61}, 422, "Enter at most 60 characters."),
        ("place/", {"seal": "another"}, 409, "has changed"),
    ],
)
def test_what_is_wrong_is_told_and_the_order_stays_as_it_was(karl, cast, path, deed, typed, status, said):
    fill_cart(cast)
    line = line_of(cast)

    answer = karl.post(path + (deed % line if "%" in deed else deed), typed)

    assert (answer.status_code, said in answer.content.decode()) == (status, True), answer.content.decode()
    with scoped(cast.karl.scope):
        (kept,) = Line.objects.filter(order__placed_at__isnull=True)
    assert (kept.pk, kept.quantity) == (line, 1)


def test_a_price_that_a_browser_sends_is_ignored_and_logged(karl, cast, path, plan, caplog):
    with caplog.at_level(logging.WARNING, "handsel.web.prices_sent"):
        karl.post(f"{path}plans/{plan}/", {"price": "0.01"})

    assert "price_from_client: price was ignored" in caplog.text
    assert "€7.92" in karl.get(path).content.decode()


def test_the_purchase_order_number_is_told_as_the_customers(karl, cast, path):
    fill_cart(cast)

    page = karl.get(path).content.decode()

    assert "The customer’s; it stands on the order" in page
    assert "Yours; it stands" not in page
