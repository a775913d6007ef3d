"""The timeline tells every event in a plain sentence, and can be narrowed to a kind by its address (ACC-16)."""

import re
from types import SimpleNamespace

import pytest
from django.db import transaction

from handsel.accounts.models import Account
from handsel.accounts.notes import add_note
from handsel.catalog.offers import offers_to
from handsel.console.happenings import Happening
from handsel.console.sentences import SENTENCES
from handsel.console.timelines import TOLD_KINDS
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.cart import put_in_cart
from handsel.orders.placement import place_order
from handsel.timeline.kinds import KINDS
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin, Way
from handsel.web.icons import ICONS
from tests.architecture.source import ROOT
from tests.cast import NOON

pytestmark = pytest.mark.covers("ACC-16")


def told(name, **data):
    event = SimpleNamespace(
        name=name, data=data, seller_id=1, actor_name="Karl", reason="", subject_kind="user", subject_id=5
    )
    return Happening(event, users={5: "Berta"}).title


def placed(by, buyer):
    """Let `by` buy something for `buyer`, with the buyer's cart."""
    with transaction.atomic(), scoped(by.scope):
        offer = offers_to(buyer)[0]
    cart = put_in_cart(buyer_id=buyer, plan_id=offer.plan_id, quantity=1, by=by, at=NOON)
    return place_order(order_id=cart.pk, by=by, at=NOON)


def timeline(cast, rest=""):
    with scoped(cast.karl.scope):
        return f"/console/accounts/{Account.objects.get(pk=cast.bakery).number}/timeline/{rest}"


def test_every_event_that_is_recorded_has_a_sentence_and_an_icon():
    recorded = set(re.findall(r"^\| `([a-z_.]+)`", (ROOT / "docs/reference/events.md").read_text(), re.MULTILINE))

    assert recorded - set(SENTENCES) == set()
    assert {icon for icon, _ in SENTENCES.values()} <= ICONS
    assert set(TOLD_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("funds.added", {"amount_minor": 1250, "currency": "EUR", "method": "bank_transfer", "number": 7},
         "€12.50 was added by Bank transfer, with receipt 7."),
        ("order.placed", {"number": "N1", "gross_minor": 500, "currency": "EUR"}, "Order N1 over €5.00 was placed."),
        ("order.placed", {"number": "N1"}, "Order N1 over – was placed."),
        ("approval.switched", {"required": True}, "Order approval was switched on."),
        ("approval.switched", {"required": False}, "Order approval was switched off."),
        ("user.invited", {"role": Role.BUYER.value}, "Berta was invited as a storefront user."),
        ("user.invited", {"role": Role.BUYER.value, "again": True}, "Berta got the activation link again."),
        ("user.activated", {}, "Berta chose a password and can log in."),
        ("funds.reversed", {"amount_minor": 1250, "currency": "EUR", "number": 7},
         "Receipt 7 over €12.50 was taken back."),
        ("payment_method.changed", {"before": "cash", "method": "cheque"},
         "The payment method was changed from Cash to Cheque."),
        ("user.invited", {"role": Role.MANAGER.value}, "A colleague was invited as Manager."),
        ("price_list.changed", {"before": "10.00", "after": "12.00"},
         "The markup was changed from 10.00 to 12.00 percent."),
        ("robot.built_up", {}, "Robot built up."),
    ],
)  # fmt: skip
def test_a_sentence_holds_the_facts_of_its_event(name, data, sentence):
    assert told(name, **data) == sentence


@pytest.mark.django_db
def test_staff_who_buy_act_on_behalf_of_the_customer_and_its_own_users_do_not(karl, cast):
    placed(cast.karl.coming_from(Origin(Way.CONSOLE, "192.0.2.7")), cast.bakery)
    placed(cast.berta.coming_from(Origin(Way.STOREFRONT, "2001:db8::1")), cast.bakery)

    page = " ".join(karl.get(timeline(cast, "?kind=orders")).content.decode().split())

    by_staff = 'Karl Kaufmann on behalf of Bakery Brandt in the console <span class="hs-from">from <bdi>192.0.2.7</bdi>'
    assert page.count(by_staff) == 2  # the cart and the order
    assert page.count('Berta Brandt in the storefront <span class="hs-from">from <bdi>2001:db8::1</bdi>') == 2
    assert "Berta Brandt on behalf of" not in page


@pytest.mark.django_db
def test_what_timers_do_comes_from_nowhere(cast):
    placed(cast.berta.coming_from(Origin(Way.STOREFRONT, "192.0.2.7")), cast.bakery)

    with scoped(cast.karl.scope):
        waits = Event.objects.get(name="order.awaiting_approval", account_id=cast.bakery)
    assert (waits.way, waits.address, waits.actor_id, waits.behalf_id) == (Way.SYSTEM, None, None, None)
    assert (Happening(waits).who, Happening(waits).way) == ("Automatic", "")


@pytest.mark.django_db
def test_no_tier_above_learns_from_where_the_customers_of_another_come(cast):
    leg = placed(cast.berta.coming_from(Origin(Way.STOREFRONT, "192.0.2.7")), cast.bakery)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    for tier in (cast.nora, cast.olga):
        with scoped(tier.scope):
            orders = Event.objects.filter(name__startswith="order.")
            assert {(event.way, event.address) for event in orders} == {(Way.SYSTEM, None)}


def test_changes_are_told_in_words():
    data = {"changes": {"manager_id": [None, 5], "country": ["DE", "NO"], "city": ["Berlin", "Oslo"]}}
    event = SimpleNamespace(name="account.updated", data=data, seller_id=1, actor_name="Karl", reason="", subject_id=1)

    told = [(one.label, one.before, one.after) for one in Happening(event, users={5: "Berta"}).changes]

    assert told == [
        ("Account manager", None, "Berta"), ("Country", "Germany", "Norway"), ("City", "Berlin", "Oslo"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_timeline_is_narrowed_to_a_kind(karl, cast):
    add_note(account_id=cast.bakery, text="x", by=cast.karl, at=NOON)

    everything = karl.get(timeline(cast)).content.decode()
    noted = karl.get(timeline(cast, "?kind=notes")).content.decode()

    assert "A note was written." in everything
    assert "The account was added." in everything
    assert "A note was written." in noted
    assert "The account was added." not in noted
    assert 'href="/console/accounts/' in noted
    assert "Nothing of this kind yet" in karl.get(timeline(cast, "?kind=addresses")).content.decode()


@pytest.mark.django_db
def test_an_unknown_kind_shows_everything_and_says_so(karl, cast):
    page = karl.get(timeline(cast, "?kind=%3Cb%3E")).content.decode()

    assert "There are no events of a kind “&lt;b&gt;”" in page
    assert "The account was added." in page
