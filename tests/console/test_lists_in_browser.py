"""The lists as only a browser shows them: filters in the address, a selection across pages, keys, the palette."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from tests.cast import NOON
from tests.journeys.people import somebody
from tests.live import Portal

LIST = "/console/customers/"


@pytest.fixture
def klara(live_portal: Portal, context: BrowserContext):
    person = somebody(context, live_portal, "kleinbach")
    person.logs_in("klara@kleinbach.example", "/console/")
    return person


def shops(cast: Cast, count: int) -> None:
    for number in range(count):
        details = AccountDetails(
            company_name=f"Shop {number:02}", email=f"shop{number}@example.org", city="Oslo", country="NO"
        )
        add_customer(details=details, by=cast.karl, at=NOON)


def chosen(page: Page) -> list[str]:
    rows = page.locator("#found tbody tr[aria-selected='true']")
    return [row.get_attribute("data-name") or "" for row in rows.all()]


def add_filter(page: Page, field: str, value: str, *, is_choice: bool) -> None:
    page.get_by_role("button", name="Add filter").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Which field").fill(field)
    dialog.get_by_role("link", name=field, exact=True).click()
    if is_choice:
        dialog.get_by_label("Narrow the choices").fill(value)
        dialog.get_by_role("checkbox", name=value, exact=True).check()
    else:
        dialog.get_by_label("Text").fill(value)
    dialog.get_by_role("button", name="Add filter").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.covers("ACC-10")
def test_two_filters_stand_in_an_address_that_a_colleague_opens(klara, context: BrowserContext, cast: Cast):
    shops(cast, 3)
    page = klara.goes_to(LIST)

    add_filter(page, "Country", "Norway", is_choice=True)
    expect(page.get_by_role("row", name="Bakery Brandt")).to_have_count(0)
    add_filter(page, "City", "Oslo", is_choice=False)
    page.get_by_label("Name, e-mail, phone, city, number").press_sequentially("shop 01")
    expect(page.locator("#found tbody tr")).to_have_count(1)

    colleague = context.new_page()
    colleague.goto(page.url)
    expect(colleague.get_by_role("button", name="Country is Norway")).to_be_visible()
    expect(colleague.locator("#found tbody tr")).to_have_count(1)
    colleague.get_by_role("link", name="Clear all").click()
    expect(colleague.locator("#found tbody tr")).to_have_count(4)
    assert colleague.url.endswith(LIST)
    expect(colleague.get_by_label("Name, e-mail, phone, city, number")).to_have_value("")

    page.go_back()
    expect(page.locator("#found tbody tr")).to_have_count(3)


@pytest.mark.covers("ACC-10")
def test_a_chip_is_changed_and_taken_away(klara, cast: Cast):
    shops(cast, 1)
    page = klara.goes_to(f"{LIST}?country.is=NO")

    page.get_by_role("button", name="Country is Norway").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox").first).to_be_checked()
    dialog.get_by_role("checkbox", name="Norway").uncheck()
    dialog.get_by_role("button", name="Change filter").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Narrow the choices").fill("germ")
    dialog.get_by_role("checkbox", name="Germany").check()
    dialog.get_by_role("button", name="Change filter").click()

    expect(page.get_by_role("link", name="Bakery Brandt")).to_be_visible()
    page.get_by_role("link", name="Remove: Country is Germany").click()
    expect(page.locator("#found tbody tr")).to_have_count(2)


@pytest.mark.covers("ACC-11")
def test_a_selection_outlives_its_page_and_begins_an_action(klara, cast: Cast):
    shops(cast, 60)
    page = klara.goes_to(LIST)

    page.get_by_role("checkbox", name="Select Bakery Brandt").check()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("checkbox", name="Select Shop 59").check()
    expect(page.get_by_role("region", name="Selected accounts")).to_contain_text("2 selected")
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_text("1–50 of 61")).to_be_visible()
    assert chosen(page) == ["Bakery Brandt"]

    page.get_by_role("checkbox", name="Select all on this page").check()
    page.get_by_role("button", name="Select all 61 that match").click()
    expect(page.get_by_role("region", name="Selected accounts")).to_contain_text("61 selected")
    page.get_by_role("checkbox", name="Select Shop 00").uncheck()
    page.get_by_role("region", name="Selected accounts").get_by_role("button", name="Tag", exact=True).click()

    expect(page.get_by_role("dialog")).to_contain_text("60 customers")


@pytest.mark.covers("ACC-11")
def test_columns_are_moved_with_the_keyboard_and_kept(klara):
    page = klara.goes_to(LIST)

    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Country").check()
    dialog.get_by_role("checkbox", name="Phone").uncheck()
    dialog.get_by_role("button", name="Move E-mail up").press("Enter")
    expect(dialog.get_by_text("E-mail is number 3 now")).to_be_attached()
    dialog.get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_text("The list shows these columns now.")).to_be_visible()
    heads = [cell.get_attribute("data-head") for cell in klara.goes_to(LIST).locator("thead th[data-head]").all()]
    assert heads[:4] == ["name", "email", "city", "run_rate"]
    assert heads[-1] == "country"


@pytest.mark.covers("SHO-2")
def test_the_list_is_walked_by_keyboard_alone(klara, cast: Cast):
    shops(cast, 3)
    page = klara.goes_to(LIST)

    page.keyboard.press("/")
    page.keyboard.type("shop")
    expect(page.locator("#found tbody tr")).to_have_count(3)
    expect(page.locator("#list-said")).to_have_text("3 found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-bulk-said]")).to_have_text("2 selected")
    assert chosen(page) == ["Shop 00", "Shop 01"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Selected accounts")).to_have_count(0)

    page.keyboard.press("m")
    expect(page.locator(".hs-pop:popover-open a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Orders", exact=True).last).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=re.compile("Shop 0[12]"))).to_be_visible()


@pytest.mark.covers("SHO-2")
def test_single_letters_can_be_switched_off(klara):
    page = klara.goes_to(LIST)

    page.keyboard.press("?")
    page.get_by_label("Single letters do something").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("ArrowDown")
    expect(page.locator("#found tbody tr").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-said]")).to_have_text("1 selected")
    assert chosen(page) == ["Bakery Brandt"]


@pytest.mark.covers("ACC-10", "SHO-2")
def test_the_palette_opens_a_customer_from_any_page_without_a_mouse(klara, cast: Cast):
    page = klara.goes_to("/console/mailbox/")

    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Customers, orders, screens")
    expect(box).to_be_focused()
    page.keyboard.type("bakery", delay=20)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bakery Brandt")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("new cust")
    expect(page.get_by_role("option", name="New Customer", exact=True)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New Customer")).to_be_visible()
