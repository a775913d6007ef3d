"""Nora's first morning: figures, customers, a phone number, a new customer (ACC-2, ACC-5)."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from handsel.cli.demo.story import Cast
from tests.journeys.people import somebody
from tests.live import Portal


@pytest.mark.covers("ACC-2", "ACC-5", "OPS-1")
def test_nora_edits_a_phone_number_and_adds_a_customer(live_portal: Portal, context: BrowserContext, cast: Cast):
    del cast
    nora = somebody(context, live_portal, "nordlicht")
    page = nora.logs_in("nora@nordlicht.example", "/console/")
    expect(page.get_by_role("heading", name="Hello, Nora")).to_be_visible()
    expect(page.get_by_text("€100.00").first).to_be_visible()

    page.get_by_role("link", name="Sub-resellers", exact=True).click()
    page.get_by_role("link", name="Kleinbach").first.click()
    page.get_by_label("Phone").fill("+49 40 123456")
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_text(re.compile("saved|updated", re.IGNORECASE)).first).to_be_visible()
    page.reload()
    expect(page.get_by_label("Phone")).to_have_value("+49 40 123456")

    page.get_by_role("link", name="My Customers", exact=True).click()
    page.get_by_role("link", name="New Customer", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("ingrid@fjord")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a full e-mail address, such as ingrid@fjord.no.")).to_be_visible()
    expect(dialog.get_by_text("Enter a company name or a contact name.")).to_be_visible()
    expect(dialog.get_by_label("E-mail")).to_have_value("ingrid@fjord")

    dialog.get_by_label("E-mail").fill("ingrid@fjord.no")
    dialog.get_by_label("Company name").fill("Fjord Media AS")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Fjord Media AS")).to_be_visible()

    page.get_by_role("link", name="My Customers").first.click()
    page.get_by_role("searchbox").last.fill("fjord")
    expect(page.get_by_role("link", name="Fjord Media AS")).to_be_visible()
