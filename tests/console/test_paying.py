"""Payments by card on the console: the gateway, a card by telephone, the own wallet (ACC-20, BIL-3, FUN-7)."""

import re

import pytest

from handsel.accounts.models import PaymentMethod
from handsel.accounts.payment import set_payment_method
from handsel.cli.demo.story import Cast
from handsel.gateways.charging import record_payment
from handsel.gateways.interface import Dispute, Payment, PaymentState
from handsel.gateways.top_ups import top_up
from handsel.identity.actor import system
from handsel.kernel.refusal import Invalid
from tests.api.calling import number_of
from tests.cast import NOON, wallet
from tests.gateways.playing import PAYS, connected, played, saved_card, typed, wish
from tests.storefront.visitors import words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-20", "FUN-7", "BIL-3")]


@pytest.fixture
def play():
    with played() as server:
        yield server


@pytest.fixture
def record(cast: Cast) -> str:
    return f"/console/accounts/{number_of(cast.bakery, cast.karl)}"


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None, page
    return match[1]


def gateway_in(answer) -> str:
    return answer.headers.get("HX-Redirect") or found(r'content="0;url=(http[^"]+)"', answer.content.decode())


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_a_gateway_is_connected_tested_and_disconnected(karl, cast, play):
    assert "No payments by card yet" in words(karl.get("/console/settings/payments/"))
    karl.post("/console/settings/payments/connect/")
    assert "play money only" in words(karl.get("/console/settings/payments/"))

    karl.post("/console/settings/payments/test/")
    assert "The gateway answers." in words(karl.get("/console/settings/payments/"))
    assert "seen to its end" in words(karl.get("/console/settings/payments/disconnect/"))
    karl.post("/console/settings/payments/disconnect/", {"sure": "on"})

    assert "No payments by card yet" in words(karl.get("/console/settings/payments/"))


def test_a_gateway_that_does_not_answer_is_told_as_such(karl, cast, play):
    connected(cast.karl)
    play.shutdown()
    play.server_close()

    karl.post("/console/settings/payments/test/")

    assert "does not answer" in words(karl.get("/console/settings/payments/"))


def test_staff_save_a_card_by_telephone_charge_it_and_remove_it(karl, cast, play, record):
    connected(cast.karl)
    back = typed(gateway_in(karl.post(f"{record}/payment-details/card/")), PAYS)[1]
    karl.get(path_of(back))
    assert "Visa …4242" in words(karl.get(f"{record}/payment-details/"))

    key = found(r'name="key" value="([^"]+)"', karl.get(f"{record}/funds/top-up/").content.decode())
    sent = karl.post(f"{record}/funds/top-up/", {"amount": "5.00", "card": "on_file", "key": key})
    assert "Paid" in words(karl.get(sent.headers["Location"]))
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_500

    assert "charged no more" in words(karl.get(f"{record}/payment-details/card/remove/"))
    karl.post(f"{record}/payment-details/card/remove/", {"sure": "on"})
    assert "No card is on file" in words(karl.get(f"{record}/payment-details/"))


def test_a_card_is_typed_to_be_charged_at_once(karl, cast, play, record):
    connected(cast.karl)
    key = found(r'name="key" value="([^"]+)"', karl.get(f"{record}/funds/top-up/").content.decode())
    sent = karl.post(f"{record}/funds/top-up/", {"amount": "5", "card": "another", "key": key})

    back = typed(gateway_in(sent), PAYS)[1]
    charge = karl.get(path_of(back)).headers["Location"]

    assert "Paid" in words(karl.get(charge))


def test_a_link_by_mail_is_asked_for(karl, cast, play, record):
    connected(cast.karl)

    karl.post(f"{record}/payment-details/link/")

    assert "A mail asks for a card to be saved." in words(karl.get(f"{record}/timeline/"))


def test_who_only_reads_sees_the_card_and_cannot_touch_it(ruth, cast, play, record):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)

    assert "Visa …4242" in words(ruth.get(f"{record}/payment-details/"))
    for path in ("payment-details/card/", "payment-details/link/", "payment-details/card/remove/", "funds/top-up/"):
        assert ruth.post(f"{record}/{path}", {"sure": "on"}).status_code == 403, path
    assert ruth.post("/console/settings/payments/connect/").status_code == 403


def test_a_locked_wallet_says_so_and_is_unlocked_with_a_reason(karl, cast, play, record):
    connected(cast.karl)
    saved_card(cast.bakery, cast.berta)
    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)
    lost = Payment(charge.sent_key, charge.reference, PaymentState.CAPTURED, charge.amount, 1_000, 0, Dispute.LOST)
    record_payment(charge_id=charge.pk, seen=lost, by=system(cast.kleinbach), at=NOON)

    assert "a bank took a payment back" in words(karl.get(f"{record}/funds/"))
    assert "Unlock" in words(karl.get(f"{record}/funds/unlock/"))
    assert karl.post(f"{record}/funds/unlock/", {"reason": ""}).status_code == 422
    karl.post(f"{record}/funds/unlock/", {"reason": "They paid"})

    assert "a bank took a payment back" not in words(karl.get(f"{record}/funds/"))


def test_a_reseller_tops_up_its_own_wallet_at_its_provider(karl, cast, play):
    assert "Top up by card" not in words(karl.get("/console/funds/own/"))
    connected(cast.nora)
    assert "Top up by card" in words(karl.get("/console/funds/own/"))
    before = wallet(cast.nordlicht, cast.kleinbach).balance_minor
    key = found(r'name="key" value="([^"]+)"', karl.get("/console/funds/own/top-up/").content.decode())
    sent = karl.post("/console/funds/own/top-up/", {"amount": "7.00", "card": "another", "keep": "on", "key": key})

    back = typed(gateway_in(sent), PAYS)[1]
    charge = karl.get(path_of(back)).headers["Location"]
    assert "Paid" in words(karl.get(charge))

    page = karl.get("/console/funds/own/top-up/").content.decode()
    assert "Visa …4242, on file" in page
    key = found(r'name="key" value="([^"]+)"', page)
    sent = karl.post("/console/funds/own/top-up/", {"amount": "3.00", "card": "on_file", "key": key})
    assert "Paid" in words(karl.get(sent.headers["Location"]))
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == before + 1_000


def test_who_moves_no_money_does_not_pay_the_provider(ruth, cast, play):
    connected(cast.nora)

    assert ruth.get("/console/funds/own/top-up/").status_code == 403
    assert "Top up by card" not in words(ruth.get("/console/funds/own/"))


def test_customers_pay_by_card_once_there_is_a_gateway(cast, play):
    with pytest.raises(Invalid, match="not set up"):
        set_payment_method(account_id=cast.bakery, method=PaymentMethod.CARD, by=cast.karl, at=NOON)
    connected(cast.karl)

    edge = set_payment_method(account_id=cast.bakery, method=PaymentMethod.CARD, by=cast.karl, at=NOON)

    assert edge.payment_method == "card"


@pytest.mark.covers("FUN-6")
def test_what_came_by_card_is_paid_back_and_not_reversed_at_the_desk(karl, cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.karl)
    charge = top_up(wanted=wish(cast.bakery), by=cast.karl, at=NOON)
    receipt = f"/console/funds/receipts/{charge.receipt.number}/"

    page = words(karl.get(receipt))
    assert "This came from a card. Pay it back, which sends it to the card." in page
    assert "By credit card, it is sent to the card by itself" in words(karl.get(f"{receipt}refund/"))
    assert karl.get(f"{receipt}reverse/").status_code == 409

    paid_out = {"amount": "4.00", "reason": "Not needed", "method": "card", "reference": ""}
    key = found(r'name="key" value="([^"]+)"', karl.get(f"{receipt}refund/").content.decode())
    karl.post(f"{receipt}refund/", paid_out | {"key": key})
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_600
    assert "cannot be called back" in words(karl.get("/console/funds/documents/payout/1001/"))
    assert karl.post("/console/funds/documents/payout/1001/reverse/", {"reason": "Oops"}).status_code == 409
