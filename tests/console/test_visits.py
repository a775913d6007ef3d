"""Out of a record and back: the parent's storefront, a sub-reseller's console, a customer's place (USR-6, USR-10)."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.accounts.crowds import customers
from tests.console.conftest import HTMX
from tests.guests.going import let_in, told
from tests.storefront.visitors import words

BAKERY = "/console/accounts/1001/"
KLEINBACH = "/console/accounts/1001/"


def at(portal: str, client: Client | None = None) -> Client:
    """Return a browser at another portal: of one's own, or the one that has been there before."""
    return client or Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")


def secret_in(page: HttpResponse) -> str:
    found = re.search(r'name="secret" value="([^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return found[1]


def gone(karl: Client, destination: str = "subscriptions", portal: str = "nordlicht", account: str = BAKERY) -> Client:
    """Let `karl` go on to `portal`, and return the browser as it is there."""
    secret = secret_in(karl.post(f"{account}manage/{destination}/"))
    browser = at(portal)
    browser.post("/hand-off/", {"secret": secret})
    answer = browser.post("/hand-off/enter/", {"secret": secret})
    assert answer.status_code == 302, answer.content.decode()
    return browser


@pytest.mark.covers("USR-6", "ACC-14")
def test_the_record_shows_the_three_ways_in_its_menus(karl: Client):
    page = karl.get(BAKERY).content.decode()

    for label, destination in (
        ("Manage Services", "services"),
        ("Manage Subscriptions", "subscriptions"),
        ("Manage Assets", "assets"),
    ):
        assert page.count(f'action="{BAKERY}manage/{destination}/"') == 2  # Actions menu and side menu
        assert page.count(f">{label}</button>") >= 2 or page.count(label) >= 2


@pytest.mark.covers("USR-6")
def test_the_operator_is_not_offered_a_parent_that_it_has_not(db: Any, cast: Cast):
    from tests.console.conftest import logged_in  # noqa: PLC0415 - only here

    del cast
    olga = logged_in("operator", "olga@handsel.example")
    found = re.search(r"/console/accounts/\d+/", olga.get("/console/resellers/").content.decode())
    assert found is not None
    page = olga.get(found[0]).content.decode()

    assert "Manage Services" not in page
    assert "View storefront as customer" in page  # the control: the other ways are there


@pytest.mark.covers("USR-6")
@pytest.mark.parametrize(
    ("destination", "lands"),
    [("services", "/overview/"), ("subscriptions", "/subscriptions/"), ("assets", "/billing/")],
)
def test_karl_works_at_nordlicht_for_bakery_and_comes_back(karl: Client, cast: Cast, destination: str, lands: str):
    out = karl.post(f"{BAKERY}manage/{destination}/")
    secret = secret_in(out)
    assert "form-action 'self' http://nordlicht.localhost:8000" in out["Content-Security-Policy"]
    assert 'action="http://nordlicht.localhost:8000/hand-off/"' in out.content.decode()

    browser = at("nordlicht")
    door = browser.post("/hand-off/", {"secret": secret})
    assert "You come from Kleinbach as Karl Kaufmann" in words(door)
    assert "Go on to Nordlicht for Bakery Brandt" in words(door)
    assert "form-action 'self';" in door["Content-Security-Policy"] + ";"
    assert door["Cache-Control"].startswith(("private", "max-age=0"))
    assert "no-store" in door["Cache-Control"]
    entered = browser.post("/hand-off/enter/", {"secret": secret})

    assert (entered.status_code, entered["Location"]) == (302, lands)
    page = browser.get(lands)
    assert "Working at Nordlicht for Bakery Brandt" in words(page)
    assert "Back to Kleinbach" in words(page)
    over = browser.post("/visit/end/", headers=HTMX)
    assert over["HX-Redirect"] == f"http://kleinbach.localhost{BAKERY}"
    assert browser.get(lands).status_code == 302
    assert [name for name, *_ in told(cast.nordlicht, "visit.ended")] == ["Karl Kaufmann"]


@pytest.mark.covers("USR-6")
def test_on_a_visit_one_sees_the_cart_of_that_end_customer_and_no_other(karl: Client, cast: Cast):
    other = customers(cast, 1, "Mill")[0]
    with transaction.atomic(), scoped(cast.karl.scope):
        number = Account.objects.get(pk=other).number
    for_bakery, for_mill = gone(karl), gone(karl, account=f"/console/accounts/{number}/")
    article = re.search(r'action="(/products/(\d+)/)"', for_bakery.get("/").content.decode())
    assert article is not None

    for_bakery.post(article[1], {"plan": article[2], "quantity": "2"})

    assert "Your cart is empty" in words(for_mill.get("/cart/"))
    assert "Your cart is empty" not in words(for_bakery.get("/cart/"))  # the control
    line = re.search(r'action="(/cart/\d+/)"', for_bakery.get("/cart/").content.decode())
    assert line is not None
    assert for_mill.post(line[1], {"quantity": "3"}).status_code == 404
    assert for_bakery.post(line[1], {"quantity": "3"}).status_code == 302


@pytest.mark.covers("USR-6")
def test_without_scripts_the_way_back_is_a_page(karl: Client):
    browser = gone(karl)

    assert 'href="http://kleinbach.localhost/console/accounts/1001/"' in browser.post("/visit/end/").content.decode()
    assert 'href="/"' in browser.post("/visit/end/").content.decode()  # twice leads nowhere else


@pytest.mark.covers("USR-6")
def test_the_visit_opens_nothing_else_at_that_portal(karl: Client):
    browser = gone(karl)

    assert browser.get("/subscriptions/").status_code == 200  # the control
    assert browser.get("/profile/").status_code == 404
    for path in ("/console/", "/console/customers/", "/console/staff/"):
        assert browser.get(path)["Location"].startswith("/console/log-in/")


@pytest.mark.covers("USR-6")
def test_a_secret_in_an_address_is_no_secret(karl: Client):
    secret = secret_in(karl.post(f"{BAKERY}manage/services/"))
    browser = at("nordlicht")

    assert browser.get("/hand-off/", {"secret": secret}).status_code == 405
    assert browser.post(f"/hand-off/?secret={secret}").status_code == 410
    assert browser.post("/hand-off/", {"secret": secret}).status_code == 200  # the control


@pytest.mark.covers("USR-6")
def test_a_way_in_that_was_used_shows_the_page_of_links_that_do_not_work(karl: Client):
    secret = secret_in(karl.post(f"{BAKERY}manage/services/"))
    browser = at("nordlicht")
    browser.post("/hand-off/enter/", {"secret": secret})

    again = at("nordlicht")
    for path in ("/hand-off/", "/hand-off/enter/"):
        answer = again.post(path, {"secret": secret})
        assert answer.status_code == 410
        assert "This link does not work" in words(answer)
    assert again.get("/subscriptions/").status_code == 302


@pytest.mark.covers("USR-6")
def test_the_visit_begins_by_a_click_on_that_very_portal(karl: Client):
    secret = secret_in(karl.post(f"{BAKERY}manage/services/"))
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="nordlicht.localhost", SERVER_PORT="8000")

    assert strict.post("/hand-off/", {"secret": secret}).status_code == 200
    assert strict.post("/hand-off/enter/", {"secret": secret}).status_code == 403


@pytest.mark.covers("USR-6")
def test_going_on_ends_the_log_in_that_was_there(karl: Client, nora: Client):
    secret = secret_in(karl.post(f"{BAKERY}manage/services/"))

    assert "You are logged in here as nora@nordlicht.example" in words(nora.post("/hand-off/", {"secret": secret}))
    nora.post("/hand-off/enter/", {"secret": secret})

    assert nora.get("/overview/").status_code == 200
    assert nora.get("/console/")["Location"].startswith("/console/log-in/")


@pytest.mark.covers("USR-6")
@pytest.mark.parametrize("destination", ["console", "elsewhere", "shop"])
def test_there_are_no_other_destinations(karl: Client, destination: str):
    assert karl.post(f"{BAKERY}manage/{destination}/").status_code == 404


@pytest.mark.covers("USR-6")
def test_nora_opens_kleinbach_while_it_lets_her(nora: Client, karl: Client, cast: Cast):
    assert "Ask for support access" in words(nora.get(KLEINBACH))
    assert nora.post(f"{KLEINBACH}workspace/").status_code == 409
    answer = karl.post(
        "/console/settings/support/", {"role": "read_only", "hours": "8", "reason": "The price list is wrong"}
    )
    assert answer.status_code == 302
    assert "Open workspace" in words(nora.get(KLEINBACH))

    secret = secret_in(nora.post(f"{KLEINBACH}workspace/"))
    browser = at("kleinbach")
    assert "Go on to help at Kleinbach" in words(browser.post("/hand-off/", {"secret": secret}))
    assert browser.post("/hand-off/enter/", {"secret": secret})["Location"] == "/console/"
    page = words(browser.get("/console/"))
    assert "Nora Nordlicht of Nordlicht, let in by Karl Kaufmann" in page
    assert "4 hours left" in page or "hours left" in page
    assert browser.get("/console/customers/").status_code == 200
    assert "Nora Nordlicht of Nordlicht" in words(karl.get("/console/settings/support/"))

    karl.post("/console/settings/support/end/")

    assert browser.get("/console/customers/")["Location"].startswith("/console/log-in/")
    assert [by for _, _, by, _ in told(cast.kleinbach, "visit.began")] == ["Karl Kaufmann"]


@pytest.mark.covers("USR-6")
def test_a_helper_with_all_that_can_be_given_still_changes_no_access(nora: Client, cast: Cast):
    let_in(cast, role="manager", at=now())
    secret = secret_in(nora.post(f"{KLEINBACH}workspace/"))
    browser = at("kleinbach")
    browser.post("/hand-off/enter/", {"secret": secret})

    assert browser.get("/console/accounts/1001/tags/").status_code == 200  # the control
    refused = [
        browser.post("/console/settings/support/", {"role": "manager", "hours": "168", "reason": "More"}),
        browser.post("/console/settings/support/end/"),
        browser.post("/console/accounts/1001/payment-method/", {"method": "cash"}),
        browser.get("/console/api-keys/new/"),
        browser.get("/console/staff/invite/"),
        browser.post("/console/accounts/1001/manage/services/"),
        browser.post("/console/accounts/1001/look/"),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)


@pytest.mark.covers("USR-6")
def test_nora_asks_for_support_access_once_an_hour(nora: Client, cast: Cast):
    assert nora.get(f"{KLEINBACH}workspace/ask/", headers=HTMX).status_code == 200
    assert nora.post(f"{KLEINBACH}workspace/ask/", {"reason": ""}, headers=HTMX).status_code == 422
    assert nora.post(f"{KLEINBACH}workspace/ask/", {"reason": "Your order is stuck"}, headers=HTMX).status_code == 204
    again = nora.post(f"{KLEINBACH}workspace/ask/", {"reason": "Hello?"}, headers=HTMX)

    assert again.status_code == 409
    assert "was asked within the hour" in words(again)
    assert [name for name, *_ in told(cast.kleinbach, "support_access.asked_for")] == ["Nora Nordlicht"]


@pytest.mark.covers("USR-10")
def test_karl_looks_at_the_storefront_as_bakery_and_his_console_stays(karl: Client, cast: Cast):
    answer = karl.post(f"{BAKERY}look/")
    assert answer["Location"] == "/"
    page = words(karl.get("/"))

    assert "Karl Kaufmann looks as Bakery Brandt" in page
    assert "You only look here." in page
    assert "Add to cart" not in page
    assert karl.get("/console/").status_code == 200
    over = karl.post("/visit/end/", headers=HTMX)
    assert over["HX-Redirect"] == f"http://kleinbach.localhost{BAKERY}"
    assert "Karl Kaufmann looks as" not in words(karl.get("/"))
    assert len(told(cast.kleinbach, "visit.ended")) == 1


@pytest.mark.covers("USR-10")
def test_buying_on_behalf_is_a_setting(karl: Client, ruth: Client):
    assert ruth.post("/console/settings/on-behalf/", {"allowed": "on"}).status_code == 403
    karl.post("/console/settings/on-behalf/", {"allowed": "on"})
    karl.post(f"{BAKERY}look/")

    page = words(karl.get("/"))
    assert "Add to cart" in page
    assert "What you order, you order for them." in page
    assert "Staff may buy on behalf of customers" in words(karl.get("/console/settings/history/"))


@pytest.mark.covers("USR-10")
def test_ruth_does_not_look_as_bakery(ruth: Client):
    assert ruth.post(f"{BAKERY}look/").status_code == 403
