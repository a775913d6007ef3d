"""Several places at one portal: switched between without logging in again, the last one remembered (USR-5)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.models import Seat
from handsel.identity.people import Person, add_storefront_user
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.storefront.visitors import Visitor, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5")]
BERTA, KARL = "berta@bakery.example", "karl@kleinbach.example"


@pytest.fixture
def florist(db: None, cast: Cast) -> int:
    """Another customer of Kleinbach, for whom Berta and Karl buy too."""
    details = AccountDetails(company_name="Florist", email="florian@florist.example")
    account = add_customer(details=details, by=cast.karl, at=NOON)
    for first, last, email in (("Berta", "Brandt", BERTA), ("Karl", "Kaufmann", KARL)):
        person = Person(first, last, email, "en", "Y-m-d")
        add_storefront_user(buyer_id=account.pk, person=person, by=cast.karl, at=NOON)
    return account.pk


def came(email: str, path: str = "/log-in/") -> tuple[Visitor, str]:
    """Log in, and return the browser with where that led."""
    visitor = Visitor(Client(), "kleinbach")
    answer = visitor.post(path, email=email, password=PASSWORD)
    return visitor, answer.headers.get("Location", "")


def seat_of(cast: Cast, email: str, buyer: int | None) -> int:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Seat.objects.get(user__email=email, buyer=buyer).pk


def test_berta_changes_to_the_florist_and_finds_it_again_at_the_next_log_in(cast: Cast, florist: int):
    berta, led = came(BERTA)
    assert led == "/"
    assert "Bakery Brandt" in berta.text("/profile/")
    assert "Change to" in berta.text("/")

    answer = berta.post(f"/places/{seat_of(cast, BERTA, florist)}/")
    assert answer.headers["Location"] == "/"
    assert "You buy for Florist" in berta.text("/profile/")

    again, _ = came(BERTA)
    assert "You buy for Florist" in again.text("/profile/")


def test_who_works_there_and_buys_there_is_offered_both(cast: Cast, florist: int):
    karl, led = came(KARL, "/console/log-in/")
    assert led == "/places/"
    page = karl.text("/places/")
    assert "Kleinbach" in page
    assert "Florist" in page

    assert karl.post(f"/places/{seat_of(cast, KARL, florist)}/").headers["Location"] == "/"
    assert "You buy for Florist" in karl.text("/profile/")
    assert "Change to" in karl.text("/console/")
    assert karl.post(f"/places/{seat_of(cast, KARL, None)}/").headers["Location"] == "/console/"


def test_who_wanted_to_go_somewhere_goes_there(florist: int):
    visitor = Visitor(Client(), "kleinbach")

    answer = visitor.post("/console/log-in/", email=KARL, password=PASSWORD, next="/console/orders/")

    assert answer.headers["Location"] == "/console/orders/"


def test_a_single_place_is_nothing_to_choose_from(berta: Visitor):
    assert "Change to" not in berta.text("/")


def test_nobody_takes_the_seat_of_another_or_one_that_is_gone(cast: Cast, florist: int):
    berta, _ = came(BERTA)
    assert berta.post(f"/places/{seat_of(cast, KARL, florist)}/").status_code == 404
    berta.post(f"/places/{seat_of(cast, BERTA, florist)}/")
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user__email=BERTA, buyer=florist).delete()

    assert "Bakery Brandt" in berta.text("/profile/")


def test_strangers_have_no_places(stranger: Visitor):
    for answer in (stranger.get("/places/"), stranger.post("/places/1/")):
        assert answer.headers["Location"] == "/log-in/"
        assert words(answer) == ""
