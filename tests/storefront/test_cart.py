"""The cart: quantities, sums and what is no longer sold (ORD-9)."""

import pytest

from tests.storefront.visitors import offer, withdraw, words

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def test_an_empty_cart_leads_to_the_shop(berta):
    assert "Your cart is empty" in berta.text("/cart/")
    assert berta.get("/checkout/").headers["Location"] == "/cart/"


def test_lines_and_sum_say_what_is_due_now_and_what_comes_again(berta, cast):
    berta.put(offer(cast.berta, "MAIL"), 3)
    berta.put(offer(cast.berta, "WEB-S", "Yearly"))
    berta.put(offer(cast.berta, "MOVE", "Per site"))

    page = berta.text("/cart/")

    assert "Mailbox Monthly · €2.86 / month" in page
    assert "€8.58" in page
    assert "Total €189.16 Each month €8.58 Each year €85.54" in page


def test_a_quantity_is_changed_and_a_line_taken_out(berta, cast):
    mail, web = offer(cast.berta, "MAIL"), offer(cast.berta, "WEB-S")
    berta.put(mail, 3)
    berta.put(web)

    changed = berta.post(berta.line(mail), headers=HTMX, quantity=10)
    removed = berta.post(berta.line(web), headers=HTMX, quantity=0)

    assert "Total €36.52" in words(changed)
    assert "Total €28.60" in words(removed)
    assert 'id="basket-count" hx-swap-oob="true">1<' in removed.content.decode()
    assert "Web hosting Start" not in words(removed)


def test_without_htmx_the_cart_is_shown_again(berta, cast):
    mail = offer(cast.berta, "MAIL")
    berta.put(mail)

    assert berta.post(berta.line(mail), quantity=2).headers["Location"] == "/cart/"
    assert "€5.72" in berta.text("/cart/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "Enter a whole number; 0 takes it out."),
        ("", "Enter a whole number; 0 takes it out."),
        ("1.5", "Enter a whole number; 0 takes it out."),
        ("100001", "Enter a quantity between 1 and 100,000."),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_wrong_quantity_is_named_beside_its_line_and_changes_nothing(berta, cast, typed, said, headers):
    mail = offer(cast.berta, "MAIL")
    berta.put(mail, 2)

    line = berta.line(mail)
    refused = berta.post(line, headers=headers, quantity=typed)

    assert refused.status_code == 422
    assert f'id="line{line.split("/")[2]}_quantity_error" role="alert">{said}' in refused.content.decode()
    assert f'value="{typed}"' in refused.content.decode() or not typed
    assert "Total €5.72" in words(refused)


def test_only_what_lies_in_the_cart_can_be_changed(berta, cast):
    mail = offer(cast.berta, "MAIL")

    assert berta.post(berta.line(mail), quantity=1).status_code == 404
    assert berta.post("/cart/99999999999999999999/", quantity=1).status_code == 404


def test_a_withdrawn_product_is_marked_and_can_only_be_taken_out(berta, cast):
    move, mail = offer(cast.berta, "MOVE", "Per site"), offer(cast.berta, "MAIL")
    berta.put(move)
    berta.put(mail)
    gone = berta.line(move)
    withdraw(cast, "MOVE")

    page = berta.text("/cart/")
    assert f"{move.product} {move.plan} · This plan is no longer sold." in page
    assert "Total €2.86" in page
    assert berta.get("/checkout/").headers["Location"] == "/cart/"

    berta.post(gone, quantity=0)
    assert berta.get("/checkout/").status_code == 200


def test_the_cart_takes_the_same_queries_however_long_it_is(berta, cast, django_assert_max_num_queries):
    berta.put(offer(cast.berta, "MAIL"))
    with django_assert_max_num_queries(20) as one:
        berta.get("/cart/")
    for sku, plan in (("WEB-S", "Monthly"), ("WEB-L", "Monthly"), ("BACKUP", "Monthly"), ("TLS", "One year")):
        berta.put(offer(cast.berta, sku, plan))
    with django_assert_max_num_queries(20) as five:
        berta.get("/cart/")

    assert len(one) == len(five)
