"""A supplier's program calls back: believed when it is signed and fresh, about a delivery of its own (ORD-12)."""

import json
from datetime import datetime
from uuid import UUID

from handsel.deliveries.address import address_of, secret_of
from handsel.deliveries.models import DeliveryTask
from handsel.deliveries.moves import DeliveryState
from handsel.deliveries.rules import DeliveryPaidBack
from handsel.deliveries.signing import is_signed
from handsel.deliveries.telling import Heard, Unreadable, hear
from handsel.identity.actor import system
from handsel.kernel.refusal import Forbidden, Invalid, NotFound


class CallbackUnsigned(Forbidden):
    """The callback is not signed with the supplier's secret, or was signed too long ago."""

    code = "callback_unsigned"


class CallbackUnknown(NotFound):
    """The callback names no delivery of this supplier."""

    code = "callback_unknown"


class CallbackUnreadable(Invalid):
    """The callback is no JSON object with a key and a state, or something in it is not what it should be."""

    code = "callback_unreadable"


def hear_callback(seller_id: int, body: bytes, header: str, *, at: datetime) -> str:
    """Hear what the program of `seller_id` says, and return the state of the delivery then; twice is as once.

    Raises CallbackUnsigned, CallbackUnreadable, CallbackUnknown for a delivery that is another supplier's or none,
    DeliveryPaidBack where it is delivered after its money went back, DeliveryDataMissing, Invalid.
    """
    address = address_of(seller_id)
    if address is None or not is_signed(secret_of(address), body, header, at=at):
        raise CallbackUnsigned("This is not signed with the secret of the delivery address, or too long ago.")
    key, heard = _read(body)
    task = DeliveryTask.objects.filter(seller_id=seller_id, key=key).first()
    if task is None:
        raise CallbackUnknown("No delivery of yours has this key.")
    task = hear(delivery_id=task.delivery_id, heard=heard, by=system(seller_id), at=at)
    if heard.state == DeliveryState.DELIVERED and task.state == DeliveryState.CANCELED:
        raise DeliveryPaidBack(f"The money of this line of order {task.number} went back; take back what was made.")
    return str(task.state)


def _read(body: bytes) -> tuple[UUID, Heard]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise CallbackUnreadable("Call back with one JSON object in UTF-8.") from error
    if not isinstance(told, dict):
        raise CallbackUnreadable("Call back with one JSON object.")
    try:
        key = UUID(told["key"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CallbackUnreadable(fields={"key": "Tell the key of the delivery, as you were told it."}) from error
    if not told.get("state"):
        raise CallbackUnreadable(fields={"state": "Tell the state: started, delivered or failed."})
    try:
        return key, Heard.of(told, DeliveryState.STARTED)
    except Unreadable as error:
        raise CallbackUnreadable(fields={error.field: str(error)}) from error
