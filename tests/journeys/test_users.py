"""Karl lets Bruno in, and out again while he is at it (USR-1, USR-2, USR-4)."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handsel.cli.demo.story import PASSWORD, Cast
from tests.journeys.people import link_in_the_mailbox, somebody, somebody_else
from tests.live import Portal, Process


def act(page: Page, deed: str) -> None:
    """Do something to Bruno by the menu of his line, and confirm it."""
    row = page.locator("#rows tr").filter(has_text="Bruno Brandt")
    row.get_by_role("button", name="Actions for Bruno Brandt").click()
    row.get_by_role("button", name=deed, exact=True).click()
    page.get_by_role("dialog").locator("button[type=submit]").click()


@pytest.mark.covers("USR-1", "USR-2", "USR-4")
def test_a_user_is_added_activates_shops_and_is_out_with_the_next_click_once_deactivated(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del cast, worker
    karl = somebody(context, live_portal, "kleinbach")
    page = karl.logs_in("karl@kleinbach.example", "/console/")
    page.get_by_role("link", name="My Customers", exact=True).click()
    page.get_by_role("link", name="Bakery Brandt").first.click()
    page.get_by_role("link", name="Storefront Users").click()
    page.get_by_role("button", name="Add Storefront User").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Bruno")
    dialog.get_by_label("Last name").fill("Brandt")
    dialog.get_by_label("E-mail").fill("bruno@bakery.example")
    dialog.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Invited")).to_be_visible()
    users = page.url

    bruno = somebody_else(browser, live_portal, "kleinbach")
    shop = bruno.page
    shop.goto(link_in_the_mailbox(karl, "bruno@bakery.example"))
    shop.get_by_label("New password").fill(PASSWORD)
    shop.get_by_label("The same again").fill(PASSWORD)
    shop.get_by_role("button", name="Activate and log in").click()
    expect(shop.get_by_text("Good to see you, Bruno.")).to_be_visible()

    page.goto(users)
    act(page, "Deactivate User")
    expect(page.get_by_text("Bruno Brandt is deactivated and logged out everywhere.")).to_be_visible()

    shop.get_by_role("link", name="Orders", exact=True).click()
    expect(shop.get_by_role("heading", name="Log in")).to_be_visible()
    shop.get_by_label("E-mail").fill("bruno@bakery.example")
    shop.get_by_label("Password").fill(PASSWORD)
    shop.get_by_role("button", name="Log in", exact=True).click()
    expect(shop.get_by_text("do not belong together")).to_be_visible()
    shop.context.close()
