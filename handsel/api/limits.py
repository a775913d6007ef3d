"""How often a key may call: a fixed window of one minute, counted by each web process for itself (API-1).

That is honest rather than exact: with two web processes a key can call twice as often. It costs no database, and a
key cannot make the program write more than it asks for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from django.conf import settings

_MINUTE = 60


@dataclass(frozen=True)
class Quota:
    """What is left of a minute's calls, and in how many seconds the next minute begins."""

    limit: int
    remaining: int
    resets_in: int

    @property
    def is_spent(self) -> bool:
        return self.remaining < 0


@dataclass
class Window:
    """Counts calls by who made them; all counts begin anew with each minute."""

    _minute: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, who: str, limit: int, at: datetime) -> Quota:
        """Count one more call of `who` and return what is left."""
        minute, second = divmod(int(at.timestamp()), _MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[who] = self._counts.get(who, 0) + 1
            return Quota(limit, limit - self._counts[who], _MINUTE - second)

    def forget(self) -> None:
        """Begin anew, as a new process would."""
        with self._lock:
            self._counts = {}


calls = Window()
"""Calls by key."""

guesses = Window()
"""Calls without a good key, by address."""

uses = Window()
"""Keys whose use was noted within this minute."""


refused = Window()
"""Good keys from addresses that they do not name, noted within this minute."""


def calls_a_minute() -> int:
    """Return how many calls a key has in one minute."""
    return int(settings.HANDSEL_API_CALLS_A_MINUTE)


GUESSES_A_MINUTE = 60
