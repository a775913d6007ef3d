"""Accounts stand in one tree, are told completely, and are never overwritten silently (ACC-1, ACC-2, ACC-4, ACC-5)."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Edge, PaymentMethod, Portal
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tree import Terms, VersionConflict, add_customer, add_reseller, update_account
from handsel.catalog.models import PriceList
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.identity.models import Seat
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON, wallet

pytestmark = pytest.mark.django_db

FJORD = AccountDetails(
    company_name="Fjord Media AS",
    contact_name="Ingrid Solberg",
    email="Ingrid@Fjord.no",
    phone="+47 22 12 34 56",
    address="Karl Johans gate 1",
    city="Oslo",
    country="no",
    state="Oslo",
    postcode="0154",
    tax_number="NO 995 525 828 MVA",
)
PORTAL = PortalDetails("fjord", "Fjord Hosting")
OWNER = Owner("Ingrid", "Solberg", "ingrid@fjord.no")


@pytest.mark.covers("ACC-1")
def test_an_account_stands_below_its_seller_with_the_next_number_and_an_empty_wallet(cast: Cast):
    first = add_customer(details=FJORD, by=cast.karl, at=NOON)
    second = add_customer(details=replace(FJORD, email="two@fjord.no"), by=cast.karl, at=NOON)

    with transaction.atomic(), scoped(cast.karl.scope):
        first.refresh_from_db()
    assert first.path == f"{cast.operator}.{cast.nordlicht}.{cast.kleinbach}.{first.pk}."
    assert second.number == first.number + 1
    assert wallet(cast.kleinbach, first.pk).available_minor == 0


@pytest.mark.covers("ACC-2")
def test_a_name_and_an_email_are_enough_and_are_tidied(cast: Cast):
    account = add_customer(
        details=AccountDetails(contact_name="  Ada   Lovelace ", email=" ADA@Analytical.ORG "), by=cast.karl, at=NOON
    )
    assert (account.name, account.email) == ("Ada Lovelace", "ada@analytical.org")


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"company_name": "", "contact_name": ""}, {"company_name"}),
        ({"email": ""}, {"email"}),
        ({"email": "ingrid@fjord"}, {"email"}),
        ({"email": "ingrid@@fjord.no"}, {"email"}),
        ({"country": "XX"}, {"country"}),
        ({"company_name": "x" * 201, "email": "nobody"}, {"company_name", "email"}),
    ],
)
def test_what_is_missing_or_wrong_is_named_field_by_field_and_nothing_is_added(
    cast: Cast, change: dict[str, str], fields: set[str]
):
    with pytest.raises(Invalid) as refused:
        add_customer(details=replace(FJORD, **change), by=cast.karl, at=NOON)
    assert set(refused.value.fields) == fields
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Account.objects.filter(city="Oslo").exists()


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize("who", ["ruth", "berta"])
def test_who_may_only_read_or_buy_adds_nobody(cast: Cast, who: str):
    with pytest.raises(Forbidden):
        add_customer(details=FJORD, by=getattr(cast, who), at=NOON)


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize("currency", ["eur", "XYZ", "EURO"])
def test_a_wallet_is_in_a_currency_that_exists(cast: Cast, currency: str):
    with pytest.raises(Invalid) as refused:
        add_customer(details=FJORD, currency=currency, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"currency"}


@pytest.mark.covers("ACC-5")
def test_a_number_of_another_system_stands_for_one_account(cast: Cast):
    numbered = replace(FJORD, external_number="X-1")
    fjord = add_customer(details=numbered, by=cast.karl, at=NOON)
    other = add_customer(details=replace(FJORD, email="other@fjord.example"), by=cast.karl, at=NOON)

    kept = update_account(
        account_id=fjord.pk, details=replace(numbered, city="Bergen"), version=1, by=cast.karl, at=NOON
    )
    assert kept.city == "Bergen"
    with pytest.raises(Invalid) as refused:
        update_account(account_id=other.pk, details=numbered, version=1, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"external_number"}


@pytest.mark.covers("ACC-4")
def test_an_owner_is_invited_however_the_address_is_typed(cast: Cast):
    owner = replace(OWNER, email=f" {OWNER.email.upper()} ")
    account = add_reseller(details=FJORD, terms=Terms("EUR"), portal=PORTAL, owner=owner, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(system(account.pk).scope):
        assert Seat.objects.get(seller=account).user.email == OWNER.email


@pytest.mark.covers("ACC-2")
def test_an_account_manager_is_one_of_the_own_staff(cast: Cast):
    with pytest.raises(Invalid) as refused:
        add_customer(details=FJORD, manager_id=cast.sven.user_id, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"manager"}
    account = add_customer(details=FJORD, manager_id=cast.ruth.user_id, by=cast.karl, at=NOON)
    assert account.manager_id == cast.ruth.user_id


@pytest.mark.covers("ACC-4")
def test_a_new_sub_reseller_has_terms_a_portal_prices_and_an_invited_owner(cast: Cast):
    terms = Terms("EUR", PaymentMethod.CARD, approval_required=False)
    account = add_reseller(
        details=FJORD, terms=terms, portal=PORTAL, owner=OWNER, manager_id=cast.karl.user_id, by=cast.karl, at=NOON
    )
    assert account.manager_id == cast.karl.user_id

    with transaction.atomic(), scoped(cast.karl.scope):
        edge = Edge.objects.get(buyer=account)
    assert (edge.currency, edge.payment_method, edge.seller_id) == ("EUR", "card", cast.kleinbach)
    with transaction.atomic(), scoped(system(account.pk).scope):
        assert Portal.objects.get(seller=account).title == "Fjord Hosting"
        assert PriceList.objects.get(seller=account).is_default
        assert Seat.objects.get(seller=account).role == "owner"
        invited = Event.objects.get(name="user.invited")
        assert invited.data["invited_by"] == "Kleinbach"


@pytest.mark.covers("ACC-4")
@pytest.mark.parametrize(
    ("portal", "owner", "field"),
    [
        (replace(PORTAL, name="kleinbach"), OWNER, "portal_name"),
        (replace(PORTAL, name="Fjord Hosting"), OWNER, "portal_name"),
        (replace(PORTAL, name="api"), OWNER, "portal_name"),
        (replace(PORTAL, title=" "), OWNER, "portal_title"),
        (replace(PORTAL, title="x" * 101), OWNER, "portal_title"),
        (replace(PORTAL, tagline="x" * 201), OWNER, "tagline"),
        (replace(PORTAL, colour="red"), OWNER, "portal_colour"),
        (PORTAL, replace(OWNER, email="ingrid"), "owner_email"),
        (PORTAL, replace(OWNER, first_name=""), "owner_first_name"),
        (PORTAL, replace(OWNER, last_name="x" * 101), "owner_last_name"),
        (PORTAL, replace(OWNER, last_name=""), "owner_last_name"),
    ],
)
def test_a_portal_that_cannot_be_opened_is_refused_by_field(
    cast: Cast, portal: PortalDetails, owner: Owner, field: str
):
    with pytest.raises(Invalid) as refused:
        add_reseller(details=FJORD, terms=Terms("EUR"), portal=portal, owner=owner, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {field}


@pytest.mark.covers("ACC-5")
def test_a_change_is_saved_with_what_it_was_before(cast: Cast):
    account = add_customer(details=FJORD, by=cast.karl, at=NOON)

    changed = update_account(
        account_id=account.pk, details=replace(FJORD, phone="22 12 34 57"), version=1, by=cast.karl, at=NOON
    )

    assert (changed.phone, changed.version) == ("+47 22 12 34 57", 2)
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.get(name="account.updated")
    assert told.data["changes"] == {"phone": ["+47 22 12 34 56", "+47 22 12 34 57"]}


@pytest.mark.covers("ACC-5")
def test_saving_nothing_new_changes_nothing(cast: Cast):
    account = add_customer(details=FJORD, by=cast.karl, at=NOON)
    assert update_account(account_id=account.pk, details=FJORD, version=1, by=cast.karl, at=NOON).version == 1


@pytest.mark.covers("ACC-5")
def test_two_people_do_not_overwrite_each_other(cast: Cast):
    account = add_customer(details=FJORD, by=cast.karl, at=NOON)
    theirs, mine = (replace(FJORD, phone=phone) for phone in ("+47 22 12 34 57", "+47 22 12 34 58"))
    update_account(account_id=account.pk, details=theirs, version=1, by=cast.karl, at=NOON)

    with pytest.raises(VersionConflict) as refused:
        update_account(account_id=account.pk, details=mine, version=1, by=cast.karl, at=NOON)

    assert refused.value.account.phone == "+47 22 12 34 57"


@pytest.mark.covers("OPS-3")
def test_another_resellers_account_is_not_there_to_be_changed(cast: Cast):
    with pytest.raises(Account.DoesNotExist):
        update_account(account_id=cast.bakery, details=FJORD, version=1, by=cast.sven, at=NOON)


@pytest.mark.covers("ACC-1")
def test_nothing_stands_below_a_customer(cast: Cast):
    with pytest.raises((DatabaseError, IntegrityError), match=r"sells nothing|violates"):
        add_customer(details=FJORD, currency="EUR", by=system(cast.bakery), at=NOON)


@pytest.mark.covers("ACC-1")
@pytest.mark.parametrize("text", ["bäck", "BAKERY", "brandt bak", "901820", "kleinb", "berta@bakery.example"])
def test_the_search_finds_any_part_of_a_word_whatever_case_or_accent(cast: Cast, text: str):
    name = "Bäckerei Bakery Brandt"
    details = AccountDetails(company_name=name, email="berta@bakery.example", phone="+49 30 901820", city="Kleinbach")
    account = add_customer(details=details, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert account.pk in Account.objects.sold_to_by(cast.kleinbach).matching(text).values_list("pk", flat=True)
    with transaction.atomic(), scoped(cast.sven.scope):
        assert account.pk not in Account.objects.matching(text).values_list("pk", flat=True)


@pytest.mark.covers("OPS-3")
def test_the_search_table_itself_is_closed_to_the_application(cast: Cast):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), scoped(cast.karl.scope):
        connection.cursor().execute("SELECT * FROM accounts_searchtext")
