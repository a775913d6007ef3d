"""Staff find and read the carts of visitors, take them along, and complete them for a customer (ORD-9, ORD-10)."""

import io
import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import python_calamine
from django.db import transaction
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import Cast
from handsel.console import carts_seen, visitor_carts_seen
from handsel.identity.actor import system
from handsel.identity.roles import Role
from handsel.identity.throttling import Place
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.kernel.keyset import keyset_page
from handsel.orders.cart import put_in_cart
from handsel.orders.wanted import LineWanted
from handsel.reports.cart_files import CartListWanted
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import add_visitor_line, keep_contact
from handsel.signups.carts_found import LeftSearch
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.test_left_carts import linked
from tests.identity.colleagues import colleague
from tests.orders.buying import fill_cart
from tests.orders.test_options import site as site_of_operator
from tests.orders.test_options import wanted as wanted_of_site
from tests.signups.visitors import HERE, portal_lets
from tests.storefront.visitors import Visitor, offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "ORD-10", "ACC-3")]

site = site_of_operator

CONTACT = {"contact_name": "Flora Fink", "email": "flora@florist.example", "phone": ""}


@pytest.fixture
def cart(cast: Cast) -> VisitorCart:
    """Flora, who is nobody's yet, has two mailboxes in her cart and left her address."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    plan, portal = offer(cast.berta, "MAIL").plan_id, system(cast.kleinbach)
    kept = add_visitor_line(secret="", wanted=LineWanted(plan, 2), place=HERE, by=portal, at=now())
    return keep_contact(secret=kept.secret, name="Flora Fink", email=CONTACT["email"], phone="", by=portal, at=now())


def path(cart: VisitorCart) -> str:
    return f"/console/visitor-carts/{cart.pk}/complete/"


def test_a_visitor_becomes_a_new_customer_with_the_cart_in_new_order(karl, cast, cart):
    assert path(cart) in karl.get("/console/orders/?queue=incomplete").content.decode()
    assert 'value="flora@florist.example"' in karl.get(path(cart)).content.decode()

    answer = karl.post(path(cart), CONTACT)

    with scoped(cast.karl.scope):
        flora = Account.objects.get(email="flora@florist.example")
        assert not VisitorCart.objects.open(now()).exists()
    assert answer["Location"] == f"/console/accounts/{flora.number}/order/"
    page = karl.get(answer["Location"]).content.decode()
    assert "Mailbox" in page
    assert 'name="quantity" min="0" value="2"' in page
    assert path(cart) not in karl.get("/console/orders/?queue=incomplete").content.decode()


def test_the_tab_counts_the_carts_of_visitors_too(karl, cast, cart):
    fill_cart(cast)

    page = karl.get("/console/orders/").content.decode()

    assert re.search(r"Incomplete\s*(<[^>]*>\s*)*2\b", page)


def test_a_customer_with_that_address_is_found_and_gets_the_cart(karl, cast, cart):
    with scoped(cast.karl.scope):
        number = Account.objects.get(pk=cast.bakery).number
    known = {"number": number} | CONTACT

    assert karl.post(path(cart), known)["Location"] == f"/console/accounts/{number}/order/"

    assert "Mailbox" in karl.get(f"/console/accounts/{number}/order/").content.decode()
    with scoped(cast.karl.scope):
        assert not Account.objects.filter(email="flora@florist.example").exists()


def test_the_number_of_the_one_customer_with_that_address_stands_there_already(karl, cast, cart):
    with scoped(cast.karl.scope, author=cast.karl.signature):
        Account.objects.filter(pk=cast.bakery).update(email=CONTACT["email"])
        number = Account.objects.get(pk=cast.bakery).number

    assert re.search(rf'name="number" value="{number}"', karl.get(path(cart)).content.decode())


@pytest.mark.parametrize(
    ("typed", "field"), [({"number": 987_654} | CONTACT, "number"), (CONTACT | {"email": "nonsense"}, "email")]
)
def test_what_is_wrong_is_named_at_its_field_and_the_cart_stays(karl, cast, cart, typed, field):
    answer = karl.post(path(cart), typed)

    assert answer.status_code == 422
    assert f"complete_{field}_error" in answer.content.decode()
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.open(now()).get().lines.get().quantity == 2


def test_a_cart_that_a_colleague_took_over_is_gone(karl, cast, cart):
    karl.post(path(cart), CONTACT)

    assert karl.post(path(cart), CONTACT).status_code == 404


def test_a_cart_is_thrown_away_with_what_was_known_of_the_visitor(karl, ruth, nora, cast, cart):
    discard = path(cart).replace("complete", "discard")
    assert discard in karl.get("/console/orders/?queue=incomplete").content.decode()
    assert ruth.post(discard, {"reason": "Spam"}).status_code == 403
    assert nora.post(discard, {"reason": "Spam"}).status_code == 404
    unsaid = karl.post(discard, {"reason": " "})
    assert (unsaid.status_code, "Enter a reason" in unsaid.content.decode()) == (422, True)

    assert karl.post(discard, {"reason": "Spam"}).status_code == 302

    with scoped(cast.karl.scope):
        assert not VisitorCart.objects.exists()
        told = Event.objects.get(name="visitor_cart.discarded")
    assert (told.reason, told.data) == ("Spam", {"number": cart.number, "lines": 1})


def test_others_do_not(ruth, nora, cast, cart):
    assert ruth.get(path(cart)).status_code == 403
    assert ruth.post(path(cart), CONTACT).status_code == 403
    assert nora.post(path(cart), CONTACT).status_code == 404
    assert Visitor(Client(), "kleinbach").post(path(cart), **CONTACT).status_code == 302
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.open(now()).exists()


QUEUE = "/console/orders/?queue=incomplete"


def carts_of_visitors(cast: Cast, number: int, sku: str = "MAIL", at: datetime | None = None) -> list[VisitorCart]:
    """Let so many visitors fill a cart, each a second after the one before."""
    plan, begun = offer(cast.berta, sku).plan_id, at or now() - timedelta(days=1)
    return [
        add_visitor_line(
            secret="",
            wanted=LineWanted(plan),
            place=Place(f"203.0.113.{place}"),
            by=system(cast.kleinbach),
            at=begun + timedelta(seconds=place),
        ).cart
        for place in range(number)
    ]


def test_the_queue_says_how_far_a_visitor_came_and_when_the_cart_changed_last(karl, cast, cart):
    with scoped(cast.karl.scope, author=cast.karl.signature):
        VisitorCart.objects.update(
            started_at=datetime(2031, 1, 2, tzinfo=UTC), changed_at=datetime(2032, 3, 4, tzinfo=UTC)
        )

    page = karl.get(QUEUE).content.decode()

    row = page[page.index('id="visitors"') :]
    for text in ("Contact", "Last change", "2032", "2031", f'href="/console/visitor-carts/{cart.pk}/"'):
        assert text in row


@pytest.mark.parametrize(
    "query", ["reached=contact", "q=mailbox", "q=flora@", "q=fink", "of=visitors", "reached=nowhere"]
)
def test_it_is_found_and_narrowed_as_customers_carts_are(karl, cart, query):
    assert cart.number in karl.get(f"{QUEUE}&{query}").content.decode()


@pytest.mark.parametrize("query", ["reached=terms", "reached=cart", "reached=sign_up", "q=hosting", "of=customers"])
def test_what_does_not_meet_it_is_not_shown(karl, cart, query):
    assert cart.number not in karl.get(f"{QUEUE}&{query}").content.decode()


def test_a_step_that_only_visitors_take_shows_no_customers(karl, cast, cart):
    own = fill_cart(cast)

    assert own.number in karl.get(f"{QUEUE}&reached=cart").content.decode()
    page = karl.get(f"{QUEUE}&reached=contact").content.decode()

    assert own.number not in page
    assert cart.number in page
    assert "came as far as this step" in karl.get(f"{QUEUE}&reached=sign_up").content.decode()


@pytest.mark.parametrize(
    ("sort", "falls"), [("-changed", True), ("changed", False), ("-started", True), ("customer", False)]
)
def test_it_goes_on_from_page_to_page(karl, cast, monkeypatch, sort, falls):
    monkeypatch.setattr(visitor_carts_seen, "keyset_page", partial(keyset_page, size=2))
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    own = fill_cart(cast)
    numbers = [cart.number for cart in carts_of_visitors(cast, 3)]
    order = numbers[::-1] if falls else numbers

    first = karl.get(f"{QUEUE}&sort={sort}").content.decode()
    second = karl.get(f"/console/orders/{linked(first, 'next')}").content.decode()
    again = karl.get(f"/console/orders/{linked(second, 'prev')}").content.decode()

    assert own.number in first
    for page in (first, again):
        assert [number for number in order if number in page] == order[:2]
        assert "1–2 of 3" in page
    assert [number for number in order if number in second] == order[2:]
    assert own.number not in second


def test_a_page_of_customers_begins_no_page_of_visitors(karl, cast, cart, monkeypatch):
    monkeypatch.setattr(carts_seen, "keyset_page", partial(keyset_page, size=1))
    for account in ("Aster", "Zebra"):
        details = AccountDetails(company_name=account, email=f"{account}@shop.example")
        buyer = add_customer(details=details, manager_id=None, by=cast.karl, at=NOON)
        put_in_cart(buyer_id=buyer.pk, plan_id=offer(cast.berta, "MAIL").plan_id, quantity=1, by=cast.karl, at=NOON)

    second = linked(karl.get(QUEUE).content.decode(), "next")

    assert "of=customers" in second
    assert cart.number not in karl.get(f"/console/orders/{second}").content.decode()
    assert cart.number in karl.get(f"/console/orders/{second.replace('of=customers', '')}").content.decode()


def test_its_page_says_all_that_is_known_and_changes_nothing(karl, ruth, nora, cast, cart, site):
    wanted, portal = wanted_of_site(site, "shop.example", quantity=3, Storage=10), system(cast.kleinbach)
    kept = add_visitor_line(secret="", wanted=wanted, place=HERE, by=portal, at=now())
    known = {"name": "Flora", "email": "f@florist.example", "phone": "+49 1"}
    keep_contact(secret=kept.secret, **known, by=portal, at=now())
    path = f"/console/visitor-carts/{kept.cart.pk}/"

    page = karl.get(path).content.decode()

    for text in (
        "Web site",
        "Storage",
        "shop.example",
        "Flora",
        "mailto:f@florist.example",
        "+49 1",
        "Contact",
        "Kept until",
    ):
        assert text in page, text
    for deed in ("complete", "discard"):
        assert f'hx-get="{path}{deed}/"' in page
        assert f'hx-get="{path}{deed}/"' not in ruth.get(path).content.decode()
    assert nora.get(path).status_code == 404
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.open(now()).count() == 2


def test_it_stands_in_the_file_beside_those_of_customers(karl, cast, cart):
    own = fill_cart(cast)

    def rows(query: str) -> list[list[object]]:
        answer = karl.get(f"/console/orders/carts/excel/?queue=incomplete&{query}")
        book = python_calamine.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return book.get_sheet_by_index(0).to_python()[1:]

    both = rows("")
    assert [(row[0], row[12]) for row in both] == [(own.number, "Customer"), (cart.number, "Visitor")]
    assert both[1][1:5] == ["Flora Fink", "flora@florist.example", "", "Contact"]
    assert both[1][8:12] == ["2 × Mailbox", 4.76, 5.72, "EUR"]
    assert [row[0] for row in rows("reached=contact")] == [cart.number]
    assert [row[0] for row in rows("of=customers")] == [own.number]


@pytest.mark.covers("OPS-3")
def test_who_sees_own_accounts_only_sees_no_visitor(cast, cart):
    by = colleague(cast, Role.ACCOUNT_MANAGER, own=True)

    with transaction.atomic(), scoped(by.scope):
        wanted = CartListWanted(LeftSearch())
        assert (wanted.visitors(by, now()).count(), wanted.visitors(cast.karl, now()).count()) == (0, 0)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert wanted.visitors(cast.karl, now()).count() == 0
