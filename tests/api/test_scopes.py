"""What a key may be used for: every call of the API asks for the scope that its description names (USR-8)."""

import logging
import re

import pytest
from django.db import transaction
from django.test import Client, override_settings

from handsel.api import limits
from handsel.api.openapi import operations
from handsel.api.reference import document
from handsel.identity.actor import Actor
from handsel.identity.keys import Reach, make_api_key, revoke_api_key
from handsel.identity.models import ApiKey
from handsel.identity.roles import Role
from handsel.identity.scopes import ALL_SCOPES, READ, WRITE
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message
from handsel.timeline.models import Event
from handsel.web.network import client_address
from tests.api.calling import Program
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-8")]

CALLS = [(path.removeprefix("/api/v1"), method.upper(), call) for path, method, call in operations(document())]


def key(cast, *scopes: str, name: str = "Narrow", **reach) -> Program:
    owner = Actor(user_id=None, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)
    wanted = Reach(**{"role": Role.OWNER, "scopes": scopes or ["orders:read"]} | reach)
    return Program("kleinbach", make_api_key(name=name, reach=wanted, by=owner, at=NOON)[1])


def scope_of(call: dict) -> str:
    [[scope]] = [scopes for one in call["security"] for scopes in one.values()]
    return scope


def send(program: Program, path: str, method: str):
    limits.calls.forget()
    path = re.sub(r"\{\w+\}", "999999", path)
    if method == "GET":
        return program.get(path)
    return program.send(method, path, {}, key="scope")


def test_every_call_names_a_scope_or_that_any_key_will_do():
    unscoped = [call["operationId"] for _, _, call in CALLS if call["security"] == [{"BearerKey": []}]]

    assert unscoped == ["me"]
    assert {scope_of(call) for _, _, call in CALLS if call["operationId"] != "me"} <= set(ALL_SCOPES)
    assert all("Scope: " in call["description"] for _, _, call in CALLS)


def test_a_key_with_all_scopes_but_one_is_refused_by_every_call_that_needs_it(cast):
    programs: dict[str, tuple[Program, Program]] = {}
    for path, method, call in CALLS:
        if call["operationId"] == "me":
            continue
        needed = scope_of(call)
        if needed not in programs:
            without = [one for one in ALL_SCOPES if one not in {needed, needed.replace(READ, WRITE)}]
            programs[needed] = key(cast, *without, name=f"all but {needed}"), key(cast, needed, name=f"just {needed}")
        lacking, having = programs[needed]

        refused, answered = send(lacking, path, method), send(having, path, method)

        told = refused.json()
        assert (refused.status_code, told["code"]) == (403, "scope_missing"), (method, path)
        assert needed in told["detail"]
        assert "scope_missing" in call["responses"]["403"]["x-codes"]
        assert not (answered.status_code == 403 and answered.json()["code"] == "scope_missing"), (method, path)


def test_who_may_write_may_read(cast):
    assert key(cast, "accounts:write").get("/customers").status_code == 200


def test_a_role_bounds_what_scopes_allow(cast):
    program = key(cast, "accounts:write", role=Role.READ_ONLY)

    refused = program.post("/tags", {"name": "Gold"})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert key(cast, "accounts:write", name="Free").post("/tags", {"name": "Gold"}).status_code == 201


def test_a_key_tells_what_it_may_do(cast):
    program = key(cast, "orders:read", networks=["127.0.0.0/8"], expires_at=now().replace(year=2100))

    told = program.get("/me").json()

    assert told["key_name"] == "Narrow"
    assert told["scopes"] == ["orders:read"]
    assert told["networks"] == ["127.0.0.0/8"]
    assert told["expires_at"].startswith("2100-")


def test_a_key_that_is_wrong_expired_revoked_or_elsewhere_is_answered_alike(cast):
    nobody = Program("kleinbach", "hsk_" + "x" * 40).get("/me")
    expired = key(cast, name="Expired", expires_at=NOON.replace(microsecond=1))
    revoked = key(cast, name="Revoked")
    with transaction.atomic(), scoped(cast.karl.scope):
        made = {one.name: one.pk for one in ApiKey.objects.filter(seller_id=cast.kleinbach)}
        ApiKey.objects.filter(pk=made["Expired"]).update(expires_at=now())
    owner = Actor(user_id=None, name="Klara", seller_id=cast.kleinbach, role=Role.OWNER)
    revoke_api_key(key_id=made["Revoked"], by=owner, at=NOON)
    elsewhere = key(cast, name="Elsewhere", networks=["203.0.113.0/24"])

    for program in (expired, revoked, elsewhere, key(cast, name="Other").at("suedwind")):
        answer = program.get("/me")
        assert (answer.status_code, answer.content) == (401, nobody.content)
    assert key(cast, name="Good", networks=["127.0.0.1"]).get("/me").status_code == 200


@override_settings(HANDSEL_TRUSTED_PROXIES=[])
def test_a_caller_cannot_say_itself_from_where_it_comes(cast):
    program = key(cast, networks=["203.0.113.7"])

    lying = Client().get("/api/v1/me", headers=program._headers({"X-Forwarded-For": "203.0.113.7"}))

    assert lying.status_code == 401


def test_behind_a_trusted_proxy_the_address_is_the_callers(cast, settings):
    from ipaddress import ip_network  # noqa: PLC0415 - for this test

    settings.HANDSEL_TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
    program = key(cast, networks=["203.0.113.7"])

    def from_address(forwarded: str) -> int:
        limits.guesses.forget()
        return Client().get("/api/v1/me", headers=program._headers({"X-Forwarded-For": forwarded})).status_code

    assert from_address("203.0.113.7") == 200
    assert from_address("203.0.113.8") == 401
    assert from_address("203.0.113.7, 198.51.100.9") == 401  # what it wrote itself counts for nothing
    assert client_address("127.0.0.1", "203.0.113.7", settings.HANDSEL_TRUSTED_PROXIES) == "203.0.113.7"


def test_owners_learn_of_a_key_that_came_from_elsewhere_and_of_where_it_was_used(cast):
    program = key(cast, networks=["203.0.113.7"])

    program.get("/me")
    program.get("/me")

    with transaction.atomic(), scoped(cast.karl.scope):
        [told] = Event.objects.filter(seller_id=cast.kleinbach, name="api_key.refused")
    assert (told.address, told.data["key_name"], told.way) == ("127.0.0.1", "Narrow", "api")

    key(cast, name="Used").get("/me")
    with transaction.atomic(), scoped(cast.karl.scope):
        assert ApiKey.objects.get(name="Used", seller_id=cast.kleinbach).last_used_from == "127.0.0.1"


def test_guesses_are_slowed_down(cast):
    for _ in range(limits.GUESSES_A_MINUTE):
        assert Program("kleinbach", "hsk_guess").get("/me").status_code == 401

    assert Program("kleinbach", "hsk_guess").get("/me").status_code == 429


def test_a_secret_is_told_once_and_nowhere_else(cast, caplog):
    caplog.set_level(logging.DEBUG)

    program = key(cast, "orders:read")
    told = program.get("/me").content.decode() + program.get("/customers").content.decode()

    with transaction.atomic(), scoped(cast.karl.scope):
        kept = [str(event.data) + event.reason for event in Event.objects.filter(seller_id=cast.kleinbach)]
        kept += [mail.html + mail.text for mail in Message.objects.filter(seller_id=cast.kleinbach)]
        kept += [str(row) for row in ApiKey.objects.filter(seller_id=cast.kleinbach).values()]
    assert kept
    for text in (*kept, told, caplog.text):
        assert program.secret not in text
