"""The main job in the browser: an order that travels up, settles everywhere, and is told (ORD-11, USR-2)."""

import re
import time

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.ledger.proof import prove_books
from handsel.mail.models import Message
from handsel.orders.proof import order_faults
from tests.cast import NOON, wallet
from tests.journeys.people import Person, link_in_the_mailbox, somebody, somebody_else
from tests.live import Portal, Process

PHRASE = "bread and more bread"
EXECUTED = "Executed (done)"
"""The last stage of the shop's progress, once it is reached."""


def buys(berta: Person, product: str) -> str:
    """Let Berta order one of `product`; return the order's number."""
    page = berta.goes_to("/")
    page.locator("article", has_text=product).get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name=re.compile("Cart"))).to_contain_text("1")
    berta.goes_to("/cart/")
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_role("button", name=re.compile("Order for")).click()
    page.wait_for_url(re.compile(r"/orders/\w+/placed/"))
    return page.url.split("/orders/")[1].split("/")[0]


def accepts(karl: Person, number: str) -> None:
    page = karl.goes_to(f"/console/orders/{number}/")
    reads(page, "Accept")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text("Pending reseller approval")).to_have_count(0)


def reads(page: Page, text: str) -> None:
    """Look at the page again until it says `text`, within seconds."""
    for _ in range(40):
        if page.get_by_text(text, exact=True).first.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text(text, exact=True).first).to_be_visible()


def told(by: Actor, kinds: set[str]) -> set[str]:
    """Look into the Mailbox until mails of all these kinds are there, within seconds; return those that are."""
    found: set[str] = set()
    for _ in range(40):
        with transaction.atomic(), scoped(by.scope):
            found = kinds & set(Message.objects.values_list("kind", flat=True))
        if found == kinds:
            break
        time.sleep(0.5)
    return found


@pytest.mark.covers("ORD-11", "USR-2", "FUN-8", "MAI-1", "ORD-2")
def test_a_new_user_orders_and_every_tier_pays_its_own_price(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del worker
    karl = somebody(context, live_portal, "kleinbach")
    page = karl.logs_in("karl@kleinbach.example", "/console/")
    page.get_by_role("link", name="My Customers", exact=True).click()
    page.get_by_role("link", name="Bakery Brandt").click()
    page.get_by_role("button", name="Add Storefront User").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("First name").fill("Bernd")
    dialog.get_by_label("Last name").fill("Brandt")
    dialog.get_by_label("E-mail").fill("bernd@bakery.example")
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)

    bernd = somebody_else(browser, live_portal, "kleinbach")
    bernd.page.goto(link_in_the_mailbox(karl, "bernd@bakery.example"))
    bernd.page.get_by_label("Password").first.fill(PHRASE)
    bernd.page.get_by_label(re.compile("again", re.IGNORECASE)).fill(PHRASE)
    bernd.page.get_by_role("button", name="Activate and log in").click()
    number = buys(bernd, "Web hosting Start")
    for name_from_above in ("Nordlicht", "Handsel Cloud"):
        assert name_from_above not in bernd.page.content()

    accepts(karl, number)
    bernd.goes_to(f"/orders/{number}/")
    reads(bernd.page, EXECUTED)

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000 - 660
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_000 - 550
    kinds = {"user_welcome", "order_placed", "order_to_approve", "order_executed"}
    assert told(cast.karl, kinds) == kinds
    assert prove_books().faults == order_faults() == []


@pytest.mark.covers("ORD-11", "FUN-1")
def test_a_tier_that_lacks_funds_holds_the_order_until_they_are_added(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del worker
    fund(cast.karl, cast.bakery, 50_000, "more", NOON)
    fund(cast.nora, cast.kleinbach, 50_000, "more", NOON)
    karl = somebody(context, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    berta = somebody_else(browser, live_portal, "kleinbach")
    berta.logs_in("berta@bakery.example", "/")
    accepts(karl, buys(berta, "Migration service"))
    number = buys(berta, "Migration service")
    before = wallet(cast.kleinbach, cast.bakery).balance_minor

    accepts(karl, number)

    berta.goes_to(f"/orders/{number}/")
    expect(berta.page.get_by_text("In progress").first).to_be_visible()
    karl.goes_to(f"/console/orders/{number}/")
    expect(karl.page.get_by_text("In progress", exact=True).first).to_be_visible()
    expect(karl.page.get_by_text("awaiting funds")).to_have_count(0)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == before
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 9_504

    nora = somebody_else(browser, live_portal, "nordlicht")
    nora.logs_in("nora@nordlicht.example", "/console/")
    nora.goes_to("/console/orders/waiting/")
    expect(nora.page.get_by_text("€32.00").first).to_be_visible()

    olga = somebody_else(browser, live_portal, "operator")
    page = olga.logs_in("olga@handsel.example", "/console/")
    page.get_by_role("link", name="Sub-resellers", exact=True).click()
    page.get_by_role("link", name="Nordlicht").first.click()
    page.get_by_role("button", name="Add funds").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("100")
    dialog.get_by_role("button", name=re.compile("Add funds|Save|OK")).click()
    expect(dialog).to_have_count(0)

    berta.goes_to(f"/orders/{number}/")
    reads(berta.page, EXECUTED)
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 20_000 - 2 * 6_600
    assert prove_books().faults == order_faults() == []
