"""What only a browser shows: a search keeps its queue, a preview, a double click, a secret that is shown once."""

from playwright.sync_api import BrowserContext, expect

from handsel.cli.demo.story import Cast
from tests.cast import wallet
from tests.journeys.people import somebody
from tests.live import Portal
from tests.orders.buying import buy


def test_klara_decides_about_orders_from_the_queue(live_portal: Portal, context: BrowserContext, cast: Cast):
    first, second = buy(cast), buy(cast, "MAIL")
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    page = klara.goes_to("/console/orders/?queue=awaiting-approval")

    page.get_by_label("Order number, name, product, site or anything else in the order").fill("mailbox")
    expect(page.get_by_role("link", name=first.number)).to_have_count(0)
    expect(page.get_by_role("link", name=second.number)).to_be_visible()
    assert "queue=awaiting-approval&q=mailbox" in page.url

    page.get_by_role("button", name=f"Actions for order {second.number}").click()
    page.get_by_role("button", name="Accept …", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("Can it be funded now?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("1 order is accepted.")).to_be_visible()
    assert "queue=awaiting-approval&q=mailbox" in page.url

    klara.goes_to(f"/console/orders/{first.number}/")
    page.get_by_role("button", name="Reject …").click()
    page.get_by_role("button", name="Reject the order").click()
    expect(page.get_by_text("Enter a reason; the buyer reads it.")).to_be_visible()
    page.get_by_label("Reason").fill("We are on holiday.")
    page.get_by_role("button", name="Reject the order").click()
    expect(page.get_by_text("We are on holiday.").first).to_be_visible()


def test_a_double_click_credits_a_wallet_once(live_portal: Portal, context: BrowserContext, cast: Cast):
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    page = klara.goes_to("/console/funds/")

    page.get_by_role("button", name="Actions for Bakery Brandt").click()
    page.get_by_role("button", name="Add funds …").click()
    page.get_by_label("Amount in EUR").fill("1,250.50")
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if request.method == "POST" else None)
    page.get_by_role("dialog").get_by_role("button", name="Add funds").dblclick()

    expect(page.get_by_text("€1,250.50 is added for Bakery Brandt")).to_be_visible()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 + 125_050
    assert len(calls) == 1


def test_a_double_click_adds_a_customer_once(live_portal: Portal, context: BrowserContext):
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    page = klara.goes_to("/console/customers/")

    page.get_by_role("link", name="New Customer", exact=True).click()
    page.get_by_label("Company name").fill("Florist Fuchs")
    page.get_by_role("dialog").get_by_label("E-mail").fill("fay@florist.example")
    page.get_by_role("dialog").get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("heading", name="Florist Fuchs")).to_be_visible()

    klara.goes_to("/console/customers/?q=florist")
    expect(page.get_by_role("row", name="Florist Fuchs")).to_have_count(1)


def test_a_markup_is_previewed_and_a_conflict_is_told(live_portal: Portal, context: BrowserContext):
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    page = klara.goes_to("/console/price-lists/")
    other = context.new_page()
    other.goto(page.url)

    page.get_by_label("Markup on your cost").fill("50")
    expect(page.get_by_text("Preview at 50 %")).to_be_visible()
    expect(page.get_by_text("€9.90")).to_be_visible()
    page.get_by_role("button", name="See what it changes").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("The markup is saved.")).to_be_visible()

    other.bring_to_front()
    other.get_by_label("Markup on your cost").fill("30")
    other.get_by_role("button", name="See what it changes").first.click()
    expect(other.get_by_text("was set to 50.00 % meanwhile")).to_be_visible()
    other.get_by_role("button", name="See what it changes").first.click()
    other.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(other.get_by_text("The markup is saved.")).to_be_visible()


def test_a_key_is_shown_once_and_revoked_from_the_list_behind_it(live_portal: Portal, context: BrowserContext):
    klara = somebody(context, live_portal, "kleinbach")
    klara.logs_in("klara@kleinbach.example", "/console/")
    page = klara.goes_to("/console/api-keys/")

    page.get_by_role("link", name="New key").first.click()
    page.get_by_label("Name").fill("Warehouse")
    page.get_by_label("Usual use").select_option(label="Read everything")
    expect(page.get_by_label("Orders and subscriptions")).to_have_value("read")
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("#secret")).to_contain_text("hsk_")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="Revoke …").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The key Warehouse no longer works.")).to_be_visible()
    expect(page.get_by_role("cell", name="Revoked")).to_be_visible()
