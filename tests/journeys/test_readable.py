"""Every screen, wide in the light and on a phone in the dark: axe finds nothing, nothing is wider than the screen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.notes import add_note
from handsel.cli.demo.story import Cast
from tests.cast import NOON
from tests.database import ROOT
from tests.journeys.people import somebody
from tests.live import Portal
from tests.orders.buying import buy

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.long
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

CONSOLE = (
    "", "customers/", "customers/?q=zzzz", "customers/?country.is=DE&rain.is=1", "customers/?archived.is=yes",
    "palette/?q=b", "resellers/", "accounts/1001/", "accounts/1001/users/",
    "accounts/1001/orders/", "accounts/1001/subscriptions/", "accounts/1001/funds/", "accounts/1001/addresses/",
    "accounts/1001/notes/",
    "accounts/1001/mails/", "accounts/1001/timeline/", "accounts/1001/timeline/?kind=rain", "orders/",
    "orders/?queue=awaiting-payment", "orders/waiting/", "funds/", "funds/own/", "funds/receipts/", "products/",
    "price-lists/", "mailbox/", "tasks/", "staff/", "api-keys/", "settings/", "settings/formats/",
    "settings/trade/", "settings/domains/", "settings/terms/", "settings/history/", "accounts/987654/",
    "settings/rates/", "settings/payment-methods/", "settings/payments/", "settings/providers/", "settings/support/",
    "settings/wall/", "funds/announced/", "funds/announced/?answered=1", "funds/to-confirm/", "security/", "audit/",
    "staff/roles/", "accounts/1001/payment-details/",
)  # fmt: skip
DIALOGS = (
    "lists/customers/filter/", "lists/customers/filter/?field=country", "lists/customers/filter/?field=orders_total",
    "lists/customers/columns/", "lists/customers/segments/new/?country.is=DE",
    "customers/new/", "resellers/new/", "accounts/1001/users/new/", "accounts/1001/funds/add/", "products/new/",
    "staff/invite/", "api-keys/new/", "accounts/1001/payment-method/", "accounts/1001/addresses/new/",
    "accounts/1001/notes/new/",
    "settings/domains/new/", "settings/logo/remove/", "settings/rates/new/", "settings/providers/new/",
    "settings/payments/stripe/", "funds/own/announce/",
)  # fmt: skip
SITE = AddressDetails(
    ("site", "contact"), "Bakery", address="Torstraße 1", city="Berlin", country="DE", postcode="10119"
)
STOREFRONT = (
    "", "cart/", "orders/", "funds/", "funds/announced/new/", "subscriptions/", "profile/", "payment-details/",
    "security/",
)  # fmt: skip


@pytest.fixture(scope="session")
def axe() -> str:
    return Path(AXE).read_text()


@pytest.fixture(params=[("light", 1440), ("dark", 390)], ids=["wide", "phone"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    scheme, width = request.param
    return browser_context_args | {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}


def faults(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    answer = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    found = [
        f"{page.url}: {violation['help']}: {violation['nodes'][0]['html'][:120]}" for violation in answer["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{page.url} is wider than the screen")
    return found


def test_the_console_can_be_read_by_everybody(live_portal: Portal, context: BrowserContext, cast: Cast, axe: str):
    buy(cast)
    add_note(account_id=cast.bakery, text="Calls early.", is_pinned=True, by=cast.karl, at=NOON)
    for _ in range(2):
        add_address(account_id=cast.bakery, details=SITE, by=cast.karl, at=NOON)
    klara = somebody(context, live_portal, "kleinbach")
    found = faults(klara.goes_to("/console/log-in/"), axe)
    klara.logs_in("klara@kleinbach.example", "/console/")

    for screen in CONSOLE:
        found += faults(klara.goes_to(f"/console/{screen}"), axe)
    page = klara.goes_to("/console/customers/")
    for dialog in DIALOGS:
        page.evaluate("path => htmx.ajax('GET', path, '#dialogs')", f"/console/{dialog}")
        page.locator("dialog[open]").wait_for()
        found += faults(page, axe)
        page.keyboard.press("Escape")
        page.locator("#dialogs dialog").wait_for(state="detached")

    assert found == []


def test_the_storefront_can_be_read_by_everybody(live_portal: Portal, context: BrowserContext, cast: Cast, axe: str):
    buy(cast)
    berta = somebody(context, live_portal, "kleinbach")
    found = faults(berta.goes_to("/"), axe) + faults(berta.goes_to("/log-in/"), axe)
    berta.logs_in("berta@bakery.example", "/")

    for screen in STOREFRONT:
        found += faults(berta.goes_to(f"/{screen}"), axe)

    assert found == []
