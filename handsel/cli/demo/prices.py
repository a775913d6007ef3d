"""The price lists of the demo: rules, something hidden, a second list, a change for a day to come (CAT-2, CAT-3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.assigning import set_price_list
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, range_of
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import Level
from handsel.catalog.price_rules import change_prices
from handsel.catalog.scheduling import schedule
from handsel.cli.demo.shops import Shop
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped

CURRENCY = "EUR"
AHEAD, NOTICE = timedelta(days=14), 7


def set_prices(shops: Mapping[str, Shop], at: datetime) -> None:
    """Let Nordlicht and Kleinbach have rules, late, so that what was bought before kept the prices of then."""
    nora, klara = shops["nordlicht"].owner, shops["kleinbach"].owner
    backup, care = _line(nora, "BACKUP"), _line(nora, "CARE")
    _change(nora, [Change(Way.MARKUP, [(Level.CATEGORY, backup.category_id)], percent=Decimal(18))], at)
    _change(nora, [Change(Way.FIXED, [(Level.PLAN, care.plan_id)], fixed_minor=3_490)], at)
    partners = add_price_list(name="Partners", markup_percent=None, by=nora, at=at)
    cheaper = Change(Way.MARKUP, [(Level.PLAN, backup.plan_id)], percent=Decimal(10), amount_minor=5)
    change_prices(price_list_id=partners.pk, currency=CURRENCY, changes=[cheaper], version=1, by=nora, at=at)
    set_price_list(account_id=shops["kleinbach"].account, price_list_id=partners.pk, by=nora, at=at)
    _change(klara, [Change(Way.HIDE, [(Level.PRODUCT, care.product_id)])], at)
    _plan_ahead(nora, at)


def _plan_ahead(by: Actor, at: datetime) -> None:
    hosting = [(int(Level.PLAN), line.plan_id) for line in _lines(by) if line.category == "Hosting"]
    default, dearer = _default(by), [Change(Way.RAISE, hosting, percent=Decimal(5))]
    altered = RulesAltered(default.pk, CURRENCY, dearer, default.version)
    schedule(alteration=altered, appointment=Appointment((at + AHEAD).date(), NOTICE), by=by, at=at)


def _change(by: Actor, changes: Sequence[Change], at: datetime) -> None:
    default = _default(by)
    change_prices(price_list_id=default.pk, currency=CURRENCY, changes=changes, version=default.version, by=by, at=at)


def _default(by: Actor) -> PriceList:
    with transaction.atomic(), scoped(by.scope):
        return PriceList.objects.get(seller_id=by.seller_id, is_default=True)


def _line(by: Actor, sku: str) -> Line:
    return next(line for line in _lines(by) if line.sku == sku)


def _lines(by: Actor) -> Sequence[Line]:
    with transaction.atomic(), scoped(by.scope):
        return range_of(by.seller_id, None, CURRENCY).lines
