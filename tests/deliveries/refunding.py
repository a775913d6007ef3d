"""How the tests refund: an order that is delivered, and what each tier has before it."""

from django.db import transaction

from handsel.cli.demo.story import Cast
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refund_payouts import pay_out_refund
from handsel.deliveries.refunding import ask_refund, set_refund_rule
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import Adjustment, Confirmation, Document, PaidBy
from handsel.ledger.wanted import Wanted
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from tests.cast import NOON
from tests.deliveries.delivering import work
from tests.orders.buying import buy


def delivered(cast: Cast) -> Leg:
    """Let Bakery buy hosting, which is delivered by itself."""
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


def line_ids(by: Actor, leg: Leg) -> list[int]:
    with transaction.atomic(), scoped(by.scope):
        return list(leg.lines.order_by("pk").values_list("line_id", flat=True))


def asked(cast: Cast, leg: Leg, **more: object) -> Refund:
    """Let Kleinbach ask for the money of all lines."""
    told = {"line_ids": line_ids(cast.karl, leg), "reason": "Ordered twice", "by": cast.karl, "at": NOON}
    return ask_refund(leg_id=leg.pk, **(told | more))


def rule(by: Actor, days: int | None) -> None:
    """Let the seller of `by` confirm refunds by this rule; its first one."""
    set_refund_rule(days=days, version=0, by=by, at=NOON)


def refund_of(by: Actor) -> Refund:
    """Return the latest refund that the seller of `by` decides about."""
    with transaction.atomic(), scoped(by.scope):
        return Refund.objects.filter(seller_id=by.seller_id).latest("pk")


def paid_out(refund: Refund, by: Actor, minor: int, method: PaidBy = PaidBy.BANK_TRANSFER) -> Adjustment | Confirmation:
    """Let `by` say that so much of a refund was sent."""
    wanted = Wanted(kind=Document.PAYOUT, amount=Money(minor, "EUR"), reason="Refund", key="form", method=method)
    return pay_out_refund(refund_id=refund.pk, wanted=wanted, by=by, at=NOON)


def states(cast: Cast) -> list[str]:
    """Return where the latest refund stands on each edge that takes part, from the buyer up."""
    found = []
    for by in (cast.karl, cast.nora, cast.olga):
        with transaction.atomic(), scoped(by.scope):
            found += [refund.state for refund in Refund.objects.filter(seller_id=by.seller_id).order_by("-pk")[:1]]
    return found
