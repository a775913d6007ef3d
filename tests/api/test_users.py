"""Storefront users over the API: roles, search, changes, links, in and out (USR-1 to USR-4)."""

import pytest

from handsel.identity.roles import Role
from tests.api.calling import program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "USR-1", "USR-4")]

BRUNO = {"first_name": "Bruno", "last_name": "Brandt", "email": "bruno@bakery.example", "language": "de"}


@pytest.fixture
def users(bakery) -> str:
    return f"/customers/{bakery}/users"


@pytest.fixture
def berta(users, cast) -> str:
    return f"{users}/{cast.berta.user_id}"


def test_a_user_is_added_with_a_role_found_changed_and_shown(kleinbach, users):
    added = kleinbach.post(users, BRUNO | {"role": "billing"})
    assert added.status_code == 201
    assert (added.json()["role"], added.json()["state"], added.json()["last_login"]) == ("billing", "invited", None)
    assert kleinbach.post(users, BRUNO | {"email": "b@bakery.example"}).json()["role"] == "buyer_billing"

    assert [user["email"] for user in kleinbach.get(users, q="bruno@bak").json()["items"]] == [BRUNO["email"]]
    assert kleinbach.get(users, q="nobody").json()["items"] == []

    one = f"{users}/{added.json()['id']}"
    changed = kleinbach.send("PATCH", one, {"last_name": "Zorn", "role": "buyer"})
    assert changed.status_code == 200
    told = kleinbach.get(one).json()
    assert (told["first_name"], told["last_name"], told["language"], told["role"]) == ("Bruno", "Zorn", "de", "buyer")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "owner"}, "/role"),
        ({"language": "xx"}, "/language"),
        ({"first_name": " "}, "/first_name"),
        ({"email": "new@bakery.example"}, "/email"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(kleinbach, berta, body, field):
    before = kleinbach.get(berta).json()

    refused = kleinbach.send("PATCH", berta, body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == field
    assert kleinbach.get(berta).json() == before


def test_a_user_is_let_out_and_in_again(kleinbach, berta):
    for _ in range(2):
        out = kleinbach.post(f"{berta}/deactivation")
        assert (out.status_code, out.json()["state"]) == (200, "deactivated")
    assert kleinbach.post(f"{berta}/password-reset").json()["code"] == "user_deactivated"

    assert kleinbach.post(f"{berta}/activation").json()["state"] == "active"


@pytest.mark.covers("USR-3")
def test_the_link_that_helps_is_sent_and_the_other_is_refused(kleinbach, users, berta):
    assert kleinbach.post(f"{berta}/password-reset").status_code == 200
    assert kleinbach.post(f"{berta}/activation-link").json()["code"] == "already_active"

    bruno = f"{users}/{kleinbach.post(users, BRUNO).json()['id']}"
    assert kleinbach.post(f"{bruno}/password-reset").json()["code"] == "not_activated"
    assert kleinbach.post(f"{bruno}/activation-link").status_code == 200


def test_a_user_is_removed_where_there_is_another_place(kleinbach, users, berta):
    assert kleinbach.send("DELETE", berta).json()["code"] == "only_place"

    person = {"company_name": "Florist", "email": "florist@florist.example"}
    florist = kleinbach.post("/customers", person).json()["number"]
    known = {"first_name": "B", "last_name": "B", "email": "berta@bakery.example"}
    assert kleinbach.post(f"/customers/{florist}/users", known).json()["first_name"] == "Berta"

    assert kleinbach.send("DELETE", berta).status_code == 200
    assert kleinbach.get(berta).status_code == 404


def test_who_only_reads_changes_nothing(cast, bakery, berta):
    reader = program(cast.karl, "kleinbach", Role.READ_ONLY)

    assert reader.get(berta).status_code == 200
    for method, path in (
        ("PATCH", berta),
        ("DELETE", berta),
        ("POST", f"{berta}/deactivation"),
        ("POST", f"{berta}/activation"),
        ("POST", f"{berta}/password-reset"),
    ):
        body = {"role": "buyer"} if method == "PATCH" else None
        assert reader.send(method, path, body).status_code == 403
