"""Orders found by what was typed: the same along every way to them, and by nobody for what only others know (ORD-8)."""

from datetime import UTC

import pytest
from django.db import DatabaseError, connection, transaction

from handsel.accounts.models import Account
from handsel.accounts.sites import SiteDetails, add_site, change_site
from handsel.cli.demo.story import Cast
from handsel.deliveries.data import Handed
from handsel.deliveries.refunding import confirm_refund
from handsel.deliveries.working import deliver
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.keyset import keyset_page
from handsel.orders import finding
from handsel.orders.approval import approve_order
from handsel.orders.internal_notes import write_internal_note
from handsel.orders.models import Leg
from handsel.orders.particulars_models import Particulars
from handsel.orders.placement import place_order
from handsel.orders.searching import OrderSearch
from tests.cast import NOON
from tests.deliveries.delivering import bought, tasks
from tests.deliveries.refunding import asked, refund_of
from tests.identity.colleagues import colleague
from tests.orders.buying import buy, fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-8")]

WAYS = {"all walked through": (1_000, 10, 20_000), "looked up": (1, 2, 20_000), "too many": (1, 2, 0)}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch) -> str:
    sample, common, most = WAYS[request.param]
    monkeypatch.setattr(finding, "SAMPLE", sample)
    monkeypatch.setattr(finding, "COMMON", common)
    monkeypatch.setattr(finding, "MOST_ORDERS", most)
    return request.param


def found(by: Actor, text: str, seller: int = 0) -> list[str]:
    """Return the numbers of the orders that `by` finds, among what is sold by `seller` or by its own."""
    seller = seller or by.seller_id
    with transaction.atomic(), scoped(by.scope):
        legs = finding.find(Leg.objects.sold_by(seller), text, seller_id=seller).legs
        return sorted(legs.values_list("number", flat=True))


def told(cast: Cast) -> Leg:
    """Buy something with all that a buyer can say about it."""
    site = add_site(
        account_id=cast.bakery, code="OSLO-7", details=SiteDetails(domain="krume.example"), by=cast.karl, at=NOON
    )
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=cast.bakery).update(
            company_name="Façade Holding", address="Marktplatz 3", city="Weimar"
        )
    cart = fill_cart(cast)
    changes = {"po_number": "PO-4711", "site_id": site.pk, "note": "Ring at the Backdoor"}
    leg = place_order(order_id=cart.pk, changes=changes, by=cast.berta, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=cast.bakery).update(company_name="Bäckerei Brandt", address="", city="")
    return leg


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "text",
    ["hosting", "WEB hos", "po-4711", "4711", "oslo-7", "krume.exa", "facade", "Façade holding", "brandt", "backerei",
     "po oslo hosting", "backdoor", "marktplatz 3", "weimar", "monthly backdoor"],
)  # fmt: skip
def test_an_order_is_found_by_anything_in_it(cast: Cast, text: str):
    leg, other = told(cast), buy(cast, "MAIL")

    assert leg.number in found(cast.karl, text)
    assert (other.number in found(cast.karl, text)) == (text in {"brandt", "backerei"})  # the buyer's name of today
    assert found(cast.karl, f"{text} nowhere") == []


@pytest.mark.usefixtures("way")
def test_a_part_of_the_number_finds_its_order(cast: Cast):
    leg, _other = buy(cast), buy(cast, "MAIL")

    assert leg.number in found(cast.karl, leg.number[:6].lower())
    assert found(cast.karl, leg.number.lower()) == [leg.number]


@pytest.mark.covers("OPS-3")
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("text", ["po-4711", "oslo-7", "krume", "facade", "brandt", "backdoor", "weimar"])
def test_tiers_above_and_beside_find_nothing_by_what_the_buyer_said_to_its_seller(cast: Cast, text: str):
    leg = told(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    assert found(cast.karl, text) == [leg.number]
    assert found(cast.nora, text) == found(cast.olga, text) == []
    assert found(cast.nora, text, cast.kleinbach) == found(cast.olga, text, cast.kleinbach) == []
    assert found(cast.nora, "hosting") == found(cast.olga, "hosting") == [leg.number]


def test_what_was_delivered_finds_its_order_at_every_tier_that_reads_it_while_it_is_there(cast: Cast):
    leg = bought(cast)
    handed = Handed.of([("Licence key", "KEY-77-" + "x" * 990)])
    deliver(delivery_ids=[tasks(cast.olga)[0].delivery_id], handed=handed, by=cast.olga, at=NOON)

    assert [found(by, "key-77") for by in (cast.karl, cast.nora, cast.olga)] == [[leg.number]] * 3
    asked(cast, leg)
    for by in (cast.nora, cast.olga):
        confirm_refund(refund_id=refund_of(by).pk, by=by, at=NOON)
    assert [found(by, "key-77") for by in (cast.karl, cast.nora, cast.olga)] == [[]] * 3
    assert found(cast.karl, "hosting") == [leg.number]


def test_what_staff_note_for_themselves_finds_nothing(cast: Cast):
    leg = buy(cast)
    write_internal_note(order_id=leg.order_id, text="Slowpayer", version=0, by=cast.karl, at=NOON)

    assert found(cast.karl, "slowpayer") == found(cast.berta, "slowpayer", cast.kleinbach) == []


@pytest.mark.covers("OPS-3")
def test_nobody_reads_a_line_of_text_that_is_not_of_a_leg_they_see(cast: Cast):
    approve_order(leg_id=told(cast).pk, by=cast.karl, at=NOON)
    edges = {
        cast.berta: [(cast.kleinbach, cast.bakery)],
        cast.karl: [(cast.kleinbach, cast.bakery), (cast.nordlicht, cast.kleinbach)],
        cast.nora: [(cast.nordlicht, cast.kleinbach), (cast.operator, cast.nordlicht)],
        cast.olga: [(cast.operator, cast.nordlicht)],
    }

    for by, seen in edges.items():
        with transaction.atomic(), scoped(by.scope), connection.cursor() as cursor:
            cursor.execute("SELECT seller_id, buyer_id, text LIKE '%%oslo%%' FROM orders_match ORDER BY leg_id")
            assert cursor.fetchall() == [(*edge, edge[1] == cast.bakery) for edge in seen]
    with scoped(cast.karl.scope), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM orders_searchtext")


@pytest.mark.covers("USR-5")
def test_account_managers_find_the_orders_of_their_own_accounts(cast: Cast):
    anna = colleague(cast, Role.ACCOUNT_MANAGER, own=True, name="Anna")
    buy(cast)

    assert found(anna, "hosting") == []
    with transaction.atomic(), scoped(anna.scope), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_match")
        assert cursor.fetchone() == (0,)


def test_what_changes_afterwards_is_found_as_it_is_now(cast: Cast):
    leg = told(cast)
    with transaction.atomic(), scoped(cast.karl.scope):
        Particulars.objects.filter(order_id=leg.order_id).update(po_number="PO-0815")
        site = Particulars.objects.get(order_id=leg.order_id).site
    change_site(site_id=site.pk, details=SiteDetails(domain="neu.example"), version=1, by=cast.karl, at=NOON)

    assert found(cast.karl, "neu.example") == found(cast.karl, "po-0815") == [leg.number]
    assert found(cast.karl, "krume") == found(cast.karl, "4711") == []


@pytest.mark.covers("ORD-5")
@pytest.mark.parametrize("queue", ["", "awaiting-approval", "awaiting-payment"])
def test_pages_lead_through_all_orders_and_back_in_their_order(cast: Cast, queue: str):
    approved = [buy(cast, "MAIL").pk for _ in range(2)]
    waiting = [buy(cast, "MAIL").pk for _ in range(3)]
    unpaid = [buy(cast, "TLS", "One year", 5).pk for _ in range(3)]
    for pk in approved:
        approve_order(leg_id=pk, by=cast.karl, at=NOON)
    search = OrderSearch(queue=queue)

    with transaction.atomic(), scoped(cast.karl.scope):
        wanted = search.within(Leg.objects.sold_by(cast.kleinbach), UTC, seller_id=cast.kleinbach).legs
        there, page = [], keyset_page(wanted, search.order, {}, size=2)
        while True:
            assert page.first == len(there) + 1
            there += [row.pk for row in page.rows]
            if page.after is None:
                break
            page = keyset_page(wanted, search.order, {"after": page.after}, size=2)
        back = [row.pk for row in page.rows]
        while page.before:
            page = keyset_page(wanted, search.order, {"before": page.before}, size=2)
            back = [row.pk for row in page.rows] + back

    everything = [*unpaid[::-1], *waiting[::-1], *approved[::-1]]
    ours_first = [*waiting[::-1], *approved[::-1]]
    assert there == {"": everything, "awaiting-approval": ours_first, "awaiting-payment": unpaid[::-1]}[queue]
    assert back == there
