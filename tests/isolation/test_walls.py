"""Each of the two walls holds by itself; with both down, the probes see what is behind them (OPS-3)."""

import pytest

from tests.isolation.conftest import SEED, Stage
from tests.isolation.probing import Probe, spread
from tests.isolation.verdicts import Verdicts, shown
from tests.isolation.walls import without_filters, without_row_security

pytestmark = [pytest.mark.covers("OPS-3")]

SAMPLE = 150


def some_probes(stage: Stage, most: int = SAMPLE) -> list[Probe]:
    rightful = stage.rightful("kleinbach")
    probes = [*stage.prober.of_things(rightful), *stage.prober.of_paths(rightful)]
    return spread(probes, most, SEED)


def loose(stage: Stage) -> Verdicts:
    """Look for canaries and changes only: with a wall down, an answer may be another no."""
    return Verdicts(stage.hearing, stage.judge, strict=False)


def test_row_security_holds_by_itself(stage: Stage):
    probes = some_probes(stage)
    with without_filters():
        faults = loose(stage).of(probes)

    assert faults == [], shown(faults)


def test_the_filters_hold_by_themselves(stage: Stage):
    probes = some_probes(stage)
    with without_row_security(stage.world):
        faults = loose(stage).of(probes)

    assert faults == [], shown(faults)


def test_without_both_the_probes_find_what_is_foreign(stage: Stage):
    probes = [probe for probe in some_probes(stage, 400) if probe.call.method == "GET"]
    with without_filters(), without_row_security(stage.world):
        faults = loose(stage).of(probes)

    assert [fault for fault in faults if fault.startswith("shows ")] != []


@pytest.mark.long
@pytest.mark.parametrize("wall", ["filters", "row security"])
def test_each_wall_holds_against_all_probes(stage: Stage, wall: str):
    probes = some_probes(stage, 10**9)
    with without_filters() if wall == "row security" else without_row_security(stage.world):
        faults = loose(stage).of(probes)

    assert faults == [], shown(faults)
