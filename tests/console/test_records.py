"""The record of a customer or sub-reseller (ACC-5, ACC-14, ACC-15, ORD-4)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.models import Account, Edge, PaymentMethod
from handsel.accounts.suspending import lift_suspension, suspend_account
from handsel.accounts.tags import tag_account
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.orders.rules import LOCK_TEXT
from handsel.subscriptions.models import Subscription
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of
from tests.console.on_record import address, bakery, typed
from tests.orders.buying import buy

SAVEPOINTS = 3
"""In a test a request stands in a transaction: it begins and leaves a savepoint instead."""
SECTIONS = ("", "users/", "orders/", "funds/", "subscriptions/", "addresses/", "notes/", "mails/", "timeline/")


def running(cast, **changes):
    """Let something run for Bakery, as if an order had left it behind."""
    leg = buy(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        line = leg.lines.get()
        terms = {"period_count": 1, "period_unit": "month", "net_minor": 1_000} | changes
        Subscription.objects.create(
            seller_id=cast.kleinbach, buyer_id=cast.bakery, leg_line=line, product="Web hosting", plan_name="Plan",
            quantity=1, currency="EUR", started_on=NOON.date(), renews_on=NOON.date() + timedelta(days=30), **terms,
        )  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_record_opens(karl, cast, section):
    page = karl.get(address(bakery(cast), section)).content.decode()

    assert "Bakery Brandt" in page
    assert 'aria-current="page"' in page


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "users/"])
def test_the_record_of_a_sub_reseller_has_the_same_sections(nora, cast, section):
    with scoped(cast.nora.scope):
        kleinbach = Account.objects.get(pk=cast.kleinbach)

    assert "Kleinbach" in nora.get(address(kleinbach, section)).content.decode()


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize("section", SECTIONS)
def test_another_resellers_account_is_not_found_like_one_that_does_not_exist(sven, nora, cast, section):
    kleinbach_number = 1001
    foreign = nora.get(f"/console/accounts/{bakery(cast).number + 70}/{section}")
    missing = sven.get(f"/console/accounts/987654/{section}")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert sven.get(f"/console/accounts/{kleinbach_number}/").content.decode().count("Bakery") == 0


@pytest.mark.covers("ORD-4")
def test_order_approval_is_switched_on_the_record(karl, cast):
    account = bakery(cast)

    off = karl.post(address(account, "approval/"), {}, headers=HTMX)
    with scoped(cast.karl.scope):
        assert Edge.objects.get(buyer=account).approval_required is False
    assert "checked" not in off.content.decode()

    on = karl.post(address(account, "approval/"), {"required": "on"}, headers=HTMX)
    assert "checked" in on.content.decode()
    assert karl.post(address(account, "approval/"), {}).status_code == 302


@pytest.mark.covers("ORD-4")
def test_credit_card_at_the_distributor_locks_the_toggle_and_says_why(karl, cast):
    account = bakery(cast)
    with scoped(system(cast.nordlicht).scope):
        Edge.objects.filter(buyer=cast.kleinbach).update(payment_method=PaymentMethod.CARD)

    assert LOCK_TEXT in karl.get("/console/customers/").content.decode()
    page = karl.get(address(account)).content.decode()
    assert LOCK_TEXT in page
    assert "checked disabled" in page

    refused = karl.post(address(account, "approval/"), {}, headers=HTMX)
    assert refused.status_code == 409
    assert refused["HX-Retarget"] == "#toasts"
    assert LOCK_TEXT in refused.content.decode()
    assert LOCK_TEXT in karl.post(address(account, "approval/"), {}).content.decode()


def test_the_funds_of_a_record_say_what_came_in(karl, cast):
    page = karl.get(address(bakery(cast), "funds/")).content.decode()

    assert "€100.00" in page
    assert "Receipt" in page


def test_the_timeline_tells_what_was_changed(karl, cast):
    account = bakery(cast)
    karl.post(address(account, "update/"), typed(account, phone="+49 30 111111"))

    page = karl.get(address(account, "timeline/")).content.decode()

    assert "The information was changed." in page
    assert "Phone: +49 30 901820 → +49 30 111111" in page
    assert "Karl Kaufmann" in page
    assert "The account was added." in page


def test_the_timeline_needs_the_same_queries_however_long_it_is(karl, cast):
    def change(number):
        account = bakery(cast)
        karl.post(address(account, "update/"), typed(account, phone=f"+49 30 11111{number}"))
        karl.get(address(account))

    change(1)
    few = queries_of(karl, address(bakery(cast), "timeline/"))
    for number in range(2, 6):
        change(number)

    assert queries_of(karl, address(bakery(cast), "timeline/")) == few


@pytest.mark.covers("ACC-14")
def test_the_header_tells_state_money_and_who_cares(karl, cast):
    account = bakery(cast)
    with scoped(cast.karl.scope):
        Account.objects.filter(pk=account.pk).update(manager_id=cast.karl.user_id)
    tag_account(account_id=account.pk, names=["Priority"], by=cast.karl, at=NOON)

    page = karl.get(address(account, "notes/")).content.decode()

    assert '<span class="hs-badge is-green">Active</span>' in page
    assert "<bdi>Priority</bdi>" in page
    assert "Karl Kaufmann</dd>" in page
    assert '<bdi class="money">€100.00</bdi>' in page
    assert "None yet" in page
    assert "1 user" in page


@pytest.mark.covers("ACC-6", "ACC-14")
def test_a_suspension_is_told_with_its_reason_and_whose_it_is(karl, nora, cast):
    account = bakery(cast)
    suspend_account(account_id=account.pk, reason="Unpaid since May", by=cast.karl, at=NOON)

    page = karl.get(address(account)).content.decode()
    assert '<span class="hs-badge is-red">Suspended</span>' in page
    assert "nothing can be bought" in page
    assert "<bdi>Unpaid since May</bdi>" in page

    lift_suspension(account_id=account.pk, reason="Paid", by=cast.karl, at=NOON)
    suspend_account(account_id=cast.kleinbach, reason="Unpaid", by=cast.nora, at=NOON)
    page = karl.get(address(account)).content.decode()
    assert '<span class="hs-badge is-red">Suspended</span>' in page
    assert "Your own account is suspended by your provider" in page


@pytest.mark.covers("ACC-14")
def test_the_menu_holds_what_can_be_done_and_says_why_not(karl, ruth, cast):
    account = bakery(cast)

    page = karl.get(address(account)).content.decode()
    menu = page[page.index('id="record-actions"') :]
    assert "Add Storefront User" in menu
    assert "Add funds" in menu

    menu = ruth.get(address(account)).content.decode()
    menu = menu[menu.index('id="record-actions"') : menu.index("hs-figures")]
    assert menu.count("<button") == menu.count(" disabled") + 3  # all staff go to the parent's storefront and look
    assert "Only owners and managers" in menu


@pytest.mark.covers("ACC-14", "SUB-1")
def test_what_runs_stands_under_subscriptions_with_what_it_is_a_month(karl, cast):
    account = bakery(cast)
    assert "Nothing is running" in karl.get(address(account, "subscriptions/")).content.decode()

    running(cast, period_unit="year", net_minor=12_000)
    page = karl.get(address(account, "subscriptions/")).content.decode()

    assert "Web hosting" in page
    assert '<bdi class="money">€120.00</bdi><br><small>/ year</small>' in page
    assert '<td class="is-amount" data-label="Monthly run rate"><bdi class="money">€10.00</bdi></td>' in page


def test_subscriptions_need_the_same_queries_however_many_there_are(karl, cast):
    running(cast)
    path = address(bakery(cast), "subscriptions/")
    karl.get(path)
    few = queries_of(karl, path)
    for _ in range(4):
        running(cast)

    assert queries_of(karl, path) == few


@pytest.mark.covers("ACC-15")
def test_information_shows_where_it_is_billed_and_where_parcels_go(karl, cast):
    account = bakery(cast)
    assert "As above" in karl.get(address(account)).content.decode()
    details = AddressDetails(
        roles=("shipping",), company_name="Backyard", address="Torstr. 1", city="Berlin", postcode="10119", country="DE"
    )
    add_address(account_id=account.pk, details=details, by=cast.karl, at=NOON)

    page = karl.get(address(account)).content.decode()

    assert "<dt>Shipping address</dt>" in page
    assert "Backyard" in page
    assert "10119 Berlin" in page
    assert "Access to the storefront" in page


@pytest.mark.covers("ORD-4")
def test_the_payment_method_is_changed_in_a_dialog(nora, cast):
    with scoped(cast.nora.scope):
        kleinbach = Account.objects.get(pk=cast.kleinbach)
    dialog = nora.get(address(kleinbach, "payment-method/"), headers=HTMX).content.decode()
    assert "Change payment method" in dialog
    assert "every order of its customers needs its approval" in dialog
    assert dialog.count('type="radio"') == 5

    answer = nora.post(address(kleinbach, "payment-method/"), {"method": "card"}, headers=HTMX)

    assert answer.status_code == 204
    page = nora.get(address(kleinbach, "timeline/")).content.decode()
    assert "The payment method was changed from Deposit to Credit card." in page
    refused = nora.post(address(kleinbach, "payment-method/"), {"method": "shells"}, headers=HTMX)
    assert refused.status_code == 422


def test_a_reader_is_refused_the_dialog(ruth, cast):
    assert ruth.get(address(bakery(cast), "payment-method/")).status_code == 403


@pytest.mark.parametrize(("section", "most"), [("", 11), ("users/", 10), ("orders/", 13), ("funds/", 10)])
def test_a_record_takes_a_few_queries_however_much_there_is_of_it(karl, cast, section, most):
    path = address(bakery(cast), section)
    buy(cast)
    tag_account(account_id=cast.bakery, names=["one"], by=cast.karl, at=NOON)
    karl.get(path)
    few = queries_of(karl, path)

    for _ in range(4):
        buy(cast)
    tag_account(account_id=cast.bakery, names=["two", "three"], by=cast.karl, at=NOON)

    assert queries_of(karl, path) == few
    assert few - SAVEPOINTS <= most
