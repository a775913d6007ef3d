"""What a seller notes about an order for itself: nobody else ever reads it (ORD-18)."""

from datetime import datetime

from handsel.accounts.rules import may_write_notes
from handsel.accounts.versions import ChangedMeanwhile
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.orders.models import Leg, Order
from handsel.orders.particulars_models import MAX_NOTE, InternalNote
from handsel.timeline.record import record


@operation
def write_internal_note(*, order_id: int, text: str, version: int, by: Actor, at: datetime) -> InternalNote | None:
    """Write, change or empty the seller's own note on an order that it sells; return it, or None when it is emptied.

    `version` is the one the person saw, 0 for none.
    Raises Forbidden, Leg.DoesNotExist, Invalid when it is too long, ChangedMeanwhile.
    """
    may_write_notes(by).or_refuse()
    text = text.strip()
    if len(text) > MAX_NOTE:
        raise Invalid(fields={"text": f"Write at most {MAX_NOTE:,} characters."})
    buyer_id, number = _sold(order_id, by)
    note = _found(order_id, buyer_id, by, at)
    before = "" if note.version == 0 else note.text
    if version != note.version:
        said = "Somebody else changed the note meanwhile. Compare and save again."
        raise ChangedMeanwhile(said, {"text": before}, note.version)
    if text == before:
        return note if text else None
    written = _written(note, text, by, at)
    record("order.noted", subject=Order(pk=order_id), account_id=buyer_id, by=by, at=at, number=number)
    return written


@step
def _written(note: InternalNote, text: str, by: Actor, at: datetime) -> InternalNote | None:
    if not text:
        InternalNote.objects.filter(pk=note.pk).delete()
        return None
    note.text, note.author_name, note.written_at = text, by.name, at
    note.version += 1
    note.save()
    return note


@step
def _found(order_id: int, buyer_id: int, by: Actor, at: datetime) -> InternalNote:
    """Return the locked note, or a new one of version 0; whoever comes second at the same moment finds the first's."""
    known = InternalNote.objects.filter(seller_id=by.seller_id, order_id=order_id)
    note = known.select_for_update(no_key=True).first()
    if note is not None:
        return note
    fresh = {"buyer_id": buyer_id, "author_name": by.name, "written_at": at, "version": 0, "text": ""}
    return InternalNote.objects.get_or_create(seller_id=by.seller_id, order_id=order_id, defaults=fresh)[0]


def _sold(order_id: int, by: Actor) -> tuple[int, str]:
    """Return buyer and number of an order that the seller of `by` sells, placed or not."""
    cart = Order.objects.filter(seller_id=by.seller_id, pk=order_id, placed_at__isnull=True).first()
    sold = cart or Leg.objects.get(seller_id=by.seller_id, order_id=order_id)
    return sold.buyer_id, sold.number
