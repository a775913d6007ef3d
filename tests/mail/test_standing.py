"""What the people of an account read when it is suspended, deactivated, or let go on (ACC-6, MAI-1)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.accounts.suspending import activate_account, deactivate_account, lift_suspension, suspend_account
from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.mail.models import Message
from tests.cast import NOON
from tests.mail.reading import mails, read_all

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def new_mails(cast):
    """The mails that a seller got to send since the cast was made."""
    read_all(NOON)
    seen = {}
    for seller in (cast.nordlicht, cast.kleinbach):
        with transaction.atomic(), scoped(system(seller).scope):
            seen[seller] = max(Message.objects.values_list("pk", flat=True), default=0)

    def since(seller: int) -> list[Message]:
        read_all(LATER)
        return [mail for mail in mails(seller, seller_id=seller) if mail.pk > seen[seller]]

    return since


@pytest.mark.covers("MAI-1", "ACC-6")
def test_who_is_suspended_or_deactivated_or_let_go_on_is_told_why(cast, new_mails):
    until = NOON + timedelta(days=7)
    suspend_account(account_id=cast.bakery, reason="Two invoices <late>", until=until, by=cast.karl, at=NOON)
    lift_suspension(account_id=cast.bakery, reason="Paid", by=cast.karl, at=NOON)
    deactivate_account(account_id=cast.bakery, reason="Being sold", by=cast.karl, at=NOON)
    activate_account(account_id=cast.bakery, reason="Sold", by=cast.karl, at=NOON)

    made = new_mails(cast.kleinbach)

    assert [(mail.kind, mail.recipient) for mail in made] == [
        (kind, "berta@bakery.example")
        for kind in ("account_suspended", "suspension_lifted", "account_deactivated", "account_activated")
    ]
    suspended = made[0].text
    assert "Two invoices <late>" in suspended
    assert "Until: 9 November 2026" in suspended, suspended
    assert "http://kleinbach.localhost:8000/funds/" in suspended
    assert all(reason in mail.text for reason, mail in zip(("Paid", "Being sold", "Sold"), made[1:], strict=True))
    assert not any("Nordlicht" in mail.html for mail in made)


@pytest.mark.covers("MAI-1", "ACC-6")
def test_a_suspended_reseller_is_told_by_its_own_seller_and_nobody_below_it(cast, new_mails):
    suspend_account(account_id=cast.kleinbach, reason="Owes us", by=cast.nora, at=NOON)

    (mail,) = new_mails(cast.nordlicht)

    assert mail.kind == "account_suspended"
    assert mail.buyer_id == cast.kleinbach
    assert new_mails(cast.kleinbach) == []
