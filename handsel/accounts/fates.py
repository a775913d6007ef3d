"""What became of each account where many are changed at once: done, or skipped with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from handsel.kernel.refusal import Conflict


@dataclass(frozen=True)
class Fates:
    """The ids that were changed, and those that were left as they are with a sentence why."""

    done: tuple[int, ...] = ()
    skipped: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, wanted: Iterable[int], done: Iterable[int], why_not: Mapping[int, str], otherwise: str) -> Self:
        """Tell the fate of each of `wanted`: those not `done` are skipped for their reason, or for `otherwise`."""
        changed = tuple(done)
        are_done = set(changed)
        return cls(changed, {pk: why_not.get(pk, otherwise) for pk in wanted if pk not in are_done})

    def only(self) -> None:
        """Refuse, where one account was to be changed and was not. Raises Conflict with the reason."""
        for reason in self.skipped.values():
            raise Conflict(reason)
