"""Archive what is over, delete what never traded, restore it, and remove it for good (ACC-7, ACC-8)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.accounts.archiving import (
    archive_account,
    archive_accounts,
    unarchive_account,
    undo_archiving,
    undo_unarchiving,
)
from handsel.accounts.bin import KEPT, delete_account, delete_accounts, purge_account, restore_account, undo_deleting
from handsel.accounts.models import Account, Edge
from handsel.accounts.notes import add_note
from handsel.accounts.record_models import Note
from handsel.accounts.standing import Standing, standing_of
from handsel.accounts.sweeping import empty_bin
from handsel.accounts.tags import tag_account
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import fund
from handsel.identity.actor import system
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, add_storefront_user
from handsel.jobs.worker import run_once
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Forbidden
from handsel.ledger.models import Wallet
from handsel.ledger.proof import prove_books
from handsel.mail.models import Message
from handsel.orders.approval import approve_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Order
from handsel.timeline.models import Event
from handsel.timeline.reading import newest_xact
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.mail.reading import read_all
from tests.orders.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-7", "ACC-8")]

LATER = NOON + timedelta(hours=1)
ANNA = Person("Anna", "Ahorn", "anna@crowd.example", "de", "d.m.Y")


@pytest.fixture
def fresh(cast):
    """A customer who never traded."""
    return customers(cast, 1)[0]


def listed(cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        return set(Account.objects.sold_to_by(cast.kleinbach).listed().values_list("pk", flat=True))


def standing(cast, account):
    with transaction.atomic(), scoped(cast.karl.scope):
        return standing_of(account, at=NOON).standing


def test_an_archived_account_leaves_the_lists_and_comes_back_with_all_it_had(cast, fresh):
    add_note(account_id=fresh, text="Moved away.", by=cast.karl, at=NOON)

    archive_account(account_id=fresh, by=cast.karl, at=NOON)

    assert fresh not in listed(cast)
    assert standing(cast, fresh) == Standing.ARCHIVED
    unarchive_account(account_id=fresh, by=cast.karl, at=LATER)
    assert fresh in listed(cast)
    assert standing(cast, fresh) == Standing.ACTIVE
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Note.objects.get().text == "Moved away."


def test_an_account_where_something_runs_is_not_archived_and_neither_is_its_seller(cast):
    leg = buy(cast)
    with pytest.raises(Conflict, match="has 1 open order; end that first"):
        archive_account(account_id=cast.bakery, by=cast.karl, at=NOON)
    with pytest.raises(Conflict, match="has customers of its own for whom something runs or is open; end that first"):
        archive_account(account_id=cast.nordlicht, by=cast.olga, at=NOON)

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    while run_once(at=NOON, horizon=newest_xact()):
        pass

    for by, account in ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach)):
        with pytest.raises(Conflict, match=r"has [0-9]+ subscriptions? that runs?; end that first"):
            archive_account(account_id=account, by=by, at=NOON)


def test_only_who_never_traded_is_deleted(cast, fresh):
    fund(cast.karl, fresh, 100, "a cent", NOON)
    for account in (cast.bakery, fresh):
        with pytest.raises(Conflict, match="has traded; archive it instead"):
            delete_account(account_id=account, by=cast.karl, at=NOON)
    with pytest.raises(Conflict, match="has accounts of its own"):
        delete_account(account_id=cast.kleinbach, by=cast.nora, at=NOON)


def test_a_deleted_account_lies_in_the_bin_and_can_be_restored(cast, fresh):
    delete_account(account_id=fresh, by=cast.karl, at=NOON)

    assert fresh not in listed(cast)
    assert standing(cast, fresh) == Standing.DELETED
    with pytest.raises(Conflict, match="lies in the bin already"):
        delete_account(account_id=fresh, by=cast.karl, at=NOON)
    with pytest.raises(Conflict, match="restore it first"):
        archive_account(account_id=fresh, by=cast.karl, at=NOON)
    assert empty_bin(at=NOON + KEPT - timedelta(seconds=1)) == 0
    restore_account(account_id=fresh, by=cast.karl, at=LATER)
    assert fresh in listed(cast)
    assert empty_bin(at=NOON + KEPT) == 0


def test_after_thirty_days_an_account_is_removed_with_all_that_was_kept_of_it(cast, fresh):
    with transaction.atomic(), scoped(cast.karl.scope):
        plan = next(offer.plan_id for offer in offers_to(fresh) if offer.sku == "WEB-S")
    add_note(account_id=fresh, text="A mistake.", by=cast.karl, at=NOON)
    tag_account(account_id=fresh, names=["New"], by=cast.karl, at=NOON)
    add_storefront_user(buyer_id=fresh, person=ANNA, by=cast.karl, at=NOON)
    put_in_cart(buyer_id=fresh, plan_id=plan, quantity=1, by=cast.karl, at=NOON)
    read_all(NOON)
    delete_account(account_id=fresh, by=cast.karl, at=NOON)

    assert empty_bin(at=NOON + KEPT) == 1
    assert empty_bin(at=NOON + KEPT) == 0

    with transaction.atomic(), scoped(cast.karl.scope):
        for kept in (Edge, Wallet, Message, Order, Seat):
            assert not kept.objects.filter(buyer_id=fresh).exists(), kept
        assert not Account.objects.filter(pk=fresh).exists()
        assert not User.objects.filter(email=ANNA.email).exists()
        assert not Note.objects.exists()
        assert Event.objects.filter(account_id=fresh).order_by("-pk")[0].name == "account.removed"
    assert prove_books().faults == []


def test_a_person_who_buys_for_another_account_too_stays_when_one_is_removed(cast, fresh):
    add_storefront_user(buyer_id=fresh, person=ANNA, by=cast.karl, at=NOON)
    add_storefront_user(buyer_id=cast.bakery, person=ANNA, by=cast.karl, at=NOON)
    delete_account(account_id=fresh, by=cast.karl, at=NOON)

    assert empty_bin(at=NOON + KEPT) == 1

    with transaction.atomic(), scoped(cast.karl.scope):
        assert [seat.buyer_id for seat in Seat.objects.filter(user__email=ANNA.email)] == [cast.bakery]


def test_the_mail_address_of_a_deleted_account_may_be_used_anew(cast, fresh):
    add_storefront_user(buyer_id=fresh, person=ANNA, by=cast.karl, at=NOON)
    delete_account(account_id=fresh, by=cast.karl, at=NOON)

    (other,) = customers(cast, 1)  # with the same e-mail
    add_storefront_user(buyer_id=other, person=ANNA, by=cast.karl, at=LATER)
    assert empty_bin(at=NOON + KEPT) == 1

    with transaction.atomic(), scoped(cast.karl.scope):
        assert [seat.buyer_id for seat in Seat.objects.filter(user__email=ANNA.email)] == [other]


def test_what_traded_while_it_lay_in_the_bin_is_not_removed(cast, fresh):
    fund(cast.karl, fresh, 100, "early", NOON)
    # No operation deletes an account with money; the database holds even where one did.
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=fresh).update(deleted_at=NOON)

    assert empty_bin(at=NOON + KEPT) == 0
    assert not purge_account(account_id=fresh, by=system(cast.kleinbach), at=NOON + KEPT)


@pytest.mark.covers("OPS-3")
def test_nobody_removes_or_asks_about_the_accounts_of_others(cast, fresh):
    delete_account(account_id=fresh, by=cast.karl, at=NOON)

    for by in (cast.nora, cast.sven, cast.berta):
        for function, asked in (("accounts_purge", [fresh, NOON]), ("accounts_dealings", [[fresh]])):
            with pytest.raises(ProgrammingError, match="out of scope"), transaction.atomic(), scoped(by.scope):
                call_scalar(function, *asked)
    with pytest.raises(Account.DoesNotExist):
        restore_account(account_id=fresh, by=cast.nora, at=NOON)
    for change in (archive_account, unarchive_account, delete_account, restore_account):
        with pytest.raises(Forbidden):
            change(account_id=fresh, by=cast.ruth, at=NOON)


@operation
def run(*, step, details, by, at):
    """Run a step. Raises nothing of its own."""
    return step(by=by, at=at, **details)


def at_once(*, step, by, at, **details):
    return run(step=step, details=details, by=by, at=at)


@pytest.mark.parametrize("step", [archive_accounts, delete_accounts])
def test_many_go_at_once_in_as_many_statements_as_one_and_those_that_cannot_are_told(cast, step):
    counted = []
    for ids in (customers(cast, 1), customers(cast, 6)):
        with CaptureQueriesContext(connection) as taken:
            fates = at_once(step=step, account_ids=ids, by=cast.karl, at=LATER)
        assert set(fates.done) == set(ids)
        counted.append(len(taken))
    assert counted[0] == counted[1]

    buy(cast)
    fates = at_once(step=step, account_ids=[cast.bakery, *ids], by=cast.karl, at=LATER)
    assert fates.done == ()
    assert len(fates.skipped) == 7


def test_archiving_and_deleting_are_taken_back_unless_something_came_after(cast):
    first, second = customers(cast, 2)
    at_once(step=archive_accounts, account_ids=[first, second], by=cast.karl, at=NOON)
    unarchive_account(account_id=second, by=cast.karl, at=LATER)

    fates = at_once(step=undo_archiving, account_ids=[first, second], changed_at=NOON, by=cast.karl, at=LATER)
    assert (fates.done, list(fates.skipped)) == ((first,), [second])
    fates = at_once(step=undo_unarchiving, account_ids=[first, second], changed_at=LATER, by=cast.karl, at=LATER)
    assert set(fates.done) == {first, second}

    third = customers(cast, 1, "Third")[0]
    delete_account(account_id=third, by=cast.karl, at=NOON)
    assert at_once(step=undo_deleting, account_ids=[third], changed_at=LATER, by=cast.karl, at=LATER).done == ()
    assert at_once(step=undo_deleting, account_ids=[third], changed_at=NOON, by=cast.karl, at=LATER).done == (third,)


def test_whatever_is_kept_of_an_account_goes_with_it_or_means_that_it_traded():
    """A table that comes to point at accounts says here what becomes of its rows when an account is removed."""
    means_trade = {"orders_leg", "orders_legline", "ledger_entry", "ledger_hold", "ledger_transfer", "ledger_receipt"}
    means_trade |= {"ledger_adjustment", "gateways_cardrefund", "orders_orderpayment"}
    of_resellers = {"accounts_endcustomer"}  # which are archived, and never removed
    with connection.cursor() as cursor:
        # What removes an account, and what does something else when one is removed.
        cursor.execute("""
            SELECT string_agg(prosrc, ' ') FROM pg_proc
             WHERE proname = 'accounts_purge'
                OR oid IN (SELECT tgfoid FROM pg_trigger WHERE tgrelid = 'accounts_account'::regclass)
        """)
        ((removes,),) = cursor.fetchall()
        cursor.execute("""
            SELECT DISTINCT conrelid::regclass::text FROM pg_constraint JOIN pg_attribute
                ON attrelid = conrelid AND attnum = ANY (conkey)
             WHERE contype = 'f' AND confrelid = 'accounts_account'::regclass AND confdeltype = 'a'
               AND attname <> 'seller_id' AND conrelid::regclass::text <> 'subscriptions_subscription'
        """)
        pointing = {table for (table,) in cursor.fetchall()}

    assert {table for table in pointing - means_trade - of_resellers if f"DELETE FROM {table} " not in removes} == set()
