"""How each operation on payments and limits is called on a real object of the cast (USR-5)."""

from collections.abc import Callable
from typing import Any

from handsel.identity.roles import Role
from handsel.kernel.money import Money
from handsel.ledger.announcing import Announced, announce_payment
from handsel.ledger.announcing_above import announce_above
from tests.cast import NOON

TEN = Money(1_000, "EUR")


def sent(key: str) -> Announced:
    return Announced(TEN, NOON.date(), key)


def announcement(stage: Any) -> int:
    by = stage.people[Role.BILLING]
    return announce_payment(buyer_id=stage.cast.bakery, announced=sent("sent"), by=by, at=NOON).pk


def announced_above(stage: Any) -> int:
    return announce_above(announced=sent("above"), by=stage.owner, at=NOON).pk


OF_PAYING: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "accounts.paying_changes.change_ways_to_pay": lambda _s, _by: {
        "changes": {"bank_name": "Sparkasse"},
        "version": 0,
    },
    "ledger.announcing.announce_payment": lambda s, _: {"buyer_id": s.cast.bakery, "announced": sent("mine")},
    "ledger.announcing.confirm_announcement": lambda s, _: {
        "announcement_id": announcement(s),
        "received_on": NOON.date(),
    },
    "ledger.announcing.decline_announcement": lambda s, _: {"announcement_id": announcement(s), "reason": "No."},
    "ledger.announcing.withdraw_announcement": lambda s, _: {"announcement_id": announcement(s)},
    "ledger.announcing_above.announce_above": lambda _s, _by: {"announced": sent("above")},
    "ledger.announcing_above.withdraw_above": lambda s, _: {"announcement_id": announced_above(s)},
    "ledger.confirming.set_confirmation_limit": lambda _s, _by: {"limit": TEN},
    "ledger.limits.set_limits": lambda s, _: {"buyer_id": s.cast.bakery, "credit_limit": TEN, "low_balance": None},
}
