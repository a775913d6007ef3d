"""The life of a refund on one edge: its states, and the one table of moves between them (ORD-12)."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RefundState(TextChoices):
    """Where a refund stands on one edge.

    WAITING: its seller is asked. PASSED_ON: its seller agreed, and a tier above is asked. REFUSED_ABOVE: the tier above
    said no; its seller pays alone, or declines.
    """

    WAITING = "waiting", _("Waiting")
    PASSED_ON = "passed_on", _("Asked further up")
    REFUSED_ABOVE = "refused_above", _("Refused further up")
    REFUNDED = "refunded", _("Refunded")
    DECLINED = "declined", _("Declined")


_S = RefundState

MOVES: Mapping[RefundState, Mapping[RefundState, str]] = {
    _S.WAITING: {_S.PASSED_ON: "confirmed", _S.REFUNDED: "confirmed by the last", _S.DECLINED: "declined"},
    _S.PASSED_ON: {
        _S.REFUNDED: "confirmed by the last",
        _S.REFUSED_ABOVE: "declined above",
        _S.DECLINED: "taken back",
    },
    _S.REFUSED_ABOVE: {_S.REFUNDED: "paid alone", _S.DECLINED: "declined"},
    _S.REFUNDED: {},
    _S.DECLINED: {},
}
"""From where a refund may go whereto, each with what does it; whatever is not here cannot happen."""

OPEN = frozenset({_S.WAITING, _S.PASSED_ON, _S.REFUSED_ABOVE})
TO_DECIDE = frozenset({_S.WAITING, _S.REFUSED_ABOVE})
"""The seller of the edge has something to decide."""
