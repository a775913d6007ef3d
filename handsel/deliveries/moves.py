"""The life of a delivery: its states, and the one table of moves between them (ORD-12)."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """Where the delivery of one line stands. CANCELED: it is not delivered, or not any more; its money went back."""

    WAITING = "waiting", _("Waiting")
    STARTED = "started", _("Under way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    CANCELED = "canceled", _("Canceled")


_S = DeliveryState

MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    _S.WAITING: frozenset({_S.STARTED, _S.DELIVERED, _S.FAILED, _S.CANCELED}),
    _S.STARTED: frozenset({_S.DELIVERED, _S.FAILED, _S.CANCELED}),
    _S.FAILED: frozenset({_S.WAITING, _S.DELIVERED, _S.CANCELED}),
    _S.DELIVERED: frozenset({_S.CANCELED}),
    _S.CANCELED: frozenset(),
}
"""From where a delivery may go whereto; whatever is not here cannot happen."""

OPEN = frozenset({_S.WAITING, _S.STARTED})
"""Somebody, or a program, still has to do something."""


def may_move(before: str, after: DeliveryState) -> bool:
    """Whether a delivery may go from `before` to `after`."""
    return after in MOVES[DeliveryState(before)]


def before(after: DeliveryState) -> list[str]:
    """Return the states from which a delivery may go to `after`."""
    return sorted(state.value for state, next_ones in MOVES.items() if after in next_ones)
