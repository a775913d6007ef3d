"""The worker asks gateways about whatever is open, until it is known: lost answers, late banks, left forms (FUN-7)."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from handsel.gateways.cards import forget_card
from handsel.gateways.charging import NOT_SENT, look_up, move_charge, record_payment
from handsel.gateways.forms import learn_form
from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.gateways.models import CardForm, CardRefund, Charge, Purpose, SavedCard
from handsel.gateways.moves import OPEN, ChargeState
from handsel.gateways.order_charges import see_to_order_charge
from handsel.gateways.outside import asking
from handsel.gateways.refunding import send_refund
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.isolation import Scope, scoped
from handsel.kernel.operation import operation

log = logging.getLogger(__name__)

Row = TypeVar("Row", Charge, CardForm, CardRefund, SavedCard)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 1, 2, 5, 10, 20, 40)]
LAST_PAUSE = timedelta(hours=1)
SENT_AGAIN_WITHIN = timedelta(hours=1)
"""So long a charge that the gateway never heard of is asked for again; after that it is refused."""
REMEMBERED = timedelta(days=30)
"""How long a webhook is known by its number; gateways send none again that is older than some days."""


def ask_gateways(*, at: datetime, limit: int = 20) -> int:
    """Ask about what is due, each in a transaction of its own, and return how much there was."""
    due = call_function("gateways_due", at, limit)
    for row in due:
        _ask_about(row["what"], row["id"], row["seller_id"], at)
    return len(due)


def forget_webhooks(*, at: datetime) -> int:
    """Forget webhooks that were heard long ago, and return how many."""
    return int(call_scalar("gateways_forget", at - REMEMBERED))


def _ask_about(what: str, pk: int, seller_id: int, at: datetime) -> None:
    try:
        if put_off(what=what, row_id=pk, by=system(seller_id), at=at):
            ASKED[what](pk, seller_id, at)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all alike
    except (NoAnswer, GatewayFailed) as error:
        log.warning("the gateway of seller %s could not be asked about %s %s: %s", seller_id, what, pk, error)
    except Exception:
        # One that fails must not keep the others waiting.
        log.exception("%s %s could not be asked about", what, pk)


@operation
def put_off(*, what: str, row_id: int, by: Actor, at: datetime) -> bool:
    """Take something up to ask about it, and say when it is asked about next; False when another worker was first.

    Raises nothing.
    """
    model = ROWS[what]
    column = "forget_at" if model is SavedCard else "check_at"
    row = (
        model.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=row_id, seller_id=by.seller_id, **{f"{column}__lte": at})
        .first()
    )
    if row is None:
        return False
    checks = getattr(row, "checks", len(PAUSES))
    setattr(row, column, at + (PAUSES[checks] if checks < len(PAUSES) else LAST_PAUSE))
    if hasattr(row, "checks"):
        row.checks = min(checks + 1, 1000)
    row.save(update_fields=[column] + ["checks"] * hasattr(row, "checks"))
    return True


def reconcile_charge(pk: int, seller_id: int, at: datetime) -> None:
    """Find out how a charge stands; one that the gateway never heard of is asked for again, for an hour.

    A charge of an order is moved on as the order wants it.
    """
    charge = _found(Charge.objects.select_related("gateway", "card"), pk, seller_id)
    if charge.purpose == Purpose.ORDER:
        see_to_order_charge(charge, at=at)
        return
    by = system(seller_id)
    with asking(charge.gateway) as client:
        seen = look_up(client, charge)
        if seen is None:
            if charge.state not in OPEN or charge.card is None:
                return
            if at - charge.started_at > SENT_AGAIN_WITHIN:
                move_charge(charge_id=pk, state=ChargeState.REFUSED, refusal=NOT_SENT, by=by, at=at)
                return
            seen = client.authorise(charge.card.token, charge.amount, key=charge.sent_key, capture=True)
        record_payment(charge_id=pk, seen=seen, by=by, at=at)


def _form(pk: int, seller_id: int, at: datetime) -> None:
    learn_form(_found(CardForm.objects.select_related("gateway", "charge"), pk, seller_id), at=at)


def _refund(pk: int, seller_id: int, at: datetime) -> None:
    send_refund(_found(CardRefund.objects.select_related("charge__gateway"), pk, seller_id), at=at)


def _card(pk: int, seller_id: int, at: datetime) -> None:
    forget_card(_found(SavedCard.objects.select_related("gateway"), pk, seller_id), at=at)


def _found(rows: QuerySet[Row], pk: int, seller_id: int) -> Row:
    with transaction.atomic(), scoped(Scope((seller_id,))):
        return rows.get(pk=pk, seller_id=seller_id)


ROWS: Mapping[str, type[Charge | CardForm | CardRefund | SavedCard]] = {
    "charge": Charge,
    "form": CardForm,
    "refund": CardRefund,
    "card": SavedCard,
}
ASKED: Mapping[str, Callable[[int, int, datetime], None]] = {
    "charge": reconcile_charge,
    "form": _form,
    "refund": _refund,
    "card": _card,
}
