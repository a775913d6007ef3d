"""Cards and payments by card over the API (ACC-20, FUN-7, API-1)."""

import pytest

from handsel.cli.demo.story import Cast
from tests.api.calling import Program
from tests.cast import wallet
from tests.gateways.playing import PAYS, connected, played, saved_card, typed

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-20", "FUN-7", "API-1")]

TEN = {"amount": {"minor": 1_000, "currency": "EUR"}}


@pytest.fixture(autouse=True)
def play(cast: Cast):
    with played() as server:
        connected(cast.karl)
        yield server


def test_the_card_on_file_is_shown_charged_and_removed(kleinbach: Program, bakery, cast):
    assert kleinbach.get(f"/accounts/{bakery}/card").status_code == 404
    saved_card(cast.bakery, cast.berta)
    card = kleinbach.get(f"/accounts/{bakery}/card").json()
    assert (card["brand"], card["last_four"], card["expires"]) == ("Visa", "4242", "12/2030")

    first = kleinbach.post(f"/accounts/{bakery}/top-ups", TEN, key="one")
    again = kleinbach.post(f"/accounts/{bakery}/top-ups", TEN, key="one")

    assert (first.status_code, first.json()["state"]) == (201, "captured")
    assert again.json() == first.json()
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000
    assert kleinbach.get(f"/accounts/{bakery}/charges").json()["items"] == [first.json()]
    assert kleinbach.get(f"/charges/{first.json()['id']}").json() == first.json()

    assert kleinbach.send("DELETE", f"/accounts/{bakery}/card").status_code == 200
    refused = kleinbach.post(f"/accounts/{bakery}/top-ups", TEN, key="two")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_card")


def test_a_card_is_typed_on_the_gateways_page(kleinbach: Program, bakery, cast):
    body = TEN | {"return_url": "https://shop.example/back"}
    form = kleinbach.post(f"/accounts/{bakery}/card-forms", body, key="one").json()
    assert form["state"] == "open"

    status, back, _ = typed(form["url"], PAYS)

    assert (status, back) == (303, "https://shop.example/back")
    done = kleinbach.get(f"/card-forms/{form['id']}").json()
    assert (done["state"], done["card"]["last_four"]) == ("done", "4242")
    assert kleinbach.get(f"/charges/{form['charge']}").json()["state"] == "captured"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 11_000


@pytest.mark.parametrize(
    ("body", "key", "status", "code"),
    [
        (TEN, "", 400, "idempotency_key_needed"),
        ({"amount": {"minor": 0, "currency": "EUR"}}, "k", 422, "invalid"),
        ({"amount": {"minor": 1_000, "currency": "USD"}}, "k", 404, "no_wallet"),
        ({"amount": {"minor": 10**13, "currency": "EUR"}}, "k", 422, "amount_too_large"),
        ({}, "k", 422, "invalid"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(kleinbach, bakery, cast, body, key, status, code):
    saved_card(cast.bakery, cast.berta)

    refused = kleinbach.post(f"/accounts/{bakery}/top-ups", body, key=key)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000


def test_a_way_back_that_is_no_address_is_refused(kleinbach, bakery):
    refused = kleinbach.post(f"/accounts/{bakery}/card-forms", {"return_url": "javascript:x"}, key="one")

    assert refused.status_code == 422


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_needs_the_same_queries_however_long_it_is(
    kleinbach, bakery, cast, rows, django_assert_max_num_queries
):
    saved_card(cast.bakery, cast.berta)
    for number in range(rows):
        kleinbach.post(f"/accounts/{bakery}/top-ups", TEN, key=f"k{number}")

    kleinbach.get("/me")  # so that its last use is written for this minute
    with django_assert_max_num_queries(10):
        assert len(kleinbach.get(f"/accounts/{bakery}/charges").json()["items"]) == rows
