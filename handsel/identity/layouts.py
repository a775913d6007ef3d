"""How each person has arranged the lists they work in (ACC-11)."""

from collections.abc import Sequence
from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.kernel.operation import operation

MOST_COLUMNS = 60


@operation
def keep_layout(*, list_name: str, columns: Sequence[str], by: Actor, at: datetime) -> Seat:  # noqa: ARG001 - `at`: an operation has it
    """Keep `columns`, in this order, as those that `by` sees in the list `list_name`; none for the standard ones.

    Anybody arranges their own lists, readers too; nothing happens to an account, so nothing stands on the timeline.
    Raises Seat.DoesNotExist where `by` is a program and no person.
    """
    seat = Seat.objects.select_for_update().get(seller_id=by.seller_id, user_id=by.user_id or 0, buyer__isnull=True)
    kept = {name: chosen for name, chosen in seat.layouts.items() if name != list_name}
    seat.layouts = kept | ({list_name: list(columns)[:MOST_COLUMNS]} if columns else {})
    seat.save(update_fields=["layouts"])
    return seat
