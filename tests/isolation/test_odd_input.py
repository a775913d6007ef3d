"""Whatever stands where a thing is named, no answer is a failure and none shows what is foreign (OPS-3)."""

import random
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.isolation.asking import Asker, Call
from tests.isolation.conftest import SEED, Stage
from tests.isolation.probing import with_value
from tests.isolation.rightful import Found

pytestmark = [pytest.mark.covers("OPS-3")]

ODD = [
    "0", "-1", "2147483648", "9223372036854775808", "9" * 40, "1.5", "1e9", "NaN", "null", "\x00", "4\x00", "٣", "４",
    "1' OR '1'='1", "1); DROP TABLE accounts_account; --", "%", "_", "\\", "../../etc/passwd", "💥", "\u202e4", " ", "",
    "[]", "{}", "true", "a" * 3000,
]  # fmt: skip
SAMPLE = 120


def test_a_few_odd_values_are_refused_in_order(stage: Stage):
    asked = list(every_odd_call(stage))
    chance = random.Random(SEED)

    assert faults_of(stage, chance.sample(asked, SAMPLE)) == []


@pytest.mark.long
def test_odd_values_are_refused_in_order(stage: Stage):
    assert faults_of(stage, list(every_odd_call(stage))) == []


def faults_of(stage: Stage, asked: list[tuple[Asker, Call]]) -> list[str]:
    faults = []
    for asker, call in asked:
        answer = stage.hearing.ask(asker, call)
        if answer.is_failure:
            faults.append(f"{answer.status}: {call}"[:400])
        faults += [f"{call} shows {canary}"[:400] for canary in stage.judge.foreign(asker, answer.text)]
    return faults


def every_odd_call(stage: Stage) -> Iterator[tuple[Asker, Call]]:
    for found in stage.rightful("kleinbach").found.values():
        for odd in ODD:
            for call in odd_calls(stage, found, odd):
                yield found.asker, call


def odd_calls(stage: Stage, found: Found, odd: str) -> Iterator[Call]:
    values = found.route.values_in(found.call.path)
    for name in values:
        path = found.route.filled(values | {name: quote(odd, safe="")})
        yield replace(found.call, path=path or "/")
    for name in stage.prober.names_of(found):
        yield with_value(found.call, name, odd)
