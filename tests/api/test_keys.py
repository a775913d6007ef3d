"""Keys over the API: listed and revoked, never made (USR-8)."""

import pytest

from handsel.api import limits
from tests.api.calling import Program
from tests.api.test_scopes import key

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-8")]


@pytest.fixture
def keeper(cast) -> Program:
    return key(cast, "keys:write", name="Keeper")


def test_keys_are_listed_without_their_secrets(keeper):
    told = keeper.get("/keys")

    [one] = told.json()["items"]
    assert (one["name"], one["scopes"], one["role"], one["made_by"]) == ("Keeper", ["keys:write"], "owner", "Klara")
    assert one["prefix"] == keeper.secret[:12]
    assert keeper.secret not in told.content.decode()
    assert keeper.get(f"/keys/{one['id']}").json() == one | {
        name: keeper.get(f"/keys/{one['id']}").json()[name] for name in ("last_used_at", "last_used_from")
    }


def test_a_key_is_revoked_and_none_is_made(keeper, cast):
    leaked = key(cast, name="Leaked")
    pk = next(one["id"] for one in keeper.get("/keys").json()["items"] if one["name"] == "Leaked")

    assert leaked.get("/me").status_code == 200
    answer = keeper.post(f"/keys/{pk}/revocation")

    assert answer.status_code == 200
    assert answer.json()["revoked_at"]
    assert leaked.get("/me").status_code == 401
    assert keeper.post("/keys", {"name": "Other"}).status_code == 405


def test_keys_of_a_sibling_are_not_found(keeper, suedwind, cast):
    limits.calls.forget()
    foreign = key(cast, name="Foreign")
    assert foreign
    theirs = max(one["id"] for one in keeper.get("/keys").json()["items"])

    assert suedwind.get(f"/keys/{theirs}").status_code == 403  # its key may not look at keys at all
    assert keeper.get(f"/keys/{theirs + 1}").status_code == 404
