"""Refunds as a seller's staff see them: what is to decide, what is under way, what is over (ORD-12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.deliveries.refund_models import Back, Refund, RefundQuerySet
from handsel.deliveries.refund_moves import OPEN, TO_DECIDE, RefundState
from handsel.deliveries.refund_payouts import to_pay_out
from handsel.deliveries.rules import may_answer_refund
from handsel.kernel.refusal import Verdict
from handsel.ledger.rules import may_adjust
from handsel.web.refunds_told import ToldRefund, told_refunds
from handsel.web.tables import Page, counted, page_of

PARTS: Mapping[str, tuple[str | Promise, str]] = {
    "": (gettext_lazy("To decide"), "yellow"),
    "to-pay-out": (gettext_lazy("To pay out"), "yellow"),
    "under-way": (gettext_lazy("Under way"), ""),
    "over": (gettext_lazy("Over"), ""),
}
"""Part of the list, as its address says it -> what it is called, and its colour."""


@dataclass(frozen=True)
class SeenRefund:
    """A refund with what the person at the desk may do with it."""

    desk: Desk
    told: ToldRefund

    @property
    def refund(self) -> Refund:
        return self.told.refund

    @property
    def may(self) -> Verdict:
        return may_answer_refund(self.desk.actor, self.refund)

    @property
    def is_ours(self) -> bool:
        """Whether we decide about it, as the seller of its edge."""
        return self.refund.seller_id == self.desk.seller_id

    @property
    def waits(self) -> bool:
        return self.is_ours and self.refund.state == RefundState.WAITING

    @property
    def was_refused(self) -> bool:
        return self.is_ours and self.refund.state == RefundState.REFUSED_ABOVE

    @property
    def waits_for_payout(self) -> bool:
        """Whether its buyer wishes to have it by another way than as credit, and no payout was made."""
        is_made = self.refund.state == RefundState.REFUNDED and self.refund.payout_id is None
        return self.is_ours and is_made and self.refund.back != Back.WALLET

    @property
    def may_pay_out(self) -> Verdict:
        return may_adjust(self.desk.actor)

    @property
    def can_be_taken_back(self) -> bool:
        return self.is_ours and self.refund.state == RefundState.PASSED_ON


def seen_refunds(desk: Desk, refunds: list[Refund]) -> list[SeenRefund]:
    """Return `refunds` with what may be done, in one query more for all of them."""
    return [SeenRefund(desk, told) for told in told_refunds(refunds, buyer_id=desk.seller_id)]


def part_of(params: Mapping[str, str]) -> str:
    """Return which part of the list an address asks for."""
    part = params.get("part", "")
    return part if part in PARTS else ""


def refund_page(desk: Desk, part: str, params: Mapping[str, str]) -> Page[Any]:
    """Return a page of the list as rows; what is to decide with the oldest first."""
    found = _in_part(desk.refunds.select_related("buyer"), part)
    page = page_of(found.order_by("-pk" if part else "pk"), params)
    rows = iter(seen_refunds(desk, list(page.rows)))
    return page.shown_as(lambda _row: next(rows))


def tabs_of(desk: Desk, part: str) -> Iterator[Tab]:
    """Yield the tabs over the list, with how many there are to decide or under way."""
    address = reverse("console:refunds")
    for name, (label, tone) in PARTS.items():
        count = "" if name == "over" else count_text(*counted(_in_part(desk.refunds, name)))
        yield Tab(str(label), f"{address}?part={name}" if name else address, name == part, count, tone)


def nothing_in(part: str) -> str:
    """Return what is said where a part of the list is empty."""
    return {
        "": _("When a buyer asks for its money back, or your own seller refuses, you decide here."),
        "to-pay-out": _("When a buyer wishes to have a refund by another way than as credit, you pay it out here."),
        "under-way": _("What you agreed to and a tier above still looks at stands here."),
        "over": _("What was refunded or declined stands here."),
    }[part]


def _in_part(refunds: RefundQuerySet, part: str) -> RefundQuerySet:
    match part:
        case "to-pay-out":
            return to_pay_out(refunds)
        case "under-way":
            return refunds.filter(state__in=sorted(OPEN - TO_DECIDE))
        case "over":
            return refunds.exclude(state__in=sorted(OPEN))
    return refunds.to_decide()
