"""How a refund is told in words and colours, to staff and to buyers alike (ORD-12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.deliveries.refund_models import Back, Refund
from handsel.deliveries.refund_moves import RefundState
from handsel.kernel.money import Money
from handsel.orders.models import LegLine

TONES: Mapping[RefundState, str] = {
    RefundState.WAITING: "yellow",
    RefundState.PASSED_ON: "blue",
    RefundState.REFUSED_ABOVE: "red",
    RefundState.REFUNDED: "green",
    RefundState.DECLINED: "grey",
}
WAYS: Mapping[Back, str | Promise] = {
    Back.WALLET: gettext_lazy("As credit in the wallet"),
    Back.CARD: gettext_lazy("Back to the card"),
    Back.BANK_TRANSFER: gettext_lazy("By bank transfer"),
    Back.CASH: gettext_lazy("In cash"),
    Back.CHEQUE: gettext_lazy("By cheque"),
    Back.OTHER: gettext_lazy("By another way"),
}
"""How a buyer gets its money -> words."""


@dataclass(frozen=True)
class ToldRefund:
    """A refund on one edge with its lines there. `for_buyer`: what its seller has to decide is only under way."""

    refund: Refund
    lines: list[LegLine]
    for_buyer: bool = False

    @property
    def state(self) -> RefundState:
        state = RefundState(self.refund.state)
        hidden = self.for_buyer and state in {RefundState.PASSED_ON, RefundState.REFUSED_ABOVE}
        return RefundState.WAITING if hidden else state

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def word(self) -> str:
        if self.refund.is_own_pocket and not self.for_buyer:
            return _("Refunded, paid by you")
        return str(self.state.label)

    @property
    def way(self) -> str:
        """How the buyer gets it; while its seller has not paid it out, as it wishes."""
        told = str(WAYS[Back(self.refund.back)])
        wished = self.refund.payout_id is None and self.refund.back != Back.WALLET
        if wished and self.state == RefundState.REFUNDED:
            return _("As credit in the wallet; wished for: %(way)s") % {"way": told}
        return told

    @property
    def amount(self) -> Money:
        """What the buyer of this edge paid for the lines."""
        return Money(sum(line.gross_minor for line in self.lines), self.lines[0].currency)

    @property
    def products(self) -> str:
        return ", ".join(line.product for line in self.lines)


def told_refunds(refunds: list[Refund], *, buyer_id: int = 0) -> list[ToldRefund]:
    """Return `refunds` with their lines, in one query for all; told to `buyer_id` where it is the buyer."""
    found = LegLine.objects.filter(leg__in=[one.leg_id for one in refunds]).order_by("pk")
    by_leg: dict[int, list[LegLine]] = {}
    for line in found:
        by_leg.setdefault(line.leg_id, []).append(line)
    return [
        ToldRefund(one, [line for line in by_leg[one.leg_id] if line.line_id in one.line_ids], one.buyer_id == buyer_id)
        for one in refunds
    ]
