"""API keys: the secret is shown once, and a revoked key is no key (USR-8)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.key_use import find_key
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.models import ApiKey
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-8")]

KEYS = "/console/api-keys/"
TYPED = {"name": "Warehouse", "role": "read_only", "lasts": "90", "scope_orders": "write", "networks": "203.0.113.7"}


@pytest.fixture
def klara(cast: Cast) -> Client:
    """Klara owns Kleinbach."""
    return logged_in("kleinbach", "klara@kleinbach.example")


def page_of(client: Client, path: str = KEYS) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def made(cast: Cast, name: str = "Warehouse") -> ApiKey:
    owner = Actor(user_id=None, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)
    return make_api_key(name=name, reach=Reach(Role.READ_ONLY), by=owner, at=NOON)[0]


def test_a_new_key_is_shown_once_and_works(klara, cast):
    assert "Which program is it for?" in page_of(klara, f"{KEYS}new/")

    answer = klara.post(f"{KEYS}new/", TYPED, headers=HTMX)

    secret = re.search(r'<code id="secret">(.+?)</code>', answer.content.decode())[1]
    assert answer["HX-Retarget"] == "#dialogs"
    assert "no-store" in answer["Cache-Control"]
    with scoped(cast.karl.scope):
        key = find_key(secret, seller_id=cast.kleinbach, address="203.0.113.7", at=now()).key
    assert (key.role, key.scopes, key.networks) == (Role.READ_ONLY, ["orders:write"], ["203.0.113.7"])
    assert key.expires_at - key.created_at == timedelta(days=90)
    page = page_of(klara)
    assert "Warehouse" in page
    assert secret not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Warehouse"),
        ("role", "buyer"),
        ("networks", "somewhere"),
        ("lasts", "for ever"),
        ("expires_at", "yesterday"),
    ],
)
def test_what_is_wrong_with_a_key_is_told_beside_its_field(klara, cast, field, value):
    made(cast)

    answer = klara.post(f"{KEYS}new/", TYPED | {"name": "Shop", field: value}, headers=HTMX)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_revoked_key_no_longer_works(klara, cast):
    key = made(cast)
    address = f"{KEYS}{key.pk}/revoke/"

    assert "refused from now on" in page_of(klara, address)
    answer = klara.post(address, {"sure": "True"}, headers=HTMX)

    assert answer.status_code == 204
    assert "Revoked" in page_of(klara)


def test_only_owners_make_and_revoke_keys(karl, ruth, cast):
    key = made(cast)

    for client in (karl, ruth):
        assert client.post(f"{KEYS}new/", TYPED | {"name": "x"}, headers=HTMX).status_code == 403
        assert client.post(f"{KEYS}{key.pk}/revoke/", {"sure": "True"}, headers=HTMX).status_code == 403
        assert "Only owners make and revoke API keys." in page_of(client)


def test_keys_of_a_sibling_are_not_found(sven, cast):
    key = made(cast)

    assert sven.get(f"{KEYS}{key.pk}/revoke/").status_code == 404
    assert "Warehouse" not in page_of(sven)


def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast):
    made(cast)
    short = queries_of(karl, KEYS)

    for number in range(4):
        made(cast, f"Key {number}")

    assert queries_of(karl, KEYS) == short


def test_a_usual_use_fills_in_the_rest(klara):
    answer = klara.post(f"{KEYS}new/", TYPED | {"preset": "accounting", "redraw": "1"}, headers=HTMX)

    form = answer.context["form"]
    assert answer.status_code == 200
    assert form["role"].value() == "finance"
    assert (form["scope_funds"].value(), form["scope_orders"].value(), form["scope_staff"].value()) == (
        "write",
        "read",
        "",
    )
    assert form["networks"].value() == "203.0.113.7"
    assert not form.errors


def test_a_key_for_nothing_is_refused(klara):
    answer = klara.post(f"{KEYS}new/", TYPED | {"scope_orders": ""}, headers=HTMX)

    assert answer.status_code == 422
    assert "at least one part of the API" in answer.content.decode()


def test_until_a_day_needs_the_day(klara):
    answer = klara.post(f"{KEYS}new/", TYPED | {"lasts": "day"}, headers=HTMX)

    assert "expires_at" in answer.context["form"].errors


def test_the_page_of_a_key_tells_what_it_opens_and_what_was_done_with_it(klara, karl, cast):
    key = made(cast)

    page = page_of(klara, f"{KEYS}{key.pk}/")

    assert "Orders and subscriptions" in page
    assert "The API key Warehouse was made." in page
    assert "Rotate" not in page
    assert "make and revoke API keys" in page_of(karl, f"{KEYS}{key.pk}/")
    assert page_of_fragment(klara, f"{KEYS}{key.pk}/").lstrip().startswith("<div")


def page_of_fragment(client: Client, path: str) -> str:
    return client.get(path, headers=HTMX).content.decode()


def test_a_key_is_changed_and_given_a_new_secret(klara, cast):
    key = made(cast)
    change, rotate = f"{KEYS}{key.pk}/change/", f"{KEYS}{key.pk}/rotate/"

    assert 'value="read_only" selected' in page_of(klara, change)
    assert klara.post(change, TYPED | {"lasts": "never"}, headers=HTMX).status_code == 204
    assert "works for a day more" in page_of(klara, rotate)
    answer = klara.post(rotate, {"grace": "24"}, headers=HTMX)

    secret = re.search(r'<code id="secret">(.+?)</code>', answer.content.decode())[1]
    with scoped(cast.karl.scope):
        assert find_key(secret, seller_id=cast.kleinbach, address="203.0.113.7", at=now()).key.scopes == [
            "orders:write"
        ]
    assert "The secret before works until" in page_of(klara, f"{KEYS}{key.pk}/")


def test_only_owners_change_and_rotate_and_a_sibling_finds_nothing(karl, sven, cast):
    key = made(cast)

    for what in ("change", "rotate"):
        assert karl.post(f"{KEYS}{key.pk}/{what}/", TYPED | {"grace": "0"}, headers=HTMX).status_code == 403
        assert sven.get(f"{KEYS}{key.pk}/{what}/").status_code == 404
    assert sven.get(f"{KEYS}{key.pk}/").status_code == 404
