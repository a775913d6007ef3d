"""Two owners who let each other out at the same moment: one of them stays, whichever way they try it (USR-5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.leaving import deactivate_colleague, remove_colleague
from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor, system
from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.identity.staff import change_role
from handsel.kernel.isolation import scoped
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.test_races import at_once

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("USR-5")]

Deed = Callable[..., Any]


def demote(*, user_id: int, by: Actor, at: datetime) -> None:
    change_role(user_id=user_id, role=Role.READ_ONLY, by=by, at=at)


@pytest.mark.parametrize(
    "deeds", [(demote, demote), (deactivate_colleague, deactivate_colleague), (remove_colleague, demote)]
)
def test_one_of_two_owners_stays(cast: Cast, deeds: tuple[Deed, Deed]):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        klara = User.objects.get(email="klara@kleinbach.example")
    otto = colleague(cast, Role.OWNER, name="Otto")
    klaras = Actor(klara.pk, klara.name, cast.kleinbach, Role.OWNER)

    def out(deed: Deed, user_id: int, by: Actor) -> str:
        deed(user_id=user_id, by=by, at=NOON)
        return "done"

    one, other = deeds
    answers = at_once([lambda: out(one, otto.user_id, klaras), lambda: out(other, klara.pk, otto)])

    assert answers == ["done", "last_owner"]
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        owners = Seat.objects.filter(buyer__isnull=True, role=Role.OWNER, user__deactivated_at__isnull=True)
        assert owners.count() == 1
