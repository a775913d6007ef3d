"""The lines of orders, which Python writes: what stands in them, and that nothing in them is taken for HTML (ORD-5)."""

import pytest
from django.test import Client

from handsel.console.order_rows import account_rows, queue_rows
from handsel.console.sold_orders import SoldOrder
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.searching import OrderSearch
from tests.console.test_orders import locked_at_kleinbach, page_of
from tests.orders.buying import buy

pytestmark = pytest.mark.django_db


@pytest.mark.covers("ORD-5", "ORD-7")
def test_what_needs_us_stands_under_its_heading_before_what_is_being_bought(karl: Client, cast):
    locked, waiting = locked_at_kleinbach(cast), buy(cast)

    page = page_of(karl, queue="awaiting-approval")

    parts = (
        "Needs your approval",
        f'value="{waiting.number}"',
        "Being bought: nothing to do",
        f'value="{locked.number}"',
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


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
