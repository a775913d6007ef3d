"""Nobody finds, sees or changes what belongs to another reseller, whatever they ask for (OPS-3)."""

import pytest

from tests.isolation.asking import Call
from tests.isolation.conftest import SEED, Stage
from tests.isolation.heading import Heading, kept_key
from tests.isolation.probing import Probe, spread
from tests.isolation.rightful import told
from tests.isolation.verdicts import Verdicts, shown

pytestmark = [pytest.mark.covers("OPS-3")]

SHOWS_NO_TEXT = {
    "/console/imports/<int:pk>/refused/": "the file as it was uploaded",
    "/console/price-files/<int:pk>/refused/": "the same",
    "/api/v1/price-files/<price_file_id>": "words of the file, and figures",
    "/api/v1/price-files/<price_file_id>/refused": "the file as it was uploaded",
    "/console/price-lists/<int:pk>/typed/row/": "what was typed, and figures",
    "/console/lists/<slug:name>/beside/": "the rows beside the one that is named, and none is",
    "/console/funds/own/transfers/<int:pk>/withdraw/": "what the own seller keeps of the trade",
    "/console/funds/own/papers/<slug:kind>/<int:number>/": "the same",
    "/api/v1/accounts/<number>/wallets": "figures",
    "/api/v1/accounts/<number>/wallets/<currency>/statement": "figures and numbers",
    "/api/v1/orders/<number>/funding": "figures",
    "/api/v1/orders/<number>/legs": "figures and ticks",
    "/api/v1/price-lists/<list_id>/rules": "figures",
    "/api/v1/purchases/<number>": "what the parent sells, and figures",
    "/api/v1/purchases/<number>/funding": "figures",
    "/api/v1/purchases/<number>/legs": "figures and ticks",
    "/api/v1/purchases/<number>/new-price": "what the parent sells, and figures",
    "/api/v1/resellers/<number>/below": "what the child lets through of its own",
    "/api/v1/resellers/<number>/below/<reference>": "the same",
    "/api/v1/tasks/<task_id>/skipped": "nothing was skipped",
}
"""Routes that name something of ours and yet show no text of ours, and what instead."""
SAMPLE = 800
ENOUGH = 20_000


def test_each_route_answers_who_asks_rightly(stage: Stage):
    rightful = stage.rightful("kleinbach")

    assert rightful.missing == {}, told(rightful.missing)
    assert [f"{answer.status} {call}" for call, _, answer in rightful.answers if answer.is_failure] == []
    assert len(rightful.found) > 250


def test_who_asks_rightly_sees_what_is_theirs_and_nothing_else(stage: Stage):
    answers = stage.rightful("kleinbach").answers
    with_own = {call.route for call, asker, answer in answers if stage.judge.own(asker, answer.text)}
    named = {
        call.route for call, _, answer in answers if answer.status == 200 and call.method == "GET" and "<" in call.route
    }

    foreign = [
        f"{call} shows {canary}"
        for call, asker, answer in answers
        for canary in stage.judge.foreign(asker, answer.text)
    ]
    assert foreign == []
    assert sorted(named - with_own - set(SHOWS_NO_TEXT)) == []


def test_a_sample_of_probes_finds_nothing_and_changes_nothing(stage: Stage):
    probes = every_probe(stage, "kleinbach")
    some = spread(probes, SAMPLE, SEED)

    faults = Verdicts(stage.hearing, stage.judge).of(some)

    assert {(probe.call.route, probe.call.method) for probe in some} == {
        (probe.call.route, probe.call.method) for probe in probes
    }
    assert faults == [], shown(faults)


@pytest.mark.long
def test_all_probes_find_nothing_and_change_nothing(stage: Stage):
    portals = ("kleinbach", "suedwind")
    probes = [probe for portal in portals for probe in every_probe(stage, portal)]
    probes += [probe for portal in portals for probe in Heading(stage.prober).of_headers(stage.rightful(portal))]

    faults = Verdicts(stage.hearing, stage.judge).of(probes)

    print(f"{len(probes)} probes, {stage.hearing.asked} questions")
    assert len(probes) >= ENOUGH
    assert faults == [], shown(faults)


def test_a_sample_of_probes_in_headers_finds_nothing_and_changes_nothing(stage: Stage):
    probes = list(Heading(stage.prober).of_headers(stage.rightful("kleinbach")))
    routes = {(probe.call.route, probe.call.method) for probe in probes}
    some = spread(probes, len(routes), SEED)

    faults = Verdicts(stage.hearing, stage.judge).of(some)

    assert {(probe.call.route, probe.call.method) for probe in some} == routes
    assert faults == [], shown(faults)


def test_a_key_of_ones_own_call_is_known_and_that_of_others_is_not(stage: Stage):
    calls = {"own": None, "a sibling's": None}
    for whose, portal in (("own", "kleinbach"), ("a sibling's", "suedwind")):
        key = kept_key(stage.prober, stage.world.tenants[portal]["id"])
        headers = (("Idempotency-Key", key),)
        call = Call("/api/v1/tags", "POST", "/api/v1/tags", body={"name": "Fresh"}, headers=headers)
        calls[whose] = stage.hearing.ask(stage.everybody.program("kleinbach"), call)

    assert (calls["own"].status, b"idempotency_key_reused" in calls["own"].content) == (422, True)
    assert calls["a sibling's"].status == 201, calls["a sibling's"].content


def test_the_log_of_all_this_names_nobody(stage: Stage):
    said = [line for line in stage.log.lines if list(stage.world.aviary.found_in(line))]

    assert said == []


def every_probe(stage: Stage, portal: str) -> list[Probe]:
    rightful = stage.rightful(portal)
    return [
        *stage.prober.of_paths(rightful),
        *stage.prober.of_things(rightful),
        *stage.prober.of_fields(rightful),
    ]
