"""How each operation on deliveries is called, for the table of who may do what (USR-5, ORD-12)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from handsel.catalog.models import ProductKind, Provisioning
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product
from handsel.cli.demo.story import fund
from handsel.deliveries.data import Handed
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refunding import ask_refund
from handsel.deliveries.working import deliver, fail_deliveries
from handsel.kernel import chance
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import Document, PaidBy
from handsel.ledger.wanted import Wanted
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.deliveries.delivering import tasks, work

PAYOUT = Wanted(kind=Document.PAYOUT, amount=Money(100, "EUR"), reason="So", key="so", method=PaidBy.BANK_TRANSFER)


def sold(stage: Any, provisioning: Provisioning = Provisioning.MANUAL) -> Leg:
    """Sell something to Bakery that Kleinbach delivers, by hand unless said otherwise."""
    sku = chance.code(6)
    plans = (PlanDetails("Once", ONCE, "EUR", 100),)
    details = ProductDetails(sku, sku, "Own", ProductKind.SERVICE, plans, provisioning=provisioning)
    made = add_product(product=details, by=stage.owner, at=NOON)
    fund(stage.owner, stage.cast.bakery, 10_000, sku, NOON)
    with transaction.atomic(), scoped(stage.owner.scope):
        plan = made.plans.get().pk
    leg = order_for(buyer_id=stage.cast.bakery, lines=[LineWanted(plan)], by=stage.owner, at=NOON)
    work()
    return leg


def own_delivery(stage: Any) -> int:
    sold(stage)
    return tasks(stage.owner)[-1].delivery_id


def failed(stage: Any) -> int:
    made = own_delivery(stage)
    fail_deliveries(delivery_ids=[made], reason="So", by=stage.owner, at=NOON)
    return made


def handed(stage: Any) -> Leg:
    leg = sold(stage)
    deliver(delivery_ids=[tasks(stage.owner)[-1].delivery_id], handed=Handed(), by=stage.owner, at=NOON)
    return leg


def asked_for(stage: Any) -> Refund:
    """Let Bakery ask for the money of something that was delivered."""
    leg = handed(stage)
    with transaction.atomic(), scoped(stage.owner.scope):
        lines = list(leg.lines.values_list("line_id", flat=True))
    return ask_refund(leg_id=leg.pk, line_ids=lines, reason="So", by=stage.cast.berta, at=NOON)


OF_DELIVERIES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "deliveries.address.set_delivery_address": lambda _s, _by: {
        "url": "https://deliver.example/",
        "is_on": True,
        "version": 0,
    },
    "deliveries.giving_back.cancel_settled_order": lambda s, _by: {"leg_id": sold(s).pk, "reason": "So"},
    "deliveries.giving_back.give_back_line": lambda s, _by: {"delivery_id": own_delivery(s), "reason": "So"},
    "deliveries.refund_payouts.leave_as_credit": lambda s, _by: {"refund_id": asked_for(s).pk},
    "deliveries.refund_payouts.pay_out_refund": lambda s, _by: {"refund_id": asked_for(s).pk, "wanted": PAYOUT},
    "deliveries.refunding.ask_refund": lambda s, _by: {"leg_id": handed(s).pk, "line_ids": [0], "reason": "So"},
    "deliveries.refunding.confirm_refund": lambda s, _by: {"refund_id": asked_for(s).pk},
    "deliveries.refunding.decline_refund": lambda s, _by: {"refund_id": asked_for(s).pk, "answer": "So"},
    "deliveries.refunding.pay_refund_alone": lambda s, _by: {"refund_id": asked_for(s).pk},
    "deliveries.refunding.set_refund_rule": lambda _s, _by: {"days": 3, "version": 0},
    "deliveries.working.deliver": lambda s, _by: {"delivery_ids": [own_delivery(s)], "handed": Handed()},
    "deliveries.working.fail_deliveries": lambda s, _by: {"delivery_ids": [own_delivery(s)], "reason": "So"},
    "deliveries.working.note_delivery": lambda s, _by: {"delivery_id": own_delivery(s), "text": "So"},
    "deliveries.working.retry_deliveries": lambda s, _by: {"delivery_ids": [failed(s)]},
    "deliveries.working.start_deliveries": lambda s, _by: {"delivery_ids": [own_delivery(s)]},
}
