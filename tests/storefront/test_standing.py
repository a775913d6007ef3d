"""What the people of a customer reach while it is suspended or inactive (ACC-6)."""

import pytest
from django.db import transaction

from handsel.accounts.archiving import archive_account
from handsel.accounts.bin import delete_account
from handsel.accounts.models import Account
from handsel.accounts.suspending import activate_account, deactivate_account, suspend_account
from handsel.cli.demo.story import PASSWORD
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-6")]

OWN = ("/funds/", "/orders/", "/subscriptions/", "/profile/", "/cart/")


def suspend(cast, by=None, account=None):
    by = by or cast.karl
    suspend_account(account_id=account or cast.bakery, reason="Two invoices <late>", by=by, at=NOON)


def is_sent_to_log_in(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/log-in/")


def test_who_is_suspended_reaches_their_own_data_and_the_funds_page(cast, berta):
    cart = fill_cart(cast)
    suspend(cast)

    for path in OWN:
        page = berta.get(path).content.decode()
        assert "Ordering is suspended." in page, path
        assert "Reason: Two invoices &lt;late&gt;" in page, path
        assert ">Shop<" not in page, path
    assert 'href="/checkout/"' not in berta.get("/cart/").content.decode()
    for answer in (berta.get("/"), berta.get("/checkout/"), berta.post(f"/checkout/{cart.number}/")):
        assert (answer.status_code, answer["Location"]) == (302, "/funds/")


def test_who_is_suspended_is_not_led_from_an_empty_cart_to_the_shop(cast, berta):
    assert "To the shop" in berta.text("/cart/")
    suspend(cast)

    assert "To the shop" not in berta.text("/cart/")
    assert "Your cart is empty" in berta.text("/cart/")


def test_who_is_suspended_can_still_log_in(cast, stranger):
    suspend(cast)

    assert stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD).status_code == 302
    assert "Berta" in stranger.text("/funds/")


def test_a_customer_of_a_suspended_reseller_reads_that_ordering_is_suspended_and_nothing_more(cast, berta):
    suspend(cast, cast.olga, cast.nordlicht)

    page = berta.text("/funds/")

    assert "Ordering is suspended." in page
    assert "invoices" not in page
    assert "Nordlicht" not in page


def test_who_is_not_suspended_reads_nothing_of_it(berta):
    for path in ("/", *OWN):
        assert "suspended" not in berta.text(path)


@pytest.mark.parametrize("above", [False, True])
def test_the_people_of_an_inactive_account_are_out_at_once_and_cannot_log_in(cast, berta, above):
    by, account = (cast.nora, cast.kleinbach) if above else (cast.karl, cast.bakery)
    deactivate_account(account_id=account, reason="Being sold", by=by, at=NOON)

    assert is_sent_to_log_in(berta.get("/funds/"))
    refused = berta.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    assert refused.status_code == 403
    assert "Your account is not active at the moment." in refused.content.decode()

    activate_account(account_id=account, reason="Sold", by=by, at=NOON)
    # The session that was open then is over for good.
    assert is_sent_to_log_in(berta.get("/funds/"))
    berta.post("/log-in/", email="berta@bakery.example", password=PASSWORD)
    assert "Berta" in berta.text("/funds/")


@pytest.mark.covers("ACC-7", "ACC-8")
@pytest.mark.parametrize("end", [archive_account, delete_account])
def test_the_people_of_an_archived_or_deleted_account_are_out(cast, florian, end):
    assert "Other Buyer" in florian.text("/funds/")
    with transaction.atomic(), scoped(cast.karl.scope):
        florist = Account.objects.get(company_name="Florist").pk

    end(account_id=florist, by=cast.karl, at=NOON)

    assert is_sent_to_log_in(florian.get("/funds/"))
