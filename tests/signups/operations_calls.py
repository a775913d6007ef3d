"""How each operation of signing up is called, for the table of who may do what (USR-5, ACC-3)."""

from collections.abc import Callable
from typing import Any

from handsel.accounts.details import AccountDetails
from handsel.accounts.manager_rules import GivenTo
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel import chance
from handsel.orders.wanted import LineWanted
from handsel.signups.carts import add_visitor_line
from tests.cast import NOON
from tests.signups.visitors import HERE, confirmed, portal_lets
from tests.storefront.visitors import offer

OF_SIGNING_UP: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "accounts.manager_rules.change_manager_rule": lambda _stage, _by: {"rule": GivenTo(), "version": 0},
    "signups.carts.complete_visitor_cart": lambda s, _by: {
        "cart_id": left_cart(s.cast),
        "account_id": s.cast.bakery,
        "details": AccountDetails(),
    },
    "signups.carts.discard_visitor_cart": lambda s, _by: {"cart_id": left_cart(s.cast), "reason": "Spam"},
    "signups.deciding.accept_sign_ups": lambda s, _by: {"sign_up_ids": [waiting(s.cast)]},
    "signups.deciding.reject_sign_ups": lambda s, _by: {"sign_up_ids": [waiting(s.cast)], "reason": "So"},
}


def left_cart(cast: Cast) -> int:
    """Return a visitor's cart at Kleinbach."""
    portal_lets(cast.karl, visitor_prices="shown")
    plan, portal = offer(cast.berta, "MAIL").plan_id, system(cast.kleinbach)
    return add_visitor_line(secret="", wanted=LineWanted(plan), place=HERE, by=portal, at=NOON).cart.pk


def waiting(cast: Cast) -> int:
    """Return a sign-up at Kleinbach whose address is confirmed."""
    portal_lets(cast.karl, sign_up="approval")
    return confirmed(cast, f"{chance.code(6).lower()}@x.example").pk
