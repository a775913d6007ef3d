"""The storefront on a phone: everything fits, and the keyboard keeps its place (SHO-2)."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.people import somebody
from tests.live import Portal

PHONE = {"width": 390, "height": 844}


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_berta_buys_on_her_phone(live_portal: Portal, context: BrowserContext, scheme):
    berta = somebody(context, live_portal, "kleinbach")
    berta.page.set_viewport_size(PHONE)
    berta.page.emulate_media(color_scheme=scheme)
    page = berta.goes_to("/")
    assert_fits(page)
    page = berta.logs_in("berta@bakery.example", "/")
    assert_fits(page)

    quantity = page.get_by_label("Quantity of Mailbox")
    quantity.fill("0")
    quantity.press("Enter")
    expect(page.get_by_text("Enter a whole number, 1 or more.")).to_be_visible()
    expect(quantity).to_be_focused()
    quantity.fill("3")
    quantity.press("Enter")
    expect(page.get_by_text("Mailbox lies in your cart.")).to_be_visible()
    expect(page.locator("#basket-count")).to_have_text("1")

    page.get_by_role("link", name="Cart").click()
    assert_fits(page)
    lines = page.get_by_label("Quantity of Mailbox")
    lines.fill("5")
    lines.press("Tab")
    expect(page.locator("dd.is-total")).to_have_text("€14.30")
    expect(page.get_by_role("button", name="Remove Mailbox")).to_be_focused()

    page.get_by_role("link", name="Go to checkout").click()
    assert_fits(page)
    page.get_by_role("button", name="Order for €14.30").dblclick()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    expect(page.get_by_text("Kleinbach looks at it now.")).to_be_visible()
    for link in ("Orders", "Funds", "Subscriptions"):
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(link, re.IGNORECASE))
        assert_fits(page)
