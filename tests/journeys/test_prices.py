"""Karl rehearses a price, saves it, and Berta sees it in the shop; then many at once from a file (CAT-2, CAT-3)."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from handsel.cli.demo.story import Cast
from tests.journeys.people import somebody, somebody_else
from tests.live import Portal, Process

pytestmark = pytest.mark.covers("CAT-2", "CAT-3")


def test_a_price_is_rehearsed_saved_and_seen_by_the_customer(
    live_portal: Portal, worker: Process, browser: Browser, context: BrowserContext, cast: Cast, tmp_path: Path
):
    context.set_default_timeout(60_000)
    karl = somebody(context, live_portal, "kleinbach")
    page = karl.logs_in("karl@kleinbach.example", "/console/")
    karl.goes_to("/console/price-lists/")
    page.get_by_role("button", name="Change the price of Mailbox, Monthly").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Fixed price")).to_be_hidden()
    dialog.get_by_label("What").select_option("fixed")
    expect(dialog.get_by_label("Percent")).to_be_hidden()
    dialog.get_by_label("Fixed price").fill("4.99")
    expect(dialog.get_by_label("Day", exact=True)).to_be_hidden()
    dialog.get_by_label("When").select_option("later")
    dialog.get_by_label("Day", exact=True).fill("2020-01-01")
    dialog.get_by_label("When").select_option("now")
    expect(dialog.get_by_label("Day", exact=True)).to_be_hidden()
    dialog.locator("[name=scope]").select_option("all")
    dialog.get_by_role("button", name="See what it changes").click()
    expect(dialog.get_by_role("heading", name="Change the prices of 8 plans")).to_be_visible()
    dialog.locator("[name=scope]").select_option("plans")
    dialog.get_by_role("button", name="See what it changes").click()
    expect(dialog.get_by_role("heading", name="Change the price of 1 plan")).to_be_visible()
    expect(dialog.get_by_text("1 plan rises in price.")).to_be_visible()
    expect(dialog.get_by_text("Bakery Brandt")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="Mailbox").get_by_text("€4.99")).to_be_visible()

    berta = somebody_else(browser, live_portal, "kleinbach")
    shop = berta.logs_in("berta@bakery.example", "/")
    berta.goes_to("/")
    card = shop.locator("article").filter(has=shop.get_by_role("heading", name="Mailbox"))
    expect(card.get_by_text("€4.99").first).to_be_visible()

    file = tmp_path / "new prices.csv"
    file.write_text("SKU,Plan,New price\nMAIL,Monthly,5.49\nNONE,,1\n")
    karl.goes_to("/console/price-lists/")
    page.get_by_role("button", name="Actions for this price list").click()
    page.get_by_role("button", name="Prices from a file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("dialog").get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("You sell nothing with the number NONE.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Save 1 price").click()
    expect(page.get_by_role("row").filter(has_text="Mailbox").get_by_text("€5.49")).to_be_visible()
    berta.goes_to("/")
    expect(card.get_by_text("€5.49").first).to_be_visible()
