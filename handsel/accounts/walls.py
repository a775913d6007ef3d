"""Glass walls: what a parent sees of the accounts below its child, which the child decides (ACC-25)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from handsel.accounts.folding import fold
from handsel.accounts.models import Account, Edge, Kind, Wall
from handsel.accounts.rules import may_set_wall
from handsel.accounts.standing import Standing
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MOST_WORDS = 12
_REFERENCE = re.compile("[0-9A-F]{12}")


class NoProvider(Conflict):
    """Nobody sells to the operator, so nobody looks in from above."""

    code = "no_provider"


@operation
@closed_to_guests
@proven
def set_wall(*, wall: str, by: Actor, at: datetime) -> Wall:
    """Decide what one's own provider sees of one's customers and sub-resellers, from this moment on.

    It counts for everything below; the provider is told the level, and cannot change it. The same again is once.

    Raises ProofNeeded, Forbidden, Invalid for a level that is none, NoProvider for the operator.
    """
    may_set_wall(by).or_refuse()
    if wall not in Wall.values:
        raise Invalid(fields={"wall": f"Choose one of {', '.join(Wall.values)}."})
    before = call_scalar("accounts_set_wall", by.seller_id, wall, at)
    if before is None:
        raise NoProvider("Nobody sells to you, so there is nobody to show anything to.")
    if before != wall:
        edge = Edge.objects.get(buyer_id=by.seller_id, ended_at__isnull=True)
        changes = {"wall": (before, wall)}
        record("settings.wall_set", subject=edge, account_id=by.seller_id, by=by, at=at, changes=changes)
    return Wall(wall)


def wall_of(buyer_id: int) -> Wall | None:
    """Return what the seller of `buyer_id` sees of the accounts below it; None where nobody sells to it.

    Both ends of the edge may ask.
    """
    edge = Edge.objects.filter(buyer_id=buyer_id, ended_at__isnull=True).only("wall").first()
    return Wall(edge.wall) if edge else None


@dataclass(frozen=True)
class SeenAccount:
    """An account below a child, as the parent of that child may see it; None is what the wall does not let through.

    `reference` stands for it at every level and tells nothing of it. `name` is masked where names do not show, and
    empty where not even that shows. `joined_on` is the first of the month where names do not show.
    """

    wall: Wall
    reference: str
    kind: Kind | None = None
    name: str = ""
    contact: str | None = None
    number: int | None = None
    city: str | None = None
    country: str | None = None
    joined_on: date | None = None
    standing: Standing | None = None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the account in a row of accounts_seen_by_parent() or of accounts_below()."""
        told: dict[str, Any] = dict(row)
        told["wall"] = Wall(told["wall"])
        told["kind"] = Kind(told["kind"]) if told["kind"] else None
        told["standing"] = Standing(told["standing"]) if told["standing"] else None
        return cls(**told | {"name": told["name"] or ""})

    @property
    def label(self) -> str:
        """How the parent calls it: its name, as far as that shows, else its reference."""
        return self.name or self.reference


def seen_by_parent(account_id: int, *, child_id: int, at: datetime) -> SeenAccount:
    """Return `account_id`, which stands anywhere below `child_id`, as the seller of `child_id` may see it.

    To be asked as that child or as its seller, and never in a storefront session. Functions of the database that have
    checked who asks use `accounts_seen(child, account, at)`. Raises Account.DoesNotExist where it stands elsewhere.
    """
    for row in call_function("accounts_seen_by_parent", child_id, account_id, at):
        return SeenAccount.of_row(row)
    raise Account.DoesNotExist


@dataclass(frozen=True)
class Step:
    """A reseller on the way down, by what the wall above it shows of its name."""

    reference: str
    name: str


@dataclass(frozen=True)
class Place:
    """Where one looks below a child: at the child itself, or at the last reseller of `way`. `wall` counts there."""

    child: Account
    wall: Wall
    way: Sequence[Step]

    @property
    def reference(self) -> str:
        """The reference of where one looks; empty at the child itself."""
        return self.way[-1].reference if self.way else ""

    @property
    def name(self) -> str:
        return self.way[-1].name if self.way else self.child.name

    @property
    def has_list(self) -> bool:
        """Whether the accounts are shown one by one."""
        return self.wall in {Wall.MASKED, Wall.NAMES}

    @property
    def has_counts(self) -> bool:
        return self.wall != Wall.NOTHING


def look_below(child: Account, reference: str = "") -> Place:
    """Return the place below `child` that `reference` stands for, as the seller of `child` may see it.

    Raises Account.DoesNotExist where there is none that shows.
    """
    is_one = not reference or _is_reference(reference)
    for row in call_function("accounts_look_below", child.pk, reference) if is_one else ():
        return Place(child, Wall(row["wall"]), tuple(Step(**step) for step in json.loads(row["way"])))
    raise Account.DoesNotExist


@dataclass(frozen=True)
class BelowPage:
    """One page of the accounts at a place. `before` and `after` are what to ask for to get the pages around it."""

    rows: Sequence[SeenAccount]
    before: str | None
    after: str | None


def accounts_at(
    place: Place, kind: Kind, *, at: datetime, text: str = "", params: Mapping[str, str] | None = None, size: int = 50
) -> BelowPage:
    """Return the accounts of `kind` at `place`, the page that `params` ask for with `after` or `before`.

    `text` is looked for in company and contact name, where names show; elsewhere it finds nobody.
    """
    params = params or {}
    is_back = _is_reference(params.get("before", ""))
    start = params.get("before" if is_back else "after", "")
    start = start if _is_reference(start) else ""
    words = [_pattern(word) for word in fold(text.replace("\0", " ")).split()[:MOST_WORDS]]
    rows = call_function("accounts_below", place.child.pk, place.reference, kind, words, start, is_back, size + 1, at)
    if not rows and start:
        return accounts_at(place, kind, at=at, text=text, size=size)
    has_more = len(rows) > size
    seen = [SeenAccount.of_row(row | {"wall": place.wall}) for row in rows[:size]]
    if is_back:
        seen.reverse()
    has_before, has_after = (has_more, True) if is_back else (bool(start), has_more)
    return BelowPage(seen, seen[0].reference if has_before else None, seen[-1].reference if has_after else None)


def _pattern(word: str) -> str:
    """Return the pattern of texts that `word` stands in, as it is."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"


def _is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None
