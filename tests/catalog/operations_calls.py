"""How each operation of the catalogue and of exchange rates is called, for the table of who may do what (USR-5)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from handsel.catalog.categories import add_category
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import Rounding, RoundingWay
from handsel.catalog.rates import NewRate, add_rate
from tests.cast import NOON

NEW_RATE = NewRate("EUR", "USD", Decimal("1.08"), NOON.date() + timedelta(days=1))


def category(stage: Any, name: str = "Own") -> int:
    return add_category(name=name, parent_id=None, by=stage.owner, at=NOON).pk


OF_CATALOGUE: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "catalog.categories.add_category": lambda _stage, _by: {"name": "Own", "parent_id": None},
    "catalog.categories.change_category": lambda s, _by: {
        "category_id": category(s),
        "name": "Else",
        "parent_id": None,
    },
    "catalog.categories.merge_category": lambda s, _by: {"category_id": category(s), "into_id": category(s, "Else")},
    "catalog.categories.order_categories": lambda s, _by: {"category_ids": [category(s)]},
    "catalog.categories.remove_category": lambda s, _by: {"category_id": category(s)},
}


def price_list(s: Any, name: str = "Gold") -> int:
    return add_price_list(name=name, markup_percent=Decimal(5), by=s.owner, at=NOON).pk


DEARER = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(30))

OF_PRICES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "catalog.price_lists.add_price_list": lambda _s, _by: {"name": "Gold", "markup_percent": None},
    "catalog.price_lists.make_default": lambda s, _by: {"price_list_id": price_list(s)},
    "catalog.price_lists.remove_price_list": lambda s, _by: {"price_list_id": price_list(s)},
    "catalog.price_lists.rename_price_list": lambda s, _by: {"price_list_id": price_list(s), "name": "Silver"},
    "catalog.price_lists.set_rounding": lambda s, _by: {
        "price_list_id": price_list(s),
        "rounding": Rounding.TO_10,
        "way": RoundingWay.UP,
        "version": 1,
    },
    "catalog.price_rules.change_prices": lambda s, _by: {
        "price_list_id": price_list(s),
        "currency": "EUR",
        "changes": [DEARER],
        "version": 1,
    },
}

OF_RATES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "catalog.rates.add_rate": lambda _stage, _by: {"new": NEW_RATE},
    "catalog.rates.set_rate_age": lambda _stage, _by: {"days": 14},
    "catalog.rates.withdraw_rate": lambda s, _by: {"rate_id": add_rate(new=NEW_RATE, by=s.owner, at=NOON).pk},
    **OF_PRICES,
}
