"""How values narrow accounts: what the operators of several fields have in common (ACC-10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, F, Func, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.db.models.lookups import Contains, GreaterThanOrEqual, In, LessThan

from handsel.accounts.folding import fold
from handsel.kernel.money import exponent, exponents
from handsel.segments.conditions import Apply, Condition, Context, Operator
from handsel.segments.operator_labels import (
    BEFORE,
    BEGINS,
    CONTAINS,
    IS,
    IS_EMPTY,
    IS_NOT,
    LAST_DAYS,
    LESS,
    MORE,
    SINCE,
)
from handsel.segments.values import Input, Words, amount_of

NOBODY = Q(pk=0)
EVERYBODY = Q()
OF_FIGURES = Q(figures__seller=F("seller"), figures__kind=F("kind"))
"""Leads to the indexes of figures, and keeps every account."""
_LAST_LETTER = "\U0010ffff"


class SortKey(Func):
    """A text as names are compared: without case, accents and leading marks; see accounts/sql/sorting.sql."""

    function = "accounts_sort_key"
    output_field = TextField(db_collation="C")


def folded(column: str) -> Func:
    """Return a column as texts are compared where no sort key is stored: without case and accents."""
    return Lower(Func(F(column), function="unaccent", output_field=TextField()))


@dataclass(frozen=True)
class Text:
    """How a column of text is compared: `left` against `right` of what was typed.

    One that `is_searched` stands in the search text too, whose index is asked first.
    """

    column: str
    left: Combinable
    right: Callable[[str], Any]
    is_searched: bool = False

    def contains(self, asked: Condition, context: Context) -> Q:
        found = Q(Contains(self.left, self._part(asked.value)))
        return found & context.holding(fold(asked.value)) if self.is_searched else found

    def begins(self, asked: Condition, _context: Context) -> Q:
        start = self.right(asked.value)
        if isinstance(start, str):
            return Q(GreaterThanOrEqual(self.left, start)) & Q(LessThan(self.left, start + _LAST_LETTER))
        end = Func(start, Value(_LAST_LETTER), function="concat", output_field=TextField(db_collation="C"))
        return Q(GreaterThanOrEqual(self.left, start)) & Q(LessThan(self.left, end))

    def equals(self, asked: Condition, _context: Context) -> Q:
        return Q(In(self.left, [self.right(value) for value in asked.values]))

    def is_empty(self, _asked: Condition, _context: Context) -> Q:
        return Q(**{self.column: ""})

    def _part(self, value: str) -> str:
        found = self.right(value)
        return found if isinstance(found, str) else fold(value)


def keyed(column: str, key: str) -> Text:
    """Return a column with a stored sort key."""
    return Text(column, F(key), lambda typed: SortKey(Value(typed)), is_searched=True)


def text_operators(text: Text, said: tuple[Words, Words, Words, Words, Words]) -> tuple[Operator, ...]:
    """Return the operators of a text; `said` are the phrases of contains, begins, is, is not and is empty."""
    return (
        Operator("contains", CONTAINS, said[0], Input.TEXT, text.contains),
        Operator("begins", BEGINS, said[1], Input.TEXT, text.begins),
        Operator("is", IS, said[2], Input.TEXT, text.equals, takes_many=True),
        Operator("is_not", IS_NOT, said[3], Input.TEXT, denied(text.equals), takes_many=True),
        Operator("none", IS_EMPTY, said[4], Input.YES, text.is_empty),
    )


def choice_operators(apply: Apply, is_: Words, is_not: Words) -> tuple[Operator, Operator]:
    """Return `is` any of, and `is not` any of."""
    return (
        Operator("is", IS, is_, Input.CHOICE, apply, takes_many=True),
        Operator("is_not", IS_NOT, is_not, Input.CHOICE, denied(apply), takes_many=True),
    )


def yes_or_no(apply: Apply, yes: Words, no: Words) -> Operator:
    """Return `is` with yes or no, where `apply` keeps those of yes."""

    def kept(asked: Condition, context: Context) -> Q:
        wanted = apply(asked, context)
        if len(asked.values) > 1:
            return EVERYBODY
        return wanted if asked.value == "yes" else ~wanted

    return Operator("is", IS, "%(value)s", Input.CHOICE, kept, takes_many=True, said={"yes": yes, "no": no})


def date_operators(column: str, since: Words, before: Words, last_days: Words) -> tuple[Operator, ...]:
    """Return `after` (that day or later), `before`, and `last_days`."""
    return (
        Operator("after", SINCE, since, Input.DATE, _moment(column, "gte", _day)),
        Operator("before", BEFORE, before, Input.DATE, _moment(column, "lt", _day)),
        Operator("last_days", LAST_DAYS, last_days, Input.DAYS, _moment(column, "gte", _days)),
    )


def more_or_less(kind: Input, over: Apply, under: Apply, *said: Words) -> tuple[Operator, Operator]:
    """Return `over` and `under`; `said` are their phrases and, where they have a period, those with one."""
    more, less, more_in_days, less_in_days = (*said, "", "")[:4]
    return (
        Operator("over", MORE, more, kind, over, in_days=more_in_days),
        Operator("under", LESS, less, kind, under, in_days=less_in_days),
    )


def denied(apply: Apply) -> Apply:
    return lambda asked, context: ~apply(asked, context)


def one_of(column: str) -> Apply:
    return lambda asked, _context: Q(**{f"{column}__in": asked.values})


def minor_units(value: str, currency: str) -> tuple[Combinable | int, Q, bool]:
    """Return an amount in minor units, the condition that `currency`, a column, is its own, and whether it is below 0.

    An amount without a currency is compared in whichever the account has.
    """
    figure, code = amount_of(value)
    if code:
        return int(figure.scaleb(exponent(code))), Q(**{currency: code}), figure < 0
    odd = [
        When(**{f"{currency}__in": codes}, then=Value(_minor(figure, decimals)))
        for decimals, codes in exponents().items()
    ]
    return Case(*odd, default=Value(_minor(figure, 2)), output_field=BigIntegerField()), Q(), figure < 0


def _minor(figure: Decimal, decimals: int) -> int:
    return int(figure.scaleb(decimals))


def _moment(column: str, lookup: str, when: Callable[[Condition, Context], datetime]) -> Apply:
    return lambda asked, context: Q(**{f"{column}__{lookup}": when(asked, context)})


def _day(asked: Condition, context: Context) -> datetime:
    return context.start_of(asked.value)


def _days(asked: Condition, context: Context) -> datetime:
    return context.days_ago(asked.value)
