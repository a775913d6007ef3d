"""One thing done to a selection, from the tick in the list to the undo, with a worker behind it (ACC-9)."""

import pytest
from playwright.sync_api import BrowserContext, expect

from handsel.cli.demo.story import Cast
from tests.bulk.many import customers
from tests.journeys.people import somebody
from tests.live import Portal, Process

LIST = "/console/customers/"
PATIENCE_MS = 40_000
"""A worker takes a while to start on a busy machine."""


@pytest.fixture
def klara(live_portal: Portal, context: BrowserContext, worker: Process):
    person = somebody(context, live_portal, "kleinbach")
    person.logs_in("klara@kleinbach.example", "/console/")
    return person


@pytest.mark.covers("ACC-9", "ACC-11")
def test_a_selection_is_tagged_and_the_tag_taken_back(klara, cast: Cast):
    customers(cast.karl, ["Alfa", "Bravo", "Charlie"])
    page = klara.goes_to(LIST)
    for name in ("Alfa", "Charlie"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()

    page.get_by_role("button", name="Tag", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2 customers will get the tags that you choose.")).to_be_visible()
    dialog.get_by_label("Other tags").fill("Priority, North")
    dialog.get_by_role("button", name="Tag", exact=True).click()

    expect(dialog.get_by_text("2 tagged")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#found").get_by_text("Priority")).to_have_count(2)
    expect(page.locator("#bulk")).to_be_hidden()

    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_text("2 accounts get back what they had before")).to_be_visible()
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_text("2 as before")).to_be_visible(timeout=PATIENCE_MS)
    dialog.get_by_role("link", name="Done").click()
    expect(page.locator("#found").get_by_text("Alfa").first).to_be_visible()
    expect(page.locator("#found").get_by_text("Priority")).to_have_count(0)


@pytest.mark.covers("ACC-8")
def test_an_action_of_the_menu_tells_why_some_were_left_and_goes_on_in_the_background(klara, cast: Cast):
    customers(cast.karl, ["Alfa"])
    page = klara.goes_to(LIST)
    page.get_by_role("row", name="Alfa").get_by_role("checkbox").check()
    page.get_by_role("row", name="Bakery Brandt").get_by_role("checkbox").check()

    page.locator("#bulk").get_by_role("button", name="More").click()
    page.locator("#bulk-menu").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    left = page.get_by_role("dialog").get_by_text("Bakery Brandt has traded; archive it instead.")
    expect(left).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name="Alfa")).to_have_count(0)

    page.keyboard.press("Escape")
    klara.goes_to("/console/tasks/")
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_text("1 deleted, 1 left as it was")).to_be_visible()
    expect(page.get_by_role("cell", name="Bakery Brandt has traded; archive it instead.")).to_be_visible()
