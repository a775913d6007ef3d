"""The record in a real browser: fields that follow the country, whose value stays, toasts over dialogs (ACC-5)."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.people import somebody
from tests.live import Portal

RECORD = "/console/accounts/1001/"


@pytest.fixture
def record(live_portal: Portal, context: BrowserContext) -> Page:
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    return klara.goes_to(RECORD)


@pytest.mark.covers("ACC-2", "ACC-15")
def test_the_fields_follow_the_country_and_keep_what_was_typed(record: Page):
    record.get_by_label("City").fill("Springfield")
    record.get_by_label("Country").select_option("US")

    expect(record.get_by_label("ZIP code")).to_have_value("12345")
    expect(record.get_by_label("City")).to_have_value("Springfield")
    record.get_by_label("State").select_option("Illinois")
    record.get_by_label("ZIP code").fill("62701")
    record.get_by_label("Phone").fill("(217) 782-2000")
    record.get_by_role("button", name="Update").click()

    expect(record.get_by_text("Bakery Brandt is saved.")).to_be_visible()
    expect(record.get_by_label("Phone")).to_have_value("+1 217-782-2000")
    expect(record.get_by_label("State")).to_have_value("Illinois")


@pytest.mark.covers("ACC-5")
def test_whose_value_stays_is_chosen_with_a_click(record: Page, context: BrowserContext):
    other = context.new_page()
    other.goto(record.url)
    other.get_by_label("Phone").fill("030 111111")
    other.get_by_role("button", name="Update").click()
    expect(other.get_by_text("Bakery Brandt is saved.")).to_be_visible()

    record.get_by_label("Phone").fill("030 222222")
    record.get_by_label("Postcode").fill("10119")
    record.get_by_role("button", name="Update").click()
    expect(record.get_by_text("Klara Kleinbach saved this while you were typing.")).to_be_visible()
    record.get_by_role("button", name="Update").click()
    expect(record.get_by_text("Choose above whose value stays.")).to_be_visible()
    record.get_by_label("Saved meanwhile +49 30 111111").check()
    record.get_by_role("button", name="Update").click()

    expect(record.get_by_text("Bakery Brandt is saved.")).to_be_visible()
    expect(record.get_by_label("Phone")).to_have_value("+49 30 111111")
    expect(record.get_by_label("Postcode")).to_have_value("10119")


@pytest.mark.covers("ACC-14")
def test_a_toast_over_a_dialog_can_be_closed(record: Page):
    record.get_by_role("button", name="Actions", exact=True).click()
    record.get_by_role("button", name="Change payment method").click()
    dialog = record.get_by_role("dialog")
    expect(dialog).to_be_visible()

    # As when an answer never came, without the line that the browser itself would write about that.
    record.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")

    toast = record.get_by_role("alert").filter(has_text="That did not work.")
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
    expect(dialog).to_be_visible()
