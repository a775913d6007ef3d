"""Log in, log out, and the one-time link of the welcome mail, in the direct seller's brand (USR-2, USR-9)."""

from datetime import timedelta

import pytest

from handsel.cli.demo.story import PASSWORD
from handsel.identity.people import Person, add_storefront_user, invite_staff
from handsel.identity.roles import Role
from handsel.identity.throttling import TRIES_AT_ACCOUNT
from handsel.kernel import clock
from tests.cast import NOON
from tests.storefront.visitors import link_for, words

pytestmark = pytest.mark.django_db

CLOSED = ["/cart/", "/checkout/", "/orders/", "/funds/", "/subscriptions/", "/profile/"]


def newcomer(cast):
    person = Person("Bruno", "Brandt", "bruno@bakery.example", "en", "d.m.Y")
    return add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)


@pytest.mark.parametrize("path", CLOSED)
def test_strangers_are_led_to_sign_in_and_back_again(stranger, path):
    asked = stranger.get(path)
    assert asked.headers["Location"].startswith("/log-in/?next=%2F")

    answer = stranger.post(asked.headers["Location"], email="berta@bakery.example", password=PASSWORD, next=path)
    assert answer.headers["Location"] == path


@pytest.mark.parametrize("path", ["/checkout/X/", "/checkout/X/save/", "/visitors/cart/take-over/"])
def test_what_strangers_send_is_not_done_and_leads_to_the_shop_afterwards(stranger, path):
    assert stranger.post(path, quantity=1).headers["Location"] == "/log-in/?next=%2F"


@pytest.mark.parametrize(
    ("portal", "email", "password"),
    [
        ("kleinbach", "berta@bakery.example", "a wrong password"),
        ("kleinbach", "nobody@bakery.example", PASSWORD),
        ("nordlicht", "berta@bakery.example", PASSWORD),
    ],
)
def test_the_answer_is_the_same_whether_the_address_exists(stranger, portal, email, password):
    stranger.portal = portal

    answer = stranger.post("/log-in/", email=email, password=password)

    assert answer.status_code == 403
    assert "This e-mail address and password do not belong together." in words(answer)


def test_guessing_is_slowed_down_with_a_word(stranger):
    for _ in range(TRIES_AT_ACCOUNT):
        stranger.post("/log-in/", email="berta@bakery.example", password="guess")

    answer = stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD)

    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in words(answer)


def test_staff_without_a_customer_do_not_get_in(stranger):
    answer = stranger.post("/log-in/", email="karl@kleinbach.example", password=PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/")  # to their own face
    assert stranger.get("/orders/").status_code == 302


def test_a_session_of_one_portal_counts_for_nothing_at_another(berta):
    berta.portal = "suedwind"

    assert berta.get("/orders/").status_code == 302
    assert "Berta" not in berta.text("/")


def test_logging_out_ends_it(berta):
    assert berta.post("/log-out/").headers["Location"] == "/"

    assert berta.get("/orders/").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_a_log_in_never_leads_away_from_the_portal(stranger, elsewhere):
    answer = stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD, next=elsewhere)

    assert answer.headers["Location"] == "/"


def test_the_link_of_the_welcome_mail_works_once(stranger, cast):
    secret = link_for(newcomer(cast), cast.kleinbach)
    page = stranger.get(f"/activate/{secret}/")
    assert page.status_code == 200
    assert "Kleinbach" in words(page)

    first = stranger.post(f"/activate/{secret}/", password="flour and butter", again="flour and butter")
    assert first.headers["Location"] == "/"
    assert "Good to see you, Bruno." in stranger.text("/")

    again = stranger.post(f"/activate/{secret}/", password="other password", again="other password")
    assert again.status_code == 410
    assert "enter your e-mail address, and you get a mail with a new link" in words(again)


def test_looking_at_the_link_does_not_spend_it_nor_does_a_weak_password(stranger, cast):
    secret = link_for(newcomer(cast), cast.kleinbach)

    for typed, said in (
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "flour and butter", "again": "flour"}, "The two passwords differ."),
        ({"password": "", "again": ""}, "Fill this in."),
    ):
        stranger.get(f"/activate/{secret}/")
        answer = stranger.post(f"/activate/{secret}/", **typed)
        assert answer.status_code == 422
        assert said in words(answer)

    answer = stranger.post(f"/activate/{secret}/", password="flour and butter", again="flour and butter")
    assert answer.status_code == 302


def test_an_old_link_and_one_of_another_portal_are_spent(stranger, cast):
    user = newcomer(cast)
    old = link_for(user, cast.kleinbach, clock.now() - timedelta(days=15))
    fresh = link_for(user, cast.kleinbach)
    typed = {"password": "flour and butter", "again": "flour and butter"}

    assert stranger.post(f"/activate/{old}/", **typed).status_code == 410
    stranger.portal = "suedwind"
    assert stranger.post(f"/activate/{fresh}/", **typed).status_code == 410
    stranger.portal = "kleinbach"
    assert stranger.post(f"/activate/{fresh}/", **typed).status_code == 302


def test_staff_who_are_invited_land_in_the_console(stranger, cast):
    person = Person("Sina", "Staff", "sina@kleinbach.example", "en", "d.m.Y")
    user = invite_staff(person=person, role=Role.READ_ONLY, by=cast.karl, at=NOON)
    secret = link_for(user, cast.kleinbach)

    answer = stranger.post(f"/activate/{secret}/", password="flour and butter", again="flour and butter")

    assert answer.headers["Location"] == "/console/"


def test_a_way_on_that_is_no_path_leads_home(stranger):
    answer = stranger.post("/log-in/", email="berta@bakery.example", password=PASSWORD, next="orders")

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_an_order_number_with_odd_characters_is_not_found(berta):
    assert berta.get("/orders/4%00/").status_code == 404
    assert berta.get("/checkout/4%00/").status_code == 404
