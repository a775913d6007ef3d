"""Price lists as tests read and change them (CAT-2)."""

from datetime import date
from typing import Any

from django.db import transaction

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line, offers_to, range_of
from handsel.catalog.price_changes import Change
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.catalog.scheduling import schedule
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from tests.cast import NOON


def default_of(by: Actor) -> PriceList:
    with transaction.atomic(), scoped(by.scope):
        return PriceList.objects.get(seller_id=by.seller_id, is_default=True)


def offered(by: Actor, buyer: int, at: Any = NOON) -> dict[str, int]:
    with transaction.atomic(), scoped(by.scope):
        return {f"{offer.sku} {offer.plan}": offer.unit_minor for offer in offers_to(buyer, at=at)}


def line_of(by: Actor, name: str, price_list: PriceList | None = None) -> Line:
    with transaction.atomic(), scoped(by.scope):
        lines = range_of(by.seller_id, price_list and price_list.pk, "EUR", at=NOON).lines
        return next(line for line in lines if f"{line.sku} {line.plan}" == name)


def planned(by: Actor, *changes: Change, day: date, notice: int | None = None) -> ScheduledChange:
    """Let changes of the default list wait for `day`."""
    found = default_of(by)
    altered = RulesAltered(found.pk, "EUR", changes, found.version)
    return schedule(alteration=altered, appointment=Appointment(day, notice), by=by, at=NOON)


def rehearsed(by: Actor, *changes: Change, day: date) -> Rehearsal:
    """Return what changes of the default list would do that wait for `day`."""
    found = default_of(by)
    altered = RulesAltered(found.pk, "EUR", changes, found.version)
    return rehearse(alteration=altered, starts_on=day, by=by, at=NOON)


def change(by: Actor, *changes: Change, price_list: PriceList | None = None, at: Any = NOON) -> PriceList:
    chosen = price_list or default_of(by)
    return change_prices(price_list_id=chosen.pk, currency="EUR", changes=changes, version=chosen.version, by=by, at=at)
