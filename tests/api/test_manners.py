"""What holds for every call: problems, methods, media types, limits, the description (API-1)."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from handsel.api.rest import api
from handsel.api.shapes.parts import Input
from tests.api.calling import Program

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


def code(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "private, no-store"
    problem = answer.json()
    assert set(problem) >= {"type", "title", "status", "code", "detail", "errors"}
    assert problem["status"] == answer.status_code
    assert problem["type"].endswith(problem["code"])
    return answer.status_code, problem["code"]


def test_an_address_that_is_none_is_answered_like_a_number_that_is_none(kleinbach):
    nowhere = kleinbach.get("/nowhere")

    assert code(nowhere) == (404, "not_found")
    assert nowhere.content == kleinbach.get("/accounts/999999").content
    assert code(kleinbach.get(f"/accounts/{10**30}")) == (404, "not_found")
    assert code(kleinbach.get("/accounts/one")) == (404, "not_found")
    assert code(kleinbach.get("/orders/a%00b")) == (404, "not_found")
    assert code(kleinbach.get("/accounts/1001/wallets/%00/statement")) == (404, "not_found")
    assert code(kleinbach.get("/accounts/1%0A5/wallets")) == (404, "not_found")


def test_a_method_that_is_none_is_told_with_those_that_are(kleinbach):
    refused = kleinbach.send("DELETE", "/customers")

    assert code(refused) == (405, "method_not_allowed")
    assert set(refused["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_a_body_that_is_no_json_is_refused_by_its_kind(kleinbach, kind):
    refused = Client().post(
        "/api/v1/customers",
        "contact_name=Eve",
        content_type=kind,
        headers={"Host": "kleinbach.localhost", "Authorization": f"Bearer {kleinbach.secret}"},
    )

    assert code(refused) == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", '"', "{]", "[" * 100_000, '{"phone": ' + "9" * 5_000 + "}", '{"a": "\\'])
def test_a_body_that_cannot_be_read_is_malformed(kleinbach, body):
    assert code(kleinbach.post("/customers", body)) == (400, "malformed")


@pytest.mark.parametrize("body", ["null", "[]", "7", '"text"', '{"company_name": null}', '{"email": "\\ud800"}'])
def test_a_body_of_the_wrong_form_is_invalid(kleinbach, body):
    assert code(kleinbach.post("/customers", body)) == (422, "invalid")


def test_a_text_that_cannot_be_kept_is_told(kleinbach):
    refused = kleinbach.post("/customers", {"company_name": "a\0b", "email": "a@b.example"})

    assert code(refused) == (422, "invalid")
    assert refused.json()["errors"] == [
        {"pointer": "/company_name", "detail": "This text holds a character that cannot be kept."}
    ]


def test_a_body_that_is_too_large_is_refused(kleinbach, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    assert code(kleinbach.post("/customers", {"company_name": "x" * 2_000})) == (413, "too_large")


def test_without_a_key_nothing_is_told(kleinbach):
    for path in ("/customers", "/accounts/1001", "/orders/1"):
        assert code(Program("kleinbach", "").get(path)) == (401, "unauthenticated")


def test_a_key_calls_as_often_as_it_may_and_is_told_when_to_go_on(kleinbach, suedwind, settings):
    settings.HANDSEL_API_CALLS_A_MINUTE = 2

    answers = [kleinbach.get("/me") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert code(answers[2]) == (429, "too_many_calls")
    assert suedwind.get("/me").status_code == 200


def test_guessing_keys_is_slow():
    answers = [Program("kleinbach", f"hsk_{n}").get("/me").status_code for n in range(62)]

    assert answers[:60] == [401] * 60
    assert answers[60:] == [429] * 2


def test_the_description_tells_every_refusal_of_every_operation():
    described = api.get_openapi_schema()
    receipts = described["paths"]["/api/v1/accounts/{number}/receipts"]["post"]

    assert described["openapi"] == "3.1.0"
    assert receipts["operationId"] == "receipts_create"
    assert receipts["responses"]["422"]["x-codes"] == [
        "amount_not_positive",
        "amount_too_large",
        "date_ahead",
        "date_too_old",
        "idempotency_key_reused",
        "invalid",
        "key_reused",
        "way_not_offered",
    ]
    assert {"in": "header", "name": "Idempotency-Key", "required": True}.items() <= next(
        parameter for parameter in receipts["parameters"] if parameter["in"] == "header"
    ).items()
    served = Client().get("/api/v1/openapi.json", headers={"Host": "kleinbach.localhost"})
    assert served.json() == json.loads(json.dumps(described))


def test_the_description_is_printed_and_written(capsys, tmp_path):
    call_command("openapi")
    call_command("openapi", tmp_path / "openapi.json")

    assert capsys.readouterr().out == (tmp_path / "openapi.json").read_text()


def test_the_reference_shows_every_operation_without_script_of_others_and_without_names_from_above():
    page = Client().get("/api/v1/docs", headers={"Host": "kleinbach.localhost"})

    assert page.status_code == 200
    text = page.content.decode()
    for path in api.get_openapi_schema()["paths"].values():
        for operation in path.values():
            assert f'id="{operation["operationId"]}"' in text
    for told in ("wallet_short", "not_found", "method_not_allowed", "failed"):
        assert f'id="refusal-{told}"' in text
    assert {host for host in re.findall(r"https://([^/\s&\"<]+)", text) if not host.endswith(".example")} == set()
    assert "Nordlicht" not in text
    assert "Handsel Cloud" not in text


def test_the_guide_names_only_addresses_and_codes_that_are():
    guide = (ROOT / "docs" / "api.md").read_text()
    described = api.get_openapi_schema()
    known = [re.sub(r"{\w+}", "[^/]+", path) for path in described["paths"]]
    codes = {code for path in described["paths"].values() for operation in path.values()
             for answer in operation["responses"].values() for code in answer.get("x-codes", [])}  # fmt: skip

    named = {path.split("?")[0] for path in re.findall(r"\$API(/[\w/$-]+)", guide)}

    assert len(named) > 5
    assert [path for path in named if not any(re.fullmatch(one, f"/api/v1{path}") for one in known)] == []
    assert set(re.findall(r'"code": "(\w+)"', guide)) <= codes
    assert set(re.findall(r"4\d\d `(\w+)`", guide)) <= codes


def test_a_number_or_a_yes_in_other_words_is_not_taken_for_one(kleinbach):
    (own,) = kleinbach.get("/price-lists").json()
    (plan, *_others) = kleinbach.get(f"/price-lists/{own['id']}/prices").json()["items"]
    changes = [{"way": "hide", "targets": {"plans": [plan["plan_id"]]}}]
    in_text = [{"way": "hide", "targets": {"plans": [str(plan["plan_id"])]}}]
    rate = {"from_currency": "EUR", "to_currency": "USD", "rate": "1.1", "valid_from": "2020-01-01"}
    at = f"/price-lists/{own['id']}/changes"
    for path, body, pointer in (
        (at, {"changes": changes, "version": str(own["version"])}, "/version"),
        (at, {"changes": changes, "version": True}, "/version"),
        (at, {"changes": in_text, "version": own["version"]}, "/changes/0/targets/plans/0"),
        ("/exchange-rates", rate | {"is_meant": "yes"}, "/is_meant"),
    ):
        refused = kleinbach.post(path, body)
        told = [error["pointer"] for error in refused.json()["errors"]]
        assert (refused.status_code, told) == (422, [pointer]), refused.content


def test_every_shape_that_comes_in_takes_numbers_only_for_numbers():
    lax = {shape.__name__ for shape in shapes_below(Input) if lax_numbers(shape.__pydantic_core_schema__)}

    assert lax == {"LeavingIn"}, "it is read from an address, too"


def shapes_below(shape: type) -> set[type]:
    return {one for below in shape.__subclasses__() for one in {below, *shapes_below(below)}}


def lax_numbers(part: object) -> bool:
    """Whether a number, or a yes or no, is taken from something else."""
    if isinstance(part, dict):
        is_lax = part.get("type") in {"int", "float", "bool"} and not part.get("strict")
        return is_lax or any(map(lax_numbers, part.values()))
    return isinstance(part, list | tuple) and any(map(lax_numbers, part))
