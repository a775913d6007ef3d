"""Whoever brings the gateway's word first, the wallet is credited once (FUN-7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from handsel.cli.demo.story import Cast
from handsel.gateways.charging import learn_charge
from handsel.gateways.forms import learn_form
from handsel.gateways.hearing import hear_webhook
from handsel.gateways.known import unsealed
from handsel.gateways.models import Charge, SellerGateway
from handsel.gateways.play.signing import HEADER, signature
from handsel.gateways.top_ups import begin_top_up_form, top_up
from handsel.ledger.proof import prove_books
from tests.cast import NOON, wallet
from tests.gateways.playing import connected, opened, played, saved_card, stored, typed, wish, worked
from tests.live import TestGateway

pytestmark = pytest.mark.covers("FUN-7", "FUN-8")

LATER = NOON + timedelta(minutes=3)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of `deeds` at the same time, each in a thread with a connection of its own; return what failed."""

    def do(deed: Callable[[], Any]) -> Exception | None:
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [error for error in pool.map(do, deeds) if error]


def webhook(charge: Charge, gateway: SellerGateway, id_: str) -> Callable[[], str]:
    body = f'{{"id": "{id_}", "kind": "payment.captured", "key": "{charge.sent_key}"}}'.encode()
    signed = signature(unsealed(gateway).webhook_secret, int(LATER.timestamp()), body)
    return lambda: hear_webhook(gateway, body, {HEADER.lower(): signed}, at=LATER)


def balance(cast: Cast) -> int:
    return wallet(cast.kleinbach, cast.bakery).balance_minor


def test_webhook_redirect_and_worker_at_once_credit_once(committed_db, play_process: TestGateway, cast: Cast):
    gateway = connected(cast.karl)
    form = opened(begin_top_up_form(wanted=wish(cast.bakery), saves_card=True, by=cast.berta, at=NOON))
    assert typed(form.url, "4242424242424242")[0] == 303
    charge = stored(form.charge)

    failed = at_once(
        *(lambda: learn_form(form, at=LATER) for _ in range(3)),
        *(webhook(charge, gateway, f"ev_{number % 2}") for number in range(4)),
        *(lambda: learn_charge(charge, at=LATER) for _ in range(3)),
        lambda: worked(LATER),
        lambda: worked(LATER),
    )

    assert failed == []
    assert (stored(charge).state, balance(cast)) == ("captured", 11_000)
    assert prove_books().faults == []


def test_eight_clicks_with_one_key_charge_the_card_once(committed_db, cast: Cast):
    with played() as server:
        connected(cast.karl)
        saved_card(cast.bakery, cast.berta)

        failed = at_once(*(lambda: top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON) for _ in range(8)))

        assert {getattr(error, "code", repr(error)) for error in failed} <= {"taken"}
        assert len(server.book.rows["payments"]) == 1
    assert balance(cast) == 11_000
    assert prove_books().faults == []


def test_an_answer_that_is_lost_by_a_killed_gateway_is_found_out_when_it_is_back(committed_db, cast: Cast, tmp_path):
    with played() as server:
        connected(cast.karl)
        saved_card(cast.bakery, cast.berta)
    charge = top_up(wanted=wish(cast.bakery), by=cast.berta, at=NOON)  # nobody is there

    assert (charge.state, charge.refusal) == ("refused", "gateway_failed")
    assert len(server.book.rows["payments"]) == 0
    assert balance(cast) == 10_000
