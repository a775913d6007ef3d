"""From one place to another in the browser: to the parent, in to help, in a customer's place (USR-6, USR-10)."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.visits.support import end_support_access, give_support_access
from tests.journeys.people import somebody
from tests.live import Portal


@pytest.mark.covers("USR-6")
def test_karl_opens_manage_subscriptions_of_bakery_at_nordlicht_and_comes_back(
    live_portal: Portal, context: BrowserContext, cast: Cast
):
    del cast
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    page = karl.goes_to("/console/customers/")
    page.get_by_role("link", name="Bakery Brandt").first.click()
    page.get_by_role("button", name="Actions").click()
    page.locator("#record-actions").get_by_role("button", name="Manage Subscriptions").click()

    expect(page.get_by_role("heading", name="You come from Kleinbach as Karl Kaufmann")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(live_portal.url("nordlicht", "/subscriptions/"))
    expect(page.locator(".hs-guest").get_by_text("Working at Nordlicht for Bakery Brandt")).to_be_visible()
    assert "secret" not in page.url

    page.get_by_role("button", name="Back to Kleinbach").click()
    expect(page).to_have_url(re.compile(r"//kleinbach\.localhost:\d+/console/accounts/\d+/$"))
    expect(page.get_by_role("heading", name="Bakery Brandt")).to_be_visible()
    page.goto(live_portal.url("nordlicht", "/subscriptions/"))
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.covers("USR-6")
def test_nora_helps_kleinbach_with_consent_and_is_out_the_moment_it_ends(
    live_portal: Portal, context: BrowserContext, cast: Cast
):
    give_support_access(role="support", hours=1, reason="The price list is wrong", by=cast.karl, at=now())
    nora = somebody(context, live_portal, "nordlicht")
    nora.logs_in("nora@nordlicht.example", "/console/")
    page = nora.goes_to("/console/resellers/")
    page.get_by_role("link", name="Kleinbach").first.click()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Open workspace").click()
    page.get_by_role("button", name="Go on").click()

    expect(page).to_have_url(live_portal.url("kleinbach", "/console/"))
    expect(
        page.locator(".hs-guest").get_by_text("Nora Nordlicht of Nordlicht, let in by Karl Kaufmann")
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ minutes left"))).to_be_visible()
    page.get_by_role("link", name="My Customers", exact=True).click()
    expect(page.get_by_role("link", name="Bakery Brandt").first).to_be_visible()

    end_support_access(by=cast.karl, at=now())
    page.get_by_role("link", name="Bakery Brandt").first.click()
    expect(page).to_have_url(re.compile(r"//kleinbach\.localhost:\d+/console/log-in/"))


@pytest.mark.covers("USR-10")
def test_karl_looks_at_the_storefront_as_bakery(live_portal: Portal, context: BrowserContext, cast: Cast):
    del cast
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    page = karl.goes_to("/console/customers/")
    page.get_by_role("link", name="Bakery Brandt").first.click()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="View storefront as customer").click()

    expect(page.locator(".hs-guest").get_by_text("Karl Kaufmann looks as Bakery Brandt")).to_be_visible()
    expect(page.get_by_role("button", name="Add to cart")).to_have_count(0)
    page.get_by_role("link", name="Funds", exact=True).click()
    expect(page.get_by_text("€100.00").first).to_be_visible()
    page.get_by_role("button", name="Stop looking").click()
    expect(page.get_by_role("heading", name="Bakery Brandt")).to_be_visible()


@pytest.mark.covers("ACC-21")
def test_karl_buys_at_nordlicht_for_kleinbach_itself(live_portal: Portal, context: BrowserContext, cast: Cast):
    del cast
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    page = karl.goes_to("/console/purchases/")
    page.get_by_role("button", name="Buy at Nordlicht").click()
    page.get_by_role("button", name="Go on", exact=True).click()

    expect(page.locator(".hs-guest").get_by_text("Working at Nordlicht for Kleinbach")).to_be_visible()
    page.get_by_role("button", name=re.compile("Add to cart ?: Mailbox")).click()
    expect(page.get_by_text("Mailbox lies in your cart.")).to_be_visible()
    page.goto(live_portal.url("nordlicht", "/checkout/"))
    page.get_by_role("button", name=re.compile("Order")).click()
    expect(page.get_by_role("link", name="Orders", exact=True)).to_be_visible()

    page.get_by_role("button", name="Back to Kleinbach").click()
    expect(page.get_by_role("heading", name="Your purchases")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="yourself")
    expect(row).to_have_count(1)
