"""What a customer chooses of a product: plan, add-ons, what is filled in; and changes of it (CAT-1, SHO-1)."""

import pytest
from django.db import transaction

from handsel.accounts.sites import SiteDetails, add_site, archive_site
from handsel.catalog.models import Plan
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.pictures import add_pictures
from handsel.catalog.products import add_product
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.catalog.operations_calls import a_picture
from tests.orders.test_options import SITE
from tests.storefront.visitors import words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-1", "SHO-1")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def site(cast):
    product = add_product(product=SITE, by=cast.olga, at=NOON)
    option = add_option(product_id=product.pk, option=OptionDetails("Domain", OptionKind.DOMAIN), by=cast.olga, at=NOON)
    size = OptionDetails("Size", OptionKind.CHOICE, is_required=False, choices=("Small", "Large"))
    add_option(product_id=product.pk, option=size, by=cast.olga, at=NOON)
    ready = OptionDetails("Ready", OptionKind.YES_NO, is_required=False, help_text="Is it there already?")
    add_option(product_id=product.pk, option=ready, by=cast.olga, at=NOON)
    pictures = add_pictures(product_id=product.pk, files=[a_picture()], alternative="A site", by=cast.olga, at=NOON)
    with transaction.atomic(), scoped(cast.olga.scope):
        plans = dict(Plan.objects.filter(product=product).values_list("name", "pk"))
    return plans | {"domain": f"option_{option.pk}", "digest": pictures[0].digest}


def path(site):
    return f"/products/{site['Monthly']}/"


def chosen(site, **more):
    return {"plan": site["Monthly"], "quantity": 1, site["domain"]: "bakery.example"} | more


def test_a_product_page_shows_pictures_questions_addons_and_the_sum(berta, site):
    page = berta.get(path(site)).content.decode() + berta.text(path(site))

    assert f"/pictures/{site['digest']}.webp" in page
    assert all(told in page for told in ('alt="A site"', "Domain", "Small", "Is it there already?", "Storage", "/ GB"))
    assert berta.get(f"/pictures/{site['digest']}.webp")["Content-Type"] == "image/webp"
    assert berta.get(f"/pictures/{'0' * 64}.webp").status_code == 404


def test_the_shelf_leads_to_the_page_where_there_is_more_to_choose(berta, site):
    page = berta.text("/?q=SITE")
    assert "Web site" in page
    assert "Choose : Web site" in page


def test_the_sum_follows_what_is_chosen_and_nothing_is_checked_meanwhile(berta, site):
    drawn = berta.post(
        path(site), headers=HTMX, redraw="1", plan=site["Monthly"], quantity=2, **{f"addon_{site['Storage']}": 10}
    )
    assert drawn.status_code == 200
    assert "Sum €47.48" in words(drawn)
    assert "fill it in" not in words(drawn)
    yearly = berta.post(path(site), headers=HTMX, redraw="1", plan=site["Yearly"], quantity=1)
    assert "Storage" not in words(yearly)
    assert "Set-up" in words(yearly)


def test_what_is_missing_or_wrong_is_said_beside_its_field(berta, site):
    missing = berta.post(path(site), **chosen(site, **{site["domain"]: ""}))
    wrong = berta.post(path(site), **chosen(site, **{site["domain"]: "nothing", f"addon_{site['Storage']}": 7}))

    assert missing.status_code == wrong.status_code == 422
    assert "Domain: this is needed to deliver it; fill it in." in words(missing)
    assert "in steps of 5" in words(wrong)
    assert "Your cart is empty" in berta.text("/cart/")


def test_a_choice_that_is_needed_is_made_by_the_buyer(berta, cast, site):
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Plan.objects.get(pk=site["Monthly"]).product_id
    place = OptionDetails("Place", OptionKind.CHOICE, is_required=True, choices=("North", "South"))
    option = add_option(product_id=product, option=place, by=cast.olga, at=NOON)

    assert '<option value="" selected>Please choose</option>' in berta.get(path(site)).content.decode()
    answer = berta.post(path(site), **chosen(site, **{f"option_{option.pk}": ""}))

    assert answer.status_code == 422
    assert "Place: " in answer.content.decode()


def test_the_cart_shows_what_was_chosen_and_leads_back_to_change_it(berta, site):
    berta.post(path(site), **chosen(site, **{f"addon_{site['Storage']}": 10}))
    page = berta.get("/cart/").content.decode()
    assert "bakery.example" in page
    assert "Storage" in page
    back = page.partition('href="/products/')[2].partition('"')[0]

    begun = berta.get(f"/products/{back}")
    assert 'value="bakery.example"' in begun.content.decode()
    saved = berta.post(f"/products/{back}", **chosen(site, quantity=3, **{site["domain"]: "new.example"}))

    assert saved.headers["Location"] == "/cart/"
    text = berta.text("/cart/")
    assert "new.example" in text
    assert "Storage" not in text
    assert berta.order()


def test_an_ordered_line_is_shown_with_what_was_filled_in(berta, site, cast):
    berta.post(path(site), **chosen(site, **{f"addon_{site['Storage']}": 5}))
    assert "bakery.example" in berta.text("/checkout/")
    number = berta.order()
    page = berta.text(f"/orders/{number}/")
    assert "Domain bakery.example" in page
    assert "Storage · 5 GB · €1.58 / month" in page, page[page.find("Storage") :][:80]
    printed = berta.text(f"/orders/{number}/print/")
    assert "Domain bakery.example" in printed
    assert "5 GB" in printed


@pytest.mark.covers("ORD-17")
def test_a_site_code_is_chosen_among_the_sites_of_the_account_where_there_are_any(berta, cast, site):
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Plan.objects.get(pk=site["Monthly"]).product_id
    asked = add_option(product_id=product, option=OptionDetails("Branch", OptionKind.SITE), by=cast.olga, at=NOON)
    name = f"option_{asked.pk}"
    assert f'<input type="text" name="{name}"' in berta.get(path(site)).content.decode()
    for code in ("MILL", "OLD"):
        made = add_site(account_id=cast.bakery, code=code, details=SiteDetails(), by=cast.berta, at=NOON)
    archive_site(site_id=made.pk, by=cast.berta, at=NOON)

    page = berta.get(path(site)).content.decode()

    assert f'<select name="{name}"' in page
    assert '<option value="MILL">' in page
    assert '<option value="OLD">' not in page
    assert berta.post(path(site), **chosen(site, **{name: "MILL"})).status_code == 302


def test_a_price_that_a_browser_sends_is_ignored_and_logged(berta, cast, site, caplog):
    answer = berta.post(path(site), **chosen(site, price="0.01", unit_minor=1))

    assert answer.status_code == 302
    assert f"price_from_client: price, unit_minor was ignored at {path(site)}" in caplog.text
    assert "€15.84" in berta.text("/cart/")
