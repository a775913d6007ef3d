"""New order from a customer's record: cost, price and margin while choosing, discounts, and one order (ORD-10)."""

import re

import pytest

from handsel.accounts.models import Account
from handsel.accounts.sites import SiteDetails, add_site
from handsel.catalog.models import Plan
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.products import add_product
from handsel.kernel.isolation import scoped
from handsel.orders.line_models import Line
from handsel.orders.models import Leg, Order
from handsel.orders.status import situation
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.gateways.playing import PAYS, connected, played, saved_card
from tests.orders.buying import fill_cart
from tests.orders.test_options import SITE
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10")]


@pytest.fixture
def path(cast) -> str:
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/order/"


@pytest.fixture
def plan(cast) -> int:
    return offer(cast.berta, "WEB-S").plan_id


def line_of(cast) -> int:
    with scoped(cast.karl.scope):
        return Line.objects.get(order__placed_at__isnull=True).pk


def seal_of(karl, path) -> str:
    return re.search(r'name="seal" value="(\w+)"', karl.get(path).content.decode())[1]


def test_staff_choose_see_margins_and_place_and_a_refresh_keeps_it(karl, cast, path, plan):
    page = karl.get(path).content.decode()
    assert "Nothing chosen yet" in page
    assert "Web hosting Start" in page
    assert karl.post(f"{path}plans/{plan}/").status_code == 302
    assert 'value="2"' in karl.post(f"{path}plans/{plan}/", headers=HTMX).content.decode()
    rows = karl.post(f"{path}lines/{line_of(cast)}/", {"quantity": 3}, headers=HTMX).content.decode()
    assert 'value="3"' in rows
    assert 'hx-swap-oob="true"' in rows

    page = karl.get(path).content.decode()
    for text in ("€6.60", "€7.92", "€3.96", "16.7 %", "€23.76", "Marktplatz 1"):
        assert text in page
    assert "Saved" in karl.post(f"{path}said/", {"po_number": "PO-7"}, headers=HTMX).content.decode()
    assert 'value="PO-7"' in karl.get(path).content.decode()
    answer = karl.post(f"{path}place/", {"seal": seal_of(karl, path), "note": "By phone"})

    assert answer.status_code == 302
    with scoped(cast.karl.scope):
        leg = Leg.objects.get(position=0)
    assert (leg.net_minor, leg.placed_by, leg.approval) == (2376, "reseller", "not_needed")
    assert "PO-7" in karl.get(answer.headers["Location"]).content.decode()
    assert situation(leg).name == "in_progress"


@pytest.mark.covers("ORD-4")
def test_staff_choose_how_the_order_is_paid_and_read_what_follows(karl, cast, path):
    fill_cart(cast)
    page = karl.get(path).content.decode()
    assert "Taken from the wallet, where" in page
    assert "Waits for payment until you record it" in page
    assert re.search(r'value="deposit"[^>]*checked', page)
    assert 'value="card"' not in page

    kept = karl.post(f"{path}said/", {"payment_method": "bank_transfer"}, headers=HTMX).content.decode()
    assert "Saved" in kept
    assert 'id="funding-now" hx-swap-oob="true"' in kept
    page = karl.get(path).content.decode()
    assert re.search(r'value="bank_transfer"[^>]*checked', page)
    assert not re.search(r'value="deposit"[^>]*checked', page)

    assert karl.post(f"{path}place/", {"seal": seal_of(karl, path), "payment_method": "card"}).status_code == 422
    answer = karl.post(f"{path}place/", {"seal": seal_of(karl, path), "payment_method": "bank_transfer"})

    assert "Bank transfer" in karl.get(answer.headers["Location"]).content.decode()
    with scoped(cast.karl.scope):
        assert Leg.objects.get(position=0).payment_method == "bank_transfer"


@pytest.mark.covers("ORD-4")
@pytest.mark.parametrize("number", ["", PAYS])
def test_a_card_is_offered_with_what_it_would_be_charged_to(karl, cast, path, number):
    with played():
        connected(cast.karl)
        if number:
            saved_card(cast.bakery, cast.karl, number)
        fill_cart(cast)
        page = karl.get(path).content.decode()

    assert 'value="card"' in page
    assert ("Charged to" if number else "No card is on file") in page


def test_a_discount_is_given_shown_and_taken_back(karl, cast, path):
    fill_cart(cast, quantity=2)
    line = f"{path}lines/{line_of(cast)}/"
    dialog = karl.get(f"{line}price/", headers=HTMX).content.decode()
    assert "Usually €7.92 each; it costs you €6.60." in dialog

    typed = {"how": "percent", "value": "5", "reason": "Loyal customer"}
    assert karl.post(f"{line}price/", typed, headers=HTMX).status_code == 204
    page = karl.get(path).content.decode()
    for text in ("Loyal customer", "€7.52", "€15.04"):
        assert text in page
    for typed, status in (
        ({"how": "off", "value": "0.92", "reason": "Round"}, 204),
        ({"how": "price", "value": "7.50", "reason": "Agreed"}, 204),
        ({"how": "percent", "value": "101", "reason": "Gift"}, 422),
        ({"how": "price", "value": "many", "reason": "Gift"}, 422),
        ({"how": "price", "value": "7", "reason": ""}, 422),
    ):
        assert karl.post(f"{line}price/", typed, headers=HTMX).status_code == status, typed
    assert "€15.00" in karl.get(path).content.decode()
    karl.post(f"{line}usual/", headers=HTMX)
    assert "€15.84" in karl.get(path).content.decode()


def test_staff_go_on_with_the_customers_cart_and_two_place_one_order(karl, cast, path):
    cart = fill_cart(cast)
    assert "This is the cart that Bakery Brandt began" in karl.get(path).content.decode()
    colleague = logged_in("kleinbach", "karl@kleinbach.example")
    seal = seal_of(karl, path)

    first, second = karl.post(f"{path}place/", {"seal": seal}), colleague.post(f"{path}place/", {"seal": seal})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Nothing was ordered" in second.content.decode()
    with scoped(cast.karl.scope):
        assert Leg.objects.filter(position=0).get().number == cart.number


def test_what_is_wrong_is_told_and_orders_nothing(karl, cast, path):
    assert karl.post(f"{path}place/", {"seal": "x"}).status_code == 409
    assert karl.post(f"{path}said/", {"note": "x"}).status_code == 404
    assert karl.get(f"{path}lines/987654321/price/").status_code == 404
    assert karl.post(f"{path}lines/987654321/usual/").status_code == 404
    for gone in (f"{path}plans/987654321/", f"{path}lines/987654321/"):
        refused = karl.post(gone, {"quantity": 0}, headers=HTMX)
        assert refused.status_code == 422
        assert "hs-banner is-red" in refused.content.decode()
    fill_cart(cast)
    for typed in ({"quantity": 100_001}, {"quantity": -1}, {"quantity": "many"}, {}):
        assert karl.post(f"{path}lines/{line_of(cast)}/", typed, headers=HTMX).status_code == 422
    assert karl.post(f"{path}place/", {"seal": seal_of(karl, path), "po_number": "1" * 61}).status_code == 422
    with scoped(cast.karl.scope):
        assert not Leg.objects.exists()


def test_products_are_searched_and_paged(karl, path):
    found = karl.get(f"{path}?q=mailbox", headers=HTMX | {"HX-Target": "shelf"}).content.decode()
    assert "Mailbox" in found
    assert "Web hosting" not in found
    assert "<html" not in found
    assert "No product found" in karl.get(f"{path}?q=nowhere").content.decode()


def test_readers_and_others_order_nothing(ruth, nora, path, plan):
    assert ruth.get(path).status_code == 403
    assert ruth.post(f"{path}plans/{plan}/").status_code == 403
    assert nora.get(path.replace("/accounts/", "/accounts/9")).status_code == 404


def test_the_screen_needs_the_same_queries_however_much_lies_in_it(karl, cast, path, plan):
    karl.post(f"{path}plans/{plan}/")
    karl.get(path)
    few = queries_of(karl, path)
    for sku in ("WEB-L", "MAIL", "BACKUP"):
        karl.post(f"{path}plans/{offer(cast.berta, sku).plan_id}/")
    karl.get(path)  # what was said of them is read once

    assert queries_of(karl, path) == few
    with scoped(cast.karl.scope):
        assert Order.objects.count() == 1


@pytest.mark.covers("CAT-1", "ORD-17")
def test_add_ons_and_site_codes_are_chosen_in_a_dialog(karl, cast, path):
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    asked = add_option(product_id=product.pk, option=OptionDetails("Branch", OptionKind.SITE), by=cast.olga, at=NOON)
    add_site(account_id=cast.bakery, code="MILL", details=SiteDetails(), by=cast.karl, at=NOON)
    with scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    add = f"{path}plans/{plans['Monthly']}/"

    dialog = karl.post(add, headers=HTMX)

    assert dialog["HX-Retarget"] == "#dialogs"
    shown = dialog.content.decode()
    assert '<option value="MILL">' in shown
    assert f'name="addon_{plans["Storage"]}"' in shown
    assert "Storage: €1.58 / month" in shown
    typed = {"asked": "True", f"option_{asked.pk}": "MILL", f"addon_{plans['Storage']}": 7}
    refused = karl.post(add, typed, headers=HTMX)
    assert refused.status_code == 422
    assert "in steps of 5" in refused.content.decode()
    assert karl.post(add, typed | {f"addon_{plans['Storage']}": 10}).status_code == 302
    page = karl.get(path).content.decode()
    assert "Branch: <bdi>MILL</bdi>" in page
    drafted = page.split('id="draft"')[1]
    assert re.findall(r'class="hs-name"><bdi>([^<]*)', drafted)[:2] == [product.name, "Storage"]
    assert "Actions for Storage" in page
    with scoped(cast.karl.scope):
        assert sorted(Line.objects.values_list("plan_id", "quantity")) == [
            (plans["Monthly"], 1),
            (plans["Storage"], 10),
        ]

    # What lies in the order already is changed in the same dialog.
    with scoped(cast.karl.scope):
        line = Line.objects.get(plan_id=plans["Monthly"]).pk
    change = f"{path}lines/{line}/answers/"
    shown = karl.get(change, headers=HTMX).content.decode()
    assert '<option value="MILL" selected>' in shown
    assert re.search(rf'name="addon_{plans["Storage"]}"[^>]*value="10"', shown)
    assert karl.post(change, typed, headers=HTMX).status_code == 422
    assert karl.post(change, typed | {f"addon_{plans['Storage']}": 5}, headers=HTMX).status_code == 204
    assert karl.post(change, typed | {f"addon_{plans['Storage']}": ""}, headers=HTMX).status_code == 204
    with scoped(cast.karl.scope):
        assert list(Line.objects.values_list("pk", "plan_id", "quantity")) == [(line, plans["Monthly"], 1)]
    assert karl.get(f"{path}lines/987654321/answers/", headers=HTMX).status_code == 404


@pytest.mark.covers("CAT-1")
def test_what_a_product_needs_is_asked_before_it_is_said_to_be_missing(karl, cast, path):
    with scoped(cast.olga.scope):
        plan = Plan.objects.get(product__sku="WEB-S", name="Monthly")
    domain = OptionDetails("Domain", OptionKind.DOMAIN, is_required=True)
    add_option(product_id=plan.product_id, option=domain, by=cast.olga, at=NOON)

    dialog = karl.post(f"{path}plans/{plan.pk}/", headers=HTMX)

    assert (dialog.status_code, dialog["HX-Retarget"]) == (200, "#dialogs")
    assert "Domain" in dialog.content.decode()
    assert "is needed to deliver it" not in dialog.content.decode()
    told = karl.post(f"{path}plans/{plan.pk}/", {"asked": "True"}, headers=HTMX)
    assert "is needed to deliver it" in told.content.decode()


@pytest.mark.covers("CAT-1")
def test_a_line_of_a_product_that_asks_nothing_says_so(karl, cast, path):
    fill_cart(cast)

    assert "asks nothing and has no add-ons" in karl.get(f"{path}lines/{line_of(cast)}/answers/").content.decode()


@pytest.mark.covers("CAT-1")
def test_products_are_found_by_the_names_of_their_plans(karl, path):
    found = karl.get(f"{path}?q=start", headers=HTMX | {"HX-Target": "shelf"}).content.decode()

    assert "Web hosting" in found
    assert "Mailbox" not in found


def test_an_address_is_typed_while_ordering_and_a_price_by_hand_stands_on_the_order_for_its_seller_only(
    karl, cast, path
):
    cart = fill_cart(cast)
    assert path.replace("/order/", "/addresses/new/") in karl.get(path).content.decode()
    price = {"how": "price", "value": "7.50", "reason": "Agreed by phone"}
    assert karl.post(f"{path}lines/{line_of(cast)}/price/", price).status_code in {204, 302}
    karl.post(f"{path}place/", {"seal": seal_of(karl, path)})

    page = " ".join(re.sub(r"<[^>]+>", "", karl.get(f"/console/orders/{cart.number}/").content.decode()).split())

    assert "€7.50 instead of €7.92, set by hand by Karl Kaufmann" in page
    assert "Agreed by phone" in page
    above = logged_in("nordlicht", "nora@nordlicht.example").get(f"/console/orders/{cart.number}/").content.decode()
    assert "by hand" not in above
