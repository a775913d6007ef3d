"""The cast of the tests: the story world, made once per run and given to every test as it stands in the database.

See `handsel/cli/demo/story.py` for who is who. Every wallet holds 100.00 EUR; markups are 10 % at the operator and
20 % at everybody below. A test that needs something else changes it in its own first lines.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from handsel.cli.demo import story
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Wallet
from tests.settings import RUN

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def build() -> None:
    """Make the cast, and leave its ids beside the run's server, for the workers."""
    cast = story.tell(NOON)
    _path().write_text(json.dumps(asdict(cast)))


def the_cast() -> Cast:
    """Return the cast of this run."""
    told: dict[str, Any] = json.loads(_path().read_text())
    people = {name: _actor(value) for name, value in told.items() if isinstance(value, dict)}
    return Cast(**(told | people))


def wallet(seller: int, buyer: int) -> Wallet:
    """Return the wallet of `buyer` with `seller` as it stands now."""
    with transaction.atomic(), scoped(story.system(seller).scope):
        return Wallet.objects.get(seller_id=seller, buyer_id=buyer)


def _actor(told: dict[str, Any]) -> Actor:
    return Actor(**{key: told[key] for key in ("user_id", "name", "seller_id", "buyer_id")}, role=Role(told["role"]))


def _path() -> Path:
    return RUN / "cast.json"
