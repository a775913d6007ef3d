"""The command palette: accounts, orders, screens and actions by a few letters (ACC-10)."""

import pytest

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.orders.buying import buy

PALETTE = "/console/palette/"


def found(client, text):
    return client.get(PALETTE, {"q": text}, headers=HTMX).content.decode()


@pytest.mark.covers("ACC-10")
def test_a_few_letters_find_accounts_orders_screens_and_actions(karl, cast):
    number = buy(cast).number

    assert "/console/accounts/1001/" in found(karl, "bak")
    assert f"/console/orders/{number}/" in found(karl, number[:4].lower())
    assert "/console/price-lists/" in found(karl, "price")
    assert 'href="/console/customers/new/" data-dialog' in found(karl, "new cus")


def test_without_a_letter_it_offers_every_screen_and_no_account(karl):
    offered = found(karl, "")

    assert "/console/orders/?queue=handled" in offered
    assert "/console/mailbox/" in offered
    assert "Bakery" not in offered


def test_what_nobody_is_called_is_said(karl):
    assert "Nothing is called “zzzz”." in found(karl, "zzzz")


def test_letters_that_no_order_number_has_find_no_order(karl, cast):
    buy(cast)

    assert "/console/orders/" not in found(karl, "äé")


def test_who_may_only_read_is_offered_no_action(ruth):
    assert "/console/customers/new/" not in found(ruth, "new")


@pytest.mark.covers("USR-5", "OPS-2")
def test_screens_that_one_may_not_see_are_not_offered(nora, karl):
    assert "/console/audit/" in found(nora, "")

    assert "/console/audit/" not in found(karl, "")


def test_others_customers_and_orders_are_not_found(sven, cast):
    number = buy(cast).number

    assert "Bakery" not in found(sven, "bakery")
    assert f"orders/{number}" not in found(sven, number)


def test_the_palette_needs_the_same_queries_however_much_is_found(karl, cast):
    def add(count):
        for number in range(count):
            details = AccountDetails(company_name=f"Shop {number}", email="a@b.example")
            add_customer(details=details, by=cast.karl, at=NOON)
        return queries_of(karl, f"{PALETTE}?q=shop")

    assert add(1) == add(5)


def test_without_scripts_the_palette_is_a_page(karl):
    page = karl.get(PALETTE, {"q": "bak"}).content.decode()

    assert "<html" in page
    assert "Bakery Brandt" in page
