"""Mails about funds: the warning, and the receipt that is not wanted (FUN-1, FUN-4)."""

import pytest

from handsel.kernel.money import Money
from handsel.ledger.limits import set_limits
from tests.cast import NOON
from tests.mail.reading import mails, read_all

pytestmark = pytest.mark.django_db


@pytest.mark.covers("FUN-4")
def test_whoever_buys_is_warned_by_mail_in_the_sellers_brand(cast):
    read_all(NOON)
    low = Money(20_000, "EUR")
    set_limits(buyer_id=cast.bakery, credit_limit=Money(0, "EUR"), low_balance=low, by=cast.karl, at=NOON)
    read_all(NOON)

    (mail,) = [mail for mail in mails(cast.kleinbach) if mail.kind == "funds_low"]

    assert mail.recipient == "berta@bakery.example"
    assert "€100.00" in mail.subject
    assert "less than €200.00" in mail.text
    assert "Nordlicht" not in mail.html
