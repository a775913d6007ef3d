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
from tests.orders.buying import buy

SECTIONS = ("", "users/", "orders/", "funds/", "subscriptions/", "addresses/", "notes/", "mails/", "timeline/")


def bakery(cast):
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery)


def address(account, section=""):
    return f"/console/accounts/{account.number}/{section}"


def running(cast, **changes):
    """Let something run for Bakery, as if an order had left it behind."""
    leg = buy(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        line = leg.lines.get()
        terms = {"period_months": 1, "net_minor": 1_000} | changes
        Subscription.objects.create(
            seller_id=cast.kleinbach, buyer_id=cast.bakery, leg_line=line, product="Web hosting", plan_name="Plan",
            quantity=1, currency="EUR", started_on=NOON.date(), renews_on=NOON.date() + timedelta(days=30), **terms,
        )  # fmt: skip


def typed(account, **changes):
    """What a browser sends: every field as it was seen, and with what was changed."""
    names = (
        "company_name", "contact_name", "email", "phone", "address", "city", "country", "state", "postcode",
        "tax_number", "external_number",
    )  # fmt: skip
    seen = {name: getattr(account, name) for name in names} | {"manager": account.manager_id or ""}
    hidden = {f"initial-{name}": value for name, value in seen.items()}
    return seen | hidden | {"version": account.version} | changes


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


@pytest.mark.covers("ACC-5")
def test_a_field_is_edited_in_place_and_saved(karl, cast):
    account = bakery(cast)

    answer = karl.post(address(account, "update/"), typed(account, phone="+49 30 111111"), headers=HTMX)

    assert answer.status_code == 204
    assert bakery(cast).phone == "+49 30 111111"
    assert bakery(cast).city == account.city
    assert "Bakery Brandt is saved." in karl.get(answer["HX-Redirect"]).content.decode()


@pytest.mark.covers("ACC-5")
def test_what_is_wrong_is_named_and_nothing_is_saved(karl, cast):
    account = bakery(cast)

    answer = karl.post(address(account, "update/"), typed(account, phone="+49 30 111111", email="berta@"), headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert bakery(cast).phone == account.phone


def both_changed(karl, cast):
    """Let a colleague save phone and city; return what Karl sends, who changes phone and postcode, and the answer."""
    seen = bakery(cast)
    karl.post(address(seen, "update/"), typed(seen, phone="+49 30 222222", city="Potsdam"))
    answer = karl.post(address(seen, "update/"), typed(seen, phone="+49 30 333333", postcode="14467"), headers=HTMX)
    theirs = bakery(cast)
    return typed(theirs, phone="+49 30 333333", postcode="14467", asked=["phone"]), answer


@pytest.mark.covers("ACC-5")
def test_two_people_on_one_record_see_both_values_and_lose_nothing(karl, cast):
    _, answer = both_changed(karl, cast)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody else saved this while you were typing." in page
    assert "<small>Yours</small><bdi>+49 30 333333</bdi>" in page
    assert "<small>Saved meanwhile</small><bdi>+49 30 222222</bdi>" in page
    assert 'name="phone" value="+49 30 333333"' in page
    assert 'name="city" value="Potsdam"' in page
    assert 'name="postcode" value="14467"' in page
    assert page.count('type="radio"') == 2
    assert bakery(cast).phone == "+49 30 222222"


@pytest.mark.covers("ACC-5")
@pytest.mark.parametrize(("choice", "phone"), [("mine", "+49 30 333333"), ("theirs", "+49 30 222222")])
def test_the_person_chooses_whose_value_stays(karl, cast, choice, phone):
    sent, _ = both_changed(karl, cast)

    answer = karl.post(address(bakery(cast), "update/"), sent | {"choice-phone": choice}, headers=HTMX)

    assert answer.status_code == 204
    assert (bakery(cast).phone, bakery(cast).city, bakery(cast).postcode) == (phone, "Potsdam", "14467")


@pytest.mark.covers("ACC-5")
def test_whoever_does_not_choose_is_asked_again_and_nothing_is_saved(karl, cast):
    sent, _ = both_changed(karl, cast)

    answer = karl.post(address(bakery(cast), "update/"), sent, headers=HTMX)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose above whose value stays." in page
    assert "<small>Saved meanwhile</small><bdi>+49 30 222222</bdi>" in page
    assert bakery(cast).postcode == "12345"


def test_changes_of_different_fields_are_put_together(karl, cast):
    seen = bakery(cast)
    karl.post(address(seen, "update/"), typed(seen, city="Potsdam"))

    page = karl.post(address(seen, "update/"), typed(seen, postcode="14467")).content.decode()

    assert "You changed different fields." in page
    assert 'name="city" value="Potsdam"' in page
    assert 'type="radio"' not in page


@pytest.mark.covers("ACC-2", "ACC-15")
def test_another_country_asks_for_its_own_fields_and_keeps_what_was_typed(karl, cast):
    account = bakery(cast)

    answer = karl.post(
        address(account, "update/"),
        typed(account, country="US", city="Springfield", phone="1", redraw="1"),
        headers=HTMX,
    )
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "ZIP code" in page
    assert '<option value="California">California</option>' in page
    assert 'name="city" value="Springfield"' in page
    assert 'name="initial-city" value="Kleinbach"' in page
    assert 'placeholder="+1 201-555-0123"' in page
    assert 'placeholder="91-1144442"' in page
    assert "hs-error" not in page
    assert bakery(cast).country == "DE"


def test_what_a_country_does_not_have_is_not_asked_for_and_not_saved(karl, cast):
    account = bakery(cast)
    page = karl.get(address(account)).content.decode()
    assert 'type="hidden" name="state"' in page
    assert "State or province" not in page

    karl.post(address(account, "update/"), typed(account, state="California", city="Potsdam"))

    assert (bakery(cast).state, bakery(cast).city) == ("", "Potsdam")


def test_what_was_taken_over_from_elsewhere_can_still_be_edited(karl, cast):
    account = bakery(cast)
    with scoped(cast.karl.scope):
        Account.objects.filter(pk=account.pk).update(state="Brandenburg", phone="ask", postcode="1", tax_number="none")
    old = bakery(cast)
    assert 'name="state" value="Brandenburg"' in karl.get(address(old)).content.decode()

    assert karl.post(address(old, "update/"), typed(old, city="Potsdam")).status_code == 302

    saved = bakery(cast)
    assert (saved.city, saved.state, saved.phone, saved.postcode) == ("Potsdam", "Brandenburg", "ask", "1")
    refused = karl.post(address(old, "update/"), typed(saved, phone="ask Berta"))
    assert refused.status_code == 422
    assert "such as +49 30 123456" in refused.content.decode()


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999"])
def test_a_form_without_its_version_is_a_conflict(karl, cast, version):
    account = bakery(cast)

    assert karl.post(address(account, "update/"), typed(account, city="Potsdam", version=version)).status_code == 409
    assert bakery(cast).city == account.city


def test_who_may_only_read_sees_no_button_and_is_refused(ruth, cast):
    account = bakery(cast)
    assert "Update" not in ruth.get(address(account)).content.decode()

    answer = ruth.post(address(account, "update/"), typed(account, city="Potsdam"))

    assert answer.status_code == 403
    assert bakery(cast).city == account.city


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
    assert menu.count("<button") == menu.count(" disabled")
    assert "Only owners and managers" in menu


@pytest.mark.covers("ACC-14", "SUB-1")
def test_what_runs_stands_under_subscriptions_with_what_it_is_a_month(karl, cast):
    account = bakery(cast)
    assert "Nothing is running" in karl.get(address(account, "subscriptions/")).content.decode()

    running(cast, period_months=12, net_minor=12_000)
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
