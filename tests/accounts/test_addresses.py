"""An address book holds any number of addresses, each with roles, one default for each role (ACC-15)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from handsel.accounts.addresses import AddressDetails, add_address, change_address, remove_address, set_default_address
from handsel.accounts.models import Account
from handsel.accounts.record_models import Address
from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = pytest.mark.covers("ACC-15")

SHOP = AddressDetails(
    roles=("shipping", "billing"),
    company_name="Bakery Brandt",
    contact_name="Berta Brandt",
    address="Torstraße 1",
    city="Berlin",
    country="de",
    postcode="10119",
)
PHONE = AddressDetails(roles=("contact",), contact_name="Bruno", phone="+49 30 111111")


def added(cast: Cast, details: AddressDetails = SHOP) -> Address:
    return add_address(account_id=cast.bakery, details=details, by=cast.karl, at=NOON)


def defaults(cast: Cast) -> dict[int, set[str]]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return {address.pk: set(address.default_for) for address in Address.objects.order_by("pk")}


def told(cast: Cast) -> list[Event]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Event.objects.filter(name__startswith="address.", account_id=cast.bakery).order_by("pk"))


@pytest.mark.django_db
def test_an_address_is_kept_tidily_and_the_first_is_the_default_for_its_roles(cast: Cast):
    address = added(cast, replace(SHOP, city="  Berlin ", roles=("shipping", "billing", "shipping")))

    assert (address.roles, address.city, address.country) == (["billing", "shipping"], "Berlin", "DE")
    assert defaults(cast) == {address.pk: {"billing", "shipping"}}
    assert address.line == "Bakery Brandt, Torstraße 1, 10119 Berlin, DE"
    (event,) = told(cast)
    assert (event.name, event.data) == ("address.added", {"line": address.line, "roles": ["billing", "shipping"]})


@pytest.mark.django_db
def test_a_book_holds_many_addresses_with_one_default_for_each_role(cast: Cast):
    first, second, contact = added(cast), added(cast, replace(SHOP, roles=("billing", "site"))), added(cast, PHONE)

    assert defaults(cast) == {first.pk: {"billing", "shipping"}, second.pk: {"site"}, contact.pk: {"contact"}}


@pytest.mark.django_db
def test_sub_resellers_have_an_address_book_too(cast: Cast):
    assert add_address(account_id=cast.kleinbach, details=SHOP, by=cast.nora, at=NOON).default_for


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("details", "fields"),
    [
        (replace(SHOP, roles=()), {"roles"}),
        (replace(SHOP, roles=("billing", "castle")), {"roles"}),
        (replace(SHOP, company_name="", contact_name=""), {"company_name"}),
        (replace(SHOP, address="", city=""), {"address", "city"}),
        (replace(SHOP, country=""), {"country"}),
        (replace(SHOP, country="", address=""), {"country", "address"}),
        (replace(SHOP, country="XX"), {"country"}),
        (replace(SHOP, postcode=""), {"postcode"}),
        (replace(SHOP, postcode="1011"), {"postcode"}),
        (replace(SHOP, country="US", postcode="95014"), {"state"}),
        (replace(SHOP, email="berta@"), {"email"}),
        (replace(PHONE, phone=""), {"email"}),
        (replace(PHONE, country="XX"), {"country"}),
        (replace(SHOP, city="x" * 101), {"city"}),
    ],
)
def test_what_a_country_needs_and_is_missing_or_wrong_is_named_beside_its_field(
    cast: Cast, details: AddressDetails, fields: set[str]
):
    with pytest.raises(Invalid) as refused:
        added(cast, details)
    assert set(refused.value.fields) == fields

    address = added(cast)
    with pytest.raises(Invalid):
        change_address(address_id=address.pk, details=details, version=1, by=cast.karl, at=NOON)
    assert len(defaults(cast)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "postcode"), [("IE", ""), ("GB", "sw1a 2aa"), ("AE", "")])
def test_countries_without_postcodes_need_none_and_case_does_not_matter(cast: Cast, country: str, postcode: str):
    assert added(cast, replace(SHOP, country=country, postcode=postcode, state="Dubai")).pk


@pytest.mark.django_db
def test_a_change_is_told_with_both_values_and_a_lost_role_passes_its_default_on(cast: Cast):
    first, second = added(cast), added(cast)

    after = replace(SHOP, roles=("shipping",), city="Potsdam", postcode="14467")
    changed = change_address(address_id=first.pk, details=after, version=1, by=cast.karl, at=NOON)

    assert (changed.city, changed.version) == ("Potsdam", 2)
    assert defaults(cast) == {first.pk: {"shipping"}, second.pk: {"billing"}}
    assert told(cast)[-1].data["changes"] == {
        "roles": ["billing, shipping", "shipping"], "city": ["Berlin", "Potsdam"], "postcode": ["10119", "14467"],
    }  # fmt: skip


@pytest.mark.django_db
def test_saving_what_stands_there_is_no_change(cast: Cast):
    address = added(cast)

    change_address(address_id=address.pk, details=SHOP, version=1, by=cast.karl, at=NOON)

    assert [event.name for event in told(cast)] == ["address.added"]


@pytest.mark.django_db
def test_two_people_changing_an_address_do_not_overwrite_each_other(cast: Cast):
    address = added(cast)
    after = replace(SHOP, contact_name="Bruno Brandt")
    change_address(address_id=address.pk, details=after, version=1, by=cast.karl, at=NOON)

    with pytest.raises(ChangedMeanwhile) as refused:
        change_address(address_id=address.pk, details=SHOP, version=1, by=cast.karl, at=NOON)

    assert refused.value.version == 2
    assert refused.value.current["contact_name"] == "Bruno Brandt"


@pytest.mark.django_db
def test_another_address_becomes_the_default_in_place_of_the_one_that_was(cast: Cast):
    first, second = added(cast), added(cast)

    for _ in range(2):
        set_default_address(address_id=second.pk, role="billing", by=cast.karl, at=NOON)

    assert defaults(cast) == {first.pk: {"shipping"}, second.pk: {"billing"}}
    assert [event.name for event in told(cast)] == ["address.added", "address.added", "address.made_default"]
    assert told(cast)[-1].data["role"] == "billing"
    with pytest.raises(Invalid) as refused:
        set_default_address(address_id=second.pk, role="site", by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"role"}


@pytest.mark.django_db
def test_a_removed_address_passes_its_defaults_to_the_oldest_that_is_left(cast: Cast):
    first, second, _third = added(cast), added(cast), added(cast)

    remove_address(address_id=first.pk, by=cast.karl, at=NOON)

    assert defaults(cast)[second.pk] == {"billing", "shipping"}
    assert first.pk not in defaults(cast)
    assert (told(cast)[-1].name, told(cast)[-1].data["line"]) == ("address.removed", first.line)


@pytest.mark.django_db
def test_who_may_only_read_changes_no_address(cast: Cast):
    address, by = added(cast), cast.ruth

    for refused in (
        lambda: add_address(account_id=cast.bakery, details=SHOP, by=by, at=NOON),
        lambda: change_address(address_id=address.pk, details=SHOP, version=1, by=by, at=NOON),
        lambda: set_default_address(address_id=address.pk, role="billing", by=by, at=NOON),
        lambda: remove_address(address_id=address.pk, by=by, at=NOON),
    ):
        with pytest.raises(Forbidden):
            refused()


@pytest.mark.django_db
@pytest.mark.covers("OPS-3")
def test_another_resellers_addresses_are_not_there(cast: Cast):
    address = added(cast)

    with pytest.raises(Account.DoesNotExist):
        add_address(account_id=cast.bakery, details=SHOP, by=cast.sven, at=NOON)
    for refused in (
        lambda: change_address(address_id=address.pk, details=SHOP, version=1, by=cast.nora, at=NOON),
        lambda: set_default_address(address_id=address.pk, role="billing", by=cast.sven, at=NOON),
        lambda: remove_address(address_id=address.pk, by=cast.nora, at=NOON),
    ):
        with pytest.raises(Address.DoesNotExist):
            refused()
    with transaction.atomic(), scoped(cast.nora.scope):
        assert not Address.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": []},
        {"roles": ["castle"]},
        {"roles": ["site"], "default_for": ["billing"]},
        {"roles": ["billing"], "default_for": ["billing"]},
    ],
)
def test_the_database_itself_keeps_roles_and_defaults_right(cast: Cast, wrong: dict[str, list[str]]):
    added(cast)

    with pytest.raises(IntegrityError), transaction.atomic(), scoped(cast.karl.scope):
        Address.objects.create(seller_id=cast.kleinbach, account_id=cast.bakery, company_name="B", **wrong)


def test_eight_people_choosing_defaults_at_once_leave_exactly_one(committed_db: object, cast: Cast):
    addresses = [added(cast) for _ in range(4)]

    def choose(number: int) -> None:
        try:
            set_default_address(address_id=addresses[number % 4].pk, role="billing", by=cast.karl, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(choose, range(8)))

    assert sum("billing" in roles for roles in defaults(cast).values()) == 1
