"""A supplier's program is told what to deliver, at least once, and what it answers counts once (ORD-12)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from handsel.deliveries.address import (
    DeliveryAddressSilent,
    NoDeliveryAddress,
    set_delivery_address,
    try_delivery_address,
)
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.rules import DeliveryBegun
from handsel.deliveries.signing import is_signed, signature_of
from handsel.deliveries.telling import PAUSES, tell_programs
from handsel.deliveries.working import retry_deliveries
from handsel.kernel import clock
from handsel.kernel.isolation import Reading
from handsel.kernel.refusal import Invalid
from handsel.ledger.proof import prove_books
from handsel.orders.approval import approve_order
from handsel.orders.status import situation
from tests.cast import NOON
from tests.deliveries.delivering import deliveries, tasks, work
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, leg_of

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-12")]

KEY = {"service": [{"label": "Licence key", "value": "K-1"}], "expires_on": "2027-11-02"}


def bought(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


def state(cast) -> str:
    return tasks(cast.olga)[-1].state


def test_a_program_is_told_signed_and_delivers_at_once(cast, program, secret):
    program.answers = [(200, KEY)]
    leg = bought(cast)
    assert state(cast) == "waiting"

    assert tell_programs(at=NOON) == 1
    assert tell_programs(at=NOON + timedelta(days=1)) == 0

    ((_method, _path, headers, body),) = program.heard
    assert is_signed(secret, body, headers["Handsel-Signature"], at=NOON)
    assert not is_signed("other", body, headers["Handsel-Signature"], at=NOON)
    assert not is_signed(secret, body, headers["Handsel-Signature"], at=NOON + timedelta(minutes=6))
    assert headers["Idempotency-Key"] == str(tasks(cast.olga)[0].key) == program.told[0]["key"]
    told = program.told[0]
    assert (told["order"], told["product"], told["quantity"]) == (leg.number, "Web hosting Start", 1)
    assert told["buyer"]["name"] == "Nordlicht"
    assert "Bakery" not in body.decode()
    assert deliveries(cast.berta, leg.order_id)[0].service == KEY["service"]
    assert delivery_faults() == []


@pytest.mark.parametrize(
    "answer", [(500, {}), (429, {}), (302, {}), (200, b"<html>"), (200, []), (200, {"state": "so"})]
)
def test_what_is_no_answer_is_asked_again_with_the_same_key_and_fails_after_five_times(cast, program, secret, answer):
    program.answers = [answer]
    bought(cast)
    at = NOON
    for pause in PAUSES:
        assert tell_programs(at=at) == 1
        assert tell_programs(at=at) == 0
        at += pause

    assert state(cast) == "failed"
    assert tasks(cast.olga)[0].trouble
    assert len({told["key"] for told in program.told}) == 1
    assert len(program.told) == 5
    program.answers = [(200, {})]
    retry_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], by=cast.olga, at=at)
    tell_programs(at=at)
    assert state(cast) == "delivered"
    assert tasks(cast.olga)[0].trouble == ""
    assert delivery_faults() == []


def test_a_program_that_is_away_is_asked_again(cast, program, secret):
    bought(cast)
    program.server_close()
    program.shutdown()

    tell_programs(at=NOON)

    assert state(cast) == "started"
    assert "does not answer" in tasks(cast.olga)[0].trouble


def test_a_program_refuses_with_its_reason(cast, program, secret):
    program.answers = [(422, {"reason": "No such domain"})]
    leg = bought(cast)

    tell_programs(at=NOON)

    assert state(cast) == "failed"
    assert deliveries(cast.nora, leg.order_id)[-1].reason == "No such domain"


def test_what_the_program_may_have_heard_of_is_not_canceled_below(cast, program, secret):
    program.answers = [(202, {})]
    leg = bought(cast)
    tell_programs(at=NOON)

    with pytest.raises(DeliveryBegun):
        cancel_settled_order(leg_id=leg.pk, reason="Twice", by=cast.karl, at=NOON)


def test_a_program_that_accepts_is_asked_at_its_status_address(cast, program, secret):
    program.answers = [(202, {"status_url": f"{program.url}/7"}), (202, {}), (500, {}), (200, KEY)]
    bought(cast)
    at = NOON
    for expected in ("started", "started", "started", "delivered"):
        tell_programs(at=at)
        assert state(cast) == expected
        at += timedelta(minutes=2)

    assert [(method, path) for method, path, *_ in program.heard] == [("POST", "/orders")] + [("GET", "/orders/7")] * 3


def call_back(told: dict, secret: str, portal: str = "operator"):
    body = json.dumps(told).encode()
    client = Client(SERVER_NAME=f"{portal}.localhost", SERVER_PORT="8000")
    signed = {"Handsel-Signature": signature_of(secret, body, at=clock.now())}
    return client.post("/deliveries/callback/", body, content_type="application/json", headers=signed)


def test_a_program_calls_back_and_twice_is_as_once(cast, program, secret):
    program.answers = [(202, {})]
    leg = bought(cast)
    tell_programs(at=NOON)
    assert tell_programs(at=NOON + timedelta(hours=23)) == 0
    told = {"key": program.told[0]["key"], "state": "delivered", **KEY}

    answers = [call_back(told, secret), call_back(told, secret), call_back({**told, "state": "failed"}, secret)]

    assert [(one.status_code, one.json()["state"]) for one in answers] == [(200, "delivered")] * 3
    assert deliveries(cast.berta, leg.order_id)[0].service == KEY["service"]


def test_a_program_that_was_told_and_begins_after_it_is_tried_again_is_at_work(cast, program, secret):
    program.answers = [(422, {"reason": "Not now"})]
    leg = bought(cast)
    tell_programs(at=NOON)
    retry_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], by=cast.olga, at=NOON)
    assert state(cast) == "waiting"

    answer = call_back({"key": program.told[0]["key"], "state": "started"}, secret)

    assert (answer.status_code, answer.json()["state"]) == (200, "started")
    assert deliveries(cast.olga, leg.order_id)[0].state == "started"


@pytest.mark.covers("MAI-1")
def test_a_late_success_counts_after_a_failure_and_is_told(cast, program, secret):
    program.answers = [(422, {"reason": "The registry is away"})]
    leg = bought(cast)
    tell_programs(at=NOON)
    assert state(cast) == "failed"
    told = {"key": program.told[0]["key"], "state": "delivered", **KEY}

    assert call_back({**told, "state": "failed"}, secret).json() == {"state": "failed"}
    assert call_back(told, secret).json() == {"state": "delivered"}

    work()
    (seen,) = deliveries(cast.berta, leg.order_id)
    assert (seen.state, seen.service, seen.reason) == ("delivered", KEY["service"], "")
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "executed"
    assert delivery_faults() == []


def test_a_success_after_the_money_went_back_is_refused_by_name_and_staff_are_told_once(cast, program, secret):
    program.answers = [(422, {"reason": "The registry is away"})]
    bought(cast)
    tell_programs(at=NOON)
    give_back_line(delivery_id=tasks(cast.olga)[0].delivery_id, reason="No", by=cast.olga, at=NOON)
    told = {"key": program.told[0]["key"], "state": "delivered", **KEY}

    answers = [call_back(told, secret), call_back(told, secret)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "delivery_paid_back")] * 2
    assert call_back({**told, "state": "failed"}, secret).json() == {"state": "canceled"}
    assert state(cast) == "canceled"
    read_all(clock.now())
    ours = [mail for mail in mails(cast.operator, seller_id=cast.operator) if mail.kind == "delivered_in_vain"]
    assert [mail.recipient for mail in ours] == ["olga@handsel.example"]
    assert prove_books().faults == delivery_faults() == []


def test_what_was_delivered_and_taken_back_is_no_surprise(cast, program, secret):
    program.answers = [(200, KEY)]
    bought(cast)
    tell_programs(at=NOON)
    give_back_line(delivery_id=tasks(cast.olga)[0].delivery_id, reason="No", by=cast.olga, at=NOON)

    again = call_back({"key": program.told[0]["key"], "state": "delivered", **KEY}, secret)

    assert again.json()["code"] == "delivery_paid_back"
    read_all(clock.now())
    assert "delivered_in_vain" not in {mail.kind for mail in mails(cast.operator, seller_id=cast.operator)}


def test_callbacks_that_are_foreign_unknown_or_unsigned_change_nothing(cast, program, secret):
    program.answers = [(202, {})]
    bought(cast)
    tell_programs(at=NOON)
    told = {"key": program.told[0]["key"], "state": "delivered"}
    _address, theirs = set_delivery_address(url=program.url, is_on=True, version=0, by=cast.nora, at=NOON)

    codes = [
        call_back(told, "wrong").json()["code"],
        call_back(told, secret, "suedwind").json()["code"],
        call_back(told, theirs, "nordlicht").json()["code"],
        call_back({**told, "key": str(uuid4())}, secret).json()["code"],
        call_back({**told, "key": 7}, secret).json()["code"],
        call_back({**told, "state": "canceled"}, secret).json()["code"],
        call_back({**told, "service": [{"label": "x"}]}, secret).json()["code"],
    ]

    assert codes == ["callback_unsigned"] * 2 + ["callback_unknown"] * 2 + ["callback_unreadable"] * 3
    assert state(cast) == "started"


def test_the_address_is_tried(cast, program, secret):
    with Reading(cast.olga.scope):
        assert try_delivery_address(by=cast.olga, at=NOON) == 200
    program.answers = [(500, {})]
    with Reading(cast.olga.scope), pytest.raises(DeliveryAddressSilent, match="status 500"):
        try_delivery_address(by=cast.olga, at=NOON)
    with Reading(cast.nora.scope), pytest.raises(NoDeliveryAddress):
        try_delivery_address(by=cast.nora, at=NOON)


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example", "http://x.example", "https://", "https://a@b.example", "https://[", "x" * 501]
)
def test_only_a_whole_address_is_kept(cast, settings, url):
    settings.HANDSEL_OUTGOING_LOCAL = False
    with pytest.raises(Invalid) as refused:
        set_delivery_address(url=url, is_on=True, version=0, by=cast.olga, at=NOON)

    assert set(refused.value.fields) == {"url"}


def test_an_address_within_the_own_network_is_not_asked(cast, program, secret, settings):
    bought(cast)
    settings.HANDSEL_OUTGOING_LOCAL = False

    tell_programs(at=NOON)

    assert program.heard == []
    assert "only https" in tasks(cast.olga)[0].trouble


def test_a_secret_that_cannot_be_read_any_more_is_told(cast, program, secret, settings):
    bought(cast)
    settings.SECRET_KEY = "another"

    tell_programs(at=NOON)

    assert program.heard == []
    assert "make a new one" in tasks(cast.olga)[0].trouble
