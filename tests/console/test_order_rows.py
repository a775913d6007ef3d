"""The lines of orders, which Python writes: what stands in them, and that nothing in them is taken for HTML (ORD-5)."""

from datetime import UTC
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import Client

from handsel.cli.demo.story import fund
from handsel.console.order_rows import account_rows, queue_rows
from handsel.console.sold_orders import SoldOrder
from handsel.deliveries.working import fail_deliveries
from handsel.kernel.isolation import scoped
from handsel.kernel.keyset import KeysetPage
from handsel.kernel.money import Money
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg, LegQuerySet
from handsel.orders.searching import OrderSearch
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.console.test_orders import locked_at_kleinbach, page_of
from tests.deliveries.delivering import bought, tasks
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db


@pytest.mark.covers("ORD-5", "ORD-7")
def test_what_needs_us_stands_under_its_heading_before_what_is_being_bought(karl: Client, cast):
    under_way = approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    locked, waiting = locked_at_kleinbach(cast), buy(cast)

    page = page_of(karl, queue="awaiting-approval")

    parts = (
        "Needs your approval",
        f'value="{waiting.number}"',
        "Waits for you",
        f'value="{locked.number}"',
        "Being bought: nothing to do",
        f'value="{under_way.number}"',
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.covers("ORD-7")
def test_what_failed_or_is_ours_to_deliver_is_told_as_ours_and_not_as_nothing_to_do(karl: Client, cast):
    leg = bought(cast)
    olga = logged_in("operator", "olga@handsel.example")
    row, ours = f'value="{leg.number}"', "Waits for you"
    assert ours not in page_of(karl, queue="awaiting-approval")
    to_deliver = page_of(olga, queue="awaiting-approval")
    fail_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], reason="No space", by=cast.olga, at=NOON)

    for page in (to_deliver, page_of(olga, queue="awaiting-approval"), page_of(karl, queue="awaiting-approval")):
        assert page.index(ours) < page.index(row)
        assert "Being bought: nothing to do" not in page


@pytest.mark.covers("ORD-7")
def test_pages_of_a_queue_in_groups_go_forth_and_back_without_a_gap(karl: Client, cast):
    fund(cast.karl, cast.bakery, 20_000, "more", NOON)
    legs = [buy(cast) for _ in range(7)]
    for leg in legs[:5]:
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    ours = Q(number__in=[legs[0].number, legs[3].number])
    wanted = [legs[place].pk for place in (6, 5, 3, 0, 4, 2, 1)]

    with transaction.atomic(), scoped(cast.karl.scope):
        sales, search = Leg.objects.sold_by(cast.kleinbach), OrderSearch(queue="awaiting-approval")
        turn = partial(_turn, sales, search, ours)
        first = turn()
        second = turn(after=first.after)
        third = turn(after=second.after)
        back = turn(before=third.before)
        start = turn(before=back.before)

    assert [leg.pk for page in (first, second, third) for leg in page.rows] == wanted
    assert [leg.group_place for page in (first, second, third) for leg in page.rows] == [0, 0, 1, 1, 2, 2, 2]
    assert [leg.pk for leg in back.rows] == wanted[3:6]
    assert [leg.pk for leg in start.rows] == wanted[:3]
    assert (third.first, third.last, third.after) == (7, 7, None)


def _turn(sales: LegQuerySet, search: OrderSearch, ours: Q, **to: str) -> KeysetPage[Leg]:
    return search.page(sales, UTC, to, seller_id=sales[0].seller_id, size=3, ours=ours)


@pytest.mark.covers("ORD-1", "ORD-5")
def test_a_line_tells_what_is_owed_and_writes_names_as_they_are(cast):
    leg = buy(cast)
    with scoped(cast.karl.scope):
        order = SoldOrder(leg, None, cast.karl, end_customer="<b>Oven & Co</b>", to_pay=Money(250, "EUR"))
        in_queue = queue_rows([order], OrderSearch(), may_decide=True)
        of_account = account_rows([order])

    assert "for &lt;b&gt;Oven &amp; Co&lt;/b&gt;</small>" in in_queue
    for line in (in_queue, of_account):
        assert '<small class="d-block text-danger"><bdi class="money">€2.50</bdi> to pay</small>' in line


@pytest.mark.covers("ORD-3", "ORD-4")
def test_a_menu_greys_what_its_reader_may_not_do_and_says_why(cast):
    leg = buy(cast)
    with scoped(cast.ruth.scope):
        reader = queue_rows([SoldOrder(leg, None, cast.ruth)], OrderSearch(), may_decide=False)
        manager = queue_rows([SoldOrder(leg, None, cast.karl)], OrderSearch(), may_decide=True)

    assert reader.count(" disabled>") == 3
    assert 'class="hs-pop-note"' in reader
    assert " disabled>" not in manager
    assert f'hx-get="/console/orders/accept/?chosen={leg.number}"' in manager
