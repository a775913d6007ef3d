"""Karl sets up tax, and Berta reads net, tax and total before she orders (CAT-4)."""

import pytest
from playwright.sync_api import BrowserContext, expect

from handsel.cli.demo.story import Cast
from tests.journeys.people import somebody
from tests.live import Portal, Process

pytestmark = pytest.mark.covers("CAT-4")


def test_a_seller_charges_tax_and_its_customer_reads_it_before_ordering(
    live_portal: Portal, worker: Process, context: BrowserContext, cast: Cast
):
    context.set_default_timeout(60_000)
    karl = somebody(context, live_portal, "kleinbach")
    page = karl.logs_in("karl@kleinbach.example", "/console/")
    karl.goes_to("/console/settings/tax/")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Look at them").click()
    page.get_by_role("dialog").get_by_role("button", name="Adopt").click()
    expect(page.get_by_role("cell", name="19 %")).to_be_visible()
    page.get_by_role("link", name="Set up tax").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Established in").select_option("DE")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Charged", exact=True)).to_be_visible()

    berta = somebody(context, live_portal, "kleinbach")
    shop = berta.logs_in("berta@bakery.example", "/")
    berta.goes_to("/")
    card = shop.locator("article").filter(has_text="Mailbox").first
    expect(card.get_by_text("plus tax").first).to_be_visible()
    card.get_by_role("button", name="Add to cart").click()
    expect(shop.get_by_text("lies in your cart")).to_be_visible()
    berta.goes_to("/cart/")
    expect(shop.get_by_text("Tax 19 % (DE)")).to_be_visible()
    shop.get_by_role("link", name="Go to checkout").click()
    expect(shop.get_by_text("Tax 19 % (DE)")).to_be_visible()
