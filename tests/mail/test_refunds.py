"""Mails about refunds: to who decides, to who pays out, to who ordered, each of its own edge (ORD-12, MAI-1)."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handsel.accounts.portal_changes import change_settings
from handsel.cli.demo.story import Cast
from handsel.deliveries.refund_models import Back
from handsel.deliveries.refunding import confirm_refund, decline_refund
from handsel.mail.models import Message
from tests.cast import NOON
from tests.deliveries.refunding import asked, delivered, refund_of, rule
from tests.mail.reading import mails, read_all

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12", "MAI-1")]


def told(seller_id: int, kind: str) -> list[Message]:
    read_all(NOON)
    return [mail for mail in mails(seller_id, seller_id=seller_id) if mail.kind == kind]


def test_who_decides_is_told_with_the_reason_of_the_own_edge(cast: Cast):
    leg = delivered(cast)
    refund = asked(cast, leg, by=cast.berta, reason="Bakery has it twice")

    ours = told(cast.kleinbach, "refund_waits")
    assert ours
    assert all("Bakery has it twice" in mail.text and "/console/refunds/" in mail.text for mail in ours)
    assert told(cast.nordlicht, "refund_waits") == []

    confirm_refund(refund_id=refund.pk, by=cast.karl, at=NOON)
    above = told(cast.nordlicht, "refund_waits")
    assert above
    assert all("twice" not in mail.html and "Bakery" not in mail.html for mail in above)

    decline_refund(refund_id=refund_of(cast.nora).pk, answer="It was used", by=cast.nora, at=NOON)
    again = told(cast.kleinbach, "refund_waits")
    assert len(again) == 2 * len(ours)
    assert any("It was used" in mail.text for mail in again)
    assert told(cast.kleinbach, "refund_answered") == []


def test_the_buyer_is_told_what_became_of_it(cast: Cast):
    leg = delivered(cast)
    refund = asked(cast, leg, by=cast.berta)
    decline_refund(refund_id=refund.pk, answer="Too late", by=cast.karl, at=NOON)

    (mail,) = told(cast.kleinbach, "refund_answered")
    assert mail.recipient == "berta@bakery.example"
    assert "Too late" in mail.text


def test_at_once_the_buyer_reads_of_it_and_who_moves_money_of_the_wish(cast: Cast):
    for by in (cast.karl, cast.nora, cast.olga):
        rule(by, 0)
    asked(cast, delivered(cast), by=cast.berta, back=Back.BANK_TRANSFER)

    (mail,) = told(cast.kleinbach, "refund_answered")
    assert "wallet" in mail.text or "Guthaben" in mail.text
    assert {mail.kind for mail in told(cast.kleinbach, "refund_waits")} == {"refund_waits"}
    assert told(cast.nordlicht, "refund_answered") == told(cast.nordlicht, "refund_waits") == []


@pytest.mark.covers("SHO-4")
def test_the_day_on_which_the_rule_confirms_is_the_one_where_the_seller_is(cast: Cast):
    change_settings(changes={"time_zone": "Pacific/Kiritimati"}, version=1, by=cast.karl, at=NOON)
    rule(cast.karl, 3)
    refund = asked(cast, delivered(cast), by=cast.berta)
    assert refund.due_at

    ours = told(cast.kleinbach, "refund_waits")

    day = refund.due_at.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
    assert day == refund.due_at.date() + timedelta(days=1)
    assert ours
    assert all(re.search(rf"\b{day.day}\b.{{0,2}} Nov\w* 2026", mail.text) for mail in ours), ours[0].text
