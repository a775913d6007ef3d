"""Imports where commits are real: two at once, and a long one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from handsel.accounts.importing.carrying import carry_out_import
from handsel.accounts.importing.opening import open_import
from handsel.accounts.importing.tally import Tally
from handsel.accounts.importing.undoing import start_undo
from handsel.accounts.models import Account, Kind
from handsel.catalog.offers import offers_to
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Wallet
from handsel.ledger.proof import prove_books
from handsel.orders import placement
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from tests.accounts.importing_samples import sample, write
from tests.accounts.importing_steps import carried_out, imported, seen_by, work
from tests.cast import NOON

pytestmark = pytest.mark.covers("ACC-22")


def run(path, by, lookup=None):
    tally = Tally()
    with open_import(path, lookup=lookup) as opened:
        for decisions in carry_out_import(opened, kind=Kind.CUSTOMER, by=by, at=NOON):
            tally.add(decisions)
    return {fate.value: count for fate, count in tally.fates.items()}


def count(actor, model=Account):
    with transaction.atomic(), scoped(actor.scope):
        return model.objects.filter(seller_id=actor.seller_id).count()


def test_four_imports_of_one_file_at_once_add_everybody_once(committed_db, cast, tmp_path):
    lines = [f"Shop {n},shop{n}@example.com" for n in range(1_200)]
    path = write(tmp_path, "\n".join(["Company,Email", *lines]))
    before = count(cast.karl), count(cast.karl, Wallet)

    def import_all(_):
        try:
            return run(path, cast.karl)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        fates = list(pool.map(import_all, range(4)))

    assert sum(found.get("new", 0) for found in fates) == 1_200
    assert sum(found.get("unchanged", 0) for found in fates) == 3_600
    assert (count(cast.karl), count(cast.karl, Wallet)) == (before[0] + 1_200, before[1] + 1_200)


def test_an_undo_waits_for_the_order_that_is_being_placed_and_keeps_its_account(committed_db, cast, monkeypatch):
    found = carried_out(cast.karl)
    fox = imported(cast.karl)[2]
    start_undo(import_id=found.pk, by=cast.karl, at=NOON)
    (plan, *_more) = seen_by(cast.karl, lambda: [offer.plan_id for offer in offers_to(fox.pk)])
    placed, place = Event(), placement._place

    def slowly(*told):
        leg = place(*told)
        placed.set()
        sleep(0.5)
        return leg

    def order():
        try:
            order_for(buyer_id=fox.pk, lines=[LineWanted(plan, 1)], by=cast.karl, at=NOON)
        finally:
            connection.close()

    monkeypatch.setattr(placement, "_place", slowly)
    with ThreadPoolExecutor(1) as pool:
        ordered = pool.submit(order)
        placed.wait(10)
        work()
        ordered.result()

    assert [account.pk for account in imported(cast.karl)] == [fox.pk]


@pytest.mark.long
def test_eighteen_thousand_people_are_taken_once_and_the_books_stay_right(committed_db, cast):
    file, places = sample("adventureworks-dw/DimCustomer.csv.gz"), sample("adventureworks-dw/DimGeography.csv")

    assert run(file, cast.sven, places) == {"new": 18_484}
    assert run(file, cast.sven, places) == {"unchanged": 18_484}
    assert prove_books().faults == []
