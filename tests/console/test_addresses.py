"""The address book on the record of a customer or sub-reseller (ACC-15)."""

import pytest

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.models import Account
from handsel.accounts.record_models import Address
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-15")]

TYPED = {
    "roles": ["billing", "shipping"],
    "company_name": "Bakery Brandt",
    "contact_name": "Berta Brandt",
    "address": "Torstraße 1",
    "city": "Berlin",
    "country": "DE",
    "postcode": "10119",
}


def book(cast, rest=""):
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/addresses/{rest}"


def add(cast, **changes):
    details = AddressDetails(**TYPED | {"roles": tuple(TYPED["roles"])} | changes)
    return add_address(account_id=cast.bakery, details=details, by=cast.karl, at=NOON)


def kept(cast):
    with scoped(cast.karl.scope):
        return list(Address.objects.order_by("pk"))


def test_an_address_is_added_in_a_dialog_and_stands_in_the_book(karl, cast):
    assert "No addresses yet" in karl.get(book(cast)).content.decode()
    dialog = karl.get(book(cast, "new/"), headers=HTMX).content.decode()
    assert 'name="company_name" value="Bakery Brandt"' in dialog

    answer = karl.post(book(cast, "new/"), TYPED, headers=HTMX)

    assert answer.status_code == 204
    page = karl.get(book(cast)).content.decode()
    assert "<small>10119 Berlin</small>" in page
    assert "<small>Germany</small>" in page
    assert "Billing: default" in page


def test_sub_resellers_have_an_address_book_too(nora, cast):
    with scoped(cast.nora.scope):
        number = Account.objects.get(pk=cast.kleinbach).number

    assert nora.post(f"/console/accounts/{number}/addresses/new/", TYPED).status_code == 302
    assert "Torstraße 1" in nora.get(f"/console/accounts/{number}/addresses/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"roles": []}, "roles"), ({"roles": ["castle"]}, "roles"), ({"postcode": ""}, "postcode"),
     ({"country": ""}, "country"), ({"email": "berta@"}, "email")],
)  # fmt: skip
def test_what_is_wrong_is_named_beside_its_field_and_nothing_is_added(karl, cast, change, field):
    refused = karl.post(book(cast, "new/"), TYPED | change, headers=HTMX)

    assert refused.status_code == 422
    assert f'id="address_{field}_error"' in refused.content.decode()
    assert kept(cast) == []


def test_an_address_is_changed_becomes_the_default_and_is_removed(karl, cast):
    first, second = add(cast), add(cast)

    assert "Make it the default: Billing" in karl.get(book(cast)).content.decode()
    assert karl.post(book(cast, f"{second.pk}/default/billing/"), headers=HTMX).status_code == 204
    assert [address.default_for for address in kept(cast)] == [["shipping"], ["billing"]]
    assert karl.post(book(cast, f"{second.pk}/default/castle/")).status_code == 404
    assert karl.post(book(cast, f"{second.pk}/default/site/"), headers=HTMX).status_code == 422

    assert "Torstraße 1" in karl.get(book(cast, f"{first.pk}/")).content.decode()
    changed = karl.post(book(cast, f"{first.pk}/"), TYPED | {"city": "Potsdam", "postcode": "14467", "version": 1})
    assert changed.status_code == 302

    assert "Torstraße 1" in karl.get(book(cast, f"{first.pk}/remove/"), headers=HTMX).content.decode()
    karl.post(book(cast, f"{first.pk}/remove/"), {"sure": "True"})
    assert [set(address.default_for) for address in kept(cast)] == [{"billing", "shipping"}]

    told = karl.get(book(cast).replace("addresses/", "timeline/?kind=addresses")).content.decode()
    assert "An address became the default for Billing: Bakery Brandt, Torstraße 1, 10119 Berlin, DE." in told
    assert "City: Berlin → Potsdam" in told
    assert "An address was removed: Bakery Brandt, Torstraße 1, 14467 Potsdam, DE." in told
    assert "Account added" not in told


def test_two_people_changing_an_address_see_both_values_and_choose(karl, cast):
    address = add(cast)
    theirs = TYPED | {"roles": ["billing"], "contact_name": "Bruno", "version": 1}
    karl.post(book(cast, f"{address.pk}/"), theirs)

    refused = karl.post(book(cast, f"{address.pk}/"), TYPED | {"contact_name": "Ben", "version": 1}, headers=HTMX)
    page = refused.content.decode()

    assert refused.status_code == 409
    assert "Karl Kaufmann saved this while you were typing." in page
    assert "<small>Saved meanwhile</small> <bdi>Bruno</bdi>" in page
    assert "<small>Saved meanwhile</small> <bdi>Billing</bdi>" in page
    assert 'name="contact_name" value="Ben"' in page
    assert 'value="shipping"' in page
    assert page.count("Saved meanwhile") == 2
    assert kept(cast)[0].contact_name == "Bruno"

    mine = TYPED | {"contact_name": "Ben", "version": 2, "asked": ["contact_name", "roles"]}
    theirs = {"initial-roles": ["billing"], "choice-roles": "theirs", "choice-contact_name": "mine"}
    assert karl.post(book(cast, f"{address.pk}/"), mine | theirs).status_code == 302
    assert (kept(cast)[0].contact_name, kept(cast)[0].roles) == ("Ben", ["billing"])


@pytest.mark.covers("ACC-15")
def test_an_address_is_asked_for_as_its_country_writes_it(karl, cast):
    form = {"roles": ["shipping"], "country": "JP", "address": "1-1 Marunouchi", "redraw": "1"}

    page = karl.post(book(cast, "new/"), form, headers=HTMX).content.decode()

    assert "Prefecture" in page
    assert '<option value="Hokkaido">Hokkaido</option>' in page
    assert 'name="address" value="1-1 Marunouchi"' in page
    assert page.count("(needed)") == 4  # country, address, postcode, prefecture
    assert kept(cast) == []
    only_contact = karl.post(book(cast, "new/"), form | {"roles": ["contact"]}, headers=HTMX).content.decode()
    assert only_contact.count("(needed)") == 0


def test_who_may_only_read_sees_greyed_buttons_and_is_refused(ruth, cast):
    address = add(cast)

    page = ruth.get(book(cast)).content.decode()

    assert "Torstraße 1" in page
    assert page.count("Only owners, managers and account managers add or change accounts.") == 2
    assert "disabled" in page
    for path in ("new/", f"{address.pk}/", f"{address.pk}/default/billing/", f"{address.pk}/remove/"):
        assert ruth.post(book(cast, path), TYPED | {"version": 1, "sure": "True"}).status_code == 403
    assert len(kept(cast)) == 1


@pytest.mark.covers("OPS-3")
def test_another_resellers_addresses_are_not_found(sven, nora, cast):
    address = add(cast)

    for path in ("", "new/", f"{address.pk}/", f"{address.pk}/remove/"):
        assert sven.get(book(cast, path).replace("/accounts/", "/accounts/7")).status_code == 404
    # Nordlicht has an account with the same number, but not this address.
    for path in (f"{address.pk}/", f"{address.pk}/remove/"):
        assert nora.get(book(cast, path)).status_code == 404
    assert nora.post(book(cast, f"{address.pk}/default/billing/")).status_code == 404


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    add(cast)
    karl.get(book(cast))
    few = queries_of(karl, book(cast))
    for _ in range(4):
        add(cast)

    assert queries_of(karl, book(cast)) == few
