"""Host names and terms of a portal, as its staff enter them and visitors meet them (SHO-1, SHO-4)."""

import pytest
from django.test import Client

from tests.console.test_portal import DOMAINS, HISTORY, SURE, TERMS, page

pytestmark = pytest.mark.django_db


@pytest.mark.covers("SHO-1", "SHO-4")
def test_the_portal_answers_at_a_host_of_its_own(karl: Client):
    stranger = Client(SERVER_NAME="shop.kleinbach.example")
    assert stranger.get("/").status_code == 421

    karl.post(f"{DOMAINS}new/", {"host": " HTTPS://Shop.Kleinbach.example/ "})

    assert "Kleinbach" in page(stranger, "/")
    assert "CNAME" in page(karl, DOMAINS)


@pytest.mark.covers("SHO-4")
@pytest.mark.parametrize(
    "host",
    ["", "shop", "shop.localhost", "localhost", "127.0.0.1", "[::1]", "-a.example.com", "a b.com", "x" * 64 + ".com",
     "ex_ample.com", "shop.local", "shop.example.com:80", "a..com", "exa$mple.com"],
)  # fmt: skip
def test_what_is_no_host_of_ones_own_is_refused(karl: Client, host: str):
    assert karl.post(f"{DOMAINS}new/", {"host": host}).status_code == 422


@pytest.mark.covers("SHO-4")
def test_a_host_belongs_to_one_portal_of_the_installation(karl: Client, sven: Client):
    karl.post(f"{DOMAINS}new/", {"host": "shop.example.com"})

    answer = sven.post(f"{DOMAINS}new/", {"host": "shop.example.com"})

    assert answer.status_code == 422
    assert "in use" in answer.content.decode()


@pytest.mark.covers("SHO-4")
def test_mails_lead_to_a_host_only_once_the_console_was_opened_there(karl: Client):
    karl.post(f"{DOMAINS}new/", {"host": "shop.kleinbach.example"})
    pk = karl.get(DOMAINS).context["domains"][0].domain.pk

    assert karl.post(f"{DOMAINS}{pk}/main/").status_code == 409
    there = karl.post(f"{DOMAINS}{pk}/main/", SERVER_NAME="shop.kleinbach.example")

    assert there.status_code == 302
    assert karl.get(DOMAINS).wsgi_request.portal.address == "shop.kleinbach.example:8000"
    karl.post(f"{DOMAINS}0/main/")
    assert karl.get(DOMAINS).wsgi_request.portal.address == "kleinbach.localhost:8000"


def test_a_host_is_removed_by_its_own_portal_only(karl: Client, sven: Client):
    karl.post(f"{DOMAINS}new/", {"host": "shop.kleinbach.example"})
    pk = karl.get(DOMAINS).context["domains"][0].domain.pk

    assert sven.post(f"{DOMAINS}{pk}/remove/", SURE).status_code == 404
    assert karl.get(f"{DOMAINS}{pk}/remove/").status_code == 200
    assert karl.post(f"{DOMAINS}{pk}/remove/", SURE).status_code == 302
    assert Client(SERVER_NAME="shop.kleinbach.example").get("/").status_code == 421


@pytest.mark.covers("SHO-4")
def test_terms_are_published_in_versions_and_read_without_any_html(karl: Client):
    text = "# Terms\n\nWe deliver.\n- fast\n- <script>alert(1)</script>"

    karl.post(TERMS, {"text": text, "url": "", "version": 0})

    stranger = Client(SERVER_NAME="kleinbach.localhost")
    shown = page(stranger, "/terms/")
    assert "<li>fast</li>" in shown
    assert "<script>alert" not in shown
    assert "Version 1" in shown
    for path in ("/", "/log-in/"):
        assert 'href="/terms/"' in page(stranger, path)
    assert "Version 1 of the terms was published." in page(karl, HISTORY)


@pytest.mark.covers("SHO-4")
def test_terms_can_stand_elsewhere_and_be_withdrawn(karl: Client):
    stranger = Client(SERVER_NAME="kleinbach.localhost")
    karl.post(TERMS, {"text": "", "url": "https://kleinbach.example/terms", "version": 0})
    assert stranger.get("/terms/").url == "https://kleinbach.example/terms"

    karl.post(TERMS, {"text": "", "url": "", "version": 1})

    assert stranger.get("/terms/").status_code == 404
    assert "Terms" not in page(stranger, "/log-in/")


@pytest.mark.covers("SHO-4")
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "terms", "https://", "https://a@b.example/", "https://x y.example"]
)
def test_what_is_no_page_is_refused(karl: Client, url: str):
    assert karl.post(TERMS, {"text": "", "url": url, "version": 0}).status_code == 422


@pytest.mark.covers("SHO-4")
def test_two_people_publishing_at_once_are_told(karl: Client):
    karl.post(TERMS, {"text": "First", "url": "", "version": 0})

    answer = karl.post(TERMS, {"text": "Second", "url": "", "version": 0})

    assert answer.status_code == 409
    assert "First" in answer.content.decode()
