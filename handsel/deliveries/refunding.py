"""A refund after execution: asked for where it was ordered, confirmed tier by tier, paid on each edge at once (ORD-12).

What a tier above decides, and by which rule, is not read below; only that it is asked, or has said no.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils.translation import gettext as _

from handsel.accounts.rules import may_change_settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.deliveries.refund_models import LONGEST_DAYS, Back, Refund, RefundRule
from handsel.deliveries.rules import (
    NothingToRefund,
    RefundConflict,
    RefundOpen,
    WayBackNotOffered,
    may_answer_refund,
    may_ask_refund,
)
from handsel.gateways.models import Aim, Charge
from handsel.identity.actor import Actor, system
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.operation import operation
from handsel.kernel.reasons import given, short
from handsel.kernel.refusal import Invalid
from handsel.orders.models import Leg, LegLine
from handsel.timeline.record import record

log = logging.getLogger(__name__)


@operation
def ask_refund(
    *, leg_id: int, line_ids: Sequence[int], reason: str, by: Actor, at: datetime, back: Back = Back.WALLET
) -> Refund:
    """Ask for the money of delivered lines of an order; it goes up through every tier that supplies them.

    Asked by its seller's people, the tier above is asked next; asked by the buyer, its seller is. Where nobody need be
    asked, or all rules say yes at once, the money goes back in this transaction: on every edge, or on none. It goes
    into wallets; `back` is how the buyer wishes to have it then (see `pay_out_refund`). Raises Forbidden,
    Leg.DoesNotExist, Invalid without a reason, WayBackNotOffered, RefundOpen while another is under way,
    NothingToRefund when something of it is not delivered or was refunded.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_ask_refund(by, leg).or_refuse()
    if back not in ways_back(leg):
        raise WayBackNotOffered(fields={"back": _("Nothing of this order was paid that way.")})
    told = given(reason, _("Enter a reason; your seller reads it."))
    lines = sorted(set(line_ids))
    match call_scalar("refunds_ask", leg.pk, lines, back, told, by.name, at):
        case "open":
            raise RefundOpen(_("A refund of order %(number)s is under way already.") % {"number": leg.number})
        case "once":
            raise NothingToRefund(
                _("Something that you chose of order %(number)s was refunded before.") % {"number": leg.number}
            )
        case "over":
            raise NothingToRefund(
                _("Choose what was delivered of order %(number)s and not paid back.") % {"number": leg.number}
            )
    return Refund.objects.filter(leg_id=leg_id).latest("pk")


@operation
def confirm_refund(*, refund_id: int, by: Actor, at: datetime, back: Back | None = None, reason: str = "") -> Refund:
    """Agree to a refund on one's own edge; the tier above is asked next, or it is paid on every edge at once.

    `back` is how the own buyer is to have it, as asked where None; `reason` is read by the tier above. Raises
    Forbidden, Refund.DoesNotExist, RefundConflict when it does not wait (any more), WayBackNotOffered, Invalid.
    """
    refund = _own(refund_id, by)
    may_answer_refund(by, refund).or_refuse()
    way = Back(back or refund.back)
    if way not in ways_back(refund.leg):
        raise WayBackNotOffered(fields={"back": _("Nothing of this order was paid that way.")})
    told = short(reason)
    if call_scalar("refunds_confirm", refund.pk, way, told, by.name, at) == "over":
        raise RefundConflict(f"The refund of order {refund.number} was decided meanwhile.")
    refund.refresh_from_db()
    return refund


@operation
def decline_refund(*, refund_id: int, answer: str, by: Actor, at: datetime) -> Refund:
    """Say no to a refund, or take back that one had agreed to it; one's own buyer reads the answer and decides then.

    Raises Forbidden, Refund.DoesNotExist, Invalid without an answer, RefundConflict when it is over.
    """
    refund = _own(refund_id, by)
    may_answer_refund(by, refund).or_refuse()
    told = given(answer, "Say why; your buyer reads it.", "answer")
    if not call_scalar("refunds_decline", refund.pk, told, by.name, at):
        raise RefundConflict(f"The refund of order {refund.number} is over.")
    refund.refresh_from_db()
    return refund


@operation
def pay_refund_alone(*, refund_id: int, by: Actor, at: datetime) -> Refund:
    """Pay the own buyer back although the own seller said no; what was delivered stays with the buyer.

    Those below, who have agreed, pay theirs in the same transaction. Raises Forbidden, Refund.DoesNotExist,
    RefundConflict when it is not one's own to decide (any more).
    """
    refund = _own(refund_id, by)
    may_answer_refund(by, refund).or_refuse()
    if not call_scalar("refunds_pay_alone", refund.pk, by.name, at):
        raise RefundConflict(f"Your seller has not refused the refund of order {refund.number}, or it is over.")
    refund.refresh_from_db()
    return refund


def confirm_due_refunds(*, at: datetime, limit: int = 100) -> int:
    """Confirm what the rules of sellers confirm by now, each in a transaction of its own; return how many."""
    return sum(_confirmed(row["refund_id"], row["seller_id"], at) for row in call_function("refunds_due", limit, at))


def _confirmed(refund_id: int, seller_id: int, at: datetime) -> bool:
    try:
        confirm_refund(refund_id=refund_id, by=system(seller_id), at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all alike
    except RefundConflict:
        return False  # a person was quicker
    except Exception:
        # One that fails must not keep the others waiting.
        log.exception("the refund %s could not be confirmed by its rule", refund_id)
        return False
    return True


def refund_rule_of(seller_id: int) -> RefundRule:
    """Return the rule of a seller; where it set none, it confirms by hand, with the version 0."""
    return RefundRule.objects.filter(seller_id=seller_id).first() or RefundRule(seller_id=seller_id, version=0)


@operation
def set_refund_rule(*, days: int | None, version: int, by: Actor, at: datetime) -> RefundRule:
    """Decide how refunds are confirmed from now on: None by hand, 0 at once, else by themselves after so many days.

    `version` is the one the person saw. Raises Forbidden, ChangedMeanwhile, Invalid.
    """
    may_change_settings(by).or_refuse()
    if days is not None and not 0 <= days <= LONGEST_DAYS:
        raise Invalid(fields={"days": f"Enter 0 to {LONGEST_DAYS} days, or nothing."})
    RefundRule.objects.get_or_create(seller_id=by.seller_id, defaults={"version": 0})
    rule = RefundRule.objects.select_for_update(no_key=True).get(seller_id=by.seller_id)
    if rule.version != version:
        said = "Somebody else changed this meanwhile. Compare and save again."
        raise ChangedMeanwhile(said, {"days": rule.days}, rule.version)
    before, rule.days, rule.version = rule.days, days, rule.version + 1
    rule.save(update_fields=["days", "version"])
    record(
        "settings.refund_rule_set",
        subject=rule, account_id=by.seller_id, by=by, at=at, changes={"refund_days": [before, days]},
    )  # fmt: skip
    return rule


def ways_back(leg: Leg) -> list[Back]:
    """Return how the buyer of `leg` may wish for its money: as credit, on its card where that paid, or by hand."""
    taken = Charge.objects.filter(
        seller_id=leg.seller_id, edge_id=leg.edge_id, order_number=leg.number, aim=Aim.CAPTURE, receipt__isnull=False
    )
    return [way for way in Back if way != Back.CARD or taken.exists()]


def refundable_lines(leg: Leg) -> list[LegLine]:
    """Return the lines of `leg` that are delivered and not refunded; of orders older than deliveries, all."""
    lines = leg.lines.filter(Q(delivery__isnull=True) | Q(delivery__state="delivered", delivery__is_refunded=False))
    return list(lines.order_by("pk"))


def _own(refund_id: int, by: Actor) -> Refund:
    return Refund.objects.select_related("leg").get(pk=refund_id, seller_id=by.seller_id)
