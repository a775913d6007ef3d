"""Accounts without activity, and pairs that look like one (ACC-7)."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.archiving import archive_account
from handsel.accounts.bin import delete_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.finding import TO_MERGE, find_duplicates, find_inactive, note_for_merging
from handsel.accounts.models import Account
from handsel.accounts.record_models import Note
from handsel.accounts.tags import tags_of
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import fund
from handsel.identity.actor import system
from handsel.identity.session_models import Proof
from handsel.identity.sessions import Entry, begin_session
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Conflict, Forbidden, Invalid
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-7")]

_numbers = count(1)
YEAR = NOON + timedelta(days=365)
LATER = NOON + timedelta(days=60)


def quiet(cast, *, at=YEAR, months=3, size=50, start=0):
    with transaction.atomic(), scoped(cast.karl.scope):
        return find_inactive(cast.kleinbach, months=months, at=at, size=size, start=start)


def names(cast, **more):
    return [found.account.name for found in quiet(cast, **more)[0]]


def pairs(cast, *, size=50, start=0):
    with transaction.atomic(), scoped(cast.karl.scope):
        return find_duplicates(cast.kleinbach, size=size, start=start)


def customer(cast, name, **more):
    details = AccountDetails(company_name=name, **{"email": f"{next(_numbers)}@one.example"} | more)
    return add_customer(details=details, by=cast.karl, at=NOON).pk


def alike(cast):
    """Return the names of each pair, with why."""
    return [(pair.first.name, pair.second.name, pair.reasons) for pair in pairs(cast)[0]]


def test_an_account_is_inactive_when_nobody_ordered_paid_or_logged_in_since(cast):
    customers(cast, 1)
    assert set(names(cast)) == {"Bakery Brandt", "Crowd 0"}
    assert names(cast, at=NOON + timedelta(days=30)) == []

    fund(cast.karl, cast.bakery, 100, "lately", LATER)
    assert names(cast, at=LATER + timedelta(days=80)) == ["Crowd 0"]


def test_an_order_and_a_log_in_count_as_activity(cast):
    entry = Entry(Proof.PASSWORD, "Firefox on Linux")
    begin_session(user_id=cast.berta.user_id, secret="of berta", entry=entry, by=system(cast.kleinbach), at=LATER)
    (found,) = quiet(cast)[0]
    assert found.logged_in_at == LATER
    assert names(cast, at=LATER + timedelta(days=80)) == []

    buy(cast)
    (found,) = quiet(cast)[0]
    assert found.ordered_at == NOON


def test_the_list_tells_what_can_be_done_with_each(cast):
    customers(cast, 1)
    buy(cast)

    found = {one.account.name: one for one in quiet(cast)[0]}

    assert found["Crowd 0"].can_be_deleted
    assert not found["Bakery Brandt"].can_be_deleted
    assert found["Bakery Brandt"].dealings.open_orders == 1


def test_those_quiet_for_longest_come_first_page_by_page(cast):
    customers(cast, 2, "Late", at=NOON + timedelta(days=1))
    customers(cast, 1, "Early", at=NOON - timedelta(days=900))

    rows, total = quiet(cast, size=2)
    assert total == 4
    assert [row.account.name for row in rows] == ["Early 0", "Bakery Brandt"]
    assert [row.account.name for row in quiet(cast, size=2, start=2)[0]] == ["Late 0", "Late 1"]
    assert quiet(cast, size=2, start=10) == ([], 4)


def test_accounts_look_alike_by_e_mail_phone_or_tax_number(cast):
    customer(cast, "One", email="same@one.example", phone="+49 30 1234567", tax_number="DE136695976")
    customer(cast, "Two", email="same@one.example")
    customer(cast, "Three", phone="030 / 123 45 67", country="DE")
    customer(cast, "Four", tax_number="DE 136695976")

    assert alike(cast) == [
        ("One", "Two", ("email",)),
        ("One", "Three", ("phone",)),
        ("One", "Four", ("tax_number",)),
    ]


def test_accounts_look_alike_by_nearly_the_same_name_and_address(cast):
    place = {"address": "Torstraße 12", "city": "Berlin", "postcode": "10119", "country": "DE"}
    customer(cast, "Blumen Müller GmbH", **place)
    customer(cast, "Blumen-Mueller", **place | {"address": "Torstrasse 12"})
    customer(cast, "Blumen Muller", **place | {"city": "BERLIN"})
    customer(cast, "Zoo Palast", **place)
    customer(cast, "Blumen Müller", **place | {"address": "Hauptstraße 99", "postcode": "80331", "city": "München"})

    found = alike(cast)

    assert ("Blumen Müller GmbH", "Blumen Muller", ("name",)) in found
    assert not any("Zoo Palast" in (first, second) for first, second, _ in found)
    assert not any(pair.first.city != "Berlin" and pair.second.city == "Berlin" for pair in pairs(cast)[0])
    assert all(reasons == ("name",) for *_, reasons in found)


def test_many_with_the_same_value_make_a_pair_each_with_the_oldest_and_most_reasons_come_first(cast):
    for name in ("First", "Second", "Third"):
        customer(cast, name, email="same@one.example")
    customer(cast, "Fourth", phone="+49 30 7654321", email="a@two.example")
    customer(cast, "Fifth", phone="+49 30 7654321", email="a@two.example")

    assert alike(cast) == [
        ("Fourth", "Fifth", ("email", "phone")),
        ("First", "Second", ("email",)),
        ("First", "Third", ("email",)),
    ]
    rows, total = pairs(cast, size=1, start=1)
    assert (rows[0].second.name, total) == ("Second", 3)


def test_what_was_imported_twice_is_found_in_pairs(cast):
    """Like a well-known sample of 847 customers, of which 407 stand there twice under two numbers."""
    for number in range(12):
        for copy in range(2 if number < 9 else 1):
            details = AccountDetails(
                company_name=f"Shop {number}",
                contact_name=f"Person {number}",
                email=f"person{number}@shops.example",
                phone=f"+49 30 12345{number:02}",
                external_number=f"{number}-{copy}",
            )
            add_customer(details=details, by=cast.karl, at=NOON)

    found, total = pairs(cast)

    assert total == 9
    assert {pair.reasons for pair in found} == {("email", "phone")}


def test_archived_and_deleted_accounts_are_not_found(cast):
    one, two = customer(cast, "One", email="x@y.example"), customer(cast, "Two", email="x@y.example")
    assert len(pairs(cast)[0]) == 1
    archive_account(account_id=one, by=cast.karl, at=NOON)
    assert pairs(cast) == ([], 0)
    delete_account(account_id=two, by=cast.karl, at=NOON)
    assert "One" not in names(cast)
    assert "Two" not in names(cast)


@pytest.mark.covers("ACC-17")
def test_a_pair_is_noted_for_merging_with_a_note_and_a_tag_on_both(cast):
    one, two = customer(cast, "One", email="x@y.example"), customer(cast, "Two", email="x@y.example")

    note_for_merging(account_ids=(one, two), reasons=("email",), by=cast.karl, at=NOON)

    (pair,) = pairs(cast)[0]
    assert pair.is_noted
    with transaction.atomic(), scoped(cast.karl.scope):
        notes = dict(Note.objects.filter(account_id__in=(one, two)).values_list("account_id", "text"))
        assert tags_of(cast.kleinbach, [one, two]) == {one: [TO_MERGE], two: [TO_MERGE]}
    assert notes[one].startswith("Looks like Two (")
    assert notes[two].endswith("the same e-mail address. To be merged.")
    with pytest.raises(Conflict):
        note_for_merging(account_ids=(two, one), reasons=(), by=cast.karl, at=NOON)
    with pytest.raises(Invalid):
        note_for_merging(account_ids=(one, one), reasons=(), by=cast.karl, at=NOON)
    with pytest.raises(Forbidden):
        note_for_merging(account_ids=(one, two), reasons=(), by=cast.ruth, at=NOON)
    with pytest.raises(Account.DoesNotExist):
        note_for_merging(account_ids=(one, cast.kleinbach), reasons=(), by=cast.karl, at=NOON)


@pytest.mark.covers("OPS-3")
def test_nobody_finds_the_accounts_of_others(cast):
    customer(cast, "One", email="x@y.example")
    customer(cast, "Two", email="x@y.example")
    for by in (cast.nora, cast.sven, cast.berta):
        with transaction.atomic(), scoped(by.scope):
            assert find_duplicates(cast.kleinbach, size=50) == ([], 0)
            assert find_inactive(cast.kleinbach, months=3, at=YEAR, size=50) == ([], 0)


@pytest.mark.parametrize("find", [quiet, pairs])
def test_a_page_takes_as_many_queries_for_five_rows_as_for_one(cast, find):
    counted = []
    for number in range(2):
        for name in range(1 + 4 * number):
            for copy in range(2):
                customer(cast, f"Pair {number}{name}{copy}", email=f"{number}{name}@pair.example")
        with CaptureQueriesContext(connection) as taken:
            assert find(cast)[0]
        counted.append(len(taken))

    assert counted[0] == counted[1]
