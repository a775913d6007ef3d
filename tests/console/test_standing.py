"""Dialogs over an account's standing, the bin, and what staff of a stopped reseller see (ACC-6 to ACC-8, CAT-2)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.models import Account, Edge, Portal
from handsel.accounts.suspending import activate_account, deactivate_account, suspend_account
from handsel.catalog.models import PriceList
from handsel.cli.demo.story import PASSWORD
from handsel.kernel.isolation import scoped
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-6", "ACC-7", "ACC-8")]

CHANGES = ("suspend", "lift", "deactivate", "activate", "archive", "unarchive", "delete", "restore")


def account(cast, pk=None):
    with transaction.atomic(), scoped(cast.karl.scope):
        return Account.objects.get(pk=pk or cast.bakery)


def dialog(cast, what, pk=None):
    return f"/console/accounts/{account(cast, pk).number}/{what}/"


def status(cast):
    found = account(cast)
    return found.status, found.status_reason


def test_an_account_is_suspended_lifted_deactivated_and_activated_in_dialogs(karl, cast):
    page = karl.get(dialog(cast, "suspend"), headers=HTMX).content.decode()
    assert "Suspend Bakery Brandt" in page
    assert "reach their own data and the funds page" in page

    for what, then in (
        ("suspend", ("suspended", "Late")),
        ("lift", ("active", "")),
        ("deactivate", ("inactive", "Late")),
        ("activate", ("active", "")),
    ):
        assert "data-close" in karl.get(dialog(cast, what), headers=HTMX).content.decode()
        assert karl.post(dialog(cast, what), {"reason": "Late"}, headers=HTMX).status_code == 204
        assert status(cast) == then
    told = karl.get(dialog(cast, "timeline")).content.decode()
    for sentence in ("was suspended.", "The suspension was lifted.", "was deactivated.", "was activated."):
        assert sentence in told


def test_a_reason_is_asked_for_beside_its_field(karl, cast):
    for what in ("suspend", "deactivate"):
        refused = karl.post(dialog(cast, what), {"reason": " "}, headers=HTMX)
        assert refused.status_code == 422
        assert "Enter a reason" in refused.content.decode()
    refused = karl.post(dialog(cast, "suspend"), {"reason": "x", "until": "2020-01-01"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Choose a day that is still to come." in refused.content.decode()
    assert status(cast) == ("active", "")


def test_a_suspension_ends_when_the_day_begins_in_the_portals_time_zone(karl, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        Portal.objects.filter(seller_id=cast.kleinbach).update(time_zone="Europe/Berlin")

    karl.post(dialog(cast, "suspend"), {"reason": "Late", "until": "2099-01-02"})

    assert account(cast).status_until.isoformat() == "2099-01-01T23:00:00+00:00"


def test_a_dialog_that_makes_no_sense_says_why_and_has_no_button_for_it(karl, cast):
    buy(cast)
    for what, why in (
        ("lift", "is not suspended"),
        ("activate", "is active"),
        ("archive", "has 1 open order; end that first"),
        ("delete", "has traded; archive it instead"),
    ):
        page = karl.get(dialog(cast, what), headers=HTMX).content.decode()
        assert why in page, what
        assert "<form" not in page, what
    refused = karl.post(dialog(cast, "archive"), {"reason": ""}, headers=HTMX)
    assert refused.status_code == 409
    assert "end that first" in refused.content.decode()


def test_an_account_is_archived_and_taken_out_again(karl, cast):
    (fresh,) = customers(cast, 1)

    assert karl.post(dialog(cast, "archive", fresh), {"reason": "Moved"}).status_code == 302
    assert account(cast, fresh).archived_at is not None
    karl.post(dialog(cast, "unarchive", fresh), {"reason": ""})
    assert account(cast, fresh).archived_at is None


def test_an_account_that_never_traded_goes_into_the_bin_and_comes_back(karl, cast):
    assert "The bin is empty" in karl.get("/console/bin/").content.decode()
    (fresh,) = customers(cast, 1, "Mistake")

    karl.post(dialog(cast, "delete", fresh), {"reason": "Twice"})
    page = karl.get("/console/bin/").content.decode()
    assert "Mistake 0" in page
    assert dialog(cast, "restore", fresh) in page
    karl.post(dialog(cast, "restore", fresh), {"sure": "True"})
    karl.get("/console/")  # where the toast is read
    assert "Mistake 0" not in karl.get("/console/bin/").content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_the_bin_needs_the_same_queries_however_full_it_is(karl, cast, count):
    for pk in customers(cast, count):
        karl.post(dialog(cast, "delete", pk), {"reason": ""})
    karl.get("/console/bin/")

    assert queries_of(karl, "/console/bin/") == queries_of(karl, "/console/tags/")


def test_who_may_only_read_changes_no_standing(ruth, cast):
    for what in (*CHANGES, "price-list"):
        assert ruth.get(dialog(cast, what)).status_code == 403
        assert ruth.post(dialog(cast, what), {"reason": "x", "sure": "True"}).status_code == 403
    assert status(cast) == ("active", "")


@pytest.mark.covers("OPS-3")
def test_another_resellers_account_is_not_found(sven, cast):
    number = account(cast).number + 70
    for what in (*CHANGES, "price-list", "tags"):
        assert sven.get(f"/console/accounts/{number}/{what}/").status_code == 404


@pytest.mark.covers("CAT-2")
def test_the_price_list_of_an_account_is_set_in_a_dialog(karl, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        wholesale = PriceList.objects.create(seller_id=cast.kleinbach, name="Wholesale", markup_percent=5).pk
    assert "Wholesale" in karl.get(dialog(cast, "price-list"), headers=HTMX).content.decode()

    assert karl.post(dialog(cast, "price-list"), {"price_list": wholesale}, headers=HTMX).status_code == 204
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Edge.objects.get(buyer_id=cast.bakery).price_list_id == wholesale
    assert "to Wholesale." in karl.get(dialog(cast, "timeline")).content.decode()
    assert karl.post(dialog(cast, "price-list"), {"price_list": 999_999}).status_code == 422


def test_staff_of_a_suspended_reseller_still_see_all_and_read_why_nothing_can_be_ordered(karl, cast):
    assert "suspended your account" not in karl.get("/console/").content.decode()
    suspend_account(account_id=cast.kleinbach, reason="Owes <us>", by=cast.nora, at=NOON)

    for path in ("/console/", "/console/customers/"):
        page = karl.get(path).content.decode()
        assert "Your provider has suspended your account" in page
        assert "Owes &lt;us&gt;" in page


def test_staff_below_a_suspended_reseller_learn_nothing_of_it(karl, cast):
    suspend_account(account_id=cast.nordlicht, reason="Owes us", by=cast.olga, at=NOON)

    page = karl.get("/console/").content.decode()

    assert "Your provider takes no orders at the moment" in page
    assert "Owes us" not in page


def test_staff_of_an_inactive_reseller_are_out_at_once_and_cannot_log_in(karl, cast):
    deactivate_account(account_id=cast.nordlicht, reason="Wound up", by=cast.olga, at=NOON)

    assert karl.get("/console/")["Location"].startswith("/console/log-in/")
    client = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")
    refused = client.post("/console/log-in/", {"email": "karl@kleinbach.example", "password": PASSWORD})
    assert refused.status_code == 403
    assert "This portal is not active at the moment." in refused.content.decode()
    activate_account(account_id=cast.nordlicht, reason="Saved", by=cast.olga, at=NOON)
    assert client.post("/console/log-in/", {"email": "karl@kleinbach.example", "password": PASSWORD}).status_code == 302
