"""How each operation of the catalogue and of exchange rates is called, for the table of who may do what (USR-5)."""

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from PIL import Image

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.categories import add_category
from handsel.catalog.models import Plan, PriceList, ProductKind
from handsel.catalog.option_models import OptionKind
from handsel.catalog.options import OptionDetails, add_option
from handsel.catalog.pages import Narrowed
from handsel.catalog.periods import ONCE, WEEKLY
from handsel.catalog.pictures import add_pictures, draw_picture
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_file_rows import PriceFile
from handsel.catalog.price_file_tasks import Told, When, ask_to_look
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import Policy, Rounding, RoundingWay
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.catalog.rates import NewRate, add_rate
from handsel.catalog.scheduling import schedule
from handsel.kernel.isolation import scoped
from handsel.reports.price_sheets import PricesWanted
from handsel.tasks.models import State, Task
from tests.cast import NOON

NEW_RATE = NewRate("EUR", "USD", Decimal("1.08"), NOON.date() + timedelta(days=1))


OWN = ProductDetails("MINE", "Own", "Own", ProductKind.SERVICE, (PlanDetails("Once", ONCE, "EUR", 100),))
MORE = PlanDetails("Weekly", WEEKLY, "EUR", 200)
OPTION = OptionDetails("Domain", OptionKind.DOMAIN)


def a_picture(width: int = 8, height: int = 6, form: str = "PNG", colour: str = "#0b7285") -> bytes:
    """Return a small picture as somebody would upload it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    return out.getvalue()


def product(stage: Any) -> int:
    return add_product(product=OWN, by=stage.owner, at=NOON).pk


def option(stage: Any) -> int:
    return add_option(product_id=product(stage), option=OPTION, by=stage.owner, at=NOON).pk


def picture(stage: Any) -> int:
    return add_pictures(product_id=product(stage), files=[a_picture()], by=stage.owner, at=NOON)[0].pk


def plan(stage: Any) -> int:
    product_id = product(stage)
    with transaction.atomic(), scoped(stage.owner.scope):
        return Plan.objects.get(product_id=product_id).pk


def category(stage: Any, name: str = "Own") -> int:
    return add_category(name=name, parent_id=None, by=stage.owner, at=NOON).pk


def looked(stage: Any) -> int:
    """Return a look through a file of prices that is over."""
    params = {"price_list": price_list(stage), "currency": "EUR", "mark": "."}
    look = ask_to_look(params=params, file="price-files/none", name="prices.csv", rows=1, by=stage.owner, at=NOON)
    with transaction.atomic(), scoped(stage.owner.scope):
        over = {"state": State.DONE, "ended_at": NOON, "due_at": None}
        Task.objects.filter(pk=look.pk).update(**over, result={"told": asdict(Told(1, 1, 0, 0, [], None))})
    return look.pk


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


def planned(s: Any) -> int:
    day = NOON.date() + timedelta(days=2)
    return schedule(alteration=dearer(s), appointment=Appointment(day), by=s.owner, at=NOON).pk


DEARER = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(30))


def dearer(s: Any) -> RulesAltered:
    return RulesAltered(price_list(s), "EUR", [DEARER], 1)


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
    "catalog.deciding.decide_prices": lambda s, _by: {
        "price_list_id": price_list(s),
        "plan_ids": [1],
        "follows": True,
    },
    "catalog.deciding.set_policy": lambda _s, _by: {"policy": Policy.RETAIL},
    "catalog.rehearsing.rehearse": lambda s, _by: {"alteration": dearer(s)},
    "catalog.price_file_tasks.ask_to_look": lambda s, _by: {
        "params": {"price_list": price_list(s), "currency": "EUR", "mark": "."},
        "file": "price-files/none",
        "name": "prices.csv",
        "rows": 1,
    },
    "catalog.price_file_tasks.save_looked": lambda s, _by: {"task_id": looked(s), "when": When()},
    "reports.price_list_files.start_price_list_file": lambda s, _by: {
        "wanted": PricesWanted(PriceList(pk=price_list(s)), "EUR", Narrowed())
    },
    "catalog.price_files.check_price_file": lambda s, _by: {
        "price_list_id": price_list(s),
        "currency": "EUR",
        "file": PriceFile([], is_workbook=False),
        "decimal_mark": ".",
    },
    "catalog.price_files.try_prices": lambda s, _by: {
        "price_list_id": price_list(s),
        "currency": "EUR",
        "file": PriceFile([], is_workbook=False),
        "decimal_mark": ".",
    },
    "catalog.scheduling.cancel_scheduled": lambda s, _by: {"change_id": planned(s)},
    "catalog.scheduling.schedule": lambda s, _by: {
        "alteration": dearer(s),
        "appointment": Appointment(NOON.date() + timedelta(days=2)),
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
    "catalog.options.add_option": lambda s, _by: {"product_id": product(s), "option": OPTION},
    "catalog.options.change_option": lambda s, _by: {"option_id": option(s), "option": OPTION, "version": 1},
    "catalog.options.move_option": lambda s, _by: {"option_id": option(s)},
    "catalog.options.remove_option": lambda s, _by: {"option_id": option(s)},
    "catalog.pictures.show_pictures": lambda s, _by: {"product_id": product(s), "drawn": [draw_picture(a_picture())]},
    "catalog.pictures.describe_picture": lambda s, _by: {"picture_id": picture(s), "alternative": "A dot"},
    "catalog.pictures.move_picture": lambda s, _by: {"picture_id": picture(s)},
    "catalog.pictures.remove_picture": lambda s, _by: {"picture_id": picture(s)},
    "catalog.plans.add_plan": lambda s, _by: {"product_id": product(s), "plan": MORE},
    "catalog.plans.change_plan": lambda s, _by: {"plan_id": plan(s), "plan": MORE, "version": 1},
    "catalog.plans.withdraw_plan": lambda s, _by: {"plan_id": plan(s), "is_withdrawn": True},
    "catalog.products.change_product": lambda s, _by: {"product_id": product(s), "product": OWN, "version": 1},
    "catalog.products.put_back_product": lambda s, _by: {"product_id": product(s)},
}
