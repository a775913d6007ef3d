"""What a program says and nobody can use is refused by name, and a licence never arrives without its key (ORD-12)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from handsel.catalog.models import Product, Provisioning
from handsel.deliveries.address import set_delivery_address
from handsel.deliveries.moves import DeliveryState
from handsel.deliveries.telling import PAUSES, SILENT, Heard, Unreadable, tell_programs
from handsel.deliveries.working import deliver
from handsel.kernel.isolation import scoped
from handsel.orders.approval import approve_order
from handsel.orders.status import situation
from tests.cast import NOON
from tests.deliveries.delivering import deliveries, tasks, work
from tests.deliveries.test_delivering import KEY as HANDED
from tests.deliveries.test_patience import to_do
from tests.deliveries.test_programs import KEY, call_back
from tests.orders.buying import buy, leg_of

pytestmark = pytest.mark.covers("ORD-12")

NOTHING_HANDED = [
    {},
    {"service": []},
    {"service": [{"label": "Licence key", "value": " "}]},
    {"service": [{"label": "Licence key", "value": None}]},
]


def licensed(cast):
    """Let Bakery buy a licence that is delivered automatically."""
    with transaction.atomic(), scoped(cast.olga.scope):
        Product.objects.filter(seller_id=cast.operator, sku="TLS").update(provisioning=Provisioning.AUTOMATIC)
    leg = buy(cast, "TLS", "One year")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


@pytest.mark.usefixtures("db")
def test_a_licence_that_no_program_delivers_waits_for_people_who_read_why(cast):
    leg = licensed(cast)

    (task,) = tasks(cast.olga)
    assert (task.state, to_do(cast)) == ("waiting", ["waiting"])
    assert "no program delivers it" in task.trouble
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "in_progress"
    deliver(delivery_ids=[task.delivery_id], handed=HANDED, by=cast.olga, at=NOON)
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "executed"
    assert deliveries(cast.berta, leg.order_id)[0].service == HANDED.rows
    assert tasks(cast.olga)[0].trouble == ""


@pytest.mark.usefixtures("committed_db")
def test_a_program_that_is_connected_later_hears_of_the_licence_that_waits(cast, program):
    leg = licensed(cast)
    program.answers = [(200, KEY)]
    assert tell_programs(at=NOON) == 0

    set_delivery_address(url=program.url, is_on=True, version=0, by=cast.olga, at=NOON)

    assert tell_programs(at=NOON) == 1
    assert deliveries(cast.berta, leg.order_id)[0].service == KEY["service"]


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("polled", [False, True])
def test_a_licence_told_delivered_without_its_key_is_asked_for_again_and_fails_with_the_reason(
    cast, program, secret, polled
):
    waits = [(202, {"status_url": f"{program.url}/7"})] if polled else []
    program.answers = [*waits, *((200, answer) for answer in NOTHING_HANDED)]
    leg = licensed(cast)

    at = NOON
    for pause in [timedelta(), *PAUSES, timedelta(days=1)]:
        at += pause
        tell_programs(at=at)

    (own,) = deliveries(cast.olga, leg.order_id)
    assert own.state == "failed"
    assert own.reason.endswith("Say what is delivered, such as the licence key; the buyer needs it.")
    assert own.reason != SILENT


@pytest.mark.usefixtures("committed_db")
def test_a_callback_is_refused_by_the_name_of_what_is_wrong_with_it(cast, program, secret):
    program.answers = [(202, {})]
    licensed(cast)
    tell_programs(at=NOON)
    told = {"key": program.told[0]["key"], "state": "delivered", **KEY}
    _address, theirs = set_delivery_address(url=program.url, is_on=True, version=0, by=cast.nora, at=NOON)

    wrong = [
        (call_back(told, "another"), 403, "callback_unsigned", ""),
        (call_back(told, theirs, "nordlicht"), 404, "callback_unknown", ""),
        (call_back({**told, "key": str(uuid4())}, secret), 404, "callback_unknown", ""),
        (call_back([told], secret), 422, "callback_unreadable", ""),
        (call_back({**told, "key": None}, secret), 422, "callback_unreadable", "key"),
        (call_back({**told, "state": None}, secret), 422, "callback_unreadable", "state"),
        (call_back({**told, "state": "canceled"}, secret), 422, "callback_unreadable", "state"),
        (
            call_back({**told, "service": [{"label": "Key", "value": "K\0"}]}, secret),
            422,
            "callback_unreadable",
            "service",
        ),
        (call_back({**told, "state": "failed", "reason": "\ud800"}, secret), 422, "callback_unreadable", "reason"),
        (call_back({**told, "pad": "x" * 300_000}, secret), 413, "callback_too_large", ""),
        *(
            (call_back(told | KEY | nothing, secret), 422, "delivery_data_missing", "service")
            for nothing in NOTHING_HANDED[1:]
        ),
    ]

    for answer, status, code, field in wrong:
        said = answer.json()
        assert (answer.status_code, said["code"], list(said["fields"])) == (status, code, [field] if field else [])
        assert said["detail"].endswith(".")
    assert tasks(cast.olga)[0].state == "started"
    assert call_back(told, secret).json() == {"state": "delivered"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"state": ["delivered"]}, "state"),
        ({"state": "waiting"}, "state"),
        ({"service": "K-1"}, "service"),
        ({"service": {"label": "Key"}}, "service"),
        ({"service": [{"label": "Key", "value": ["K-1"]}]}, "service"),
        ({"service": [{"label": "Key\0", "value": "K-1"}]}, "service"),
        ({"service": [{"label": "Key", "value": "\udfff"}]}, "service"),
        ({"expires_on": "2027-13-01"}, "expires_on"),
        ({"expires_on": 7}, "expires_on"),
        ({"reason": {"de": "Nein"}}, "reason"),
        ({"status_url": "https://a.example/\0"}, "status_url"),
    ],
)
def test_what_cannot_be_kept_is_told_by_its_field(told, field):
    with pytest.raises(Unreadable) as refused:
        Heard.of(told, DeliveryState.DELIVERED)

    assert refused.value.field == field


def test_numbers_are_read_as_text_and_what_has_no_value_is_left_out():
    heard = Heard.of(
        {"service": [{"label": "Seats", "value": 5}, {"label": "Key", "value": None}]}, DeliveryState.STARTED
    )

    assert heard.handed.said == (("Seats", "5"),)
