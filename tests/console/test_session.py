"""Staff get in with address and password, and nobody else does (USR-9)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import PASSWORD

pytestmark = pytest.mark.django_db


def at(portal: str) -> Client:
    return Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")


def test_the_log_in_carries_the_brand_of_the_portal(cast):
    page = at("kleinbach").get("/console/log-in/").content.decode()

    assert "Kleinbach" in page
    assert "--hs-brand:#0f766e" in page
    assert "Nordlicht" not in page


def test_who_logs_in_lands_where_they_wanted_to_go(cast):
    client = at("kleinbach")
    asked = client.get("/console/customers/?q=bakery")
    assert asked.status_code == 302

    answer = client.post(
        asked.url, {"email": "karl@kleinbach.example", "password": PASSWORD, "next": "/console/customers/?q=bakery"}
    )

    assert answer.status_code == 302
    assert answer.url == "/console/customers/?q=bakery"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_log_in_never_leads_away_from_the_portal(cast, elsewhere):
    typed = {"email": "karl@kleinbach.example", "password": PASSWORD, "next": elsewhere}

    assert at("kleinbach").post("/console/log-in/", typed).url == "/console/"


@pytest.mark.parametrize(
    ("portal", "email", "password"),
    [
        ("kleinbach", "karl@kleinbach.example", "a wrong password"),
        ("kleinbach", "nobody@kleinbach.example", PASSWORD),
        ("nordlicht", "karl@kleinbach.example", PASSWORD),
    ],
)
def test_the_answer_is_the_same_whether_the_address_exists(cast, portal, email, password):
    answer = at(portal).post("/console/log-in/", {"email": email, "password": password})

    assert answer.status_code == 403
    assert "This e-mail address and password do not belong together." in answer.content.decode()


def test_storefront_users_do_not_get_into_the_console(cast):
    client = at("kleinbach")

    answer = client.post("/console/log-in/", {"email": "berta@bakery.example", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")  # to their own face
    assert client.get("/console/").status_code == 302


def test_a_session_counts_at_its_own_portal_only(karl):
    session = karl.cookies["session"].value
    stranger = at("nordlicht")
    stranger.cookies["session"] = session

    assert stranger.get("/console/").status_code == 302


def test_who_logs_out_is_out(karl):
    answer = karl.post("/console/log-out/")

    assert answer.url == "/console/log-in/"
    assert karl.get("/console/").status_code == 302


def test_an_unknown_host_is_told_that_nobody_lives_there(cast):
    assert at("nowhere").get("/console/").status_code == 421


def test_the_bare_domain_leads_to_the_portals(cast):
    page = Client(SERVER_NAME="localhost", SERVER_PORT="8000").get("/").content.decode()

    assert "Nordlicht" in page
    assert "http://kleinbach.localhost:8000/console/" in page


def test_healthz_answers_on_any_host(cast):
    assert Client(SERVER_NAME="10.0.0.1").get("/healthz").content == b"ok\n"
