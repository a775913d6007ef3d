"""Links of mails and the pages around them: one answer for every link that does not work (USR-2, USR-3, USR-9)."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import system
from handsel.identity.links import issue_link
from handsel.identity.models import LinkRequest, OneTimeLink, User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.throttling import TRIES_FROM_EVERYWHERE, LoginAttempt
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.web.unlogged import WithoutLinks
from tests.storefront.visitors import words

pytestmark = pytest.mark.django_db

NEW = {"password": "quite another phrase", "again": "quite another phrase"}
PURPOSES = {"activate": OneTimeLink.Purpose.ACTIVATION, "reset-password": OneTimeLink.Purpose.RESET}


def browser(portal: str = "kleinbach") -> Client:
    return Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")


def person(cast: Cast, page: str) -> User:
    """Return somebody who gets such a link: Berta, or a newcomer."""
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        known = User.objects.filter(email="bernd@bakery.example").first()
        if page == "reset-password":
            return User.objects.get(pk=cast.berta.user_id)
    told = Person("Bernd", "Brandt", "bernd@bakery.example", "en", "Y-m-d")
    return known or add_storefront_user(buyer_id=cast.bakery, person=told, by=cast.karl, at=clock.now())


def link(cast: Cast, page: str, at=None) -> str:
    user = person(cast, page)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        secret = issue_link(user=user, purpose=PURPOSES[page], at=at or clock.now())
    return f"/{page}/{secret}/"


def body_of(answer) -> str:
    """Return the page without what is new in every answer: the marks against forgery and for scripts."""
    page = re.sub(
        r'(csrfmiddlewaretoken" value|X-CSRFToken)": ?"?[^"]*"|value="[A-Za-z0-9]{64}"', "", answer.content.decode()
    )
    return re.sub(r'nonce="[^"]*"|name="next" value="[^"]*"', "", page)


@pytest.mark.covers("USR-2", "USR-3")
@pytest.mark.parametrize("page", PURPOSES)
def test_used_expired_unknown_and_foreign_links_show_the_same_page(cast: Cast, page: str):
    used = link(cast, page)
    assert browser().post(used, NEW).status_code == 302
    old = link(cast, page, clock.now() - timedelta(days=15))
    good = link(cast, page)

    answers = [
        browser().get(used),
        browser().get(old),
        browser().get(f"/{page}/made-up/"),
        browser().get(good.replace(page, next(other for other in PURPOSES if other != page))),
        browser().post(old, NEW),
    ]

    assert {answer.status_code for answer in answers} == {410}
    assert len({body_of(answer) for answer in answers}) == 1
    assert "berta" not in body_of(answers[0])
    assert browser("nordlicht").get(good).status_code == 410
    assert body_of(browser("nordlicht").get(good)) == body_of(browser("nordlicht").get(f"/{page}/made-up/"))
    assert browser().get(good).status_code == 200


@pytest.mark.covers("USR-2", "USR-3")
@pytest.mark.parametrize("page", PURPOSES)
def test_looking_at_a_link_does_not_use_it_up_and_its_address_stays_here(cast: Cast, page: str):
    found = link(cast, page)
    scanner = browser()
    for _ in range(3):
        assert scanner.head(found).status_code == 200
        answer = scanner.get(found)
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]

    assert browser().post(found, NEW).status_code == 302


@pytest.mark.covers("USR-3")
def test_a_page_of_a_spent_link_sends_a_new_one(cast: Cast):
    page = browser().get("/reset-password/made-up/")
    assert 'action="/forgot-password/"' in page.content.decode()
    assert 'href="/log-in/"' in page.content.decode()


@pytest.mark.covers("USR-3")
@pytest.mark.parametrize("face", ["", "/console"])
def test_who_forgot_the_password_reads_the_same_for_every_address(cast: Cast, face: str):
    assert f'href="{face}/forgot-password/"' in browser().get(f"{face}/log-in/").content.decode()
    pages = set()
    for email in ("karl@kleinbach.example", "nobody@kleinbach.example", "sven@suedwind.example"):
        answer = browser().post(f"{face}/forgot-password/", {"email": email})
        assert answer.status_code == 200
        pages.add(body_of(answer).replace(email, "…"))

    assert len(pages) == 1
    assert "a mail with a link is on its way" in pages.pop()
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert LinkRequest.objects.count() == 3


@pytest.mark.covers("USR-3")
def test_what_is_no_address_is_told_beside_the_field(cast: Cast):
    answer = browser().post("/forgot-password/", {"email": "berta"})
    assert answer.status_code == 422
    assert "Enter a full e-mail address" in words(answer)


@pytest.mark.covers("USR-3")
def test_a_new_password_ends_all_sessions_and_leads_to_the_log_in(cast: Cast):
    phone = browser()
    phone.post("/log-in/", {"email": "berta@bakery.example", "password": PASSWORD})
    assert phone.get("/orders/").status_code == 200
    desktop = browser()

    answer = desktop.post(link(cast, "reset-password"), NEW)

    assert answer["Location"] == "/log-in/"
    assert "Your password is changed." in words(desktop.get("/log-in/"))
    assert phone.get("/orders/").status_code == 302
    assert desktop.post("/log-in/", {"email": "berta@bakery.example", "password": NEW["password"]}).status_code == 302


@pytest.mark.covers("USR-3")
def test_who_knows_the_mailbox_gets_in_whatever_others_guess(cast: Cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        LoginAttempt.objects.bulk_create(
            LoginAttempt(seller_id=cast.kleinbach, email="berta@bakery.example", address="10.9.9.9", at=clock.now())
            for _ in range(TRIES_FROM_EVERYWHERE)
        )
    right = {"email": "berta@bakery.example", "password": NEW["password"]}
    assert browser().post("/log-in/", right).status_code == 429
    mine = browser()
    mine.post(link(cast, "reset-password"), NEW)

    assert mine.post("/log-in/", right).status_code == 302
    assert browser().post("/log-in/", right).status_code == 429


@pytest.mark.covers("USR-3")
def test_a_browser_that_was_logged_in_before_is_known_and_others_cannot_pretend(cast: Cast):
    mine = browser()
    right = {"email": "berta@bakery.example", "password": PASSWORD}
    mine.post("/log-in/", right)
    mine.post("/log-out/")
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        LoginAttempt.objects.bulk_create(
            LoginAttempt(seller_id=cast.kleinbach, email="berta@bakery.example", address="127.0.0.1", at=clock.now())
            for _ in range(TRIES_FROM_EVERYWHERE)
        )
    forged = browser()
    forged.cookies["device"] = f"{cast.berta.user_id}.a-mark:1:made-up"

    assert forged.post("/log-in/", right).status_code == 429
    assert mine.post("/log-in/", right).status_code == 302


@pytest.mark.covers("USR-3")
def test_no_log_holds_the_secret_of_a_link():
    line = logging.LogRecord("django.request", logging.ERROR, "", 0, "Gone: %s", ("/reset-password/s3cret/",), None)
    other = logging.LogRecord("django.request", logging.ERROR, "", 0, "Gone: %s", ("/orders/s3cret/",), None)

    assert WithoutLinks().filter(line)
    assert WithoutLinks().filter(other)

    assert line.getMessage() == "Gone: /reset-password/…/"
    assert other.getMessage() == "Gone: /orders/s3cret/"
