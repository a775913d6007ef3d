"""How each operation on gateways and cards is called on a real object of the cast (USR-5)."""

from collections.abc import Callable
from typing import Any

from django.test import override_settings

from handsel.cli.demo import story
from handsel.gateways.charging import ChargeWanted, move_charge
from handsel.gateways.connecting import connect_gateway
from handsel.gateways.forms import begin_card_form, record_form
from handsel.gateways.interface import Card, FormSeen, FormState
from handsel.gateways.known import Credentials
from handsel.gateways.models import SellerGateway
from handsel.gateways.moves import ChargeState
from handsel.gateways.top_ups import begin_top_up
from handsel.kernel.money import Money
from tests.cast import NOON
from tests.orders.carding import unpaid_by_card

TEN = Money(1_000, "EUR")


def gateway(stage: Any) -> int:
    with override_settings(HANDSEL_TEST_GATEWAY_URL="http://localhost:1"):
        return connect_gateway(kind="test", by=stage.owner, at=NOON).pk


def stripe(stage: Any) -> SellerGateway:
    return connect_gateway(kind="stripe", credentials=Credentials("rk_test_Karls4242", ""), by=stage.owner, at=NOON)


def keys_of(gateway: SellerGateway) -> dict[str, Any]:
    assert gateway.is_on
    return {"secret": "", "webhook_secret": "whsec_Karls4242"}


def bakery_with_card(stage: Any) -> int:
    gateway(stage)
    form = begin_card_form(buyer_id=stage.cast.bakery, by=stage.owner, at=NOON)
    seen = FormSeen(FormState.DONE, Card("card_1", "Visa", "4242", 12, 2030))
    record_form(form_id=form.pk, seen=seen, by=story.system(stage.cast.kleinbach), at=NOON)
    return stage.cast.bakery


def charge_to_confirm(stage: Any) -> int:
    wanted = ChargeWanted(bakery_with_card(stage), TEN, "to-confirm")
    charge = begin_top_up(wanted=wanted, by=stage.owner, at=NOON)
    by = story.system(stage.cast.kleinbach)
    move_charge(charge_id=charge.pk, state=ChargeState.NEEDS_HOLDER, by=by, at=NOON)
    return charge.pk


OF_GATEWAYS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "gateways.cards.remove_card": lambda s, _: {"buyer_id": bakery_with_card(s)},
    "gateways.confirming.begin_confirmation": lambda s, _: {"charge_id": charge_to_confirm(s)},
    "gateways.connecting.connect_gateway": lambda _s, _by: {"kind": "test"},
    "gateways.connecting.disconnect_gateway": lambda s, _: dict.fromkeys([], gateway(s)),
    "gateways.connecting.note_test": lambda s, _: {"gateway_id": gateway(s), "fault": ""},
    "gateways.forms.begin_card_form": lambda s, _: {"buyer_id": s.cast.bakery},
    "gateways.telling.send_card_link": lambda s, _: {"buyer_id": s.cast.bakery},
    "gateways.stripe_keys.change_gateway_keys": lambda s, _: keys_of(stripe(s)),
    "gateways.top_ups.begin_top_up": lambda s, _: {"wanted": ChargeWanted(s.cast.bakery, TEN, "mine")},
    "gateways.top_ups.begin_top_up_form": lambda s, _: {
        "wanted": ChargeWanted(s.cast.bakery, TEN, "mine"),
        "saves_card": True,
    },
    "orders.approval.pay_order_again": lambda s, _: {"leg_id": unpaid_by_card(s.cast).pk},
    "ledger.charging_back.unlock_wallet": lambda s, _: {
        "buyer_id": s.cast.bakery,
        "currency": "EUR",
        "reason": "So",
    },
}
