"""Who asks: a browser or a program at one portal, each question in a transaction that leaves nothing behind."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.isolation.staging import Staged, digest

CHANGING = re.compile(
    rb'(csrfmiddlewaretoken" value="|nonce="|X-CSRFToken[^:]*:\s*[^\w]*|"request_id": "|name="seal" value=")[\w/+=-]+'
)
PASSING = {"Date", "RateLimit-Remaining", "RateLimit-Reset", "Content-Security-Policy", "Set-Cookie", "Content-Length"}


@dataclass(frozen=True)
class Asker:
    """Somebody, or a program, at the portal they come from.

    `tenant` is the reseller they belong to, 0 for nobody; `buyer` the customer that they buy for, 0 for staff.
    `accounts` are those that staff are narrowed to; None for all.
    """

    name: str
    portal: str
    tenant: int = 0
    buyer: int = 0
    accounts: frozenset[int] | None = None
    cookies: Mapping[str, str] = field(default_factory=dict, compare=False)
    key: str = ""
    is_key: bool = False

    def at(self, portal: str) -> "Asker":
        """The same, knocking at another portal with what they have."""
        return replace(self, portal=portal, name=f"{self.name}, at {portal}")


@dataclass(frozen=True)
class Call:
    """One question: a route, the path that it became, and what is sent along."""

    route: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        query = f"?{urlencode(self.query)}" if self.query else ""
        return (
            f"{self.method} {self.path}{query} {self.body if self.body is not None else ''} {dict(self.headers) or ''}"
        )


@dataclass
class Answer:
    """What came back, and which rows of which tenants it would have left changed."""

    status: int
    content: bytes
    headers: dict[str, str]
    changed: dict[int, set[str]]

    @property
    def text(self) -> str:
        return unpacked(self.content) + "\n" + "\n".join(map(str, self.headers.items()))

    @property
    def is_failure(self) -> bool:
        """Whether the program failed; 502 says that a server elsewhere did."""
        return self.status >= 500 and self.status != 502

    def shape(self, call: Call) -> tuple[object, ...]:
        """Return the answer without what differs each time, and without the path that was asked for."""
        content, headers = CHANGING.sub(b"\\1", self.content), {**self.headers}
        for path in (call.path, call.path.replace("/", "%2F")):
            content = content.replace(path.encode(), b"PATH")
            headers = {name: value.replace(path, "PATH") for name, value in headers.items()}
        return self.status, content, tuple(sorted((n, v) for n, v in headers.items() if n not in PASSING))


class Hearing:
    """Asks, and takes back whatever came of it."""

    def __init__(self, world: Staged) -> None:
        self.world = world
        self.asked = 0
        with nothing_kept():
            self.before = digest()

    def ask(self, asker: Asker, call: Call, *, then: Any = None) -> Answer:
        """Send `call`, run `then` on what it left, and roll all of it back."""
        self.asked += 1
        with nothing_kept():
            response = send(asker, call)
            if then is not None:
                then(response)
            changed = self._changes()
        headers = dict(response.headers) | {
            f"Set-Cookie {name}": morsel.value for name, morsel in response.cookies.items() if "language" in name
        }
        content = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        return Answer(response.status_code, content, headers, changed)

    def _changes(self) -> dict[int, set[str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
            if cursor.fetchone()[0]:  # nothing was written at all
                return {}
        after, changed = digest(), {}
        for (table, seller), found in {**self.before, **after}.items():
            if after.get((table, seller)) != self.before.get((table, seller)) or found is None:
                changed.setdefault(seller, set()).add(table)
        return changed


def unpacked(content: bytes) -> str:
    """Return the text of a file, of a workbook that of all its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Roll back what the block did, as a test with a database does."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # operations are durable: they refuse to run within any other transaction
    with atomic:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def send(asker: Asker, call: Call) -> HttpResponse:
    """Send `call` in process, as `asker`."""
    client = Client(SERVER_NAME=f"{asker.portal}.localhost", raise_request_exception=False)
    for name, value in asker.cookies.items():
        client.cookies[name] = value
    headers = dict(call.headers)
    if asker.key:
        headers["Authorization"] = f"Bearer {asker.key}"
    path = call.path + (f"?{urlencode(call.query)}" if call.query else "")
    if call.route.startswith("/api/"):
        body = "" if call.body is None else json.dumps(call.body)
        if call.method == "POST" and "Idempotency-Key" not in headers:
            headers["Idempotency-Key"] = "probe"
        return client.generic(call.method, path, body, content_type="application/json", headers=headers)
    if call.method == "POST":
        data = urlencode(list(call.body or ()))
        return client.post(path, data, content_type="application/x-www-form-urlencoded", headers=headers)
    return client.generic(call.method, path, headers=headers)


class Everybody:
    """All who ask, of every kind."""

    def __init__(self, world: Staged) -> None:
        self.world = world

    def person(self, who: str, portal: str, buyer: int = 0) -> Asker:
        tenant = self.world.tenants[portal]["id"]
        return Asker(f"{who} of {portal}", portal, tenant, buyer, cookies=self.world.cookies[f"{who}@{portal}"])

    def customer(self, who: str, portal: str) -> Asker:
        (buyer,) = self.world.admin.execute(
            "SELECT s.buyer_id FROM identity_seat s JOIN identity_user u ON u.id = s.user_id WHERE u.email LIKE %s",
            [f"%{who}@{portal}.example"],
        ).fetchone()
        return self.person(who, portal, buyer)

    def narrowed(self, portal: str) -> Asker:
        """Return the account manager who sees own accounts only."""
        person = self.person("account_manager", portal)
        rows = self.world.admin.execute(
            "SELECT id FROM accounts_account a WHERE EXISTS (SELECT FROM identity_seat s WHERE s.user_id = a.manager_id"
            " AND s.seller_id = %s AND s.own_accounts_only)",
            [person.tenant],
        )
        return replace(person, accounts=frozenset(account for (account,) in rows))

    def program(self, portal: str, key: str = "owner") -> Asker:
        told = self.world.tenants[portal]
        tenant = told["id"] if key in {"owner", "reader"} else 0
        return Asker(f"{key} key of {portal}", portal, tenant, key=told["keys"][key], is_key=True)

    def nobody(self, portal: str) -> Asker:
        return Asker("nobody", portal)
