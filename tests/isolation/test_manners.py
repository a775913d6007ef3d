"""What holds for every answer: nothing private is kept by caches, nothing is sent from elsewhere (OPS-3, safety P4)."""

import pytest
from django.test import Client

from handsel.settings.base import SESSION_COOKIE_SAMESITE
from tests.isolation.asking import nothing_kept
from tests.isolation.conftest import Stage

pytestmark = [pytest.mark.covers("OPS-3")]

KEPT_BY_CACHES = {
    "/logo/<slug:digest>.png": "the same for all, and named by what it holds",
    "/pictures/<slug:digest>.webp": "named by what it holds, for who may see the product",
    "/healthz": "says that it is there",
    "/api/v1/openapi.json": "the description, the same for all",
}
"""Routes whose answers others may keep, and why."""


SENT_FROM_ELSEWHERE = {"/hand-off/": "the form stands on the page of another portal, and only asks for a click"}
"""Routes of screens that take what another site sends, and why."""


def test_no_answer_to_somebody_is_kept_by_caches(stage: Stage):
    kept = {
        f"{call.route}: {answer.headers.get('Cache-Control')}"
        for call, _, answer in stage.rightful("kleinbach").answers
        if call.route not in KEPT_BY_CACHES and "no-store" not in answer.headers.get("Cache-Control", "")
    }

    assert kept == set()


def test_nothing_is_sent_to_a_screen_from_elsewhere(stage: Stage):
    found = [found for found in stage.rightful("kleinbach").found.values() if found.call.method == "POST"]
    screens = [one for one in found if one.route.face != "api" and one.route.path not in SENT_FROM_ELSEWHERE]
    accepted = []
    for one in screens:
        client = Client(enforce_csrf_checks=True, SERVER_NAME="kleinbach.localhost", raise_request_exception=False)
        client.cookies.load(dict(one.asker.cookies))
        with nothing_kept():
            body = dict(one.call.body or ()) | {"csrfmiddlewaretoken": "x" * 64}
            answer = client.post(one.call.path, body)
        if answer.status_code != 403:
            accepted.append(f"{one.call}: {answer.status_code}")

    assert len(screens) > 60
    assert accepted == [], accepted


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(stage: Stage):
    client = Client(SERVER_NAME="kleinbach.localhost")
    client.get("/console/log-in/")
    with nothing_kept():
        answer = client.post("/console/log-in/", {"email": "karl@kleinbach.example", "password": "four small tiers"})

    cookies = {**client.cookies, **answer.cookies}
    assert cookies
    assert {name for name, cookie in cookies.items() if not cookie["httponly"]} == set()
    assert {cookie["samesite"] for cookie in cookies.values()} <= {SESSION_COOKIE_SAMESITE, "Strict"}
