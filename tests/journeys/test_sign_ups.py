"""A visitor becomes a customer in the browser; staff say yes; staff buy above for a new one (ACC-3, ACC-21)."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from handsel.cli.demo.story import Cast
from tests.journeys.people import link_in_the_mailbox, somebody, somebody_else
from tests.live import Portal, Process
from tests.signups.visitors import WORD, portal_lets


def fill_in(page: Page, email: str) -> None:
    page.get_by_label("Company name").fill("Florist")
    page.get_by_label("First name").fill("Flora")
    page.get_by_label("Last name").fill("Fink")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Sign up", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()


@pytest.mark.covers("ACC-3")
def test_a_visitor_fills_a_cart_signs_up_on_the_way_and_orders(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del worker
    portal_lets(cast.karl, sign_up="open", visitor_prices="shown")
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    flora = somebody_else(browser, live_portal, "kleinbach")
    shop = flora.goes_to("/")
    shop.get_by_role("button", name=re.compile("Add to cart ?: Mailbox")).click()
    expect(shop.get_by_text("Mailbox lies in your cart.")).to_be_visible()
    shop.goto(live_portal.url("kleinbach", "/cart/"))
    expect(shop.get_by_text("Mailbox").first).to_be_visible()
    shop.get_by_role("link", name="Go to checkout").click()
    fill_in(shop, "flora@florist.example")

    shop.goto(link_in_the_mailbox(karl, "flora@florist.example"))
    shop.get_by_label("Password").fill(WORD)
    shop.get_by_role("button", name="Confirm").click()

    expect(shop.get_by_role("heading", name="Cart")).to_be_visible()
    expect(shop.get_by_text("Mailbox").first).to_be_visible()
    shop.get_by_role("link", name="Go to checkout").click()
    expect(shop.get_by_role("heading", name="Checkout")).to_be_visible()


@pytest.mark.covers("ACC-3")
def test_a_form_that_is_drawn_anew_keeps_the_password_and_what_is_typed_meanwhile(
    live_portal: Portal, context: BrowserContext, cast: Cast
):
    portal_lets(cast.karl, sign_up="open")
    page = somebody(context, live_portal, "kleinbach").goes_to("/sign-up/")
    page.get_by_label("First name").fill("Flora")
    page.get_by_label("Password").fill(WORD)

    def answer_late(route: Route) -> None:
        page.get_by_label("Last name").fill("Fink")
        page.get_by_label("E-mail").fill("flora@florist.example")
        route.continue_()

    page.route("**/sign-up/", answer_late)
    page.get_by_label("Private person").check()

    expect(page.get_by_label("Company name")).to_have_count(0)
    expect(page.get_by_label("Password")).to_have_value(WORD)
    for label, value in (("First name", "Flora"), ("Last name", "Fink"), ("E-mail", "flora@florist.example")):
        expect(page.get_by_label(label)).to_have_value(value)
    expect(page.get_by_label("Private person")).to_be_checked()


@pytest.mark.covers("ACC-3")
def test_staff_say_yes_to_who_signed_up(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del worker
    portal_lets(cast.karl, sign_up="approval")
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    flora = somebody_else(browser, live_portal, "kleinbach")
    fill_in(flora.goes_to("/sign-up/"), "flora@florist.example")
    flora.page.goto(link_in_the_mailbox(karl, "flora@florist.example"))
    flora.page.get_by_label("Password").fill(WORD)
    flora.page.get_by_role("button", name="Confirm").click()
    expect(flora.page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()

    page = karl.goes_to("/console/sign-ups/")
    page.get_by_role("row").filter(has_text="Florist").get_by_role("button", name="Accept").click()
    page.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Florist is your customer now.")).to_be_visible()

    flora.logs_in("flora@florist.example", "/", WORD)
    expect(flora.page.get_by_text("Good to see you, Flora.")).to_be_visible()


@pytest.mark.covers("ACC-21")
def test_karl_buys_at_nordlicht_for_a_customer_that_is_new(live_portal: Portal, context: BrowserContext, cast: Cast):
    portal_lets(cast.karl, mandatory_fields=["country", "city"])
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    page = karl.goes_to("/console/customers/")
    page.get_by_role("link", name="Bakery Brandt").first.click()
    page.get_by_role("button", name="Actions").click()
    page.locator("#record-actions").get_by_role("button", name="Manage Services").click()
    page.get_by_role("button", name="Go on").click()
    page.goto(live_portal.url("nordlicht", "/on-behalf/new/"))
    page.get_by_label("Company name").fill("Mill")
    page.get_by_label("E-mail").fill("mia")
    page.get_by_label("Country").select_option("GB")

    expect(page.get_by_label("Town or city")).to_be_visible()
    expect(page.get_by_label("Company name")).to_have_value("Mill")
    page.get_by_role("button", name="Buy for this customer").click()
    expect(page.get_by_label("Town or city")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail")).to_have_value("mia")
    page.get_by_label("E-mail").fill("mia@mill.example")
    page.get_by_label("Town or city").fill("Bath")
    page.get_by_role("button", name="Buy for this customer").click()

    expect(page.locator(".hs-guest").get_by_text("Working at Nordlicht for Mill")).to_be_visible()
    page.get_by_role("button", name="Back to Kleinbach").click()
    page.wait_for_url("**/kleinbach.*/console/**")
    page = karl.goes_to("/console/customers/?q=mill")
    expect(page.get_by_role("link", name="Mill").first).to_be_visible()
