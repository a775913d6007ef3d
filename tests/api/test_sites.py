"""The sites of an account over the API (ORD-17)."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1", "ORD-17")]


def added(kleinbach, bakery, code="STATION", **more):
    answer = kleinbach.post(f"/accounts/{bakery}/sites", {"code": code} | more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_site_is_added_listed_changed_and_archived(kleinbach, bakery):
    site = added(kleinbach, bakery, name="Station")
    assert (site["code"], site["account"]["number"], site["archived_at"]) == ("STATION", bakery, None)
    path = f"/sites/{site['id']}"

    changed = kleinbach.send("PATCH", path, {"domain": "station.example", "version": 1}).json()
    assert (changed["name"], changed["domain"], changed["version"]) == ("Station", "station.example", 2)
    assert kleinbach.send("PUT", f"{path}/archive").json()["archived_at"]
    assert kleinbach.send("DELETE", f"{path}/archive").json()["archived_at"] is None
    assert kleinbach.get(path).json() == changed
    assert [one["code"] for one in kleinbach.get(f"/accounts/{bakery}/sites").json()["items"]] == ["STATION"]


def test_what_is_wrong_has_its_field_and_its_code(kleinbach, bakery):
    site = added(kleinbach, bakery)

    taken = kleinbach.post(f"/accounts/{bakery}/sites", {"code": "station"})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (422, "/code")
    late = kleinbach.send("PATCH", f"/sites/{site['id']}", {"name": "x", "version": 9})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert kleinbach.get("/sites/987654321").status_code == 404
    assert kleinbach.send("PUT", "/sites/987654321/archive").status_code == 404
