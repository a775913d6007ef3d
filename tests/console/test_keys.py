"""API keys: the secret is shown once, and a revoked key is no key (USR-8)."""

import re

import pytest
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.keys import actor_of_key, make_api_key
from handsel.identity.models import ApiKey
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.console.conftest import HTMX, logged_in
from tests.console.counting import queries_of

pytestmark = pytest.mark.django_db

KEYS = "/console/api-keys/"


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
    return make_api_key(name=name, role=Role.READ_ONLY, by=owner, at=NOON)[0]


def test_a_new_key_is_shown_once_and_works(klara, cast):
    assert "Which program is it for?" in page_of(klara, f"{KEYS}new/")

    answer = klara.post(f"{KEYS}new/", {"name": "Warehouse", "role": "read_only"}, headers=HTMX)

    secret = re.search(r'<code id="secret">(.+?)</code>', answer.content.decode())[1]
    assert answer["HX-Retarget"] == "#dialogs"
    assert "no-store" in answer["Cache-Control"]
    with scoped(cast.karl.scope):
        assert actor_of_key(secret, seller_id=cast.kleinbach, at=NOON).role == Role.READ_ONLY
    page = page_of(klara)
    assert "Warehouse" in page
    assert secret not in page


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "Warehouse"), ("role", "buyer")])
def test_what_is_wrong_with_a_key_is_told_beside_its_field(klara, cast, field, value):
    made(cast)

    answer = klara.post(f"{KEYS}new/", {"name": "Shop", "role": "manager", field: value}, headers=HTMX)

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
        assert client.post(f"{KEYS}new/", {"name": "x", "role": "owner"}, headers=HTMX).status_code == 403
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
