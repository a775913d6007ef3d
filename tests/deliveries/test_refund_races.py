"""A refund under twenty hands at once has one outcome, and would not without its locks (ORD-12, FUN-8)."""

from dataclasses import replace

import psycopg
import pytest
from django.db import IntegrityError

from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refund_models import Back
from handsel.deliveries.refund_payouts import leave_as_credit
from handsel.deliveries.refunding import confirm_refund, decline_refund
from handsel.identity.roles import Role
from handsel.kernel.embedded import SUPERUSER
from handsel.kernel.money import Money
from handsel.ledger.confirming import set_confirmation_limit
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from tests.cast import NOON, wallet
from tests.deliveries.refunding import asked, delivered, paid_out, refund_of, rule
from tests.orders.test_races import at_once
from tests.settings import SERVER

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-12", "FUN-8")]

HANDS = 20
NAIVE = """
CREATE OR REPLACE FUNCTION refunds_own(p_refund bigint) RETURNS deliveries_refund LANGUAGE plpgsql AS $$
DECLARE own deliveries_refund;
BEGIN
    SELECT * INTO STRICT own FROM deliveries_refund WHERE id = p_refund;
    PERFORM pg_sleep(0.2);
    RETURN own;
END $$;
"""
"""Without locks: the state is compared as it was before others changed it; tables refuse some of what follows."""


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def race(cast) -> None:
    """Let the last tier confirm and decline a refund with twenty hands: one outcome."""
    leg = delivered(cast)
    before = wallet(cast.kleinbach, cast.bakery).balance_minor
    asked(cast, leg)
    last = refund_of(cast.olga).pk
    yes = lambda: confirm_refund(refund_id=last, by=cast.olga, at=NOON).state  # noqa: E731 - one of many
    no = lambda: decline_refund(refund_id=last, answer="No", by=cast.olga, at=NOON).state  # noqa: E731 - same
    answers = at_once([yes, no] * (HANDS // 2))
    assert answers.count("refund_state_conflict") == HANDS - 1, answers
    paid = leg.gross_minor if "refunded" in answers else 0
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == before + paid
    assert proved()


def test_twenty_hands_on_a_refund_have_one_outcome(cast):
    rule(cast.nora, 0)
    race(cast)


def test_without_locks_the_race_is_lost(cast, committed_db):
    rule(cast.nora, 0)
    with psycopg.connect(SERVER.url(SUPERUSER, committed_db.name), autocommit=True) as admin:
        admin.execute(NAIVE)

    with pytest.raises((AssertionError, IntegrityError)):
        race(cast)


def test_twenty_clicks_on_pay_out_pay_out_once(cast):
    rule(cast.nora, 0)
    rule(cast.olga, 0)
    leg = delivered(cast)
    refund = asked(cast, leg, back=Back.BANK_TRANSFER)

    answers = at_once([lambda: str(paid_out(refund, cast.karl, leg.gross_minor).pk)] * HANDS)

    assert len(set(answers) - {"nothing_to_pay_out"}) == 1, answers
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - leg.gross_minor
    assert proved()


@pytest.mark.parametrize("limit_minor", [0, 100_000])
def test_one_refund_is_paid_out_or_left_as_credit_never_both(cast, limit_minor):
    set_confirmation_limit(limit=Money(limit_minor, "EUR"), by=replace(cast.karl, role=Role.OWNER), at=NOON)
    rule(cast.nora, 0)
    rule(cast.olga, 0)
    leg = delivered(cast)
    refund = asked(cast, leg, back=Back.BANK_TRANSFER)

    pays = lambda: f"pays {paid_out(refund, cast.karl, leg.gross_minor).pk}"  # noqa: E731 - one of many
    leaves = lambda: f"leaves {leave_as_credit(refund_id=refund.pk, by=cast.karl, at=NOON).pk}"  # noqa: E731 - same
    answers = at_once([pays, leaves] * (HANDS // 2))

    assert len(set(answers) - {"nothing_to_pay_out"}) == 1, answers
    is_paid = limit_minor and any(answer.startswith("pays") for answer in answers)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - (leg.gross_minor if is_paid else 0)
    assert proved()
