"""Conditions, sort, pages and saved searches over the API (ACC-10, API-1)."""

import pytest

from handsel.identity.roles import Role
from tests.api.calling import Program, program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-10", "API-1")]

SEGMENT = {"name": "In Canada", "search": "country.is=CA&sort=-joined"}


@pytest.fixture
def many(kleinbach: Program) -> None:
    for name, country in (("Abel", "CA"), ("Cora", "DE"), ("Dora", "CA"), ("Emil", "CA")):
        person = {"contact_name": name, "email": f"{name.lower()}@example.com", "country": country}
        assert kleinbach.post("/customers", person).status_code == 201


def names(kleinbach: Program, path: str) -> list[str]:
    answer = kleinbach.get(path)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["items"]]


def test_conditions_narrow_and_sort_orders_the_list(kleinbach, many):
    assert names(kleinbach, "/customers?country.is=CA&sort=-name") == ["Emil", "Dora", "Abel"]
    assert names(kleinbach, "/customers?country.is=CA&country.is=DE&name.contains=o") == ["Cora", "Dora"]
    assert names(kleinbach, "/resellers?country.is=CA") == []


def test_pages_lead_there_and_back(kleinbach, many):
    first = kleinbach.get("/customers?country.is=CA&size=2").json()
    second = kleinbach.get(first["next"].removeprefix("/api/v1")).json()
    again = kleinbach.get(second["previous"].removeprefix("/api/v1")).json()

    assert [row["name"] for row in second["items"]] == ["Emil"]
    assert (first["previous"], second["next"], second["total"], second["total_is_exact"]) == (None, None, 3, True)
    assert again["items"] == first["items"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour.is=red", "colour.is"),
        ("country.like=CA", "country.like"),
        ("country.is=Atlantis", "country.is"),
        ("joined.after=soon", "joined.after"),
        ("orders_total.over=5 QQQ", "orders_total.over"),
        ("orders_total.over=5&orders_total.in_days=x", "orders_total.over"),
        ("sort=shoe", "sort"),
        ("segment=12345", "segment"),
        ("page=2", "page"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(kleinbach, query, parameter):
    refused = kleinbach.get(f"/customers?{query}")

    assert refused.status_code == 422
    assert parameter in [error["parameter"] for error in refused.json()["errors"]]


def test_a_segment_is_made_used_changed_shared_and_removed(kleinbach, many):
    made = kleinbach.post("/segments", SEGMENT)
    assert made.status_code == 201, made.content
    path = f"/segments/{made.json()['id']}"
    assert made.json()["conditions"] == ["Country is Canada"]
    assert kleinbach.get("/segments").json()["items"] == [kleinbach.get(path).json()] == [made.json()]
    assert names(kleinbach, f"/customers?segment={made.json()['id']}&name.contains=a") == ["Dora", "Abel"]

    for query, parameter in (("country.is=DE", "country.is"), ("country.is=DE&name.contains=a", "country.is")):
        wider = kleinbach.get(f"/customers?segment={made.json()['id']}&{query}")
        assert [error["parameter"] for error in wider.json()["errors"]] == [parameter]
    same = f"/customers?segment={made.json()['id']}&country.is=CA&name.contains=a"
    assert names(kleinbach, same) == ["Dora", "Abel"]

    assert kleinbach.send("PUT", f"{path}/name", {"name": "Canada"}).json()["name"] == "Canada"
    assert kleinbach.send("PUT", f"{path}/search", {"search": "country.is=DE"}).json()["search"] == "country.is=DE"
    assert kleinbach.send("PUT", f"{path}/sharing", {"is_shared": True}).json()["is_shared"] is True
    assert names(kleinbach, f"/customers?segment={made.json()['id']}") == ["Bakery Brandt", "Cora"]

    assert kleinbach.post(f"{path}/removal").status_code == 200
    assert kleinbach.get(path).status_code == 404


def test_a_segment_with_a_condition_that_is_none_is_refused(kleinbach):
    refused = kleinbach.post("/segments", SEGMENT | {"search": "colour.is=red"})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/search"
    assert kleinbach.post("/segments", SEGMENT).status_code == 201
    assert kleinbach.post("/segments", SEGMENT | {"name": "in canada"}).json()["code"] == "segment_exists"


@pytest.mark.covers("OPS-3", "USR-8")
def test_segments_of_another_seller_are_not_there_and_readers_share_none(kleinbach, cast):
    segment = kleinbach.post("/segments", SEGMENT).json()["id"]
    stranger = program(cast.nora, "nordlicht")
    reader = program(cast.karl, "kleinbach", Role.READ_ONLY)

    for method, path, body in (
        ("GET", "", None),
        ("PUT", "/name", {"name": "Mine"}),
        ("PUT", "/search", {"search": ""}),
        ("PUT", "/sharing", {"is_shared": True}),
        ("POST", "/removal", None),
    ):
        assert stranger.send(method, f"/segments/{segment}{path}", body).status_code == 404, path
    assert stranger.get(f"/customers?segment={segment}").status_code == 422
    assert reader.send("PUT", f"/segments/{segment}/sharing", {"is_shared": True}).status_code == 403
