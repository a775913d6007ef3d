"""Information is edited in place, by two people at once too, as its country writes it (ACC-2, ACC-5, ACC-15)."""

import pytest

from handsel.accounts.models import Account
from handsel.kernel.isolation import scoped
from tests.console.conftest import HTMX
from tests.console.on_record import address, bakery, typed


def both_changed(karl, cast):
    """Let a colleague save phone and city; return what Karl sends, who changes phone and postcode, and the answer."""
    seen = bakery(cast)
    karl.post(address(seen, "update/"), typed(seen, phone="+49 30 222222", city="Potsdam"))
    answer = karl.post(address(seen, "update/"), typed(seen, phone="+49 30 333333", postcode="14467"), headers=HTMX)
    theirs = bakery(cast)
    return typed(theirs, phone="+49 30 333333", postcode="14467", asked=["phone"]), answer


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


@pytest.mark.covers("ACC-5")
def test_two_people_on_one_record_see_both_values_and_lose_nothing(karl, cast):
    _, answer = both_changed(karl, cast)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Karl Kaufmann saved this while you were typing." in page
    assert "<small>Yours</small> <bdi>+49 30 333333</bdi>" in page
    assert "<small>Saved meanwhile</small> <bdi>+49 30 222222</bdi>" in page
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
    assert "<small>Saved meanwhile</small> <bdi>+49 30 222222</bdi>" in page
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
