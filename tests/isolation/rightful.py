"""The positive controls: for each route and method a call that its rightful asker makes and is not refused.

Paths are filled with the asker's own things; forms are those that the pages offer, bodies of the API those of its
description. Where that is not enough, a route has a line in EXTRA.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.urls import Resolver404, resolve

from handsel.api.examples import needed_of
from handsel.api.rest import api
from handsel.kernel.clock import now
from tests.isolation.asking import Answer, Asker, Call, Everybody, Hearing
from tests.isolation.pages import Form, forms_of
from tests.isolation.places import Things
from tests.isolation.routes import Route, every_call, every_page

REFUSED = {401, 403, 404, 405, 421}

STATES = 2
"""So many things of a kind are looked at, since in another state they offer other forms."""

NEXT = f"{now() + timedelta(days=9):%Y-%m-%d}"

EXTRA: dict[str, dict[str, Any]] = {
    "POST /api/v1/bulk": {"body": {"action": "archive", "params": {"reason": "x"}, "numbers": ["@account"]}},
    "POST /console/bulk/": {"body": {"action": "archive", "ids": "@account"}},
    "DELETE /api/v1/accounts/<number>/suspension": {"query": {"reason": "x"}},
    "DELETE /api/v1/accounts/<number>/deactivation": {"query": {"reason": "x"}},
    "DELETE /api/v1/accounts/<number>/archive": {"query": {"reason": "x"}},
    "POST /console/accounts/<int:number>/funds/unlock/": {"body": {"reason": "x"}},
    "POST /api/v1/accounts/<number>/card-forms": {"body": {"return_url": "https://probe.example/back"}},
    "PATCH /api/v1/accounts/<number>": {"body": {"tax_number": "", "phone": ""}},
    "PATCH /api/v1/addresses/<address_id>": {"body": {"phone": ""}},
    "POST /api/v1/customers/<number>/users": {"body": {"email": "new@probe.example"}},
    "POST /users/new/": {"body": {"email": "own@probe.example"}},
    "POST /api/v1/staff": {"body": {"email": "new@probe.example"}},
    "POST /api/v1/exchange-rates": {"body": {"rate": "1.08", "valid_from": f"{now() + timedelta(days=9):%Y-%m-%d}"}},
    "GET /console/settings/rates/history/": {"query": {"from": "EUR", "to": "USD"}},
    "POST /console/settings/rates/new/": {"body": {"from_currency": "EUR", "to_currency": "USD", "rate": "1.08"}},
    "POST /api/v1/tax-rates": {"body": {"country": "DE", "category": "reduced", "percent": "7", "valid_from": NEXT}},
    "POST /api/v1/tax-rates/adoption": {"body": {"country": "FR"}},
    "POST /api/v1/tax-rates/<tax_rate_id>/end": {"body": {"ends_on": NEXT}},
    "PUT /api/v1/tax-categories/<taxed_id>": {"body": {"category": "reduced"}},
    "PUT /api/v1/settings/tax": {"body": {"country": "DE", "is_registered": False, "version": 1}},
    "GET /console/settings/tax-rates/proposed/": {"query": {"country": "FR"}},
    "POST /console/settings/tax-rates/proposed/": {"body": {"sure": "True", "country": "FR"}},
    "POST /console/settings/tax-rates/new/": {"body": {"country": "DE", "category": "reduced", "percent": "7"}},
    "PUT /api/v1/settings/gateway": {"body": {"kind": "test", "secret": "", "webhook_secret": ""}},
    "PATCH /api/v1/settings/payment-methods": {"body": {"version": 1, "bank_name": "x"}},
    "POST /console/orders/accept/": {"body": {"chosen": "@sale"}},
    "POST /console/orders/cancel/": {"body": {"chosen": "@sale", "reason": "x"}},
    "POST /console/sign-ups/accept/": {"body": {"chosen": "@signup"}},
    "POST /console/sign-ups/reject/": {"body": {"chosen": "@signup", "reason": "x"}},
    "POST /console/settings/delivery/": {"body": {"url": "https://probe.example/", "version": "0"}},
    "PUT /api/v1/settings/delivery-address": {"body": {"url": "https://probe.example/", "version": 0}},
    "POST /console/deliveries/start/": {"body": {"delivery": "@delivery"}},
    "POST /console/deliveries/deliver/": {"body": {"delivery": "@delivery"}},
    "POST /console/deliveries/fail/": {"body": {"delivery": "@delivery", "reason": "x"}},
    "POST /console/deliveries/retry/": {"body": {"delivery": "@delivery"}},
    "POST /api/v1/purchases/<number>/price-confirmation": {"body": {"total": {"minor": 100, "currency": "EUR"}}},
    "PUT /api/v1/settings/refunds": {"body": {"days": 3, "version": 0}},
    "POST /console/settings/refunds/": {"body": {"days": "3", "version": "0"}},
    "POST /console/settings/sign-up/managers/": {"body": {"how": "nobody", "version": "0"}},
    "POST /api/v1/settings/terms": {"body": {"version": 1, "text": "x"}},
    "PUT /api/v1/categories-order": {"body": {"category_ids": ["@category"]}},
    "POST /api/v1/purchases": {"body": {"lines": [{"plan_id": "^plan", "quantity": 2}]}},
}
"""What a rightful call needs beyond what is derived: `"POST /console/x/<int:pk>/": {"body": {"reason": "x"}}`.

`@account` stands for an account of one's own, and so on for each kind; `^plan` for one of the parent's.
"""

FOR_THE_OPERATOR = {"GET /console/funds/proof/"}
"""Screens that only the operator's staff has."""

NOT_FOUND_RIGHTLY = {
    "GET /logo/<slug:digest>.png": "nobody here has a logo; it is public",
    "GET /pictures/<slug:digest>.webp": "found by what it shows; whose it is, another test asks",
    "POST /deliveries/callback/": "its log-in is the signature of a supplier's program",
    "POST /gateways/<int:pk>/webhook/": "its log-in is the signature of a gateway",
    "PATCH /api/v1/settings/gateway": "it exchanges keys of Stripe, and nobody here uses that",
    "GET /on-behalf/new/": "only who comes from a reseller buys for its new customers",
    "POST /on-behalf/new/": "the same",
    "GET /sign-in/callback/": "it takes what a provider outside says",
    "POST /console/log-in/passkey/": "it takes what an authenticator signed",
    "POST /log-in/passkey/": "the same",
    "POST /proof/": "it takes a password",
    "GET /api/v1/(?P<path>[\\s\\S]*)$": "it is the answer for an address that is none",
}
"""Routes that refuse everybody here, and why."""


@dataclass
class Found:
    """A rightful call, with what it was answered."""

    route: Route
    asker: Asker
    call: Call
    answer: Answer
    shown: set[object] = field(default_factory=set)


class Rightful:
    """Finds the rightful calls of one reseller, its customer, and its program."""

    def __init__(self, hearing: Hearing, everybody: Everybody, things: Things, portal: str) -> None:
        self.hearing, self.things, self.portal = hearing, things, portal
        self.tenant = hearing.world.tenants[portal]["id"]
        self.parent = next(iter(hearing.world.tenants[portal]["ancestors"]), 0)
        self.askers = {
            "console": everybody.person("owner", portal),
            "storefront": everybody.customer("main", portal),
            "api": everybody.program(portal),
        }
        self.operators = everybody.person("owner", "operator")
        self.forms: dict[tuple[str, str], list[Form]] = {}
        self.found: dict[str, Found] = {}
        self.missing: dict[str, list[str]] = {}
        self.not_offered: set[str] = set()
        self.answers: list[tuple[Call, Asker, Answer]] = []

    def find_all(self, routes: Sequence[Route] | None = None) -> None:
        """Find a rightful call for each route; first those that only read, since they offer the forms of the rest."""
        for route in sorted(routes or [*every_page(), *every_call()], key=lambda route: route.method != "GET"):
            if str(route) not in NOT_FOUND_RIGHTLY:
                try:
                    self._find(route)
                except LookupError as unknown:
                    self.missing[str(route)] = [str(unknown)]

    def _find(self, route: Route) -> None:
        best, tried, good = None, [], 0
        asker = self.operators if str(route) in FOR_THE_OPERATOR else self.askers[route.face]
        for call in self._candidates(route, asker):
            answer = self.hearing.ask(asker, call)
            self.answers.append((call, asker, answer))
            self._gather(call, answer)
            rank = self._rank(answer)
            tried.append(f"{answer.status} for {call}")
            if best is None or rank < best[0]:
                best = rank, Found(route, asker, call, answer)
            good += rank <= (0 if route.method == "GET" else 1)
            if good and (route.method != "GET" or good == STATES):
                break
        if best and best[0] < 3:
            self.found[str(route)] = best[1]
        elif best and best[1].answer.status == 405:
            self.not_offered.add(str(route))
        else:
            self.missing[str(route)] = tried

    @staticmethod
    def _rank(answer: Answer) -> int:
        to_log_in = "log-in/?next=" in answer.headers.get("Location", "")
        if answer.status in REFUSED or to_log_in:
            return 4 if answer.status == 405 else 3
        return 0 if answer.status < 300 else 1 if answer.status < 400 else 2

    def _gather(self, call: Call, answer: Answer) -> None:
        if answer.status == 200 and "html" in answer.headers.get("Content-Type", ""):
            for form in forms_of(answer.content.decode(), call.path):
                route = route_of(form.path)
                if route:
                    known = self.forms.setdefault((route, form.method), [])
                    if form not in known:
                        known.append(form)

    def _candidates(self, route: Route, asker: Asker) -> Iterator[Call]:
        extra = EXTRA.get(str(route), {})
        query = tuple(extra.get("query", {}).items())
        fillings = list(self.things.fillings(route, self.tenant, asker.buyer, most=6 if route.method == "GET" else 4))
        if route.face == "api":
            for filling in fillings:
                yield Call(route.path, route.method, route.filled(filling), query, self._body(route, filling, extra))
            return
        if route.method == "POST":
            typed = {name: self._meant(value) for name, value in self._extra(extra)}
            for form in self.forms.get((route.path, "POST"), [])[-6:]:
                fields = [*{**dict(form.fields), **typed}.items()]
                yield Call(route.path, "POST", form.path.split("?")[0], tuple(form.query), tuple(fields))
            for filling in fillings:
                yield Call(route.path, "POST", route.filled(filling), query, tuple(typed.items()))
            return
        for filling in fillings:
            yield Call(route.path, "GET", route.filled(filling), query)

    @cached_property
    def schemas(self) -> dict[str, Any]:
        return api.get_openapi_schema()["components"]["schemas"]

    def _body(self, route: Route, filling: dict[str, str], extra: dict[str, Any]) -> Any:
        asked = route.described.get("requestBody")
        if not asked:
            return None
        body = needed_of(asked["content"]["application/json"]["schema"], self.schemas)
        return self._with_own(route, body, filling) | {name: self._meant(value) for name, value in self._extra(extra)}

    @staticmethod
    def _extra(extra: dict[str, Any]) -> list[tuple[str, Any]]:
        return list(extra.get("body", {}).items())

    def _meant(self, value: Any) -> Any:
        """Return `value` with an own thing in the place of `@kind`, and one of the parent's in that of `^kind`."""
        if isinstance(value, dict):
            return {name: self._meant(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._meant(one) if isinstance(one, dict) else int(self._meant(one)) for one in value]
        if isinstance(value, str) and value.startswith("@"):
            return self.things.own(value[1:], self.tenant)[-1].value
        if isinstance(value, str) and value.startswith("^"):
            return int(self.things.own(value[1:], self.parent)[0].value)
        return value

    def _with_own(self, route: Route, body: dict[str, Any], filling: dict[str, str]) -> dict[str, Any]:
        """Put own things into the members of `body` that name some."""
        own: dict[str, Any] = {}
        for name, value in body.items():
            if name == "version" and route.places:
                own[name] = self._version(route, filling)
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                own[name] = [self._with_own(route, one, filling) for one in value]
            elif isinstance(value, int) and not isinstance(value, bool):
                kind = self.things.kind_named(name)
                things = (
                    [t for t in self.things.own(kind, self.tenant) if t.value not in filling.values()] if kind else []
                )
                own[name] = int(things[0].value) if things else value
            else:
                own[name] = value
        return own

    def _version(self, route: Route, filling: dict[str, str]) -> int:
        place = route.places[-1]
        return self.things.version_of(self.things.kind_of(place), filling[place.name])


def route_of(path: str) -> str | None:
    """Return the route that `path` belongs to."""
    try:
        return "/" + resolve(path.split("?", maxsplit=1)[0], "handsel.web.urls").route
    except Resolver404:
        return None


def told(missing: dict[str, list[str]]) -> str:
    """Say which routes have no rightful call, and what to do."""
    return json.dumps(missing, indent=1) + (
        "\nNo rightful call is known for these. Give the world something that can be asked for "
        "(tests/isolation/world.py), or the route a line in EXTRA of tests/isolation/rightful.py: a body, a query."
    )
