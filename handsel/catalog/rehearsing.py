"""What an alteration would do to the whole branch below, before it is saved (CAT-3)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Self

from django.db import connection, transaction

from handsel.accounts.models import Edge
from handsel.catalog.alterations import Alteration
from handsel.catalog.appointments import Appointment, start_of
from handsel.catalog.models import PriceList
from handsel.catalog.rules import may_change_prices
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step


@dataclass(frozen=True)
class PriceRehearsed:
    """What one of one's own plans is sold at and would be, None for not at all, and what it would cost."""

    product: str
    plan: str
    currency: str
    before_minor: int | None
    after_minor: int | None
    cost_minor: int | None

    @property
    def before(self) -> Money | None:
        return self._money(self.before_minor)

    @property
    def after(self) -> Money | None:
        return self._money(self.after_minor)

    @property
    def cost(self) -> Money | None:
        return self._money(self.cost_minor)

    @property
    def is_loss(self) -> bool:
        """Whether it would be sold for less than it costs, or for nothing."""
        return self.after_minor is not None and (self.after_minor <= 0 or self.after_minor < (self.cost_minor or 0))

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.currency)


@dataclass(frozen=True)
class Rehearsal:
    """What would come of it. Own buyers are counted, the first twenty named; of those below them there are only counts.

    `buyers` and `resellers` are all who buy through sub-resellers that it touches; what becomes of their prices is told
    to nobody but themselves (docs/rules/pricing.md). `begun` plans are sold that were not, `rephased` ones are charged
    in another rhythm. `losses` plans would be sold below one's own cost, or for nothing; `firsts` are the first ten
    plans, losses before others.
    """

    plans: int
    risen: int
    fallen: int
    ended: int
    begun: int
    rephased: int
    own_customers: int
    own_resellers: int
    names: Sequence[str]
    buyers: int
    resellers: int
    losses: int
    firsts: Sequence[PriceRehearsed]

    @property
    def unpriced(self) -> int:
        """Return how many plans it touches besides those whose prices are told."""
        return self.plans - len(self.firsts)

    @property
    def unnamed(self) -> int:
        """Return how many own buyers it touches besides those named."""
        return self.own_customers + self.own_resellers - len(self.names)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Read what a task keeps, which can be of an earlier version with other figures."""
        firsts = [PriceRehearsed(**price) for price in kept.get("firsts", ())]
        return cls(**{field.name: kept.get(field.name, 0) for field in fields(cls)} | {"firsts": firsts})


@operation
def rehearse(*, alteration: Alteration, starts_on: date | None = None, by: Actor, at: datetime) -> Rehearsal:
    """Return what would come of an alteration, and change nothing: now, or on the day for which it is to be planned.

    It is made, measured and taken back, so that what is told is what would be done. Raises Forbidden, what making
    it raises, Invalid naming `starts_on`.
    """
    may_change_prices(by).or_refuse()
    begins = start_of(alteration, Appointment(starts_on), seller_id=by.seller_id, at=at) if starts_on else at
    found: Rehearsal = rehearsed(alteration, by=by, at=begins)
    return found


@step
def rehearsed(alteration: Alteration, *, by: Actor, at: datetime) -> Rehearsal:
    """Return what `rehearse` does, for whoever may."""
    with transaction.atomic():
        lists = PriceList.objects.filter(seller_id=by.seller_id, is_default=True)
        default = lists.values_list("pk", flat=True).first()
        plans, counted = alteration.plan_ids(by.seller_id), alteration.counts_at(by.seller_id, at)
        before = f'{{"default": {default}, "asked": {asked_of_all(by.seller_id, plans, at=counted)}}}'
        edges = Edge.objects.filter(seller_id=by.seller_id, buyer_id__in=alteration.buyer_ids, ended_at__isnull=True)
        moved = list(edges.values_list("pk", "price_list_id"))
        alteration.make(by=by, at=at)
        (row,) = call_function("catalog_rehearsed", by.seller_id, before, json.dumps(moved), counted, plans)
        transaction.set_rollback(True)
    return Rehearsal.from_kept(row | {"firsts": json.loads(row["firsts"])})


def asked_of_all(seller_id: int, plan_ids: Sequence[int] | None, *, at: datetime) -> str:
    """Return what `seller_id` asks of all its buyers now, as JSON: list, currency, plan, price or null, period.

    Of these plans, or of all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(jsonb_agg(jsonb_build_array(list_id, currency, plan_id, unit_minor, period)), '[]')::text"
            " FROM catalog_asked(%s, %s, %s)",
            [seller_id, at, None if plan_ids is None else list(plan_ids)],
        )
        (text,) = cursor.fetchone()
    return str(text)
