"""A customer asks for the money of what was delivered, and reads the answer on the order (ORD-12)."""

import pytest

from handsel.cli.demo.story import Cast
from handsel.deliveries.refunding import decline_refund
from tests.cast import NOON
from tests.deliveries.refunding import delivered, line_ids, refund_of

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
    decline_refund(refund_id=refund_of(cast.karl).pk, answer="It was used", by=cast.karl, at=NOON)
    assert "It was used" in berta.get(at).content.decode()
