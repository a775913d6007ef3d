"""Mails before a planned change of prices: to whom it concerns, once, and that it was called off (CAT-3, MAI-1)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.scheduling import cancel_scheduled, carry_out_due
from handsel.catalog.telling import tell_of_changes
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Invalid
from tests.cast import NOON
from tests.catalog import listed
from tests.catalog.listed import change, line_of
from tests.mail.reading import mails, read_all

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3", "MAI-1")]

DEARER = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(60))
DAY = NOON.date() + timedelta(days=10)
TOLD = NOON + timedelta(days=3)
"""A week before the day, after nine in the morning."""


@pytest.fixture(autouse=True)
def nothing_unread(cast):
    read_all(NOON)


def planned(by, *changes, days: int | None = 7) -> ScheduledChange:
    return listed.planned(by, *changes, day=DAY, notice=days)


def told(at) -> int:
    done = tell_of_changes(at=at)
    read_all(at)
    return done


def test_buyers_are_told_their_new_prices_on_the_day_chosen_and_once(cast):
    planned(cast.karl, DEARER)
    assert told(TOLD - timedelta(days=1)) == 0

    assert (told(TOLD), told(TOLD)) == (1, 0)

    (mail,) = mails(cast.kleinbach, kind="prices_change")
    assert mail.recipient == "berta@bakery.example"
    assert "from 12 November 2026" in mail.subject
    assert "€2.86 → €3.81" in " ".join(mail.text.split())
    assert "http://kleinbach.localhost:8000/" in mail.text
    assert "Nordlicht" not in mail.html
    assert "2.38" not in mail.html


def test_sub_resellers_are_told_too_and_nobody_below_them(cast):
    planned(cast.nora, DEARER)
    assert told(TOLD) == 1
    assert [mail.buyer_id for mail in mails(cast.nordlicht, kind="prices_change")] == [cast.kleinbach]
    assert mails(cast.kleinbach, kind="prices_change") == []


def test_what_is_sold_no_more_is_told_as_such_and_long_lists_end_with_a_count(cast, monkeypatch):
    monkeypatch.setattr("handsel.catalog.telling.MOST_NAMED", 1)
    planned(cast.karl, DEARER, Change(Way.HIDE, [EVERYTHING]))
    told(TOLD)
    (mail,) = mails(cast.kleinbach, kind="prices_change")
    words = " ".join(mail.text.split())
    assert "→ no longer sold" in words
    assert "and 7 more." in words


def test_nobody_is_told_without_a_notice_or_where_no_price_of_theirs_changes(cast):
    planned(cast.karl, DEARER, days=None)
    assert told(TOLD) == 0
    planned(cast.karl, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(20)))
    assert told(TOLD) == 1
    assert mails(cast.kleinbach, kind="prices_change") == []


def test_a_change_that_is_canceled_before_tells_nobody_and_after_tells_those_who_were_told(cast):
    early, late = planned(cast.karl, DEARER), planned(cast.karl, DEARER)
    cancel_scheduled(change_id=early.pk, by=cast.karl, at=NOON)
    assert told(TOLD) == 1
    cancel_scheduled(change_id=late.pk, by=cast.karl, at=TOLD)
    cancel_scheduled(change_id=late.pk, by=cast.karl, at=TOLD)
    read_all(TOLD)
    assert len(mails(cast.kleinbach, kind="prices_change")) == 1
    (mail,) = mails(cast.kleinbach, kind="price_change_canceled")
    assert (mail.recipient, "12 November 2026" in mail.text) == ("berta@bakery.example", True)


def test_a_change_that_is_not_possible_on_its_day_is_called_off(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    planned(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=300))
    told(TOLD)
    change(cast.nora, DEARER)
    carry_out_due(at=NOON + timedelta(days=11))
    read_all(NOON + timedelta(days=11))
    assert len(mails(cast.kleinbach, kind="price_change_canceled")) == 1


def test_a_change_that_would_fail_is_not_announced_and_says_why(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    kept = planned(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=300))
    change(cast.nora, DEARER)
    assert told(TOLD) == 1
    assert mails(cast.kleinbach, kind="prices_change") == []
    with scoped(cast.karl.scope):
        kept.refresh_from_db()
    assert kept.error.startswith("Nobody was told: Mailbox")


@pytest.mark.parametrize("days", [0, -1, 11, 91])
def test_a_notice_goes_out_between_now_and_the_day_before(cast, days):
    with pytest.raises(Invalid) as refused:
        planned(cast.karl, DEARER, days=days)
    assert set(refused.value.fields) == {"notice_days"}
