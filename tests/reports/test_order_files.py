"""Any number of orders becomes a file while nobody waits, the same as the list (ORD-1, ORD-5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.accounts.managers import set_manager
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.approval import approve_order, set_approval
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.orders.receiving import record_payment
from handsel.orders.searching import OrderSearch
from handsel.reports import files, one_moment
from handsel.reports.order_files import start_order_file
from handsel.reports.order_sheets import OrderListWanted
from handsel.tasks.models import State, Task
from handsel.tasks.running import run_next
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.buying import buy, fill_cart
from tests.orders.carding import emptied, set_credit

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-1", "ORD-5")]


@pytest.fixture(autouse=True)
def _store(monkeypatch, settings, tmp_path):
    """A batch has two orders, and a second is over after each."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(one_moment, "BATCH", 2)
    seconds = iter(range(0, 1000, 2))
    monkeypatch.setattr(files, "monotonic", lambda: next(seconds))


def made(by: Actor, search: OrderSearch = OrderSearch(), account: int | None = None) -> Task:  # noqa: B008 - a value
    task = start_order_file(wanted=OrderListWanted(search, "Europe/Berlin", account), by=by, at=NOON)
    while run_next(TASK_KINDS, at=NOON):
        pass
    with transaction.atomic(), scoped(by.scope):
        return Task.objects.get(pk=task.pk)


def rows(task: Task) -> list[list[object]]:
    assert task.state == State.DONE, task.error
    with default_storage.open(task.file) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_name("Orders").to_python()


def test_it_has_all_orders_the_latest_first_with_their_costs(cast):
    bought = [buy(cast) for _ in range(5)]

    task = made(cast.karl)

    heading, *found = rows(task)
    assert [row[0] for row in found] == [leg.number for leg in reversed(bought)]
    assert heading[-4:] == ["Total cost without tax", "Total amount with tax", "Still to be paid", "Currency"]
    assert {tuple(row[-4:]) for row in found} == {(6.6, 7.92, "", "EUR")}
    assert {tuple(row[1:3]) for row in found} == {("Bakery Brandt", "Bakery Brandt")}
    assert found[0][8].isoformat() == "2026-11-02T12:00:00"
    assert (task.file_name, task.result, task.done_count) == ("Orders.xlsx", {"rows": 5}, 5)
    assert task.expires_at == NOON + timedelta(hours=24)


def test_it_has_what_the_search_finds_and_the_export_is_told(cast):
    first, other = buy(cast), buy(cast, "MAIL")
    approve_order(leg_id=other.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        account = Leg.objects.get(pk=first.pk).buyer.number
    search = OrderSearch(situation="awaiting_approval", method="deposit", since=NOON.date(), until=NOON.date())

    task = made(cast.karl, search, account)

    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.get(seller_id=cast.kleinbach, name="export.made").data
    assert [row[0] for row in rows(task)[1:]] == [first.number]
    days = dict.fromkeys(("since", "until"), NOON.date().isoformat())
    narrowed = {"account": account, "situation": "awaiting_approval", "method": "deposit"} | days
    assert told == {"what": "orders", "narrowed": narrowed, "rows": 1}
    assert len(rows(made(cast.karl, replace(search, text="nobody has this")))) == 1


def test_what_the_buyer_said_stands_with_its_order_and_is_never_a_formula(cast):
    place_order(order_id=fill_cart(cast).pk, changes={"po_number": "=1+1"}, by=cast.berta, at=NOON)

    (row,) = rows(made(cast.karl))[1:]

    assert row[4] == "=1+1"
    assert row[6] == "Pending reseller approval"


def test_each_tier_has_its_own_side_of_an_order(cast):
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    (above,), (own,) = rows(made(cast.nora))[1:], rows(made(cast.karl))[1:]

    assert above[0] == own[0]
    assert above[1:3] == ["Kleinbach", "Kleinbach"]
    assert above[-3] == own[-4] == 6.6


@pytest.mark.covers("ORD-6")
def test_what_is_still_to_be_paid_stands_beside_the_total(cast):
    emptied(cast, cast.kleinbach, cast.bakery)
    waiting = buy(cast)
    part = Received(Money(300, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "part")
    record_payment(leg_id=waiting.pk, received=part, by=cast.karl, at=NOON)
    set_credit(cast, 15_000)
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    on_credit = buy(cast)

    found = {row[0]: row[-3:-1] for row in rows(made(cast.karl))[1:]}

    assert found == {waiting.number: [7.92, 4.92], on_credit.number: [7.92, 7.92]}


def test_a_narrowed_manager_has_their_own_accounts_alone(cast):
    buy(cast)
    by = colleague(cast, Role.ACCOUNT_MANAGER, own=True)

    assert len(rows(made(by))) == 1
    set_manager(account_id=cast.bakery, manager_id=by.user_id, by=cast.karl, at=NOON)
    (row,) = rows(made(by))[1:]
    assert row[-4:] == ["", 7.92, "", "EUR"]


def test_a_customer_asks_for_no_file(cast):
    with pytest.raises(Forbidden):
        start_order_file(wanted=OrderListWanted(OrderSearch(), "UTC"), by=cast.berta, at=NOON)
