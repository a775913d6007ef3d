"""How each operation on carts and on what is said about orders is called, for the table of who may do what (USR-5)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction

from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import Wanted
from handsel.orders.repricing import ask_buyer
from handsel.orders.searching import OrderSearch
from handsel.orders.wanted import LineWanted
from handsel.reports.cart_files import CartListWanted
from handsel.reports.order_sheets import OrderListWanted
from handsel.signups.carts_found import LeftSearch
from tests.cast import NOON
from tests.orders.branches import mark_up
from tests.orders.buying import buy, fill_cart


def cart_line(stage: Any) -> int:
    cart = fill_cart(stage.cast)
    with transaction.atomic(), scoped(stage.cast.berta.scope):
        return Line.objects.get(order=cart).pk


def asked(stage: Any) -> dict[str, Any]:
    """Order at a price that was raised since, and ask the buyer."""
    leg = repriced(stage)
    ask_buyer(leg_id=leg, by=stage.owner, at=NOON)
    return {"leg_id": leg}


def repriced(stage: Any) -> int:
    leg = buy(stage.cast)
    mark_up(stage.cast.kleinbach, Decimal(50))
    return leg.pk


OF_CARTS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "orders.cart.add_line": lambda s, _: {"buyer_id": s.cast.bakery, "wanted": LineWanted(1)},
    "orders.cart.add_one_more": lambda s, _: {"buyer_id": s.cast.bakery, "wanted": LineWanted(1)},
    "orders.cart.change_line": lambda s, _: {
        "buyer_id": s.cast.bakery,
        "wanted": LineWanted(1, 2),
        "line_id": cart_line(s),
    },
    "orders.cart.remove_line": lambda s, _: {"buyer_id": s.cast.bakery, "line_id": cart_line(s)},
    "orders.cart.put_in_cart": lambda s, _: {"buyer_id": s.cast.bakery, "plan_id": 1, "quantity": 1},
    "orders.placement.order_for": lambda s, _: {"buyer_id": s.cast.bakery, "lines": [LineWanted(1)]},
    "orders.purchases.order_at_parent": lambda s, _: {"account_id": s.cast.bakery, "lines": [LineWanted(1)]},
    "orders.repricing.ask_buyer": lambda s, _: {"leg_id": repriced(s)},
    "orders.repricing.confirm_price": lambda s, _: asked(s) | {"total": Money(990, "EUR")},
    "orders.repricing.decline_price": lambda s, _: asked(s),
    "orders.withdrawing.withdraw_order": lambda s, _: {"leg_id": buy(s.cast).pk},
    "orders.placement.place_order": lambda s, _: {"order_id": fill_cart(s.cast).pk},
    "reports.cart_files.start_cart_file": lambda _s, _by: {"wanted": CartListWanted(LeftSearch())},
    "reports.order_files.start_order_file": lambda _s, _by: {"wanted": OrderListWanted(OrderSearch(), "UTC")},
}


OF_DRAFTS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "orders.internal_notes.write_internal_note": lambda s, _by: {
        "order_id": buy(s.cast).order_id,
        "text": "Call first",
        "version": 0,
    },
    "orders.particulars.save_particulars": lambda s, _by: {
        "order_id": fill_cart(s.cast).pk,
        "changes": {"po_number": "PO-1"},
    },
    "orders.receiving.record_payment": lambda s, _by: {
        "leg_id": buy(s.cast, "TLS", "One year", 2).pk,
        "received": Received(Money(100, "EUR"), PaidBy.CASH, NOON.date(), "k"),
    },
    "orders.mailing.send_order_mail_again": lambda s, _by: {"leg_id": buy(s.cast).pk},
    "orders.left_carts.contact_about_cart": lambda s, _by: {"order_id": fill_cart(s.cast).pk, "message": "Hello"},
    "orders.left_carts.discard_cart": lambda s, _by: {"order_id": fill_cart(s.cast).pk, "reason": "Old"},
    "orders.left_carts.set_cart_rules": lambda _s, _by: {
        "remind_after_hours": 24,
        "most_reminders": 1,
        "keep_days": 90,
        "version": 0,
    },
    "orders.manual_prices.clear_manual_price": lambda s, _by: {"line_id": cart_line(s)},
    "orders.manual_prices.set_manual_price": lambda s, _by: {
        "line_id": cart_line(s),
        "wanted": Wanted("Loyal", percent=Decimal(1)),
    },
}
