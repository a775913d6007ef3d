"""How each operation of the catalogue and of exchange rates is called, for the table of who may do what (USR-5)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from handsel.catalog.categories import add_category
from handsel.catalog.rates import NewRate, add_rate
from tests.cast import NOON

NEW_RATE = NewRate("EUR", "USD", Decimal("1.08"), NOON.date() + timedelta(days=1))

OF_RATES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "catalog.rates.add_rate": lambda _stage, _by: {"new": NEW_RATE},
    "catalog.rates.set_rate_age": lambda _stage, _by: {"days": 14},
    "catalog.rates.withdraw_rate": lambda s, _by: {"rate_id": add_rate(new=NEW_RATE, by=s.owner, at=NOON).pk},
}


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
