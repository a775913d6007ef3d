"""The storefront's payment details and top-up (ACC-20, FUN-7)."""

import re

import pytest

from handsel.cli.demo.story import Cast
from handsel.gateways.interface import Dispute
from handsel.gateways.play.server import PlayServer
from handsel.gateways.top_ups import top_up
from tests.cast import NOON, wallet
from tests.gateways.playing import DECLINED_LATER, PAYS, connected, played, posted, saved_card, typed, wish
from tests.gateways.test_effects import learn
from tests.storefront.visitors import Visitor, offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-20", "FUN-7")]


@pytest.fixture
def play(cast: Cast):
    with played() as server:
        connected(cast.karl)
        yield server


def address_in(page: str) -> str:
    found = re.search(r'content="0;url=(http[^"]+)"', page)
    assert found is not None, page
    return found[1]


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page) or re.search(r'value="([^"]+)"[^>]*name="key"', page)
    assert found is not None, page
    return found[1]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_a_card_is_saved_on_the_gateways_page_and_taken_off_again(berta: Visitor, cast: Cast, play: PlayServer):
    assert "Back to the cart" not in berta.text("/payment-details/")
    berta.put(offer(cast.berta, "WEB-S"))
    assert "No card is on file" in berta.text("/payment-details/")

    leaving = berta.post("/payment-details/card/").content.decode()
    back = typed(address_in(leaving), PAYS)[1]
    berta.get(path_of(back))

    assert "Visa …4242" in berta.text("/payment-details/")
    assert "Back to the cart" in berta.text("/payment-details/")
    assert "charged no more" in berta.text("/payment-details/card/remove/")
    berta.post("/payment-details/card/remove/", sure="on")
    assert "No card is on file" in berta.text("/payment-details/")


def test_who_turns_back_from_the_gateways_page_finds_that_nothing_has_changed(berta: Visitor, play: PlayServer):
    address = address_in(berta.post("/payment-details/card/").content.decode())
    back = posted(address, {"back": "1"})[1]

    assert "No card was saved" in berta.text(path_of(back))


def test_the_card_on_file_pays_an_amount_as_the_reader_writes_it(berta: Visitor, cast: Cast, play: PlayServer):
    saved_card(cast.bakery, cast.berta)
    key = key_in(berta.get("/funds/top-up/").content.decode())

    first = berta.post("/funds/top-up/", amount="12.50", card="on_file", key=key)
    again = berta.post("/funds/top-up/", amount="12.50", card="on_file", key=key)

    assert first.headers["Location"] == again.headers["Location"]
    assert "Paid" in berta.text(first.headers["Location"])
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_250
    assert "Visa …4242" in berta.text("/funds/")


def test_another_card_is_typed_for_the_top_up(berta: Visitor, cast: Cast, play: PlayServer):
    page = berta.get("/funds/top-up/").content.decode()
    sent = berta.post("/funds/top-up/", amount="10", card="another", keep="on", key=key_in(page))

    back = typed(address_in(sent.content.decode()), PAYS)[1]
    result = berta.get(path_of(back)).headers["Location"]

    assert "Paid" in berta.text(result)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000


def test_a_refused_card_says_why_and_offers_another_try(berta: Visitor, cast: Cast, play: PlayServer):
    saved_card(cast.bakery, cast.berta, DECLINED_LATER)
    key = key_in(berta.get("/funds/top-up/").content.decode())

    result = berta.post("/funds/top-up/", amount="10", card="on_file", key=key).headers["Location"]

    assert "The bank declined the card." in berta.text(result)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "above zero"),
        ("-5", "such as"),
        ("1.001", "decimals"),
        ("ten", "such as"),
        ("19999999999", "at most"),
    ],
)
def test_amounts_that_nobody_can_mean_are_refused_beside_the_field(berta, cast, play, amount, said):
    saved_card(cast.bakery, cast.berta)
    key = key_in(berta.get("/funds/top-up/").content.decode())

    refused = berta.post("/funds/top-up/", amount=amount, card="on_file", key=key)

    assert refused.status_code == 422
    assert said in words(refused)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_without_a_gateway_there_is_no_top_up(berta: Visitor):
    assert "not set up" in berta.text("/payment-details/")
    assert berta.get("/funds/top-up/").status_code == 404


def test_another_customers_form_and_payment_are_not_there(berta, florian, cast, play):
    saved_card(cast.bakery, cast.berta)
    key = key_in(berta.get("/funds/top-up/").content.decode())
    result = berta.post("/funds/top-up/", amount="10", card="on_file", key=key).headers["Location"]

    assert berta.get(result).status_code == 200
    assert florian.get(result).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_needs_the_same_queries_however_much_was_paid(berta, cast, play, rows, django_assert_num_queries):
    saved_card(cast.bakery, cast.berta)
    for _ in range(rows):
        key = key_in(berta.get("/funds/top-up/").content.decode())
        berta.post("/funds/top-up/", amount="10", card="on_file", key=key)

    with django_assert_num_queries(12):
        berta.get("/payment-details/")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ({}, "The amount stands on the account, and the receipt comes by mail."),
        ({"refunded_minor": 400}, "Part of the amount went back to the card. The rest stands on the account."),
        ({"refunded_minor": 1_000}, "The amount went back to the card."),
        ({"dispute": Dispute.OPEN}, "The bank took the amount back until it has decided."),
        ({"dispute": Dispute.LOST}, "The bank took the amount back. It does not stand on the account."),
    ],
)
def test_a_payment_says_where_its_amount_is_now(berta: Visitor, cast: Cast, play: PlayServer, seen, said):
    saved_card(cast.bakery, cast.berta)
    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    learn(cast, charge, **seen)

    page = berta.text(f"/funds/charges/{charge.pk}/")

    assert said in page
    assert ("stands on the account, and" in page) == (seen == {})
