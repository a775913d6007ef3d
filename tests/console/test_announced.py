"""The queue of announced payments: found on the start page, confirmed once, declined with a reason (FUN-7)."""

import pytest
from django.test import Client

from handsel.accounts.models import Account
from handsel.accounts.paying_changes import change_ways_to_pay
from handsel.cli.demo.story import Cast, fund
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.models import Receipt
from tests.cast import NOON, wallet
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("FUN-7")]

QUEUE, OWN = "/console/funds/announced/", "/console/funds/own/"
TODAY = now().date().isoformat()


def announce(cast: Cast, key: str = "k", minor: int = 5_000, **more: str) -> Announcement:
    announced = Announced(Money(minor, "EUR"), now().date(), key, **more)
    return announce_payment(buyer_id=cast.bakery, announced=announced, by=cast.berta, at=now())


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_finds_what_was_announced_and_confirms_it_once(karl: Client, cast: Cast):
    assert "Announced payments to look for" not in page(karl, "/console/")
    told = announce(cast, note="<b>From abroad</b>")
    assert "Announced payments to look for" in page(karl, "/console/")
    shown = page(karl, QUEUE)
    for part in (told.reference, "Berta", "€50.00", "&lt;b&gt;From abroad", "until"):
        assert part in shown
    confirm = f"{QUEUE}{told.pk}/confirm/"
    assert 'value="50.00"' in page(karl, confirm)

    sent = {"amount": "49.50", "received_on": TODAY}
    assert karl.post(confirm, sent, headers=HTMX).status_code == 204
    assert karl.post(confirm, sent, headers=HTMX).status_code == 409

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 14_950
    with scoped(cast.karl.scope):
        receipt = Receipt.objects.get(announcement=told)
    assert f"/console/funds/receipts/{receipt.number}/" in page(karl, f"{QUEUE}?answered=1")
    assert "Nothing announced" in page(karl, QUEUE)


def test_a_decline_needs_a_reason_that_stands_in_the_list(karl: Client, cast: Cast):
    decline = f"{QUEUE}{announce(cast).pk}/decline/"
    assert "goes out by mail" in page(karl, decline)
    assert karl.post(decline, {"reason": " "}).status_code == 422

    assert karl.post(decline, {"reason": "Not on our statement"}, headers=HTMX).status_code == 204

    assert "Not on our statement" in page(karl, f"{QUEUE}?answered=1")
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "1.234"}, "has 2 decimals"),
        ({"amount": "12,3"}, "Enter an amount such as"),
        ({"received_on": "2099-01-01"}, "cannot lie ahead"),
        ({"received_on": "31.12."}, "date"),
    ],
)
def test_what_was_typed_wrong_is_said_and_the_books_stay(karl: Client, cast: Cast, typed, said):
    confirm = f"{QUEUE}{announce(cast).pk}/confirm/"

    answer = karl.post(confirm, {"amount": "50", "received_on": TODAY} | typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_what_was_recorded_by_hand_is_asked_about_in_both_directions(karl: Client, cast: Cast):
    told = announce(cast, reference="rent")
    fund(cast.karl, cast.bakery, 5_000, "rent", now())
    sent = {"amount": "50", "received_on": TODAY}
    confirm = f"{QUEUE}{told.pk}/confirm/"

    asked = karl.post(confirm, sent)
    assert (asked.status_code, "same amount and reference" in asked.content.decode()) == (409, True)
    with scoped(cast.karl.scope):
        number = Account.objects.get(pk=cast.bakery).number
    by_hand = sent | {"method": "bank_transfer", "key": "hand", "reference": "other"}
    asked = karl.post(f"/console/accounts/{number}/funds/add/", by_hand)
    assert (asked.status_code, "announced the same amount" in asked.content.decode()) == (409, True)

    assert karl.post(confirm, sent | {"sure": "on"}, headers=HTMX).status_code == 204


def test_who_may_only_read_sees_why_and_nobody_elses_are_found(ruth: Client, sven: Client, cast: Cast):
    told = announce(cast)
    assert "move" in page(ruth, QUEUE) or "add or reverse funds" in page(ruth, QUEUE)
    for deed in ("confirm", "decline"):
        assert ruth.get(f"{QUEUE}{told.pk}/{deed}/").status_code == 403
        assert sven.get(f"{QUEUE}{told.pk}/{deed}/").status_code == 404
    assert "Bakery" not in page(sven, QUEUE)


def test_the_number_of_queries_does_not_depend_on_how_many_wait(karl: Client, cast: Cast):
    announce(cast)
    one = queries_of(karl, QUEUE)
    for minor in range(4):
        announce(cast, f"k{minor}", 6_000 + minor)
    assert queries_of(karl, QUEUE) == one


def test_a_reseller_announces_to_its_own_seller_from_the_page_of_its_wallet(karl: Client, nora: Client, cast: Cast):
    change_ways_to_pay(changes={"iban": "DE89370400440532013000"}, version=0, by=cast.nora, at=NOON)
    assert "Announce a bank transfer" in page(karl, OWN)
    assert "DE89 3704 0044 0532 0130 00" in page(karl, f"{OWN}announce/")
    sent = {"amount": "50", "sent_on": TODAY, "key": "own"}

    assert karl.post(f"{OWN}announce/", sent, headers=HTMX).status_code == 204
    asked = karl.post(f"{OWN}announce/", sent | {"key": "two"})

    assert (asked.status_code, "known already" in asked.content.decode()) == (409, True)
    assert "On its way" in page(karl, OWN)
    assert "Kleinbach" in page(nora, QUEUE)
    with scoped(cast.nora.scope):
        told = Announcement.objects.get()
    withdraw = f"{OWN}transfers/{told.pk}/withdraw/"
    assert nora.get(withdraw).status_code == 404
    assert karl.get(withdraw).status_code == 200
    assert karl.post(withdraw, {"sure": "yes"}, headers=HTMX).status_code == 204
    assert "Nothing announced" in page(nora, QUEUE)


def test_who_may_only_read_announces_nothing_above(ruth: Client, cast: Cast):
    assert "announce payments to the own seller" in page(ruth, OWN)
    assert ruth.get(f"{OWN}announce/").status_code == 403
