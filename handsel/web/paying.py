"""What paying by card has in common in both faces: the form, the way to the gateway's page and back (ACC-20, FUN-7)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urljoin

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from handsel.gateways.charging import ChargeWanted
from handsel.gateways.confirming import banks_page
from handsel.gateways.forms import Ways, learn_form, open_form
from handsel.gateways.hearing import learn
from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.gateways.models import CardForm, Charge, SavedCard
from handsel.gateways.moves import OPEN, ChargeState
from handsel.gateways.top_ups import begin_top_up_form, top_up
from handsel.identity.actor import SYSTEM, Actor
from handsel.kernel import chance
from handsel.kernel.refusal import Refusal
from handsel.web.amounts import typed_money
from handsel.web.forms import HouseForm

log = logging.getLogger(__name__)

ON_FILE, ANOTHER = "on_file", "another"

REFUSALS: Mapping[str, str | Promise] = {
    "declined": gettext_lazy("The bank declined the card."),
    "insufficient_funds": gettext_lazy("There is too little money on the card."),
    "card_expired": gettext_lazy("The card has expired."),
    "card_data_wrong": gettext_lazy("The bank does not know a card with this number, expiry and code."),
    "card_gone": gettext_lazy("The gateway does not keep this card any more. Save it again."),
    "authentication_required": gettext_lazy("The bank wants the cardholder to confirm each payment with this card."),
    "not_confirmed": gettext_lazy("The payment was not confirmed at the bank."),
    "limit_reached": gettext_lazy("The limit of the card is reached."),
    "try_again_later": gettext_lazy("The bank could not decide just now. Try again later."),
    "currency_not_taken": gettext_lazy("The card cannot be charged in this currency."),
    "amount_not_taken": gettext_lazy("The gateway takes no such amount in this currency."),
    "amount_too_small": gettext_lazy("The amount is too small for a payment by card."),
    "amount_too_large": gettext_lazy("The amount is too large for a payment by card."),
    "gateway_failed": gettext_lazy("The payment gateway could not be reached."),
    "not_sent": gettext_lazy("The payment gateway could not be reached."),
}
"""What a gateway says -> what people read."""


class TopUpForm(HouseForm):
    """How much, and by which card. `key` is made once for the page, so that pressing the button twice pays once."""

    ids = "topup_%s"
    amount = forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    card = forms.ChoiceField(label=gettext_lazy("Pay with"), widget=forms.RadioSelect)
    keep = forms.BooleanField(label=gettext_lazy("Keep this card for the next time"), required=False)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, card: SavedCard | None, **options: Any) -> None:
        first = ON_FILE if card else ANOTHER
        super().__init__(*args, initial={"key": chance.secret(), "card": first, "keep": card is None}, **options)
        self.currency = currency
        self.fields["amount"].label = _("Amount in %s") % currency
        kept = [(ON_FILE, _("%s, on file") % card)] if card else []
        self.fields["card"].choices = [*kept, (ANOTHER, _("Another card"))]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Payer:
    """Who pays: `by` for `buyer_id`."""

    buyer_id: int
    by: Actor


def pay(payer: Payer, form: TopUpForm, typed: dict[str, Any], at: datetime) -> Charge | CardForm:
    """Do what was typed: charge the card on file, or write down a visit to the gateway's page. Raises Refusal."""
    wanted = ChargeWanted(payer.buyer_id, typed_money(typed["amount"], form.currency), f"screen:{typed['key']}")
    if typed["card"] == ON_FILE:
        return top_up(wanted=wanted, by=payer.by, at=at)
    return begin_top_up_form(wanted=wanted, saves_card=typed["keep"], by=payer.by, at=at)


def webhook_at(root: str, form: CardForm) -> str:
    """Return where the gateway tells what came of a form, at the portal whose address is `root`."""
    return urljoin(root, reverse("gateway-webhook", args=[form.gateway_id]))


def lead_to_gateway(
    request: HttpRequest, form: CardForm, *, back: str, title: str, at: datetime, root: str = ""
) -> HttpResponse:
    """Lead the browser to the gateway's page, from which it comes to `back`. Raises GatewayFailed.

    `title` and `root` are what the portal that is paid is called and its address; this one's where it is not given.
    A page in between leads on by itself: forms of ours lead nowhere else (Content-Security-Policy).
    """
    description = _("Pay %s") % title if form.charge_id else _("Your card for %s") % title
    webhook = webhook_at(root or request.build_absolute_uri("/"), form)
    ways = Ways(request.build_absolute_uri(back), webhook, description, get_language() or "en")
    return _leave(request, open_form(form, ways, at=at).url)


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return render(request, "web/leaving.html", {"address": address})


def lead_to_bank(request: HttpRequest, charge: Charge, *, back: str, at: datetime) -> HttpResponse:
    """Lead the browser to the page on which the bank asks the cardholder, from which it comes to `back`.

    It goes straight there when there is nothing to confirm any more. Raises GatewayFailed.
    """
    address = banks_page(charge, request.build_absolute_uri(back), at=at) or back
    return _leave(request, address)


def learned_form(form: CardForm, at: datetime) -> None:
    """Ask the gateway what came of a form that somebody has come back from; silence is no fault of theirs."""
    try:
        learn_form(form, at=at)
    except (NoAnswer, GatewayFailed) as error:
        log.warning("form %s: the gateway could not be asked: %s", form.pk, error)


def learned_charge(charge: Charge, at: datetime) -> None:
    """Ask the gateway about a charge whose buyer waits for the answer."""
    if charge.state not in OPEN | {ChargeState.NEEDS_HOLDER}:
        return
    try:
        learn(charge, at=at)
    except (NoAnswer, GatewayFailed, Refusal) as error:
        log.warning("charge %s: the gateway could not be asked: %s", charge.pk, error)


class Outcome(NamedTuple):
    """Where a payment has come to, as its buyer reads it."""

    icon: str
    title: str | Promise
    text: str | Promise


OUTCOMES: Mapping[str, Outcome] = {
    ChargeState.CAPTURED: Outcome(
        "circle-check",
        gettext_lazy("Paid"),
        gettext_lazy("The amount stands on the account, and the receipt comes by mail."),
    ),
    ChargeState.PARTLY_REFUNDED: Outcome(
        "receipt-refund",
        ChargeState.PARTLY_REFUNDED.label,
        gettext_lazy("Part of the amount went back to the card. The rest stands on the account."),
    ),
    ChargeState.REFUNDED: Outcome(
        "receipt-refund", ChargeState.REFUNDED.label, gettext_lazy("The amount went back to the card.")
    ),
    ChargeState.DISPUTED: Outcome(
        "alert-triangle",
        ChargeState.DISPUTED.label,
        gettext_lazy("The bank took the amount back until it has decided. It does not stand on the account."),
    ),
    ChargeState.CHARGED_BACK: Outcome(
        "alert-triangle",
        ChargeState.CHARGED_BACK.label,
        gettext_lazy("The bank took the amount back. It does not stand on the account."),
    ),
    ChargeState.VOIDED: Outcome(
        "credit-card-off",
        ChargeState.VOIDED.label,
        gettext_lazy("The reserved amount was let go. Nothing was taken."),
    ),
}


@dataclass(frozen=True)
class SeenCharge:
    """A charge as a page tells of it."""

    charge: Charge

    TONES: ClassVar[Mapping[str, str]] = {
        ChargeState.CAPTURED: "green",
        ChargeState.STARTED: "yellow",
        ChargeState.UNKNOWN: "yellow",
        ChargeState.NEEDS_HOLDER: "yellow",
        ChargeState.AUTHORISED: "blue",
        ChargeState.DISPUTED: "red",
        ChargeState.CHARGED_BACK: "red",
        ChargeState.REFUSED: "red",
    }

    @property
    def tone(self) -> str:
        return self.TONES.get(self.charge.state, "grey")

    @property
    def is_open(self) -> bool:
        return self.charge.state in OPEN

    @property
    def begun_by(self) -> str:
        """Who asked for it; empty where nobody did, as for an order that went on by itself."""
        return "" if self.charge.started_by_name == SYSTEM else self.charge.started_by_name

    @property
    def outcome(self) -> Outcome | None:
        """What came of it in the end; None while that is open, or where the buyer can do something about it."""
        return OUTCOMES.get(self.charge.state)

    @property
    def why(self) -> str:
        """Why it was refused, in words; empty where it was not."""
        if self.charge.state != ChargeState.REFUSED:
            return ""
        return str(REFUSALS.get(self.charge.refusal, REFUSALS["declined"]))
