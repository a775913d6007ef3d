"""Many who sign up at once: one customer for one address, and turns that are exact (ACC-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from handsel.accounts.manager_rules import GivenTo, change_manager_rule
from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.signups.deciding import accept_sign_ups
from tests.cast import NOON
from tests.orders.test_races import at_once
from tests.signups.visitors import confirmed, portal_lets

pytestmark = pytest.mark.covers("ACC-3")
FLORA = "flora@florist.example"


def test_two_sign_ups_with_one_address_at_once_become_one_customer(committed_db: Any, cast: Cast):
    portal_lets(cast.karl, sign_up="approval")
    hours = (timedelta(hours=1), timedelta(hours=2))
    ids = [confirmed(cast, at=NOON + hour).pk for hour in hours]

    def accept(one: int) -> str:
        return str(accept_sign_ups(sign_up_ids=[one], by=cast.karl, at=NOON)[0].stage)

    answers = at_once([lambda one=one: accept(one) for one in ids * 3])

    assert answers.count("accepted") == 1
    assert set(answers) <= {"accepted", "email_known", "sign_up_decided", "taken"}
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Account.objects.filter(email=FLORA).count() == 1


def test_new_customers_at_once_take_turns_exactly(committed_db: Any, cast: Cast):
    portal_lets(cast.karl, sign_up="approval")
    pair = tuple(sorted((cast.karl.user_id or 0, cast.ruth.user_id or 0)))
    change_manager_rule(rule=GivenTo("round_robin", in_turn=pair), version=0, by=cast.karl, at=NOON)
    ids = [confirmed(cast, f"n{number}@x.example", place=Place(f"198.51.100.{number}")).pk for number in range(6)]

    at_once([lambda one=one: accept_sign_ups(sign_up_ids=[one], by=cast.karl, at=NOON)[0].stage for one in ids])

    with transaction.atomic(), scoped(cast.karl.scope):
        managers = list(Account.objects.filter(email__endswith="x.example").values_list("manager_id", flat=True))
    assert sorted(managers) == sorted(pair * 3)
