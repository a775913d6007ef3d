"""How to pay, and announced transfers, as a customer's people see them (BIL-3, FUN-7)."""

import pytest

from handsel.accounts.models import Account
from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.accounts.references import reference_of
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import confirm_announcement, decline_announcement
from tests.cast import NOON, wallet
from tests.storefront.visitors import offer

pytestmark = pytest.mark.django_db

NEW = "/funds/announced/new/"
IBAN = "DE89 3704 0044 0532 0130 00"
WORDS = "Send {amount} <b>soon</b>.\nName {reference}."
FIFTY = {"amount": "50", "sent_on": now().date().isoformat(), "key": "k"}


@pytest.fixture
def explained(cast):
    changes = {"iban": IBAN, "bank_name": "Sparkasse", "instructions": {"bank_transfer": {"en": WORDS}}}
    return change_ways_to_pay(changes=changes, version=0, by=cast.karl, at=NOON)


@pytest.fixture
def number(cast) -> int:
    with scoped(cast.karl.scope):
        return Account.objects.get(pk=cast.bakery).number


def announced(cast) -> Announcement:
    with scoped(cast.karl.scope):
        return Announcement.objects.get()


@pytest.mark.covers("BIL-3")
@pytest.mark.usefixtures("explained")
def test_the_instructions_stand_at_the_checkout_on_the_order_and_on_the_funds_page(berta, cast, number):
    berta.put(offer(cast.berta, "MOVE", "Per site"), 5)
    checkout = berta.text("/checkout/")
    assert "Send €375.20 &lt;b&gt;soon&lt;/b&gt;." in checkout
    assert f"IBAN {IBAN}" in checkout
    order = berta.order()

    for page in (f"/orders/{order}/", f"/orders/{order}/placed/"):
        shown = berta.text(page)
        assert "Send €375.20 &lt;b&gt;soon&lt;/b&gt;." in shown
        assert f"Name {reference_of(number, order)}." in shown
    funds = berta.text("/funds/")
    assert "Send" not in funds
    assert f"Name {reference_of(number)}." in funds


@pytest.mark.covers("BIL-3")
@pytest.mark.usefixtures("explained")
def test_an_order_that_is_paid_for_shows_none(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))

    assert "IBAN" not in berta.text("/checkout/")
    assert "IBAN" not in berta.text(f"/orders/{berta.order()}/")


@pytest.mark.covers("FUN-7")
@pytest.mark.usefixtures("explained")
def test_a_transfer_is_announced_seen_and_withdrawn_and_is_no_money(berta, cast, number):
    page = berta.text(NEW)
    assert f"IBAN {IBAN}" in page
    assert "not before" in page
    assert reference_of(number) in berta.get(NEW).content.decode()

    assert berta.post(NEW, **FIFTY).status_code == 302
    assert berta.post(NEW, **FIFTY).status_code == 302

    assert announced(cast).reference == reference_of(number)
    assert wallet(cast.kleinbach, cast.bakery).available_minor == 10_000
    shown = berta.text("/funds/")
    assert "€50.00 On its way" in shown
    withdraw = f"/funds/announced/{announced(cast).pk}/withdraw/"
    assert berta.get(withdraw).status_code == 200
    assert berta.post(withdraw, sure="on").status_code == 302
    assert berta.post(withdraw, sure="on").status_code == 409
    assert "Withdrawn" in berta.text("/funds/")


@pytest.mark.covers("FUN-7")
def test_the_page_tells_what_came_of_it(berta, cast):
    berta.post(NEW, **FIFTY)
    decline_announcement(announcement_id=announced(cast).pk, reason="Unknown bank", by=cast.karl, at=NOON)
    assert "Not found" in berta.text("/funds/")
    assert "Unknown bank" in berta.text("/funds/")

    berta.post(NEW, **FIFTY | {"key": "again"})
    with scoped(cast.karl.scope):
        told = Announcement.objects.get(state="announced")
    confirm_announcement(announcement_id=told.pk, received_on=NOON.date(), by=cast.karl, at=NOON)
    assert "Arrived" in berta.text("/funds/")


@pytest.mark.covers("FUN-7")
def test_the_same_amount_and_reference_are_asked_about(berta, cast):
    berta.post(NEW, **FIFTY)

    asked = berta.post(NEW, **FIFTY | {"key": "two"})

    assert asked.status_code == 409
    assert "known already" in asked.content.decode()
    assert announced(cast).key == "k"
    assert berta.post(NEW, **FIFTY | {"key": "two", "sure": "on"}).status_code == 302


@pytest.mark.covers("FUN-7")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "-5"}, "Enter an amount such as"),
        ({"amount": "1.234"}, "has 2 decimals"),
        ({"amount": "99999999999"}, "at most"),
        ({"amount": "99999999999999"}, "too large"),
        ({"sent_on": "2099-01-01"}, "once it is sent"),
        ({"sent_on": "2020-01-01"}, "more than 90 days ago"),
        ({"sent_on": "soon"}, "valid date"),
    ],
)
def test_what_was_typed_wrong_is_said_beside_the_field(berta, cast, typed, said):
    answer = berta.post(NEW, **FIFTY | typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with scoped(cast.karl.scope):
        assert not Announcement.objects.exists()


@pytest.mark.covers("FUN-7")
def test_nobody_elses_announcement_is_found(berta, hanno, cast):
    berta.post(NEW, **FIFTY)

    assert hanno.get(f"/funds/announced/{announced(cast).pk}/withdraw/").status_code == 404
    assert "On its way" not in hanno.text("/funds/")
