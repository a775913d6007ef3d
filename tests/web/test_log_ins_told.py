"""Each log-in stands on the timeline once, when somebody is in, with how; and so does each end (OPS-2, USR-7)."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.suspending import deactivate_account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.providers import add_provider, change_provider
from handsel.kernel import clock
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.conftest import logged_in
from tests.identity.factors import code, with_app
from tests.identity.test_second_factor import owner_of
from tests.storefront.visitors import words
from tests.web.signing_in import KARL, browser, half_in, is_in
from tests.web.test_providers import Outside, come_back, details, outside, running

__all__ = ["outside", "running"]
pytestmark = [pytest.mark.django_db, pytest.mark.covers("OPS-2", "USR-7")]
SECOND = "/console/log-in/second/"
BERTA = {"email": "berta@bakery.example", "password": PASSWORD}


def told(cast: Cast) -> list[tuple[str, Any]]:
    """Return what the timeline of Kleinbach tells of log-ins, oldest first, with how."""
    with transaction.atomic(), scoped(cast.karl.scope):
        events = list(Event.objects.filter(name__startswith="session.").order_by("pk"))
        return [(event.name, event.data.get("proof", event.data.get("shown"))) for event in events]


def sign(monkeypatch: pytest.MonkeyPatch, cast: Cast, email: str) -> None:
    """Let every passkey be one of who has that address."""
    with transaction.atomic(), scoped(cast.karl.scope):
        user = User.objects.get(email=email, seller_id=cast.kleinbach)
    monkeypatch.setattr("handsel.identity.second_step.signed_by", lambda *_, **__: user)


def test_a_password_is_told_once_in_either_face(cast: Cast):
    browser().post("/console/log-in/", KARL)
    browser().post("/log-in/", BERTA)

    assert told(cast) == [("session.began", "password")] * 2


def test_a_password_alone_is_no_log_in_where_a_second_factor_is_asked_for(cast: Cast):
    secret, _ = with_app(cast.karl)
    client = half_in()
    assert told(cast) == []
    client.post(SECOND, {"code": "000000"})
    assert told(cast) == [("session.refused", "app_code")]

    client.post(SECOND, {"code": code(secret, clock.now())})

    assert told(cast) == [("session.refused", "app_code"), ("session.began", "app_code")]


def test_the_last_log_in_is_when_somebody_was_in(cast: Cast):
    def last() -> object:
        with transaction.atomic(), scoped(cast.karl.scope):
            return User.objects.get(pk=cast.karl.user_id).last_login

    secret, _ = with_app(cast.karl)
    before = last()
    client = half_in()
    assert last() == before

    client.post(SECOND, {"code": code(secret, clock.now())})
    assert last() != before


def test_a_passkey_is_told_as_such_and_one_that_nobody_knows_as_a_refusal(cast: Cast, monkeypatch):
    browser().post("/console/log-in/passkey/", {"answer": "{}"})
    sign(monkeypatch, cast, KARL["email"])
    browser().post("/console/log-in/passkey/", {"answer": "{}"})

    assert told(cast) == [("session.refused", None), ("session.began", "passkey")]


def test_a_provider_is_told_as_such_and_with_the_code_that_came_after_it(cast: Cast, outside: Outside):
    provider = add_provider(details=details(outside), by=owner_of(cast.kleinbach), at=NOON)
    come_back(outside, provider)
    assert told(cast) == [("session.began", "provider")]

    secret, _ = with_app(cast.karl)
    client, _ = come_back(outside, provider)
    client.post(SECOND, {"code": code(secret, clock.now())})

    assert told(cast)[1:] == [("session.began", "provider_and_code")]
    assert "Sign-in provider and code" in words(client.get("/console/security/"))


def test_who_logs_out_is_told_once_and_everywhere_with_how_many(cast: Cast):
    first, _second, third = (logged_in("kleinbach", KARL["email"]) for _ in range(3))
    third.post("/console/log-out/")
    third.post("/console/log-out/")
    assert [name for name, _ in told(cast)].count("session.ended") == 1

    first.post("/console/security/sessions/end/", {"sure": "True"})

    with transaction.atomic(), scoped(cast.karl.scope):
        data = list(Event.objects.filter(name="session.ended").order_by("pk").values_list("data", flat=True))
    assert [set(facts) for facts in data] == [{"device"}, {"sessions"}]
    assert data[1]["sessions"] == 1


def test_the_audit_log_tells_them_in_plain_words(cast: Cast):
    secret, _ = with_app(cast.karl)
    client = half_in()
    client.post(SECOND, {"code": "000000"})
    client.post(SECOND, {"code": code(secret, clock.now())}, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/120.0")
    client.post("/console/log-out/")

    page = words(logged_in("kleinbach", "klara@kleinbach.example").get("/console/audit/"))

    assert "The second step of a log-in of Karl Kaufmann failed: the password was right." in page
    assert "Karl Kaufmann logged in at Firefox on Linux. How: Password and app code." in page
    assert "Karl Kaufmann was logged out at Firefox on Linux." in page


def test_a_passkey_at_the_wrong_face_leads_to_the_right_one_like_a_password(cast: Cast, monkeypatch):
    for email, at, led, inside in (
        (KARL["email"], "/log-in/passkey/", "/console/", "/console/customers/"),
        (BERTA["email"], "/console/log-in/passkey/", "/", "/orders/"),
    ):
        sign(monkeypatch, cast, email)
        client = browser()
        answer = client.post(at, {"answer": "{}"})
        assert (answer.status_code, answer["Location"]) == (302, led)
        assert client.get(inside).status_code == 200


def through(outside: Outside, provider_id: int, face: str, way_on: str = "") -> tuple[Client, Any]:
    """Go through the provider from the log-in of a face, and return the browser with where that led."""
    client = browser()
    back = outside.agree(client.get(f"{face}log-in/through/{provider_id}/{way_on}")["Location"])
    return client, client.get(back.removeprefix("http://kleinbach.localhost"))


def test_a_provider_of_both_faces_leads_each_to_their_own(cast: Cast, outside: Outside):
    both = add_provider(details=details(outside, for_storefront=True), by=owner_of(cast.kleinbach), at=NOON)

    karl, answer = through(outside, both.pk, "/")
    assert answer["Location"] == "/console/"
    assert is_in(karl)
    outside.behave(sub="43", email=BERTA["email"])
    berta, answer = through(outside, both.pk, "/console/")
    assert answer["Location"] == "/"
    assert berta.get("/orders/").status_code == 200


def test_who_works_and_buys_there_chooses_a_place_however_they_came(cast: Cast, outside: Outside, monkeypatch):
    florist = add_customer(
        details=AccountDetails(company_name="Florist", email="florian@florist.example"), by=cast.karl, at=NOON
    )
    person = Person("Karl", "Kaufmann", KARL["email"], "en", "Y-m-d")
    add_storefront_user(buyer_id=florist.pk, person=person, by=cast.karl, at=NOON)
    provider = add_provider(details=details(outside), by=owner_of(cast.kleinbach), at=NOON)
    assert browser().post("/console/log-in/", KARL)["Location"] == "/places/"

    assert through(outside, provider.pk, "/console/")[1]["Location"] == "/places/"
    assert through(outside, provider.pk, "/console/", "?next=/console/customers/")[1]["Location"] == (
        "/console/customers/"
    )
    sign(monkeypatch, cast, KARL["email"])
    assert browser().post("/console/log-in/passkey/", {"answer": "{}"})["Location"] == "/places/"


def test_a_provider_whose_secret_is_lost_with_the_key_says_so_until_it_is_there_again(cast: Cast, outside, settings):
    provider = add_provider(details=details(outside), by=owner_of(cast.kleinbach), at=NOON)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", []

    answer = browser().get(f"/console/log-in/through/{provider.pk}/")

    assert answer.status_code == 503
    assert "Works cannot be used any more until an owner enters its client secret again." in words(answer)
    assert "Back to the log-in" in words(answer)
    change_provider(provider_id=provider.pk, details=details(outside), by=owner_of(cast.kleinbach), at=NOON)
    assert come_back(outside, provider)[1].status_code == 302


def test_who_is_of_an_inactive_account_is_told_so_whatever_they_show(cast: Cast, monkeypatch):
    deactivate_account(account_id=cast.bakery, reason="Left", by=cast.karl, at=NOON)
    sign(monkeypatch, cast, BERTA["email"])

    answers = [
        browser().post(f"{face}log-in/{way}", typed)
        for face in ("/", "/console/")
        for way, typed in (("", BERTA), ("passkey/", {"answer": "{}"}))
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert all("Your account is not active at the moment." in words(answer) for answer in answers)
    assert told(cast) == []


def test_who_has_lost_every_place_is_told_so_whatever_they_show(cast: Cast, monkeypatch):
    with transaction.atomic(), scoped(cast.karl.scope):
        Seat.objects.filter(user_id=cast.ruth.user_id).delete()
    sign(monkeypatch, cast, "ruth@kleinbach.example")
    ruth = {"email": "ruth@kleinbach.example", "password": PASSWORD}

    for path, typed in (("/console/log-in/", ruth), ("/console/log-in/passkey/", {"answer": "{}"})):
        answer = browser().post(path, typed)
        assert answer.status_code == 403
        assert "You have no place at this portal any more." in words(answer)
    assert told(cast) == []
