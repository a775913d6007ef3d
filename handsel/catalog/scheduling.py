"""Change what changes prices on a day to come: kept, canceled, and carried out once by the worker (CAT-3)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from handsel.accounts.portal_settings import portal_of
from handsel.catalog.alterations import Plannable, alteration_of
from handsel.catalog.appointments import Appointment, start_of
from handsel.catalog.models import PriceList
from handsel.catalog.price_models import PlannedState, ScheduledChange
from handsel.catalog.rules import may_change_prices
from handsel.catalog.telling import call_off
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Refusal
from handsel.timeline.record import record

MOST_WAITING = 100


class ChangeOver(Conflict):
    """The change was carried out or canceled already."""

    code = "price_change_over"


class TooManyChanges(Conflict):
    """So many changes of prices wait already."""

    code = "too_many_price_changes"


@operation
def schedule(*, alteration: Plannable, appointment: Appointment, by: Actor, at: datetime) -> ScheduledChange:
    """Keep an alteration until the beginning of a day in the seller's time zone.

    It is tried at once as of that day, so that what could not be made then is refused today. Raises Forbidden, what
    making it raises, Invalid naming `starts_on` or `notice_days`, TooManyChanges.
    """
    may_change_prices(by).or_refuse()
    kept: ScheduledChange = plan_alteration(alteration, appointment, by=by, at=at)
    return kept


@step
def plan_alteration(alteration: Plannable, appointment: Appointment, *, by: Actor, at: datetime) -> ScheduledChange:
    """Do what `schedule` does, for whoever may. Raises what it raises but Forbidden."""
    starts_at = start_of(alteration, appointment, seller_id=by.seller_id, at=at)
    if ScheduledChange.objects.filter(seller_id=by.seller_id, state=PlannedState.WAITING).count() >= MOST_WAITING:
        raise TooManyChanges(f"{MOST_WAITING} changes of prices wait already; cancel one first.")
    columns = alteration.columns
    # Locked outside of what is taken back, or the list could be deleted before the change of it is kept.
    PriceList.objects.select_for_update().filter(pk=columns.get("price_list_id", 0), seller_id=by.seller_id).first()
    with transaction.atomic():
        alteration.make(by=by, at=starts_at)
        transaction.set_rollback(True)
    kept = ScheduledChange.objects.create(
        seller_id=by.seller_id,
        kind=alteration.kind,
        **columns,
        starts_at=starts_at,
        notice_at=appointment.notice_at(portal_of(by.seller_id).zone),
        asked_at=at,
        asked_by_name=by.name,
    )
    told: dict[str, Any] = {"name": _named(kept), "day": appointment.starts_on.isoformat()}
    record("price_list.change_scheduled", subject=kept, account_id=by.seller_id, by=by, at=at, **told)
    return kept


@operation
def cancel_scheduled(*, change_id: int, by: Actor, at: datetime) -> ScheduledChange:
    """Cancel a change that has not been carried out; who was told of it is told. Canceling twice is canceling once.

    Raises Forbidden, ScheduledChange.DoesNotExist, ChangeOver.
    """
    may_change_prices(by).or_refuse()
    kept = ScheduledChange.objects.select_for_update().get(pk=change_id, seller_id=by.seller_id)
    if kept.state == PlannedState.CANCELED:
        return kept
    if kept.state != PlannedState.WAITING:
        raise ChangeOver("This change was carried out already; change the prices again instead.")
    kept.state, kept.ended_at = PlannedState.CANCELED, at
    kept.save(update_fields=["state", "ended_at"])
    record("price_list.change_canceled", subject=kept, account_id=by.seller_id, by=by, at=at)
    call_off(kept, by=by, at=at)
    return kept


def planned_by(seller_id: int) -> QuerySet[ScheduledChange]:
    """Return what `seller_id` has planned, and what came of it, the latest day first."""
    planned = ScheduledChange.objects.select_related("price_list").filter(seller_id=seller_id)
    return planned.order_by("-starts_at", "-pk")


def carry_out_due(*, at: datetime, limit: int = 20) -> int:
    """Carry out the changes whose day has come, each once; return how many."""
    due = call_function("catalog_changes_due", at, limit)
    return sum(int(carry_out(change_id=row["change_id"], by=system(row["seller_id"]), at=at)) for row in due)


@operation
def carry_out(*, change_id: int, by: Actor, at: datetime) -> bool:
    """Carry out one change, unless somebody was quicker; one that is not possible any more fails, and says why.

    Who was told of one that fails is told so.

    Raises nothing.
    """
    kept = (
        ScheduledChange.objects.select_for_update()
        .filter(pk=change_id, seller_id=by.seller_id, state=PlannedState.WAITING, starts_at__lte=at)
        .first()
    )
    if kept is None:
        return False
    kept.state, kept.ended_at = PlannedState.DONE, at
    try:
        with transaction.atomic():
            alteration_of(kept).make(by=by, at=at)
    except Refusal as refusal:
        kept.state, kept.error = PlannedState.FAILED, str(refusal)[:300]
        told: dict[str, Any] = {"name": _named(kept), "why": kept.error}
        record("price_list.change_failed", subject=kept, account_id=by.seller_id, by=by, at=at, **told)
        call_off(kept, by=by, at=at)
    kept.save(update_fields=["state", "ended_at", "error"])
    return True


def _named(kept: ScheduledChange) -> str:
    return kept.price_list.name if kept.price_list else kept.about
