"""What a condition is made of: a field, one of its operators, its values; and how it narrows accounts (ACC-10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from handsel.accounts.models import AccountQuerySet
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.references import read_reference
from handsel.accounts.search_terms import wanted_in
from handsel.catalog.models import PriceList
from handsel.kernel.lookups import among
from handsel.kernel.operation import Asker
from handsel.segments.hits import hits_of, is_common
from handsel.segments.values import Input, Words, WrongValue, tidied
from handsel.segments.vocabulary import Choice, Vocabulary

FEW_LETTERS = 3


@dataclass(frozen=True)
class Context:
    """For whom and when a search is run. Days are days of the seller's portal, whichever face asks."""

    seller_id: int
    at: datetime

    @classmethod
    def of(cls, by: Asker, at: datetime) -> "Context":
        return cls(by.scope.sellers[0], at)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(portal_of(self.seller_id).time_zone)

    @cached_property
    def default_price_list(self) -> int | None:
        """The id of the price list that holds where none is chosen."""
        found = PriceList.objects.filter(seller_id=self.seller_id, is_default=True)
        return found.values_list("pk", flat=True).first()

    def holding(self, *parts: str) -> Q:
        """Return the condition that one of `parts`, folded, stands in the search text of an account.

        Where it stands in very many there is none: what asks for it looks closer anyway.
        """
        ids = hits_of(self.seller_id, reduce(or_, (Q(text__contains=part) for part in parts)))
        return Q() if ids is None else among("pk", ids)

    def matching(self, accounts: AccountQuerySet, text: str) -> AccountQuerySet:
        """Keep those of `accounts` that `text` looks for."""
        if read_reference(text):
            return accounts.matching(text)
        wanted = wanted_in("text", text)
        is_short = any(len(word) < FEW_LETTERS for word in text.split())
        ids = None if is_short and is_common(self.seller_id, wanted) else hits_of(self.seller_id, wanted)
        return accounts.matching(text) if ids is None else accounts.filter(among("pk", ids))

    def start_of(self, day: str) -> datetime:
        """Return the moment at which `day`, written 2026-05-01, begins for the seller."""
        return datetime.combine(date.fromisoformat(day), time(), self.zone).astimezone(UTC)

    def days_ago(self, days: str | int) -> datetime:
        """Return the moment `days` times 24 hours ago."""
        return self.at - timedelta(days=int(days))


@dataclass(frozen=True)
class Condition:
    """One part of a search as it is kept: names, and values in their tidied form.

    `days` is the period that figures of business are taken over; None means ever.
    """

    field: str
    operator: str
    values: tuple[str, ...]
    days: int | None = None

    @property
    def name(self) -> str:
        """What an address and the API call it: `country.is`."""
        return f"{self.field}.{self.operator}"

    @property
    def value(self) -> str:
        """The only value of an operator that takes one."""
        return self.values[0]


Apply = Callable[[Condition, Context], Q]
Choices = Callable[[Vocabulary], list[Choice]]


@dataclass(frozen=True)
class Operator:
    """One way to ask for a field. `label` stands in the builder, `phrase` on the chip with the value at %(value)s.

    `in_days` is the phrase where there is a period at %(days)s. `said` are phrases for values that are no names.
    """

    name: str
    label: Words
    phrase: Words
    kind: Input
    apply: Apply
    takes_many: bool = False
    in_days: Words = ""
    said: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """Something that accounts can be found by. `known` are the only values of a field with fixed choices."""

    name: str
    label: Words
    operators: Mapping[str, Operator]
    choices: Choices | None = None
    known: frozenset[str] | None = None
    has_period: bool = False
    is_numbered: bool = False
    """Whether its choices are ids."""

    def tidied(self, operator: Operator, value: str) -> str:
        """Return `value` as it is kept. Raises WrongValue."""
        text = tidied(operator.kind, value)
        if operator.kind != Input.CHOICE or self.known is None:
            return tidied(Input.NUMBER, text) if self.is_numbered and operator.kind == Input.CHOICE else text
        for code in (text, text.upper(), text.lower()):
            if code in self.known:
                return code
        raise WrongValue(_("“%s” is none of its choices") % text)


def make_field(
    name: str,
    label: Words,
    *operators: Operator,
    choices: Choices | None = None,
    known: frozenset[str] | None = None,
    is_numbered: bool = False,
) -> Field:
    """Return a field with `operators`; it has a period where one of them can be told with one."""
    by_name = {operator.name: operator for operator in operators}
    has_period = any(operator.in_days for operator in operators)
    return Field(name, label, by_name, choices, known, has_period, is_numbered)
