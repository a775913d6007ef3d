"""The ways in, as a person in a browser goes them: app, passkey, confirming, provider (USR-7)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.kernel import clock
from tests.identity.factors import code
from tests.identity.outside import provider_running
from tests.identity.provider_server import CLIENT, SECRET
from tests.live import Portal
from tests.web.signing_in import age_proof

expect.set_options(timeout=90_000)
pytestmark = pytest.mark.covers("USR-7")


def log_in(page: Page, live_portal: Portal, email: str = "karl@kleinbach.example") -> None:
    page.goto(live_portal.url("kleinbach", "/console/log-in/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def log_out(page: Page) -> None:
    page.locator(".hs-who").click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("log-in"))


@pytest.fixture
def key_holder(page: Page) -> Iterator[Page]:
    """A page whose browser holds passkeys, and unlocks them without asking."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    devtools.detach()


def test_an_app_is_set_up_by_its_picture_and_asked_for_at_the_next_log_in(live_portal, page: Page, cast: Cast):
    log_in(page, live_portal)
    page.goto(live_portal.url("kleinbach", "/console/security/"))
    page.get_by_role("link", name="Set up").click()
    assert page.locator("dialog img").evaluate("image => image.naturalWidth") > 100
    secret = page.locator("#app-secret").inner_text()
    page.get_by_label("Code that the app shows").fill(code(secret, clock.now()))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    paper = page.locator("dialog li").first.inner_text()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("10 codes are left.")).to_be_visible()

    log_out(page)
    log_in(page, live_portal)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill(paper)
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page).to_have_url(live_portal.url("kleinbach", "/console/"))


def test_a_passkey_is_made_and_lets_in_as_second_step_and_alone(live_portal, key_holder: Page, cast: Cast):
    page = key_holder
    log_in(page, live_portal)
    page.goto(live_portal.url("kleinbach", "/console/security/"))
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Name").fill("Karl's laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("Karl's laptop")).to_be_visible()

    log_out(page)
    log_in(page, live_portal)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(live_portal.url("kleinbach", "/console/"))

    log_out(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(live_portal.url("kleinbach", "/console/"))

    page.goto(live_portal.url("kleinbach", "/console/security/"))
    page.get_by_role("link", name="Remove").click()
    page.locator("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey Karl's laptop is removed.")).to_be_visible()


def test_a_dialog_asks_who_it_is_and_what_was_asked_goes_on_as_it_was_typed(live_portal, page: Page, cast: Cast):
    log_in(page, live_portal)
    page.goto(live_portal.url("kleinbach", "/console/staff/"))
    age_proof(cast, hours=3)
    page.get_by_role("link", name="Invite").click()
    form = page.locator("#dialogs dialog")
    form.get_by_label("First name").fill("Sina")
    form.get_by_label("Last name").fill("Staff")
    form.get_by_label("E-mail").fill("sina@kleinbach.example")
    form.get_by_role("button", name="Send invitation").click()

    asked = page.locator("#proof dialog")
    asked.get_by_label("Your password").fill("wrong")
    asked.get_by_role("button", name="Confirm").click()
    expect(asked.get_by_text("This is not your password.")).to_be_visible()
    expect(form.get_by_label("First name")).to_have_value("Sina")
    asked.get_by_label("Your password").fill(PASSWORD)
    asked.get_by_role("button", name="Confirm").click()

    expect(page.get_by_text("Sina Staff").first).to_be_visible()
    expect(asked).to_have_count(0)


def test_an_owner_lets_people_in_through_the_company_and_one_of_them_comes(live_portal, page: Page, cast: Cast):
    with provider_running() as outside:
        log_in(page, live_portal, "klara@kleinbach.example")
        page.goto(live_portal.url("kleinbach", "/console/settings/providers/"))
        page.get_by_role("link", name="Add a provider").click()
        form = page.locator("dialog form")
        form.get_by_label("Name").fill("Works")
        form.get_by_label("Address of the provider").fill(outside.issuer)
        form.get_by_label("Client ID").fill(CLIENT)
        form.get_by_label("Client secret").fill(SECRET)
        form.get_by_role("button", name="Save").click()
        expect(page.get_by_text(outside.issuer)).to_be_visible()

        log_out(page)
        page.get_by_role("link", name="Log in with Works").click()

        expect(page).to_have_url(live_portal.url("kleinbach", "/console/"))
        expect(page.locator(".hs-who")).to_contain_text("Karl Kaufmann")
