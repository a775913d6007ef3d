"""Call the API as a program would, with a key made for the test."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from handsel.accounts.models import Account
from handsel.identity.actor import Actor
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from tests.cast import NOON


@dataclass
class Program:
    """A program with a key, calling one portal."""

    portal: str
    secret: str

    def get(self, path: str, **query: Any) -> HttpResponse:
        return Client().get(f"/api/v1{path}", query, headers=self._headers({}))

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        return self.send("POST", path, body, key=key, **headers)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        named = {"Idempotency-Key": key} if key else {}
        data = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        return Client().generic(
            method, f"/api/v1{path}", data, content_type="application/json", headers=self._headers(named | headers)
        )

    def at(self, portal: str) -> "Program":
        """The same key at another portal."""
        return Program(portal, self.secret)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        key = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return {"Host": f"{self.portal}.localhost"} | key | more


def program(by: Actor, portal: str, role: Role = Role.OWNER) -> Program:
    """Make a key with `role` for the reseller of `by`."""
    owner = Actor(user_id=by.user_id, name=by.name, seller_id=by.seller_id, role=Role.OWNER)
    _, secret = make_api_key(name=f"{portal} {role}", reach=Reach(role), by=owner, at=NOON)
    return Program(portal, secret)


def number_of(buyer: int, by: Actor) -> int:
    """Return the number under which a seller knows its buyer."""
    with transaction.atomic(), scoped(by.scope):
        return Account.objects.get(pk=buyer).number
