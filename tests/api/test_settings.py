"""The settings of the portal over the API: the same rules, refusals and history as in the console (SHO-4)."""

import base64
import io

import pytest
from django.test import Client
from PIL import Image

from tests.api.calling import Program, program

pytestmark = [pytest.mark.django_db, pytest.mark.covers("SHO-4", "API-1")]


@pytest.fixture
def nordlicht(db: None, cast) -> Program:
    return program(cast.nora, "nordlicht")


def version(who: Program) -> int:
    return int(who.get("/settings").json()["version"])


def change(who: Program, **changes: object):
    return who.send("PATCH", "/settings", {"version": version(who)} | changes)


def png(size=(40, 10)) -> str:
    out = io.BytesIO()
    Image.new("RGB", size, "#7f1d1d").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_each_setting_says_what_holds_and_where_it_comes_from(nordlicht, kleinbach):
    change(nordlicht, time_zone="Europe/Lisbon")
    change(kleinbach, time_zone=None)

    found = kleinbach.get("/settings").json()

    assert found["title"] == "Kleinbach"
    assert found["time_zone"] == {
        "value": "Europe/Lisbon",
        "own": None,
        "inherited": "Europe/Lisbon",
        "source": "provider",
        "is_locked": False,
        "is_locked_below": False,
    }
    assert "Nordlicht" not in str(found)


def test_what_is_left_out_stays_and_null_is_inherited(kleinbach):
    change(kleinbach, language="nl", tagline="New")

    after = change(kleinbach, language=None).json()

    assert after["language"]["own"] is None
    assert after["tagline"] == "New"


def test_a_locked_setting_is_refused_with_the_reason(nordlicht, kleinbach):
    change(nordlicht, date_format="Y-m-d", locked=["date_format"])

    refused = change(kleinbach, date_format="d.m.Y")

    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/date_format", "detail": "Your provider has locked this setting."},
    ]
    assert kleinbach.get("/settings").json()["date_format"]["is_locked"]


def test_two_programs_at_once_get_both_values(kleinbach):
    seen = version(kleinbach)
    change(kleinbach, tagline="Theirs")

    conflict = kleinbach.send("PATCH", "/settings", {"version": seen, "tagline": "Mine"})

    assert conflict.status_code == 409
    assert conflict.json()["errors"][0]["yours"] == "Mine"
    assert conflict.json()["errors"][0]["current"] == "Theirs"


def test_readers_read_and_change_nothing(reading):
    assert reading.get("/settings").status_code == 200
    assert reading.get("/settings/terms").status_code == 200
    assert change(reading, tagline="Mine").status_code == 403
    assert reading.post("/settings/domains", {"host": "shop.example.com"}).status_code == 403
    assert reading.post("/settings/terms", {"version": 0, "text": "x"}).status_code == 403
    assert reading.send("PUT", "/settings/logo", {"version": 1, "image": png()}).status_code == 403


@pytest.mark.parametrize(
    "body", [{"time_zone": "Mars"}, {"currencies": ["eur"]}, {"locked": ["title"]}, {"title": ""}, {"languages": []}]
)
def test_what_cannot_be_is_refused_by_name(kleinbach, body):
    refused = change(kleinbach, **body)

    assert refused.status_code == 422
    assert refused.json()["errors"]


def test_a_logo_is_set_and_taken_away(kleinbach):
    shown = kleinbach.send("PUT", "/settings/logo", {"version": version(kleinbach), "image": png()}).json()
    assert Client(SERVER_NAME="kleinbach.localhost").get(shown["logo_path"]).status_code == 200

    gone = kleinbach.send("PUT", "/settings/logo", {"version": shown["version"], "image": None}).json()

    assert gone["logo_path"] is None


@pytest.mark.parametrize("image", ["!", base64.b64encode(b"<svg/>").decode()])
def test_what_is_no_picture_is_refused(kleinbach, image):
    refused = kleinbach.send("PUT", "/settings/logo", {"version": version(kleinbach), "image": image})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/image"


def test_host_names_are_added_used_and_removed(kleinbach, suedwind):
    added = kleinbach.post("/settings/domains", {"host": "shop.example.com"}).json()
    assert added["cname"] == "kleinbach.localhost"
    assert suedwind.post("/settings/domains", {"host": "shop.example.com"}).status_code == 422
    assert suedwind.post(f"/settings/domains/{added['id']}/removal").status_code == 404
    assert kleinbach.send("PUT", "/settings/domains/main", {"domain_id": added["id"]}).status_code == 409

    there = kleinbach.send("PUT", "/settings/domains/main", {"domain_id": added["id"]}, Host="shop.example.com")

    assert there.json()["domains"][0]["is_main"]
    assert kleinbach.post(f"/settings/domains/{added['id']}/removal").json()["host"] == "shop.example.com"
    assert kleinbach.get("/settings").json()["domains"] == []


def test_terms_are_published_in_versions(kleinbach):
    assert kleinbach.post("/settings/terms", {"version": 0}).status_code == 422
    kleinbach.post("/settings/terms", {"version": 0, "text": "First"})
    kleinbach.post("/settings/terms", {"version": 1, "url": "https://kleinbach.example/terms"})

    assert [row["version"] for row in kleinbach.get("/settings/terms").json()["items"]] == [2, 1]
    assert kleinbach.get("/settings").json()["terms_version"] == 2
    assert kleinbach.post("/settings/terms", {"version": 0, "text": "Late"}).status_code == 409
    assert kleinbach.post("/settings/terms", {"version": 2}).json()["text"] == ""
    both = {"version": 3, "text": "x", "url": "https://kleinbach.example/"}
    assert kleinbach.post("/settings/terms", both).status_code == 422


@pytest.mark.covers("ACC-2")
def test_mandatory_fields_are_demanded_of_new_accounts_and_kept_in_old_ones(kleinbach, bakery):
    change(kleinbach, mandatory_fields=["phone", "city", "tax_number", "manager"])

    refused = kleinbach.post("/customers", {"company_name": "Fjord", "email": "a@fjord.example", "city": "Oslo"})

    assert {error["pointer"] for error in refused.json()["errors"]} == {"/phone", "/tax_number", "/manager_id"}
    # Bakery has a phone and a city and had no tax number: what is there must stay.
    account = kleinbach.get(f"/accounts/{bakery}").json()
    emptied = kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": account["version"], "phone": ""})
    assert {error["pointer"] for error in emptied.json()["errors"]} == {"/phone"}
    kept = kleinbach.send("PATCH", f"/accounts/{bakery}", {"version": account["version"], "city": "Bonn"})
    assert kept.status_code == 200


def test_customers_have_wallets_in_the_currencies_on_offer_only(kleinbach):
    change(kleinbach, currencies=["USD"])
    body = {"company_name": "Fjord", "email": "a@fjord.example"}

    assert kleinbach.post("/customers", body | {"currency": "GBP"}).status_code == 422
    assert kleinbach.post("/customers", body | {"currency": "USD"}).json()["currency"] == "USD"
    assert kleinbach.post("/customers", body).json()["currency"] == "EUR"
