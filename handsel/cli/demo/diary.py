"""What happens in the demo, in the order of time, with the worker coming by soon after whatever concerns it."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from handsel.jobs.consequences import READERS
from handsel.orders.waiting import retry_waiting_orders
from handsel.timeline.reading import newest_xact, read_on

Act = Callable[[datetime], object]
"""Something somebody does at a moment; it may plan what follows from it."""


class Diary:
    """Acts planned ahead, done one by one up to `until`; what lies beyond does not happen."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._worker_at: datetime | None = None
        self.by_hand: Act = leave_it

    def plan(self, moment: datetime, act: Act) -> None:
        """Let `act` happen at `moment`, or on the next working morning when that is at night or at a weekend."""
        moment = in_office_hours(moment)
        if moment < self.until:
            heapq.heappush(self._planned, (moment, next(self._numbers), act))

    def wake_worker(self, at: datetime) -> None:
        """Let the worker come by soon after `at`, so that what it does has its proper date."""
        self._worker_at = self._worker_at or at + timedelta(minutes=25)

    def live(self) -> None:
        """Do everything that is planned, and all that is planned meanwhile."""
        while self._planned:
            moment, _, act = heapq.heappop(self._planned)
            if self._worker_at and self._worker_at <= moment:
                self.work(self._worker_at)
            act(moment)
        self.work(self.until)

    def work(self, at: datetime) -> None:
        """Do what the worker has to do at `at`, and what it leaves to people: `by_hand`."""
        self._worker_at = None
        retry_waiting_orders(at=at)
        self._read(at)
        self.by_hand(at)
        self._read(at)

    @staticmethod
    def _read(at: datetime) -> None:
        """Let each reader find what those before it have left."""
        for reader in READERS:
            # Nobody else writes here, so nothing can be on its way below what was written last; without saying so, a
            # long transaction in another database of the server would put work off until after it.
            while read_on(reader, at=at, horizon=newest_xact()):
                pass


def leave_it(_at: datetime) -> None:
    """Leave it to whoever comes later."""


def in_office_hours(moment: datetime) -> datetime:
    """Return `moment`, or the next one on a working day between 7 and 17 o'clock, UTC."""
    if moment.hour >= 17:  # noqa: PLR2004 - after work
        moment = (moment + timedelta(days=1)).replace(hour=7)
    elif moment.hour < 7:  # noqa: PLR2004 - before work
        moment = moment.replace(hour=7)
    return moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)  # noqa: PLR2004
