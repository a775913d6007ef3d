"""Which event makes which mails, for whom, and in whose brand (MAI-1, MAI-2)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import resolve

from handsel.accounts.models import Account, Edge, Portal
from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import system
from handsel.identity.models import User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.mail import facts
from handsel.mail.automatic import AUTOMATIC
from handsel.mail.kinds import KINDS
from handsel.mail.models import Message, State
from handsel.orders.approval import approve_order, reject_order
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.mail.reading import mails, read_all

pytestmark = pytest.mark.django_db

ANNA = Person("Anna", "Ahorn", "anna@bakery.example", "de", "d.m.Y")
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _cast_was_told(cast):
    """What happened while the cast was made is read before a test begins."""
    read_all(NOON)
    for seller in (cast.operator, cast.nordlicht, cast.kleinbach, cast.suedwind):
        with transaction.atomic(), scoped(system(seller).scope):
            _seen[seller] = max(Message.objects.values_list("pk", flat=True), default=0)


_seen: dict[int, int] = {}


def new_mails(seller_id: int) -> list[Message]:
    read_all(LATER)
    return [mail for mail in mails(seller_id, seller_id=seller_id) if mail.pk > _seen[seller_id]]


def order(cast: Cast, sku: str = "WEB-S", plan: str = "Monthly", quantity: int = 2) -> Leg:
    with transaction.atomic(), scoped(cast.berta.scope):
        offer = next(offer for offer in offers_to(cast.bakery) if (offer.sku, offer.plan) == (sku, plan))
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=offer.plan_id, quantity=quantity, by=cast.berta, at=NOON)
    return place_order(order_id=cart.pk, by=cast.berta, at=NOON)


def told(messages: list[Message]) -> list[tuple[str, str]]:
    return sorted((message.kind, message.recipient) for message in messages)


@pytest.mark.covers("MAI-1", "ORD-2")
def test_an_order_is_confirmed_to_the_buyer_and_put_before_those_who_decide(cast):
    leg = order(cast)

    found = new_mails(cast.kleinbach)

    assert told(found) == [
        ("order_placed", "berta@bakery.example"),
        ("order_to_approve", "karl@kleinbach.example"),
        ("order_to_approve", "klara@kleinbach.example"),
    ]
    confirmation, request = found[0], found[1]
    assert leg.number in confirmation.subject
    assert "We look at it now" in confirmation.text
    assert f"http://kleinbach.localhost:8000/orders/{leg.number}/" in confirmation.text
    assert "Bakery Brandt has ordered" in request.text
    assert "Placed by: Berta Brandt" in request.text
    assert f"http://kleinbach.localhost:8000/console/orders/{leg.number}/" in request.text
    assert {mail.buyer_id for mail in found} == {cast.bakery}
    assert new_mails(cast.nordlicht) == []


@pytest.mark.covers("MAI-1")
def test_an_executed_order_is_told_to_the_one_who_ordered_and_not_to_the_tiers_between(cast):
    from handsel.kernel.database import call_scalar  # noqa: PLC0415 - what the worker's reader calls

    leg = approve_order(leg_id=order(cast).pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        call_scalar("deliveries_open", leg.order_id, LATER)

    executed = [mail for mail in new_mails(cast.kleinbach) if mail.kind == "order_executed"]

    assert told(executed) == [("order_executed", "berta@bakery.example")]
    assert "is ready to use" in executed[0].text
    assert new_mails(cast.nordlicht) == []
    assert new_mails(cast.operator) == []


@pytest.mark.covers("MAI-1", "ORD-11")
def test_missing_funds_are_told_to_the_tier_that_blocks_and_to_nobody_else(cast):
    block_at_nordlicht(cast)

    (mail,) = [mail for mail in new_mails(cast.operator) if mail.kind == "funds_awaited"]

    assert (mail.buyer_id, mail.recipient) == (cast.nordlicht, "nora@nordlicht.example")
    assert "The order costs you: €66.00" in mail.text
    assert "Available now: €34.00" in mail.text
    assert "Missing: €32.00" in mail.text
    for seller in (cast.nordlicht, cast.kleinbach):
        assert "funds_awaited" not in {mail.kind for mail in new_mails(seller)}


def test_a_shortage_that_is_over_is_not_told_any_more(cast):
    block_at_nordlicht(cast)
    fund(cast.olga, cast.nordlicht, 100_000, "relief", NOON)

    assert {mail.kind for mail in new_mails(cast.operator)} == {"funds_received"}


def block_at_nordlicht(cast: Cast) -> Leg:
    """Place and approve two orders: the second finds Nordlicht's wallet with the operator 32.00 EUR short."""
    fund(cast.karl, cast.bakery, 10_000, "more", NOON)
    fund(cast.nora, cast.kleinbach, 10_000, "more", NOON)
    approve_order(leg_id=order(cast, "MOVE", "Per site", 1).pk, by=cast.karl, at=NOON)
    return approve_order(leg_id=order(cast, "MOVE", "Per site", 1).pk, by=cast.karl, at=NOON)


@pytest.mark.covers("MAI-1")
def test_a_canceled_order_tells_the_buyer_why(cast):
    reject_order(leg_id=order(cast).pk, reason="We do not host <that>.", by=cast.karl, at=LATER)

    canceled = [mail for mail in new_mails(cast.kleinbach) if mail.kind == "order_canceled"]

    assert told(canceled) == [("order_canceled", "berta@bakery.example")]
    assert "Reason: We do not host <that>." in canceled[0].text
    assert "We do not host &lt;that&gt;." in canceled[0].html


@pytest.mark.covers("MAI-1", "FUN-1")
def test_a_payment_is_answered_with_a_receipt(cast):
    fund(cast.karl, cast.bakery, 12_345, "RE-7", NOON)

    (mail,) = new_mails(cast.kleinbach)

    assert told([mail]) == [("funds_received", "berta@bakery.example")]
    assert "Amount: €123.45" in mail.text
    assert "Available now: €223.45" in mail.text
    assert "Reference: RE-7" in mail.text
    assert "http://kleinbach.localhost:8000/funds/" in mail.text


def test_a_reseller_as_buyer_gets_its_mail_at_its_address_without_pages_it_cannot_open(cast):
    fund(cast.nora, cast.kleinbach, 5_000, "RE-8", NOON)

    (mail,) = new_mails(cast.nordlicht)

    assert told([mail]) == [("funds_received", "klara@kleinbach.example")]
    assert mail.user_id is None
    assert "/funds/" not in mail.html


@pytest.mark.covers("MAI-2", "OPS-3")
def test_no_mail_names_a_tier_above_the_seller(cast):
    order(cast)
    reject_order(leg_id=order_again(cast), reason="No", by=cast.karl, at=LATER)
    fund(cast.karl, cast.bakery, 12_345, "RE-7", NOON)
    add_storefront_user(buyer_id=cast.bakery, person=ANNA, by=cast.karl, at=NOON)
    read_all(LATER)

    for mail in mails(cast.kleinbach, seller_id=cast.kleinbach):
        everything = " ".join(str(value) for value in vars(mail).values()).lower()
        assert "handsel" not in everything, mail.kind
        assert "operator" not in everything, mail.kind
        if mail.kind != "reseller_invitation":  # the new owner reads who opened the portal: their own seller
            assert "nordlicht" not in everything, mail.kind


def order_again(cast: Cast) -> int:
    return order(cast, "MAIL").pk


@pytest.mark.covers("MAI-1")
def test_reading_an_event_twice_makes_its_mails_once(cast):
    from handsel.mail.automatic import make_mails  # noqa: PLC0415 - the step the reader calls

    fund(cast.karl, cast.bakery, 12_345, "RE-7", NOON)
    first = new_mails(cast.kleinbach)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        make_mails(Event.objects.filter(name="funds.added").latest("pk"), LATER)

    assert new_mails(cast.kleinbach) == first


def test_without_a_mail_server_mail_is_kept_and_with_one_it_waits_to_be_sent(cast, settings):
    fund(cast.karl, cast.bakery, 100, "RE-1", NOON)
    (kept,) = new_mails(cast.kleinbach)
    settings.HANDSEL_SMTP_URL = "smtp://127.0.0.1:2525"
    fund(cast.karl, cast.bakery, 100, "RE-2", NOON)
    _, waiting = new_mails(cast.kleinbach)

    assert (kept.state, kept.due_at) == (State.KEPT, None)
    assert (waiting.state, waiting.due_at) == (State.QUEUED, LATER)


def test_a_german_portal_writes_german_where_nobody_asked_for_another_language(cast):
    with transaction.atomic(), scoped(system(cast.nordlicht).scope):
        Portal.objects.filter(seller_id=cast.nordlicht).update(language="de")
    fund(cast.nora, cast.kleinbach, 5_000, "RE-8", NOON)

    (mail,) = new_mails(cast.nordlicht)

    assert mail.language == "de"
    assert "Zahlungsart: Überweisung" in mail.text


def test_every_kind_of_mail_is_made_by_some_event():
    assert {kind.name for entry in AUTOMATIC.values() for kind, _ in entry} == {kind.name for kind in KINDS}


@pytest.mark.parametrize(
    "address",
    [
        facts.ORDER_PAGE.format("H7K2M9Q4"),
        facts.CONSOLE + facts.ORDER_PAGE.format("H7K2M9Q4"),
        facts.FUNDS_PAGE,
        facts.LOGIN_PAGE,
        facts.CONSOLE + facts.LOGIN_PAGE,
        facts.ACTIVATION_PAGE.format("s4mpl3"),
    ],
)
def test_every_page_that_mails_lead_to_is_there(address):
    assert resolve(address)


def test_where_nobody_can_decide_the_portals_own_address_is_asked(cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        User.objects.filter(seats__role__in=[Role.OWNER, Role.MANAGER]).update(deactivated_at=NOON)
    order(cast)
    asked = [mail.recipient for mail in new_mails(cast.kleinbach) if mail.kind == "order_to_approve"]
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        Portal.objects.filter(seller_id=cast.kleinbach).update(email="")
    order(cast, "MAIL")
    asked_again = [mail.recipient for mail in new_mails(cast.kleinbach) if mail.kind == "order_to_approve"]

    assert asked == ["hello@kleinbach.example"]
    assert asked_again == [*asked, "klara@kleinbach.example"]


def test_a_buyer_without_people_and_without_an_address_gets_no_mail(cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        User.objects.filter(pk=cast.berta.user_id).update(deactivated_at=NOON)
        Account.objects.filter(pk=cast.bakery).update(email="")
    fund(cast.karl, cast.bakery, 12_345, "RE-7", NOON)

    assert new_mails(cast.kleinbach) == []


def test_an_order_on_its_own_way_says_so_and_asks_nobody(cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        Edge.objects.filter(buyer_id=cast.bakery).update(approval_required=False)
    order(cast)

    (mail,) = new_mails(cast.kleinbach)

    assert mail.kind == "order_placed"
    assert "It is being carried out" in mail.text


def test_a_tier_whose_seller_did_not_say_no_itself_is_spared_the_mail(cast):
    leg = block_at_nordlicht(cast)
    reject_order(leg_id=leg.pk, reason="Too slow.", by=cast.karl, at=LATER)

    assert "order_canceled" in {mail.kind for mail in new_mails(cast.kleinbach)}
    for seller in (cast.nordlicht, cast.operator):
        assert "order_canceled" not in {mail.kind for mail in new_mails(seller)}


def test_a_tier_whose_seller_says_no_is_told_why_and_its_customer_is_not(cast):
    leg = block_at_nordlicht(cast)
    with transaction.atomic(), scoped(system(cast.nordlicht).scope):
        above = Leg.objects.get(order_id=leg.order_id, seller_id=cast.nordlicht)
    reject_order(leg_id=above.pk, reason="Nordlicht is out of stock.", by=cast.nora, at=LATER)

    (told_to_kleinbach,) = [mail for mail in new_mails(cast.nordlicht) if mail.kind == "order_canceled"]
    (told_to_bakery,) = [mail for mail in new_mails(cast.kleinbach) if mail.kind == "order_canceled"]

    assert "Reason: Nordlicht is out of stock." in told_to_kleinbach.text
    assert "Nordlicht" not in told_to_bakery.text
    assert "Reason: It cannot be delivered at the moment." in told_to_bakery.text
