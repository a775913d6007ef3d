"""Customers and sub-resellers over the API (ACC-1, ACC-2, ACC-4, ACC-5, USR-1)."""

import pytest

from handsel.identity.roles import Role
from tests.api.calling import number_of, program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]

FJORD = {"company_name": "Fjord Media AS", "email": "Ingrid@Fjord.example", "country": "no"}


def test_a_key_tells_whose_it_is(kleinbach):
    told = kleinbach.get("/me").json()

    assert {name: told[name] for name in ("reseller", "role", "key", "portal")} == {
        "reseller": "Kleinbach",
        "role": "owner",
        "key": "kleinbach owner (API)",
        "portal": "kleinbach",
    }


def test_customers_are_listed_with_their_money(kleinbach, bakery):
    answer = kleinbach.get("/customers")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    page = answer.json()
    assert (page["total"], page["total_is_exact"], page["next"]) == (1, True, None)
    (row,) = page["items"]
    assert (row["number"], row["name"], row["approval_required"]) == (bakery, "Bakery Brandt", True)
    assert row["wallet"]["available"] == {"minor": 10_000, "currency": "EUR", "text": "100.00"}
    assert kleinbach.get(f"/accounts/{bakery}").json() == row


def test_a_search_finds_what_every_word_stands_in(kleinbach):
    assert kleinbach.get("/customers", q="brandt bak").json()["total"] == 1
    assert kleinbach.get("/customers", q="nobody").json()["items"] == []
    assert kleinbach.get("/customers", q="a\0b").status_code == 422


def test_a_customer_is_added_and_found_again(kleinbach):
    added = kleinbach.post("/customers", FJORD)

    assert added.status_code == 201
    body = added.json()
    assert (body["email"], body["country"], body["version"]) == ("ingrid@fjord.example", "NO", 1)
    assert body["currency"] == "EUR"
    assert kleinbach.get(f"/accounts/{body['number']}").json() == body


def test_what_is_wrong_is_told_beside_each_field(kleinbach):
    refused = kleinbach.post("/customers", {"email": "ingrid", "country": "XX"})

    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    problem = refused.json()
    assert (problem["code"], problem["status"]) == ("invalid", 422)
    assert {error["pointer"] for error in problem["errors"]} == {"/company_name", "/country", "/email"}


def test_unknown_fields_and_wrong_types_are_told_too(kleinbach):
    refused = kleinbach.post("/customers", {"company_name": 7, "colour": "red"})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/company_name", "detail": "Enter a text."},
        {"pointer": "/colour", "detail": "There is no such field."},
    ]


def test_a_change_keeps_what_was_not_sent(kleinbach, bakery):
    before = kleinbach.get(f"/accounts/{bakery}").json()

    changed = kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": before["version"], "phone": "+49 30 111111"})

    assert changed.status_code == 200
    assert changed.json() == before | {"phone": "+49 30 111111", "version": before["version"] + 1}


def test_two_who_change_the_same_see_both_values(kleinbach, bakery):
    version = kleinbach.get(f"/accounts/{bakery}").json()["version"]
    kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": version, "phone": "+49 30 111111"})

    refused = kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": version, "phone": "+49 30 222222"})

    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["current_version"]) == ("version_conflict", version + 1)
    assert problem["errors"] == [
        {
            "pointer": "/phone",
            "detail": "This was changed meanwhile.",
            "yours": "+49 30 222222",
            "current": "+49 30 111111",
        }
    ]


def test_a_reseller_is_added_with_its_portal(kleinbach):
    body = FJORD | {
        "currency": "EUR",
        "portal": {"name": "fjord", "title": "Fjord"},
        "owner": {"first_name": "Ingrid", "last_name": "Berg", "email": "ingrid@fjord.example"},
    }

    added = kleinbach.post("/resellers", body)

    assert added.status_code == 201, added.content
    assert kleinbach.get("/resellers").json()["items"] == [added.json()]
    taken = kleinbach.post("/resellers", body | {"company_name": "Fjord 2"})
    assert [error["pointer"] for error in taken.json()["errors"]] == ["/portal/name"]


def test_a_reseller_with_a_price_list_of_somebody_else_is_refused(kleinbach):
    body = FJORD | {
        "currency": "EUR",
        "price_list_id": 10**12,
        "portal": {"name": "fjord", "title": "Fjord"},
        "owner": {"first_name": "Ingrid", "last_name": "Berg", "email": "ingrid@fjord.example"},
    }

    assert kleinbach.post("/resellers", body).json()["errors"][0]["pointer"] == "/price_list_id"


def test_approval_is_switched_per_customer(kleinbach, bakery):
    switched = kleinbach.send("PUT", f"/accounts/{bakery}/approval", {"required": False})

    assert switched.json() == {"required": False}
    assert kleinbach.get(f"/accounts/{bakery}").json()["approval_required"] is False


@pytest.mark.covers("ORD-4")
def test_approval_is_switched_for_all_customers_at_once(kleinbach, bakery):
    assert kleinbach.send("PUT", "/customers/approval", {"required": False}).json() == {"changed": 1}
    assert kleinbach.send("PUT", "/customers/approval", {"required": False}).json() == {"changed": 0}
    assert kleinbach.get(f"/accounts/{bakery}").json()["approval_required"] is False


def test_staff_can_be_managers(kleinbach, cast):
    staff = kleinbach.get("/staff").json()["items"]

    assert {person["name"]: person["role"] for person in staff}["Karl Kaufmann"] == "manager"
    added = kleinbach.post("/customers", FJORD | {"manager_id": cast.karl.user_id})
    assert added.json()["manager"]["name"] == "Karl Kaufmann"
    refused = kleinbach.post("/customers", FJORD | {"manager_id": cast.sven.user_id})
    assert refused.json()["errors"][0]["pointer"] == "/manager_id"


def test_storefront_users_are_listed_added_and_invited_again(kleinbach, bakery, cast):
    person = {"first_name": "Bo", "last_name": "Brandt", "email": "bo@bakery.example"}

    added = kleinbach.post(f"/customers/{bakery}/users", person)

    assert added.status_code == 201
    assert added.json()["is_active"] is False
    assert [user["email"] for user in kleinbach.get(f"/customers/{bakery}/users").json()["items"]] == [
        "berta@bakery.example",
        "bo@bakery.example",
    ]
    again = f"/customers/{bakery}/users/{added.json()['id']}/activation-link"
    assert kleinbach.post(again).status_code == 200
    berta = f"/customers/{bakery}/users/{cast.berta.user_id}/activation-link"
    assert kleinbach.post(berta).json()["code"] == "already_active"
    assert kleinbach.post(f"/customers/{bakery}/users", person).json()["errors"][0]["pointer"] == "/email"


def test_a_parent_finds_its_reseller_and_not_its_resellers_customers(cast):
    nordlicht = program(cast.nora, "nordlicht")

    assert [row["name"] for row in nordlicht.get("/resellers").json()["items"]] == ["Kleinbach"]
    assert nordlicht.get("/customers").json()["items"] == []
    assert nordlicht.get(f"/accounts/{number_of(cast.kleinbach, cast.nora)}").json()["kind"] == "reseller"


@pytest.mark.parametrize("wanted", [{"page": 0}, {"size": 201}, {"page": "one"}])
def test_a_page_that_is_none_is_refused(kleinbach, wanted):
    refused = kleinbach.get("/customers", **wanted)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] in wanted


def test_pages_lead_on_until_the_last(kleinbach):
    for name in ("Abel", "Cora", "Dora"):
        kleinbach.post("/customers", {"contact_name": name, "email": f"{name.lower()}@example.com"})

    first = kleinbach.get("/customers", size=2).json()
    second = kleinbach.get(first["next"].removeprefix("/api/v1")).json()

    assert [row["name"] for row in first["items"] + second["items"]] == ["Abel", "Bakery Brandt", "Cora", "Dora"]
    assert (first["total"], second["total"], second["next"]) == (4, 4, None)


def test_staff_are_invited_with_a_role_that_the_key_may_give(kleinbach, cast):
    person = {"first_name": "Ada", "last_name": "Aal", "email": "ada@kleinbach.example", "role": "read_only"}

    added = kleinbach.post("/staff", person)

    assert added.status_code == 201, added.content
    assert (added.json()["role"], added.json()["is_active"]) == ("read_only", False)
    assert kleinbach.post(f"/staff/{added.json()['id']}/activation-link").json() == added.json()
    assert kleinbach.post(f"/staff/{cast.karl.user_id}/activation-link").json()["code"] == "already_active"
    manager = program(cast.karl, "kleinbach", Role.MANAGER)
    refused = manager.post("/staff", person | {"email": "b@kleinbach.example", "role": "owner"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert kleinbach.post("/staff", person | {"role": "buyer"}).json()["errors"][0]["pointer"] == "/role"
