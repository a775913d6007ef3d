"""How each operation of signing up is called, for the table of who may do what (USR-5, ACC-3)."""

from collections.abc import Callable
from typing import Any

from handsel.accounts.manager_rules import GivenTo
from handsel.cli.demo.story import Cast
from handsel.kernel import chance
from tests.signups.visitors import confirmed, portal_lets

OF_SIGNING_UP: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "accounts.manager_rules.change_manager_rule": lambda _stage, _by: {"rule": GivenTo(), "version": 0},
    "signups.deciding.accept_sign_ups": lambda s, _by: {"sign_up_ids": [waiting(s.cast)]},
    "signups.deciding.reject_sign_ups": lambda s, _by: {"sign_up_ids": [waiting(s.cast)], "reason": "So"},
}


def waiting(cast: Cast) -> int:
    """Return a sign-up at Kleinbach whose address is confirmed."""
    portal_lets(cast.karl, sign_up="approval")
    return confirmed(cast, f"{chance.code(6).lower()}@x.example").pk
