"""A customer asks for the money of what was delivered, and reads the answer on the order (ORD-12)."""

import re

import pytest
from django.db import transaction
from django.utils import translation

from handsel.cli.demo.story import Cast
from handsel.deliveries.giving_back import give_back_line
from handsel.deliveries.refunding import decline_refund
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.deliveries.delivering import by_hand, tasks, work
from tests.deliveries.refunding import delivered, line_ids, refund_of
from tests.orders.buying import buy, fill_cart
from tests.signups.visitors import portal_lets

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]


def test_a_customer_asks_and_reads_the_answer(berta, cast: Cast):
    leg = delivered(cast)
    at = f"/orders/{leg.number}/"
    assert "Ask for the money back" in berta.get(at).content.decode()
    assert "answers here" in berta.get(f"{at}refund/").content.decode()
    typed = {"lines": line_ids(cast.karl, leg), "back": "bank_transfer", "reason": "Not what we need"}
    assert berta.post(f"{at}refund/", **(typed | {"lines": []})).status_code == 422

    assert berta.post(f"{at}refund/", **typed).status_code == 302

    shown = berta.get(at).content.decode()
    assert "By bank transfer" in shown
    assert "Not what we need" in shown
    assert "Ask for the money back" not in shown
    assert "what you ordered is ready." in shown
    decline_refund(refund_id=refund_of(cast.karl).pk, answer="It was used", by=cast.karl, at=NOON)
    assert "It was used" in berta.get(at).content.decode()


def test_what_was_paid_back_of_an_order_is_told_on_its_page(berta, cast: Cast):
    by_hand(cast, "MAIL")
    fill_cart(cast)
    leg = buy(cast, "MAIL")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    task = next(task for task in tasks(cast.olga) if task.way == "manual")

    give_back_line(delivery_id=task.delivery_id, reason="Out of mailboxes", by=cast.olga, at=NOON)

    page = berta.text(f"/orders/{leg.number}/")
    assert "what you ordered is ready, except what was paid back to your funds" in page
    assert re.search(r"Paid back Mailbox · €\d+\.\d\d", page.split("What happened so far", 1)[1])
    assert "Out of mailboxes" not in page
    paper = berta.get(f"/orders/{leg.number}/print/").content.decode()
    assert ">Executed<" in paper
    assert paper.count(">Paid back</span>") == 1
    assert '>Paid back</th><td class="is-amount">' in paper
    assert "Out of mailboxes" not in paper


@pytest.mark.covers("USR-9")
@pytest.mark.parametrize("language", ["de", "nl", "ar"])
def test_a_refund_says_how_it_stands_and_names_no_federal_state(berta, cast: Cast, language: str):
    portal_lets(cast.karl, languages=["en", language])
    leg = delivered(cast)
    typed = {"lines": line_ids(cast.karl, leg), "back": "bank_transfer", "reason": "Not what we need"}
    berta.post(f"/orders/{leg.number}/refund/", **typed)
    with transaction.atomic(), scoped(cast.karl.scope):
        User.objects.filter(pk=cast.berta.user_id).update(language=language)

    page = berta.get(f"/orders/{leg.number}/").content.decode()

    with translation.override(language):
        assert f"<dt>{translation.pgettext('how it stands', 'State')}</dt>" in page
        assert f"<dt>{translation.gettext('State')}</dt>" not in page
