"""Berta saves her card, tops up and pays an order with it; Karl charges it by telephone (ACC-20, FUN-7, ORD-4)."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handsel.cli.demo.story import Cast
from handsel.gateways.connecting import connect_gateway
from handsel.kernel import clock
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.cast import wallet
from tests.journeys.people import somebody, somebody_else
from tests.journeys.test_main_job import accepts, buys, reads
from tests.live import Portal, Process, TestGateway
from tests.orders.carding import emptied, with_card

pytestmark = pytest.mark.covers("ACC-20", "FUN-7", "BIL-3")


def type_card(page: Page, number: str) -> None:
    expect(page.get_by_text("play money")).to_be_visible(timeout=60_000)
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12/30")
    page.get_by_label("Code").fill("123")
    page.locator("button").first.click()


def test_a_customer_saves_a_card_and_tops_up_with_it(
    play_process: TestGateway, live_portal: Portal, worker: Process, context: BrowserContext, cast: Cast
):
    connect_gateway(kind="test", by=cast.karl, at=clock.now())
    context.set_default_timeout(60_000)
    berta = somebody(context, live_portal, "kleinbach")
    page = berta.logs_in("berta@bakery.example", "/")

    page.goto(live_portal.url("kleinbach", "/payment-details/"))
    page.get_by_role("button", name="Save a card").click()
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Visa …4242").first).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="Top up by card").click()
    page.get_by_label("Amount in EUR").fill("25.00")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Paid")).to_be_visible(timeout=60_000)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 12_500
    assert prove_books().faults == []


def test_staff_set_up_payments_and_charge_a_card_by_telephone(
    play_process: TestGateway, live_portal: Portal, worker: Process, context: BrowserContext, cast: Cast
):
    context.set_default_timeout(60_000)
    karl = somebody(context, live_portal, "kleinbach")
    page = karl.logs_in("karl@kleinbach.example", "/console/")
    karl.goes_to("/console/settings/payments/")
    page.get_by_role("button", name="Use the test gateway").click()
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The gateway answers.")).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="My Customers", exact=True).click()
    page.get_by_role("link", name="Bakery Brandt").first.click()
    page.get_by_role("link", name="Payment details").click()
    page.get_by_role("button", name="Enter a card by telephone").click()
    type_card(page, "4000000000000093")  # its bank takes a while
    expect(page.get_by_text("Visa …0093").first).to_be_visible(timeout=60_000)

    page.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_text("Charge card").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount in EUR").fill("10")
    dialog.get_by_role("button", name="Charge", exact=True).click()
    expect(page.get_by_role("heading", name="Waiting for the bank")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Paid")).to_be_visible(timeout=60_000)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000


@pytest.mark.covers("ORD-4")
def test_an_order_is_paid_by_the_card_on_file_when_it_is_accepted(
    play_process: TestGateway,
    live_portal: Portal,
    worker: Process,
    context: BrowserContext,
    browser: Browser,
    cast: Cast,
):
    with_card(cast.karl, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    context.set_default_timeout(60_000)
    berta = somebody(context, live_portal, "kleinbach")
    page = berta.logs_in("berta@bakery.example", "/")
    number = buys(berta, "Web hosting Start")
    expect(page.get_by_text("Visa …4242 will be charged when the order is approved.")).to_be_visible(timeout=60_000)

    karl = somebody_else(browser, live_portal, "kleinbach")
    karl.logs_in("karl@kleinbach.example", "/console/")
    accepts(karl, number)
    reads(karl.page, "Visa …4242 was charged.")
    berta.goes_to(f"/orders/{number}/")
    expect(page.get_by_text("Paid by card")).to_be_visible(timeout=60_000)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 0
    assert prove_books().faults == order_faults() == []
