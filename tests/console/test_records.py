"""The record of a customer or sub-reseller (ACC-5, ACC-14, ACC-15, ORD-4)."""

import pytest

from handsel.accounts.models import Account, Edge, PaymentMethod
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.orders.rules import LOCK_TEXT
from tests.console.conftest import HTMX

SECTIONS = ("", "users/", "orders/", "funds/", "addresses/", "notes/", "mails/", "timeline/")


def bakery(cast):
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery)


def address(account, section=""):
    return f"/console/accounts/{account.number}/{section}"


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

    answer = karl.post(address(account, "update/"), typed(account, phone="+49 30 111"), headers=HTMX)

    assert answer.status_code == 204
    assert bakery(cast).phone == "+49 30 111"
    assert bakery(cast).city == account.city
    assert "Bakery Brandt is saved." in karl.get(answer["HX-Redirect"]).content.decode()


@pytest.mark.covers("ACC-5")
def test_what_is_wrong_is_named_and_nothing_is_saved(karl, cast):
    account = bakery(cast)

    answer = karl.post(address(account, "update/"), typed(account, phone="+49 30 111", email="berta@"), headers=HTMX)

    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert bakery(cast).phone == account.phone


@pytest.mark.covers("ACC-5")
def test_two_people_on_one_record_see_both_values_and_lose_nothing(karl, cast):
    seen = bakery(cast)
    karl.post(address(seen, "update/"), typed(seen, phone="+49 30 222", city="Potsdam"))

    answer = karl.post(address(seen, "update/"), typed(seen, phone="+49 30 333", postcode="14467"), headers=HTMX)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody else saved this record" in page
    assert "<td>+49 30 333</td><td>+49 30 222</td>" in page
    assert 'name="phone" value="+49 30 333"' in page
    assert 'name="city" value="Potsdam"' in page
    assert 'name="postcode" value="14467"' in page
    assert bakery(cast).phone == "+49 30 222"

    theirs = bakery(cast)
    mine = typed(theirs, phone="+49 30 333", postcode="14467")
    assert karl.post(address(seen, "update/"), mine).status_code == 302
    assert (bakery(cast).phone, bakery(cast).city, bakery(cast).postcode) == ("+49 30 333", "Potsdam", "14467")


def test_changes_of_different_fields_are_put_together(karl, cast):
    seen = bakery(cast)
    karl.post(address(seen, "update/"), typed(seen, city="Potsdam"))

    page = karl.post(address(seen, "update/"), typed(seen, postcode="14467")).content.decode()

    assert "You changed different fields." in page
    assert 'name="city" value="Potsdam"' in page


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
    karl.post(address(account, "update/"), typed(account, phone="+49 30 111"))

    page = karl.get(address(account, "timeline/")).content.decode()

    assert "The information was changed." in page
    assert "Phone: +49 30 901820 → +49 30 111" in page
    assert "Karl Kaufmann" in page
    assert "The account was added." in page


@pytest.mark.parametrize("changes", [1, 5])
def test_the_timeline_needs_the_same_queries_however_long_it_is(karl, cast, changes, django_assert_num_queries):
    for number in range(changes):
        account = bakery(cast)
        karl.post(address(account, "update/"), typed(account, phone=f"+49 30 {number}"))
    karl.get(address(account))

    with django_assert_num_queries(16):
        karl.get(address(account, "timeline/"))
