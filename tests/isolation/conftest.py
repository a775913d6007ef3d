"""The world of the probes for all tests of this folder, and who asks in it."""

import logging
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import override_settings

from handsel.api import limits
from tests.gateways.playing import played
from tests.isolation.asking import Everybody, Hearing
from tests.isolation.judging import Judge
from tests.isolation.places import Things
from tests.isolation.probing import Prober
from tests.isolation.rightful import Rightful
from tests.isolation.staging import Staged, staged

SEED = int(os.environ.get("HANDSEL_SEED", random.randrange(2**32)))


class Log(logging.Handler):
    """Keeps all that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Stage:
    """All that a test of isolation needs."""

    world: Staged
    hearing: Hearing
    judge: Judge
    things: Things
    everybody: Everybody
    log: Log = field(default_factory=Log)
    found: dict[str, Rightful] = field(default_factory=dict)

    @property
    def prober(self) -> Prober:
        return Prober(self.world, self.everybody, self.things)

    def rightful(self, portal: str) -> Rightful:
        """Return the rightful calls of `portal`, found once."""
        if portal not in self.found:
            self.found[portal] = Rightful(self.hearing, self.everybody, self.things, portal)
            self.found[portal].find_all()
        return self.found[portal]


@pytest.fixture(scope="package")
def stage(django_db_blocker, worker_id: str) -> Iterator[Stage]:
    """A clone of the world for all tests of this folder, and everybody ready to ask."""
    print(f"HANDSEL_SEED={SEED}")
    with (
        django_db_blocker.unblock(),
        override_settings(HANDSEL_API_CALLS_A_MINUTE=10**9),
        played(),
        pytest.MonkeyPatch.context() as patch,
        staged(f"isolation_{worker_id}") as world,
    ):
        patch.setattr(limits, "GUESSES_A_MINUTE", 10**9)
        ready = Stage(world, Hearing(world), Judge(world), Things(world), Everybody(world))
        logging.getLogger().addHandler(ready.log)
        yield ready
        logging.getLogger().removeHandler(ready.log)
