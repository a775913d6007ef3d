"""Karl makes a product with category, picture, plans and an option, prices it, and Berta buys it (CAT-1, CAT-2)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handsel.cli.demo.drawings import drawing_of
from handsel.cli.demo.story import Cast
from tests.journeys.people import Person, somebody, somebody_else
from tests.live import Portal, Process

pytestmark = pytest.mark.covers("CAT-1", "CAT-2", "ORD-2")


def fills(page: Page, button: str, submit: str, **fields: str) -> None:
    """Open a dialog by its button, fill it in by the names of its fields, and send it."""
    page.get_by_role("link", name=button).or_(page.get_by_role("button", name=button)).first.click()
    dialog = page.get_by_role("dialog")
    for name, value in fields.items():
        field = dialog.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("it => it.tagName") == "SELECT" else field.fill(value)
    dialog.get_by_role("button", name=submit).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def makes_a_product(karl: Person, picture: Path) -> None:
    page = karl.goes_to("/console/categories/")
    fills(page, "New category", "Add category", name="Print")
    page = karl.goes_to("/console/products/")
    fills(
        page, "New product", "Add product",
        name="Business cards", sku="CARDS", category="Print › Cards", kind="asset", plan_name="Box of 250",
        period_unit="", cost="12.00",
    )  # fmt: skip
    page = karl.goes_to("/console/products/?q=cards")
    page.get_by_role("link", name="Business cards").click()
    fills(page, "Add plan", "Add plan", name="Box of 1000", period_unit="", cost="30.00")
    fills(page, "Ask for something", "Ask for it", label="Paper", kind="choice", choices="Matt\nGlossy")
    page.get_by_role("link", name="Add pictures").click()
    page.locator("dialog input[type=file]").set_input_files(picture)
    page.get_by_label("What is seen").fill("A box of cards")
    page.get_by_role("dialog").get_by_role("button", name="Add pictures").click()
    expect(page.get_by_role("img", name="A box of cards")).to_be_visible()


def prices_it(karl: Person) -> None:
    page = karl.goes_to("/console/price-lists/?q=cards")
    page.get_by_label("New price of Business cards, Box of 250").fill("19.90")
    expect(page.get_by_text("margin €7.90")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("50 %")
    expect(page.get_by_text("margin €15.00")).to_be_visible()
    page.get_by_role("button", name="See what it changes 2").click()
    expect(page.get_by_text("2 plans rise in price.")).to_be_visible()
    page.get_by_role("button", name="Save 2 prices").click()
    expect(page.get_by_text("2 plans were changed.")).to_be_visible()


def test_a_product_is_made_priced_found_in_the_shop_and_bought(
    live_portal: Portal, worker: Process, browser: Browser, context: BrowserContext, cast: Cast, tmp_path: Path
):
    context.set_default_timeout(60_000)
    picture = tmp_path / "cards.png"
    picture.write_bytes(drawing_of("sheets", "#2f9e44"))
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    makes_a_product(karl, picture)
    prices_it(karl)

    berta = somebody_else(browser, live_portal, "kleinbach")
    shop = berta.logs_in("berta@bakery.example", "/")
    card = shop.locator("article").filter(has=shop.get_by_role("heading", name="Business cards"))
    expect(card.get_by_text("€19.90")).to_be_visible()
    card.get_by_role("link", name="Business cards").first.click()
    expect(shop.get_by_role("img", name="A box of cards")).to_be_visible()
    shop.get_by_label("Paper").select_option("Glossy")
    shop.get_by_role("button", name="Add to cart").click()
    expect(shop.get_by_role("link", name=re.compile("Cart"))).to_contain_text("1")
    berta.goes_to("/cart/")
    shop.get_by_role("link", name="Go to checkout").click()
    expect(shop.get_by_text("Glossy").first).to_be_visible()
    shop.get_by_role("button", name=re.compile("Order for")).click()
    shop.wait_for_url(re.compile(r"/orders/\w+/placed/"))

    number = shop.url.split("/orders/")[1].split("/")[0]
    page = karl.goes_to(f"/console/orders/{number}/")
    expect(page.get_by_text("Glossy").first).to_be_visible()
    expect(page.get_by_text("€45.00").first).to_be_visible()
