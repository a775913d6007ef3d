"""The probes: who asks for what is not theirs, in path, body, query and header (OPS-3)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.isolation.asking import Asker, Call, Everybody
from tests.isolation.places import RANDOM, SHARED, Things
from tests.isolation.rightful import Found, Rightful
from tests.isolation.staging import Staged


@dataclass(frozen=True)
class Probe:
    """A call for something foreign, and the same call for something that is not there at all."""

    asker: Asker
    call: Call
    beside: Call
    victim: int
    what: str

    def __str__(self) -> str:
        return f"{self.asker.name} asks for {self.what} of {self.victim}: {self.call}"


class Prober:
    """Makes the probes of all askers against all that is not theirs."""

    def __init__(self, world: Staged, everybody: Everybody, things: Things) -> None:
        self.world, self.everybody, self.things = world, everybody, things

    def strangers(self, victim: str) -> list[Asker]:
        """Return everybody to whom what `victim` has is foreign, at the portals where they may knock."""
        every, others = self.everybody, [name for name in self.world.tenants if name != victim]
        owners = [every.person("owner", name) for name in others]
        programs = [every.program(name) for name in others]
        readers = [every.person("read_only", name) for name in others[-2:]]
        customers = [every.customer("main", name) for name in others[-2:]]
        known = [*owners, *programs, *readers, *customers]
        return [
            *known,
            *(asker.at(victim) for asker in known),
            every.nobody(victim),
            every.program(victim, "expired"),
            every.program(victim, "revoked"),
            every.program(others[0], "reader"),
        ]

    def _insiders(self, found: Found, victim: str) -> list[Asker]:
        """Return who belongs to the same reseller and has no part in this: another customer, a narrowed manager."""
        narrowed = self.everybody.narrowed(victim)
        about = self.things.accounts_in(found.route, found.route.values_in(found.call.path))
        is_not_hers = found.route.face == "console" and about and not about & narrowed.accounts
        return [self.everybody.customer("other", victim), *([narrowed] if is_not_hers else [])]

    def of_paths(self, rightful: Rightful) -> Iterator[Probe]:
        """Yield a probe for each rightful call with places in its path and each stranger."""
        for found in rightful.found.values():
            if found.route.places and not self._is_constant(found):
                values = found.route.values_in(found.call.path)
                for asker in self._who_can_ask(found, rightful.portal):
                    is_open = asker.portal == rightful.portal and self.things.are_open(found.route)
                    if not is_open and not self.things.are_shared(found.route, values, asker.tenant):
                        yield self._for_path(found, asker, rightful.tenant)

    def of_things(self, rightful: Rightful) -> Iterator[Probe]:
        """Yield a probe for each route, each other reseller, and a few of the things that it has."""
        for found in rightful.found.values():
            if not found.route.places or self._is_constant(found):
                continue
            for told in self.world.tenants.values():
                if told["id"] == rightful.tenant:
                    continue
                for filling in self.things.fillings(found.route, told["id"], most=3):
                    if self.things.are_shared(found.route, filling, rightful.tenant):
                        continue
                    call = replace(found.call, path=found.route.filled(filling))
                    beside = replace(found.call, path=found.route.filled(self.things.nowhere(found.route)))
                    yield Probe(found.asker, call, beside, told["id"], f"{filling}")

    def of_fields(self, rightful: Rightful) -> Iterator[Probe]:
        """Yield a probe for each field of what a rightful call sends that can name a thing, and each other reseller."""
        for found in rightful.found.values():
            for told in self.world.tenants.values():
                if told["id"] != rightful.tenant:
                    yield from self._for_fields(found, rightful.tenant, told["id"])

    def _for_fields(self, found: Found, tenant: int, victim: int) -> Iterator[Probe]:
        for name, kinds in self._fields_of(found).items():
            for kind in kinds:
                shared = self.things.shared(kind) if kind in SHARED else set()
                things = [thing for thing in self.things.own(kind, victim) if (thing.value, tenant) not in shared]
                for thing in things[:1] + things[-1:]:
                    foreign, missing = thing.value, RANDOM["int" if thing.value.isdigit() else "str"]
                    calls = (with_value(found.call, name, value) for value in (foreign, missing))
                    yield Probe(found.asker, *calls, victim, f"{kind} in {name}")

    def _fields_of(self, found: Found) -> dict[str, list[str]]:
        """Return the names of all that the call can be sent, and the kinds that could stand there."""
        known = {name: self.things.kind_named(name) for name in self.names_of(found)}
        return {name: [kind] for name, kind in known.items() if kind}

    @staticmethod
    def names_of(found: Found) -> list[str]:
        """Return the names of all that the call can be sent: members, fields and parameters."""
        names = {name for name, _ in found.call.query}
        if found.route.described:
            names |= {p["name"] for p in found.route.described["parameters"] if p["in"] == "query"}
            names |= set(_members(found.call.body or {}))
        else:
            names |= {name for name, _ in found.call.body or ()}
            names |= EVERYWHERE if found.call.method == "GET" and not found.route.places else set()
        return sorted(names - {"csrfmiddlewaretoken"})

    def _for_path(self, found: Found, asker: Asker, victim: int) -> Probe:
        beside = replace(found.call, path=found.route.filled(self.things.nowhere(found.route)))
        return Probe(asker, found.call, beside, victim, "what its path names")

    def _is_constant(self, found: Found) -> bool:
        return all(self.things.kind_of(place) is None for place in found.route.places)

    def _who_can_ask(self, found: Found, victim: str) -> Sequence[Asker]:
        strangers = self.strangers(victim)
        if found.route.face == "api":
            return [asker for asker in strangers if asker.is_key or not asker.tenant]
        people = [asker for asker in strangers if not asker.is_key]
        return [*people, *self._insiders(found, victim)]


EVERYWHERE = {"account", "manager", "segment", "tag.is", "price_list.is", "bought.is", "buyer"}
"""Names that lists understand in a query, tried on every list."""


def _members(body: Any) -> Iterator[str]:
    if isinstance(body, list):
        for one in body:
            yield from _members(one)
    elif isinstance(body, dict):
        for name, value in body.items():
            yield name
            yield from _members(value)


def with_value(call: Call, name: str, value: str) -> Call:
    """Return `call` with `value` for the field, parameter or member `name`, wherever it has one; else in the query."""
    if isinstance(call.body, dict):
        if name in set(_members(call.body)):
            return replace(call, body=_put(call.body, name, value))
    elif call.body and name in dict(call.body):
        return replace(call, body=tuple((n, value if n == name else v) for n, v in call.body))
    return replace(call, query=(*((n, v) for n, v in call.query if n != name), (name, value)))


def _put(body: Any, name: str, value: str) -> Any:
    if isinstance(body, list):
        return [_put(one, name, value) for one in body]
    if not isinstance(body, dict):
        return body
    put = int(value) if value.isdigit() else value
    return {
        member: ([put] if isinstance(had, list) else put) if member == name else _put(had, name, value)
        for member, had in body.items()
    }


def spread(probes: Sequence[Probe], most: int, seed: int) -> list[Probe]:
    """Return so many of `probes`, drawn with `seed`: some of each route first, then whatever comes."""
    chance = random.Random(seed)
    mixed = list(probes)
    chance.shuffle(mixed)
    counts: dict[tuple[str, str], int] = {}
    ranked = []
    for probe in mixed:
        key = (probe.call.method, probe.call.route)
        counts[key] = counts.get(key, 0) + 1
        ranked.append((counts[key], probe))
    return [probe for _, probe in sorted(ranked, key=lambda pair: pair[0])[:most]]
