"""What the worker does about a charge of an order: reserve, take, or let go, as the order wants it (ORD-4, BIL-3)."""

from contextlib import suppress
from datetime import datetime, timedelta

from handsel.gateways.charging import (
    FAILED,
    NOT_SENT,
    capture_charge,
    learn_charge,
    look_up,
    move_charge,
    record_payment,
    void_charge,
)
from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.gateways.models import Aim, Charge
from handsel.gateways.moves import OPEN, ChargeState
from handsel.gateways.outside import asking
from handsel.identity.actor import Actor, system
from handsel.kernel.operation import operation
from handsel.timeline.record import record

RESERVED_WITHIN = timedelta(minutes=5)
"""So long a gateway that fails is asked again to reserve an amount; then the card is taken as refused."""
ANSWERED_WITHIN = timedelta(hours=1)
"""So long one that gives no answer is."""
TAKEN_WITHIN = timedelta(days=1)
"""So long the worker tries to take what was reserved and booked; then the buyer owes it."""
LAPSES_AFTER = timedelta(days=7)
"""After which banks keep nothing reserved."""
NOT_TAKEN = "not_taken"


def see_to_order_charge(charge: Charge, *, at: datetime) -> None:
    """Do the next step for a charge of an order. Raises NoAnswer, GatewayFailed, after which it is tried again."""
    match charge.state, charge.aim:
        case ((ChargeState.STARTED | ChargeState.UNKNOWN), _):
            _reserve(charge, at)
        case ChargeState.AUTHORISED, Aim.CAPTURE:
            _take(charge, at)
        case ((ChargeState.AUTHORISED | ChargeState.NEEDS_HOLDER), Aim.VOID):
            _let_go(charge, at)
        case _:
            learn_charge(charge, at=at)


def _reserve(charge: Charge, at: datetime) -> None:
    by, card, age = system(charge.seller_id), charge.card, at - charge.started_at
    if card is None:
        return
    is_first = charge.state == ChargeState.STARTED and charge.checks <= 1 and charge.aim == Aim.AUTHORISE
    with asking(charge.gateway) as client:
        try:
            seen = None if is_first else look_up(client, charge)
            if seen is None and charge.aim == Aim.VOID:
                move_charge(charge_id=charge.pk, state=ChargeState.VOIDED, by=by, at=at)
                return
            if seen is None and age > ANSWERED_WITHIN:
                move_charge(charge_id=charge.pk, state=ChargeState.REFUSED, refusal=NOT_SENT, by=by, at=at)
                return
            seen = seen or client.authorise(card.token, charge.amount, key=charge.sent_key, capture=False)
        except NoAnswer:
            move_charge(charge_id=charge.pk, state=ChargeState.UNKNOWN, by=by, at=at)
            raise
        except GatewayFailed:
            if age <= RESERVED_WITHIN:
                raise
            move_charge(charge_id=charge.pk, state=ChargeState.REFUSED, refusal=FAILED, by=by, at=at)
            return
        record_payment(charge_id=charge.pk, seen=seen, by=by, at=at)


def _take(charge: Charge, at: datetime) -> None:
    try:
        capture_charge(charge, charge.amount, at=at)
    except GatewayFailed:
        # The bank may have let it go by itself, or paid it before.
        with suppress(NoAnswer, GatewayFailed):
            if learn_charge(charge, at=at).state != ChargeState.AUTHORISED:
                return
        if at - charge.changed_at > TAKEN_WITHIN:
            _give_up(charge, at)
            return
        note_not_taken(charge_id=charge.pk, by=system(charge.seller_id), at=at)
        raise


def _let_go(charge: Charge, at: datetime) -> None:
    try:
        void_charge(charge, at=at)
    except GatewayFailed:
        with suppress(NoAnswer, GatewayFailed):
            if learn_charge(charge, at=at).state not in {ChargeState.AUTHORISED, ChargeState.NEEDS_HOLDER}:
                return
        if at - charge.changed_at <= LAPSES_AFTER:
            raise
        _is_gone(charge, at)


def _give_up(charge: Charge, at: datetime) -> None:
    with suppress(GatewayFailed):
        if void_charge(charge, at=at).state in {ChargeState.VOIDED, *OPEN}:
            return
    _is_gone(charge, at)


def _is_gone(charge: Charge, at: datetime) -> None:
    move_charge(charge_id=charge.pk, state=ChargeState.VOIDED, by=system(charge.seller_id), at=at, refusal=NOT_TAKEN)


@operation
def note_not_taken(*, charge_id: int, by: Actor, at: datetime) -> Charge:
    """Note that what was reserved and booked could not be taken from the card so far, and tell the staff once.

    Raises Charge.DoesNotExist.
    """
    charge = Charge.objects.select_for_update(no_key=True).get(pk=charge_id, seller_id=by.seller_id)
    if charge.state == ChargeState.AUTHORISED and charge.refusal != NOT_TAKEN:
        charge.refusal = NOT_TAKEN
        charge.save(update_fields=["refusal"])
        told = {name: getattr(charge, name) for name in ("amount_minor", "currency", "order_number")}
        record("charge.not_taken", subject=charge, account_id=charge.buyer_id, by=by, at=at, **told)
    return charge
