"""Any number of carts becomes a file while nobody waits, the same as the list (ORD-9)."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from python_calamine import CalamineWorkbook

from handsel.accounts.managers import set_manager
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.jobs.task_kinds import TASK_KINDS
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.orders.placement import place_order
from handsel.reports import one_moment
from handsel.reports.cart_files import CartListWanted, start_cart_file
from handsel.signups.carts_found import LeftSearch
from handsel.tasks.models import State, Task
from handsel.tasks.running import run_next
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-9")]


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def made(by: Actor, search: LeftSearch = LeftSearch()) -> list[list[object]]:  # noqa: B008 - a value
    task = start_cart_file(wanted=CartListWanted(search), by=by, at=NOON)
    while run_next(TASK_KINDS, at=NOON):
        pass
    with transaction.atomic(), scoped(by.scope):
        task = Task.objects.get(pk=task.pk)
    assert task.state == State.DONE, task.error
    with default_storage.open(task.file) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_name("Incomplete orders").to_python()[1:]


def test_it_has_the_carts_that_are_found_at_the_prices_of_today_and_the_export_is_told(cast):
    cart = fill_cart(cast, "MAIL", quantity=3)

    assert made(cast.karl, LeftSearch("hosting")) == []
    (row,) = made(cast.karl, LeftSearch("mailbox", "cart"))

    assert row[:5] == [cart.number, "Bakery Brandt", "berta@bakery.example", "+49 30 901820", "Cart"]
    assert row[7:] == ["Berta Brandt", "3 × Mailbox", 7.14, 8.58, "EUR", "Customer"]
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.filter(seller_id=cast.kleinbach, name="export.made").latest("pk").data
    assert told == {"what": "incomplete orders", "narrowed": {"q": "mailbox", "reached": "cart"}, "rows": 1}


def test_a_cart_that_is_placed_while_the_file_is_made_is_left_out(cast, monkeypatch):
    cart, find = fill_cart(cast), one_moment._declared

    def and_placed(*args, **told):
        monkeypatch.setattr(one_moment, "_declared", find)
        found = find(*args, **told)
        one_moment.transaction.on_commit(lambda: place_order(order_id=cart.pk, by=cast.berta, at=NOON))
        return found

    monkeypatch.setattr(one_moment, "_declared", and_placed)

    assert made(cast.karl) == []


def test_who_may_have_it(cast):
    fill_cart(cast)
    by = colleague(cast, Role.ACCOUNT_MANAGER, own=True)

    assert (len(made(cast.karl)), made(cast.nora), made(by)) == (1, [], [])
    set_manager(account_id=cast.bakery, manager_id=by.user_id, by=cast.karl, at=NOON)
    assert len(made(by)) == 1
    with pytest.raises(Forbidden):
        start_cart_file(wanted=CartListWanted(LeftSearch()), by=cast.berta, at=NOON)
