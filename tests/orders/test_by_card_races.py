"""Orders paid by card under many hands, and with every step the last before a kill (ORD-4, FUN-8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from handsel.cli.demo.story import Cast
from handsel.gateways import charging, order_charges
from handsel.gateways.play.server import PlayServer
from handsel.gateways.play_gateway import PlayGateway
from handsel.gateways.reconciling import ask_gateways
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order, pay_order_again, reject_order
from handsel.orders.models import Leg
from tests.cast import NOON, wallet
from tests.gateways.playing import DECLINED_LATER, saved_card
from tests.orders.buying import buy, leg_of
from tests.orders.carding import SOON, charges, emptied, proven, turned, with_card

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-4", "FUN-8")]

LATER = SOON + timedelta(minutes=3)


class Killed(BaseException):
    """The process is gone."""


def at_once(deeds: list[Callable[[], Any]]) -> list[str]:
    """Do all `deeds` at the same time, each on a connection of its own, and return the sorted answers."""

    def one(deed: Callable[[], Any]) -> str:
        try:
            return str(deed())
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(one, deeds))


def ready(cast: Cast, number: str = "4242424242424242") -> Leg:
    with_card(cast.karl, cast.bakery, number)
    emptied(cast, cast.kleinbach, cast.bakery)
    return buy(cast)


def payments(play: PlayServer) -> list[str]:
    return sorted(row["state"] for row in play.book.rows["payments"].values())


def is_settled(cast: Cast, leg: Leg) -> bool:
    return bool(leg_of(cast.karl, leg.order_id, cast.bakery).settled_at)


def test_eight_clicks_and_three_workers_charge_the_card_once(cast, play):
    leg = ready(cast)

    answers = at_once([lambda: approve_order(leg_id=leg.pk, by=cast.karl, at=NOON).payment] * 8)
    at_once([turned] * 3)

    assert answers == ["on_card"] + ["order_accepted_already"] * 7
    assert is_settled(cast, leg)
    assert payments(play) == ["captured"]
    assert charges(cast.kleinbach) == [("captured", "capture")]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 0
    proven()


def test_a_cancellation_while_the_bank_is_asked_takes_all_or_nothing(cast, play):
    leg = ready(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    def cancel() -> str:
        return reject_order(leg_id=leg.pk, reason="Out of stock", by=cast.karl, at=SOON).fulfilment

    answers = at_once([turned, turned, cancel])
    turned(LATER)
    turned(LATER + timedelta(minutes=5))

    assert is_settled(cast, leg) == ("canceled" not in answers)
    assert payments(play) in ([["captured"]] if is_settled(cast, leg) else [["voided"], []])
    assert {aim for _, aim in charges(cast.kleinbach)} == {"capture" if is_settled(cast, leg) else "void"}
    proven()


def test_a_card_that_is_asked_again_by_many_is_asked_once(cast, play):
    leg = ready(cast, DECLINED_LATER)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()
    for card in play.book.rows["cards"].values():
        card["fate"] = "pays"

    def again() -> str:
        return pay_order_again(leg_id=leg.pk, by=cast.karl, at=NOON).payment

    answers = at_once([again] * 6)
    turned(LATER)

    assert set(answers) <= {"on_card", "order_status_conflict"}
    assert charges(cast.kleinbach) == [("refused", "void"), ("captured", "capture")]
    assert payments(play) == ["captured", "refused"]
    proven()


def test_a_new_card_and_a_retry_at_once_charge_one_of_them(cast, play):
    leg = ready(cast, DECLINED_LATER)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    turned()

    at_once(
        [
            lambda: saved_card(cast.bakery, cast.karl, "5555555555554444"),
            lambda: pay_order_again(leg_id=leg.pk, by=cast.karl, at=NOON).payment,
            turned,
        ]
    )
    turned(LATER)
    turned(LATER + timedelta(minutes=5))

    assert is_settled(cast, leg)
    assert payments(play).count("captured") == 1
    assert "authorised" not in payments(play)
    proven()


def before(step: str) -> tuple[Any, str]:
    return PlayGateway, step


AFTER = (order_charges, "record_payment"), (charging, "record_payment"), (charging, "move_charge")


@pytest.mark.parametrize(
    ("place", "name"),
    [before("authorise"), before("capture"), before("look_up"), *AFTER],
    ids=["before asking", "before taking", "before looking up", "answer of asking", "answer of taking", "silence"],
)
@pytest.mark.parametrize("number", ["4242424242424242", "4000000000000101"], ids=["answers", "answer is lost"])
def test_a_worker_that_is_killed_at_a_step_leaves_what_another_goes_on_from(
    cast, play, monkeypatch, place, name, number
):
    leg = ready(cast, number)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(place, name, kill)
        for minutes in (0, 2):
            try:
                turned(SOON + timedelta(minutes=minutes))
            except Killed:
                connection.close()
    for minutes in (4, 6, 9):
        turned(SOON + timedelta(minutes=minutes))

    assert is_settled(cast, leg)
    assert payments(play) == ["captured"]
    assert charges(cast.kleinbach) == [("captured", "capture")]
    proven()


def test_a_worker_that_is_killed_while_letting_go_leaves_what_another_lets_go(cast, play, monkeypatch):
    leg = ready(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert ask_gateways(at=SOON) == 1
    reject_order(leg_id=leg.pk, reason="Out of stock", by=cast.karl, at=SOON)

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(charging, "record_payment", kill)
        with pytest.raises(Killed):
            turned(SOON + timedelta(seconds=5))
    turned(LATER)

    assert payments(play) == ["voided"]
    assert charges(cast.kleinbach) == [("voided", "void")]
    proven()
