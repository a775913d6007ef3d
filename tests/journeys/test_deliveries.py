"""Delivery in the browser: bought, worked off the task list, read by the customer; failed and paid back (ORD-12)."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from handsel.cli.demo.story import Cast
from handsel.deliveries.proof import delivery_faults
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.cast import wallet
from tests.deliveries.delivering import by_hand
from tests.journeys.people import Person, somebody, somebody_else
from tests.journeys.test_main_job import EXECUTED, accepts, buys, reads
from tests.live import Portal, Process


def waits_on_the_list(olga: Person, number: str) -> Page:
    """Look at the task list until the order is on it, within seconds."""
    page = olga.goes_to("/console/deliveries/")
    for _ in range(40):
        if row(page, number).is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    return page


def row(page: Page, number: str) -> Locator:
    return page.get_by_role("row").filter(has_text=number).first


def says(page: Page, opens: Locator, submits: str, **typed: str) -> None:
    """Press what opens a dialog, fill it in, submit it, and find it gone."""
    opens.click()
    dialog = page.get_by_role("dialog")
    for label, text in typed.items():
        dialog.get_by_label(label.replace("_", " ")).fill(text)
    dialog.get_by_role("button", name=submits, exact=True).click()
    expect(dialog).to_have_count(0)


def in_details(page: Page, number: str, name: str) -> Locator:
    """Open the details of a delivery, and return the button in them."""
    row(page, number).get_by_role("link").first.click()
    return page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{name}"))


@pytest.mark.covers("ORD-12", "FUN-8")
def test_a_delivery_is_worked_off_and_the_next_one_fails_and_is_paid_back(
    live_portal: Portal, worker: Process, context: BrowserContext, browser: Browser, cast: Cast
):
    del worker
    by_hand(cast, "WEB-S")
    olga = somebody(context, live_portal, "operator")
    karl, berta = (somebody_else(browser, live_portal, "kleinbach") for _ in range(2))
    olga.logs_in("olga@handsel.example", "/console/")
    karl.logs_in("karl@kleinbach.example", "/console/")
    berta.logs_in("berta@bakery.example", "/")
    number = buys(berta, "Web hosting Start")
    accepts(karl, number)

    page = waits_on_the_list(olga, number)
    says(page, in_details(page, number, "Start"), "Start")
    says(page, in_details(page, number, "Note"), "Save", Note="Ask the registry")
    says(page, row(page, number).get_by_role("button", name=re.compile("^Deliver")), "Deliver", Licence_key="ABCD-1234")

    berta.goes_to(f"/orders/{number}/")
    reads(berta.page, EXECUTED)
    expect(berta.page.get_by_text("ABCD-1234")).to_be_visible()
    assert "Ask the registry" not in berta.page.content()

    other = buys(berta, "Web hosting Start")
    accepts(karl, other)
    page = waits_on_the_list(olga, other)
    failed = row(page, other).get_by_role("button", name=re.compile("^Failed"))
    says(page, failed, "Say that it failed", Reason="None left")
    page = olga.goes_to("/console/deliveries/?part=failed")
    says(page, row(page, other).get_by_role("button", name=re.compile("^Pay back")), "Pay back", Reason="None left")

    berta.goes_to(f"/orders/{other}/")
    reads(berta.page, "Canceled")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792
    assert prove_books().faults == order_faults() == delivery_faults() == []
