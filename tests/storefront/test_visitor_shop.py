"""The shop of who is not logged in: whole products, with tax or without, and the way to an order (ACC-3, SHO-1)."""

import re

import pytest
from django.conf import settings

from handsel.accounts.suspending import suspend_account
from handsel.catalog.models import Plan
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.pictures import add_pictures
from handsel.catalog.products import add_product
from handsel.cli.demo.story import PASSWORD
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.line_models import Line
from handsel.tax.rates import adopt_proposed_rates
from handsel.tax.setting_up import SetupDetails, set_up_tax
from tests.cast import NOON
from tests.catalog.operations_calls import a_picture
from tests.orders.test_options import SITE
from tests.signups.visitors import WORD, link_in, mails_to, portal_lets, read_everything
from tests.storefront.visitors import offer, withdraw, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-3", "CAT-1", "SHO-1")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def site(cast):
    """A web site of the operator, which asks for a domain and has add-ons; Kleinbach shows its prices."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    option = add_option(product_id=product.pk, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)
    pictures = add_pictures(product_id=product.pk, files=[a_picture()], alternative="A site", by=cast.olga, at=NOON)
    with scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    return plans | {"domain": f"option_{option.pk}", "digest": pictures[0].digest}


def path(site):
    return f"/products/{site['Monthly']}/"


def chosen(site, **more):
    return {"plan": site["Monthly"], "quantity": 1, site["domain"]: "florist.example"} | more


def line_of(visitor, plan):
    """Return the id of the line of this plan in the cart, and of the address on which it is changed."""
    found = re.search(rf'href="(/products/{plan}/\?line=(\d+))"', visitor.get("/cart/").content.decode())
    assert found is not None
    return found[1], int(found[2])


def test_a_visitor_finds_a_product_with_pictures_plans_questions_and_addons(stranger, site):
    assert "Choose : Web site" in stranger.text("/?q=site")
    page = stranger.get(path(site)).content.decode() + stranger.text(path(site))

    assert f"/pictures/{site['digest']}.webp" in page
    assert stranger.get(f"/pictures/{site['digest']}.webp").status_code == 200
    assert all(told in page for told in ("Monthly", "Yearly", "Domain", "Storage", "/ GB", "Add to cart"))
    drawn = stranger.post(
        path(site), headers=HTMX, redraw="1", plan=site["Monthly"], quantity=2, **{f"addon_{site['Storage']}": 10}
    )
    assert (drawn.status_code, "fill it in" in words(drawn)) == (200, False)


def test_what_is_filled_in_lies_in_the_cart_is_changed_and_goes_along_at_sign_up(stranger, cast, site):
    answer = stranger.post(path(site), headers=HTMX, **chosen(site, **{f"addon_{site['Storage']}": 10}))
    assert "Web site lies in your cart" in words(answer)
    assert re.search(r'id="basket-count"[^>]*>2<', answer.content.decode())
    where, _line = line_of(stranger, site["Monthly"])
    assert 'value="florist.example"' in stranger.get(where).content.decode()
    stranger.post(where, **chosen(site, **{site["domain"]: "flora.example", f"addon_{site['Storage']}": 15}))
    stranger.post(path(site), **chosen(site))
    cart = stranger.text("/cart/")
    assert "flora.example" in cart
    assert "florist.example" in cart

    assert stranger.get("/checkout/")["Location"] == "/log-in/?next=%2Fcheckout%2F"
    checkout = stranger.text("/checkout/sign-up/")
    assert all(told in checkout for told in ("I am new here", "I have a log-in", "flora.example", "Total"))
    typed = {"kind": "company", "company_name": "Florist", "first_name": "Flora", "last_name": "Fink"}
    refused = stranger.post("/checkout/sign-up/", **typed, email="nonsense", password=WORD)
    assert (refused.status_code, "Enter a full e-mail address" in words(refused)) == (422, True)
    assert "flora.example" in words(refused)
    stranger.post("/checkout/sign-up/", **typed, email="flora@florist.example", password=WORD)
    read_everything(now())
    link = link_in(mails_to(cast.kleinbach, "flora@florist.example")[0])
    assert stranger.post(f"/sign-up/confirm/{link}/", password=WORD)["Location"] == "/cart/"

    assert "flora.example" in stranger.text("/cart/")
    with scoped(cast.karl.scope):
        lines = [(line.quantity, [one["value"] for one in line.options]) for line in Line.objects.order_by("pk")]
    assert lines == [(1, ["flora.example"]), (1, ["florist.example"]), (15, [])]
    assert stranger.get("/checkout/sign-up/")["Location"] == "/checkout/"
    assert stranger.get("/checkout/").status_code == 200


@pytest.mark.covers("CAT-4")
@pytest.mark.parametrize(("setting", "price", "note"), [("without", "7.92", "plus tax"), ("with", "9.42", "incl. tax"),
                                                        ("by_buyer", "9.42", "incl. tax")])  # fmt: skip
def test_prices_stand_with_or_without_tax_as_the_seller_says(stranger, cast, site, setting, price, note):
    adopt_proposed_rates(country="DE", by=cast.karl, at=now())
    set_up_tax(setup=SetupDetails("DE", is_registered=True), version=0, by=cast.karl, at=now())
    portal_lets(cast.karl, price_tax=setting)
    plan = offer(cast.berta, "WEB-S")

    for page in (stranger.text("/"), stranger.text(f"/products/{plan.plan_id}/")):
        assert price in page
        assert note in page
    stranger.put(plan)
    cart = stranger.text("/cart/")
    assert all(told in cart for told in ("7.92", "19", "1.50", "9.42", "until you tell us where you are"))
    drawn = words(stranger.post(path(site), headers=HTMX, redraw="1", plan=site["Monthly"], quantity=2))
    sums = re.search(r"Sum €([\d.]+) ([\w.]+ tax)", drawn)
    assert sums is not None
    unit = offer(cast.berta, "SITE").unit_minor
    assert (float(sums[1]), sums[2]) == ((unit * 2 if setting == "without" else round(unit * 2 * 1.19)) / 100, note)


def test_where_the_seller_has_no_tax_nothing_is_said_of_it(stranger, cast, site):
    page = stranger.text(f"/products/{offer(cast.berta, 'WEB-S').plan_id}/")
    assert "7.92" in page
    assert "tax" not in page


def test_behind_glass_a_product_has_its_page_without_a_figure(stranger, cast, site):
    portal_lets(cast.karl, visitor_prices="hidden")
    page = stranger.get(path(site)).content.decode() + stranger.text(path(site))

    assert all(told in page for told in ("Web site", site["digest"], "Log in for your price"))
    assert "€" not in page
    assert "Domain" not in stranger.text(path(site))
    refused = stranger.post(path(site), **chosen(site))
    assert (refused.status_code, "Log in to fill a cart" in words(refused)) == (409, True)
    assert stranger.get("/cart/")["Location"] == "/log-in/?next=%2Fcart%2F"
    assert stranger.get("/products/999999/").status_code == 404
    assert stranger.get("/checkout/sign-up/")["Location"] == "/cart/"


def test_what_is_missing_or_wrong_has_its_words_and_leaves_no_trace(stranger, cast, site):
    for typed, said in (
        ({site["domain"]: ""}, "this is needed to deliver it"),
        ({site["domain"]: "nothing"}, "enter a domain name"),
        ({"quantity": 0}, "Enter a whole number, 1 or more"),
        ({"quantity": -3}, "Enter a whole number, 1 or more"),
        ({"quantity": 10**7}, "Enter a quantity between 1 and 100,000"),
        ({"plan": 10**6}, "no longer sold"),
        ({f"addon_{site['Storage']}": 7}, "in steps of 5"),
    ):
        refused = stranger.post(path(site), **chosen(site, **typed))
        assert (refused.status_code, said in words(refused)) == (422, True), (typed, words(refused))
    assert stranger.get(f"/products/{2**64}/").status_code == 404
    assert stranger.post("/products/999999/", plan=999999, quantity=1).status_code == 409
    assert "Your cart is empty" in stranger.text("/cart/")
    assert "cart" not in stranger.client.cookies
    suspend_account(account_id=cast.kleinbach, reason="So", by=cast.nora, at=NOON)
    refused = stranger.post(path(site), **chosen(site))
    assert "Nothing can be ordered here at the moment" in words(refused)


@pytest.mark.covers("SHO-2")
def test_what_is_wrong_is_said_in_the_language_of_whoever_typed_it(stranger, cast, site):
    portal_lets(cast.karl, languages=["en", "de"])
    stranger.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    for typed, said in (
        ({site["domain"]: ""}, "Domain: Das wird für die Lieferung gebraucht; füllen Sie es aus."),
        ({site["domain"]: "nothing"}, "Domain: Geben Sie einen Domainnamen wie shop.example ein."),
        ({"quantity": 10**7}, "Geben Sie eine Menge zwischen 1 und 100.000 ein."),
        ({"quantity": 11}, "Bestellen Sie von Web site, Monthly, zwischen 1 und 10."),
        ({f"addon_{site['Storage']}": 7}, "zwischen 5 und 100.000, in Schritten von 5."),
        ({f"addon_{site['Storage']}": 10**7}, "Geben Sie für Storage eine Menge zwischen 0 und 100.000 ein."),
    ):
        refused = stranger.post(path(site), **chosen(site, **typed))
        assert (refused.status_code, said in words(refused)) == (422, True), (typed, words(refused))
    suspend_account(account_id=cast.kleinbach, reason="So", by=cast.nora, at=NOON)
    assert "Hier kann im Moment nichts bestellt werden." in words(stranger.post(path(site), **chosen(site)))


def test_a_price_that_is_sent_along_is_ignored_and_logged(stranger, cast, site, caplog):
    mail = offer(cast.berta, "MAIL")
    stranger.post(f"/products/{mail.plan_id}/", plan=mail.plan_id, quantity=1, price="0.01")

    assert "price_from_client" in caplog.text
    assert f"{mail.unit_minor / 100:.2f}" in stranger.text("/cart/")


def test_what_is_no_longer_sold_is_said_and_left_out_with_its_reason(stranger, cast, site):
    stranger.put(offer(cast.berta, "MAIL"))
    stranger.put(offer(cast.berta, "WEB-S"))
    withdraw(cast, "MAIL")
    cart = stranger.text("/cart/")
    assert "This plan is no longer sold." in cart
    assert stranger.get("/checkout/sign-up/")["Location"] == "/cart/"
    stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD)

    stranger.post("/visitors/cart/take-over/")

    page = stranger.text("/cart/")
    assert "1 product that you chose before the log-in lies in your cart now" in page
    assert "Left out: This product is not offered any more" in page


def test_a_line_that_is_gone_or_anothers_is_not_found(stranger, cast, site):
    stranger.put(offer(cast.berta, "MAIL"))
    _where, line = line_of(stranger, offer(cast.berta, "MAIL").plan_id)
    assert stranger.post(f"/cart/{line + 1}/", quantity=2).status_code == 404
    other = type(stranger)(type(stranger.client)(), "kleinbach")
    assert other.post(f"/cart/{line}/", quantity=0).status_code == 404
    stranger.post(f"/cart/{line}/", quantity=0)
    assert stranger.post(f"/cart/{line}/", quantity=0).status_code == 404


def test_where_nobody_signs_up_the_checkout_leads_to_the_log_in(stranger, cast, site):
    portal_lets(cast.karl, sign_up="off")
    stranger.put(offer(cast.berta, "MAIL"))
    page = stranger.text("/checkout/sign-up/")
    assert "I am new here" not in page
    assert "Log in and order" in page
