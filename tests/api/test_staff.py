"""The staff over the API: roles, log-ins, and who looks after whose accounts (USR-5)."""

import pytest

from tests.api.calling import Program, number_of, program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-5", "API-1")]


def person(owner: Program, user_id: int) -> dict:
    return owner.get(f"/staff/{user_id}").json()


def test_a_role_is_changed_once_for_each_key(kleinbach, cast):
    ruth = f"/staff/{cast.ruth.user_id}"
    body = {"role": "account_manager", "own_accounts_only": True}

    first = kleinbach.send("PATCH", ruth, body, key="role-1")
    again = kleinbach.send("PATCH", ruth, body, key="role-1")

    assert first.status_code == 200
    assert (first.json()["role"], first.json()["own_accounts_only"]) == ("account_manager", True)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert person(kleinbach, cast.ruth.user_id) == first.json()


def test_a_no_has_its_code(kleinbach, cast):
    ruth, karl = f"/staff/{cast.ruth.user_id}", f"/staff/{cast.karl.user_id}"
    owner = next(one for one in kleinbach.get("/staff").json()["items"] if one["role"] == "owner")
    manager = program(cast.karl, "kleinbach", role="manager")

    last = kleinbach.send("PATCH", f"/staff/{owner['id']}", {"role": "manager"})
    assert (last.status_code, last.json()["code"]) == (409, "last_owner")
    assert kleinbach.send("DELETE", f"/staff/{owner['id']}").json()["code"] == "last_owner"
    assert manager.send("PATCH", ruth, {"role": "owner"}).json()["code"] == "forbidden"
    assert manager.send("PATCH", f"/staff/{owner['id']}", {"role": "manager"}).json()["code"] == "forbidden"
    narrowed = kleinbach.send("PATCH", karl, {"role": "manager", "own_accounts_only": True})
    assert narrowed.json()["errors"][0]["pointer"] == "/own_accounts_only"
    assert kleinbach.send("PATCH", ruth, {"role": "buyer"}).json()["errors"][0]["pointer"] == "/role"


def test_somebody_is_kept_out_and_let_in_again(kleinbach, cast):
    ruth = f"/staff/{cast.ruth.user_id}"

    assert kleinbach.post(f"{ruth}/deactivation", {}).json()["is_active"] is False
    assert kleinbach.send("DELETE", f"{ruth}/deactivation").json()["is_active"] is True


def test_who_is_removed_hands_over(kleinbach, cast):
    ruth = f"/staff/{cast.ruth.user_id}"
    bakery = f"/accounts/{number_of(cast.bakery, cast.karl)}"
    kleinbach.send("PUT", f"{bakery}/manager", {"manager_id": cast.ruth.user_id})

    wrong = kleinbach.send("DELETE", f"{ruth}?successor_id=999999")
    assert wrong.status_code == 422
    removed = kleinbach.send("DELETE", f"{ruth}?successor_id={cast.karl.user_id}")

    assert (removed.status_code, removed.json()["id"]) == (200, cast.ruth.user_id)
    assert kleinbach.get(ruth).status_code == 404
