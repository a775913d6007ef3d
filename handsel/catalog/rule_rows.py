"""Write the rules of a price list, thousands in as many statements as one (CAT-2)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import Target
from handsel.kernel.database import column_text
from handsel.kernel.operation import step

_RULES = """
    INSERT INTO catalog_pricerule (seller_id, price_list_id, level, target_id, currency, percent, amount_minor,
                                   fixed_minor, is_hidden, loss_until)
    SELECT %s, %s, rule.*
      FROM ROWS FROM (unnest(%s::smallint[]), unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::numeric[]),
                      unnest(%s::bigint[]), unnest(%s::bigint[]), unnest(%s::boolean[]),
                      unnest(%s::timestamptz[])) AS rule
        ON CONFLICT (price_list_id, level, target_id, currency) DO UPDATE SET
"""
_PRICE = """
    percent = excluded.percent, amount_minor = excluded.amount_minor, fixed_minor = excluded.fixed_minor,
    loss_until = excluded.loss_until
"""
_SHOWN = "is_hidden = excluded.is_hidden"
_AT_TARGETS = """
    ROWS FROM (unnest(%s::smallint[]), unnest(%s::bigint[])) AS target (level, id)
     WHERE rule.price_list_id = %s AND rule.level = target.level AND rule.target_id = target.id
       AND (%s::text[] IS NULL OR rule.currency = ANY (%s::text[]))
"""
_GONE = f"DELETE FROM catalog_pricerule AS rule USING {_AT_TARGETS}"  # noqa: S608 - our own text
_ENDED = f"{_GONE} AND rule.is_hidden IS NULL"
_WITHOUT_PRICE = f"""
    UPDATE catalog_pricerule AS rule SET percent = NULL, amount_minor = 0, fixed_minor = NULL, loss_until = NULL
      FROM {_AT_TARGETS}
"""  # noqa: S608 - our own text


_COPIES = """
    INSERT INTO catalog_pricerule (seller_id, price_list_id, level, target_id, currency, percent, amount_minor,
                                   fixed_minor, is_hidden, loss_until)
    SELECT seller_id, %s, level, target_id, currency, percent, amount_minor, fixed_minor, is_hidden, loss_until
      FROM catalog_pricerule WHERE seller_id = %s AND price_list_id = %s
"""


class Rule(NamedTuple):
    """A rule as it is to be, in the order of its columns."""

    level: int
    target_id: int
    currency: str
    percent: Decimal | None
    amount_minor: int
    fixed_minor: int | None
    is_hidden: bool | None
    loss_until: datetime | None


@step
def write_prices(price_list: PriceList, rules: Collection[Rule]) -> None:
    """Make prices by `rules`, whatever was at the same places in the same currencies; what is hidden stays so."""
    _upsert(price_list, rules, _PRICE)


@step
def write_shown(price_list: PriceList, rules: Collection[Rule]) -> None:
    """Hide or show what `rules` are about, and leave prices as they are."""
    _upsert(price_list, rules, _SHOWN)


@step
def end_rules(price_list: PriceList, targets: Collection[Target]) -> None:
    """Let there be no rules for `targets` any more: neither a price nor what they hide or show."""
    columns = [column_text(column) for column in zip(*targets, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [*columns, price_list.pk, None, None])


@step
def end_prices(price_list: PriceList, targets: Collection[Target], currencies: Sequence[str]) -> None:
    """Let rules for `targets` in these currencies make no price any more; what they hide stays hidden."""
    columns = [column_text(column) for column in zip(*targets, strict=True)]
    known = column_text(currencies)
    with connection.cursor() as cursor:
        for statement in (_ENDED, _WITHOUT_PRICE):
            cursor.execute(statement, [*columns, price_list.pk, known, known])


@step
def copy_rules(model: PriceList, copy: PriceList) -> None:
    """Give a new price list the rules of another one of its seller."""
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, [copy.pk, copy.seller_id, model.pk])


def _upsert(price_list: PriceList, rules: Collection[Rule], changed: str) -> None:
    columns = [column_text(column) for column in zip(*rules, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_RULES + changed, [price_list.seller_id, price_list.pk, *columns])
