"""Probes in headers: the page that one comes from, a host, a version, the key of somebody else's call (OPS-3).

What reads them: `Idempotency-Key` (api/once.py), `HX-Current-URL` and `HX-Target` (console/returning.py,
list_answers.py), `X-Forwarded-For` (web/network.py). The others are read by nothing of ours, and must stay so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.isolation.asking import Asker, Call
from tests.isolation.places import Things
from tests.isolation.probing import Probe, Prober
from tests.isolation.rightful import Found, Rightful

NOBODYS_KEY = "a-key-that-nobody-sent"
NOWHERE = "/console/accounts/987654321/"
OF_LISTS = "rows"
"""What a list has drawn anew of itself."""


@dataclass
class Heading:
    """Makes the probes in headers of all rightful calls."""

    prober: Prober

    def of_headers(self, rightful: Rightful) -> Iterator[Probe]:
        """Yield probes for each rightful call and each other reseller: by htmx and without, and by another's key."""
        for found in rightful.found.values():
            for name, told in self.prober.world.tenants.items():
                if told["id"] == rightful.tenant:
                    continue
                for is_htmx in () if found.route.face == "api" else (True, False):
                    yield self._from_a_page(found, rightful, name, is_htmx=is_htmx)
                if found.route.face == "api":
                    yield self._through_a_proxy(found, name)
                    yield from self._by_key(found, found.asker, told["id"])
            yield from self._by_a_colleagues_key(found, rightful)

    def _from_a_page(self, found: Found, rightful: Rightful, victim: str, *, is_htmx: bool) -> Probe:
        told = self.prober.world.tenants[victim]
        foreign, nowhere = self._pages(rightful.things, told["id"])
        calls = []
        for host, path in ((victim, foreign), ("nowhere", nowhere)):
            page = f"http://{found.asker.portal}.localhost{path}"
            headers = [*_proxied(host, path), ("Referer", page)]
            if is_htmx:
                headers += [("HX-Request", "true"), ("HX-Current-URL", page), ("HX-Target", OF_LISTS)]
            calls.append(_with(found.call, headers))
        return Probe(found.asker, *calls, told["id"], f"{foreign} as where it comes from")

    def _through_a_proxy(self, found: Found, victim: str) -> Probe:
        told = self.prober.world.tenants[victim]
        foreign, nowhere = self._pages(self.prober.things, told["id"])
        calls = (_with(found.call, _proxied(host, path)) for host, path in ((victim, foreign), ("nowhere", nowhere)))
        return Probe(found.asker, *calls, told["id"], f"the portal of {victim} as where it was sent to")

    def _by_key(self, found: Found, asker: Asker, owner: int) -> Iterator[Probe]:
        """Yield the call with a key under which `owner` has an answer kept, if it can have one."""
        key = kept_key(self.prober, owner)
        if found.call.method != "GET" and key:
            calls = (_with(found.call, [("Idempotency-Key", one)]) for one in (key, NOBODYS_KEY))
            yield Probe(asker, *calls, owner, "the answer kept under a key")

    def _by_a_colleagues_key(self, found: Found, rightful: Rightful) -> Iterator[Probe]:
        if found.route.face == "api":
            reader = self.prober.everybody.program(rightful.portal, "reader")
            yield from self._by_key(found, reader, rightful.tenant)

    @staticmethod
    def _pages(things: Things, victim: int) -> tuple[str, str]:
        """Return the record of an account of `victim`, with a search in it, and one that is nowhere."""
        account = things.own("account", victim)[0].value
        return f"/console/accounts/{account}/?account={account}", f"{NOWHERE}?account=987654321"


def kept_key(prober: Prober, seller: int) -> str:
    """Return a key under which the owner's program of `seller` has an answer kept; "" where there is none."""
    row = prober.world.admin.execute(
        "SELECT min(k.key) FROM identity_idempotencykey k JOIN identity_apikey a ON a.sender = k.actor"
        " WHERE k.seller_id = %s AND a.name = 'owner'",
        [seller],
    ).fetchone()
    return str(row[0] or "") if row else ""


def _proxied(portal: str, path: str) -> list[tuple[str, str]]:
    host = f"{portal}.localhost"
    return [
        ("X-Forwarded-Host", host),
        ("X-Forwarded-Server", host),
        ("X-Forwarded-For", "203.0.113.77"),
        ("X-Forwarded-Port", "443"),
        ("Forwarded", f"for=203.0.113.77;host={host}"),
        ("X-Original-URL", path),
        ("X-Rewrite-URL", path),
        ("X-HTTP-Method-Override", "DELETE"),
        ("If-Match", f'"{path}"'),
        ("If-None-Match", f'"{path}"'),
    ]


def _with(call: Call, headers: list[tuple[str, str]]) -> Call:
    return replace(call, headers=(*call.headers, *headers))
