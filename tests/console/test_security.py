"""Staff look after their own log-in: the password, and where they are logged in (USR-7)."""

import re

import pytest
from django.db import transaction

from handsel.cli.demo.story import PASSWORD
from handsel.identity.session_models import Session
from handsel.kernel.isolation import scoped
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of
from tests.storefront.visitors import words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-7")]
SECURITY = "/console/security/"


def own_sessions(cast) -> list[Session]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Session.objects.filter(user_id=cast.karl.user_id).order_by("pk"))


def is_in(client) -> bool:
    return client.get(SECURITY).status_code == 200


def test_every_log_in_stands_on_the_page_with_this_device_marked(karl):
    other = logged_in("kleinbach", "karl@kleinbach.example")

    for client in (karl, other):
        page = client.get(SECURITY)
        assert words(page).count("127.0.0.1") == 2
        assert words(page).count("this device") == 1
        assert len(re.findall(r"/security/sessions/\d+/end/", page.content.decode())) == 2  # link and htmx


def test_one_device_is_logged_out_and_the_others_stay(karl, cast):
    other = logged_in("kleinbach", "karl@kleinbach.example")
    pk = own_sessions(cast)[-1].pk
    assert "must log in again" in words(karl.get(f"/console/security/sessions/{pk}/end/", headers=HTMX))

    assert karl.post(f"/console/security/sessions/{pk}/end/", {"sure": "True"}).status_code == 302

    assert not is_in(other)
    assert is_in(karl)
    assert karl.post(f"/console/security/sessions/{pk}/end/", {"sure": "True"}).status_code == 404


def test_the_session_of_somebody_else_is_not_found(karl, nora, ruth, cast):
    logged_in("kleinbach", "karl@kleinbach.example")
    pk = own_sessions(cast)[-1].pk

    for client in (ruth, nora):
        assert client.get(f"/console/security/sessions/{pk}/end/").status_code == 404
        assert client.post(f"/console/security/sessions/{pk}/end/", {"sure": "True"}).status_code == 404
    assert karl.get(f"/console/security/sessions/{pk}/end/").status_code == 200


def test_all_others_are_logged_out_at_once(karl):
    others = [logged_in("kleinbach", "karl@kleinbach.example") for _ in range(2)]
    assert "All your devices but this one" in words(karl.get("/console/security/sessions/end/"))

    karl.post("/console/security/sessions/end/", {"sure": "True"})

    assert [is_in(client) for client in others] == [False, False]
    assert "2 other devices are logged out." in words(karl.get(SECURITY))


def test_a_new_password_logs_the_other_devices_out(karl):
    other = logged_in("kleinbach", "karl@kleinbach.example")
    typed = {"before": PASSWORD, "password": "a better phrase now", "again": "a better phrase now"}
    assert karl.get("/console/security/password/", headers=HTMX).status_code == 200
    wrong = karl.post("/console/security/password/", typed | {"before": "wrong"})
    assert wrong.status_code == 422
    assert "This is not your password until now." in words(wrong)

    assert karl.post("/console/security/password/", typed).status_code == 302

    assert not is_in(other)
    assert is_in(karl)


def test_a_session_of_one_portal_is_nobody_at_another(karl):
    assert karl.get(SECURITY, SERVER_NAME="nordlicht.localhost").status_code == 302
    assert is_in(karl)


def test_logging_in_gives_a_new_key_and_logging_out_spends_it(karl):
    before = karl.cookies["session"].value
    karl.post("/console/log-in/", {"email": "karl@kleinbach.example", "password": PASSWORD})
    after = karl.cookies["session"].value
    assert after != before
    karl.cookies["session"] = before
    assert not is_in(karl)

    karl.cookies["session"] = after
    assert is_in(karl)
    karl.post("/console/log-out/")
    karl.cookies["session"] = after
    assert not is_in(karl)


def test_the_page_takes_as_many_queries_for_five_devices_as_for_one(karl):
    karl.get(SECURITY)
    one = queries_of(karl, SECURITY)
    for _ in range(4):
        logged_in("kleinbach", "karl@kleinbach.example")

    assert queries_of(karl, SECURITY) == one
