"""Stripe as Handsel speaks with it: one implementation of the interface (BIL-3)."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

import stripe

from handsel.gateways.interface import (
    BanksPage,
    FormSeen,
    FormWanted,
    GatewayFailed,
    HostedForm,
    Notice,
    NotTaken,
    Payment,
    PaymentState,
    RefundSeen,
    RefundState,
)
from handsel.gateways.stripe.amounts import units_of
from handsel.gateways.stripe.calling import Line, error_of, was_replayed
from handsel.gateways.stripe.forms import SEEN_WHOLE, form_of, session_of
from handsel.gateways.stripe.reading import (
    DECLINED,
    NOT_REFUNDABLE,
    OUR_KEY,
    REFUSALS,
    banks_url,
    is_disputed,
    is_refunded,
    key_of,
    payment_of,
    refund_of,
)
from handsel.gateways.stripe.webhooks import notice_of
from handsel.kernel.money import Money

_CHARGE = "latest_charge"
_AT_ONCE, _MOST_SEARCHED = 40, 400
"""Payments of one card that are read at once (an answer must stay small) and in all: the one that is sought is new."""
_NOT_REFUNDABLE = frozenset(
    {"charge_already_refunded", "charge_disputed", "refund_disputed_payment", "payment_intent_unexpected_state"}
)


class StripeGateway:
    """One seller's account at Stripe; see `handsel/gateways/interface.py` for what each method promises."""

    def __init__(self, base_url: str, secret: str, webhook_secret: str) -> None:
        self._line, self._webhook_secret = Line(base_url, secret), webhook_secret

    def check(self) -> None:
        """Read a little of everything, so that a restricted key says what it may not."""
        with self._line.asking() as client:
            client.v1.payment_intents.list({"limit": 1})
            client.v1.checkout.sessions.list({"limit": 1})
            client.v1.refunds.list({"limit": 1})
            client.v1.disputes.list({"limit": 1})

    def start_form(self, wanted: FormWanted) -> HostedForm:
        asked = session_of(wanted)
        with self._line.asking() as client:
            told = client.v1.checkout.sessions.create(asked, {"idempotency_key": f"{wanted.key}-form"})
            return HostedForm(told.id, told["url"])

    def look_up_form(self, reference: str) -> FormSeen:
        with self._line.asking() as client:
            return form_of(client.v1.checkout.sessions.retrieve(reference, {"expand": SEEN_WHOLE}).to_dict())

    def authorise(self, card_token: str, amount: Money, *, key: str, capture: bool) -> Payment:
        customer, _, method = card_token.partition("/")
        with self._line.asking() as client:
            try:
                intent = client.v1.payment_intents.create(
                    {
                        "amount": units_of(amount),
                        "currency": amount.currency.lower(),
                        "customer": customer,
                        "payment_method": method,
                        "allowed_payment_method_types": ["card"],
                        "off_session": True,
                        "confirm": True,
                        "capture_method": "automatic" if capture else "manual",
                        "metadata": {OUR_KEY: key},
                        "expand": [_CHARGE],
                    },
                    {"idempotency_key": key},
                )
                return self._stands(client, intent.id) if was_replayed(intent) else payment_of(intent.to_dict())
            except NotTaken:
                return Payment(key, "", PaymentState.REFUSED, amount, refusal="amount_not_taken")
            except stripe.CardError as declined:
                return _declined(declined, key, amount)
            except stripe.InvalidRequestError as wrong:
                if wrong.code not in REFUSALS:
                    raise
                return Payment(key, "", PaymentState.REFUSED, amount, refusal=REFUSALS[wrong.code or ""])

    def confirm(self, reference: str, *, card_token: str, return_url: str) -> BanksPage:
        """Confirm anew, now with the cardholder there; who is at the bank already is sent to the same page."""
        with self._line.asking() as client:
            stands = client.v1.payment_intents.retrieve(reference, {"expand": [_CHARGE]}).to_dict()
            if payment_of(stands).state == PaymentState.NEEDS_HOLDER and not banks_url(stands):
                try:
                    confirmed = client.v1.payment_intents.confirm(
                        reference,
                        {
                            "payment_method": card_token.partition("/")[2],
                            "return_url": return_url,
                            "expand": [_CHARGE],
                        },
                    )
                    stands = confirmed.to_dict()
                except stripe.CardError:
                    stands = client.v1.payment_intents.retrieve(reference, {"expand": [_CHARGE]}).to_dict()
            return BanksPage(banks_url(stands), payment_of(stands))

    def capture(self, reference: str, amount: Money, *, key: str) -> Payment:
        with self._line.asking() as client:
            try:
                intent = client.v1.payment_intents.capture(
                    reference,
                    {"amount_to_capture": units_of(amount), "expand": [_CHARGE]},
                    {"idempotency_key": key},
                )
                return self._stands(client, reference) if was_replayed(intent) else payment_of(intent.to_dict())
            except stripe.InvalidRequestError as wrong:
                return self._moved_before(client, reference, wrong, {PaymentState.CAPTURED})

    def void(self, reference: str, *, key: str) -> Payment:
        with self._line.asking() as client:
            try:
                client.v1.payment_intents.cancel(reference, {}, {"idempotency_key": key})
                return self._stands(client, reference)
            except stripe.InvalidRequestError as wrong:
                return self._moved_before(client, reference, wrong, {PaymentState.CAPTURED, PaymentState.VOIDED})

    def refund(self, reference: str, amount: Money, *, key: str) -> RefundSeen:
        with self._line.asking() as client:
            try:
                refund = client.v1.refunds.create(
                    {"payment_intent": reference, "amount": units_of(amount), "metadata": {OUR_KEY: key}},
                    {"idempotency_key": key},
                )
                if was_replayed(refund):
                    refund = client.v1.refunds.retrieve(refund.id)
                return refund_of(refund.to_dict())
            except stripe.InvalidRequestError as wrong:
                if wrong.code in _NOT_REFUNDABLE or wrong.param == "amount":
                    return RefundSeen(key, "", RefundState.REFUSED, NOT_REFUNDABLE)
                raise

    def look_up(self, key: str, reference: str, *, card_token: str = "") -> Payment | None:
        """Find by the reference; by the card's own payments otherwise, since Stripe's search lags behind."""
        with self._line.asking() as client:
            if not reference:
                reference = _sought(client, key, card_token.partition("/")[0])
            try:
                return self._stands(client, reference) if reference else None
            except stripe.InvalidRequestError as wrong:
                if wrong.code == "resource_missing":
                    return None
                raise

    def look_up_refund(self, key: str, reference: str, *, payment: str) -> RefundSeen | None:
        with self._line.asking() as client:
            if reference:
                return refund_of(client.v1.refunds.retrieve(reference).to_dict())
            all_of_it = client.v1.refunds.list({"payment_intent": payment, "limit": 100}).to_dict()["data"]
            return next((refund_of(told) for told in all_of_it if key_of(told) == key), None)

    def forget_card(self, card_token: str) -> None:
        with self._line.asking() as client:
            try:
                client.v1.payment_methods.detach(card_token.partition("/")[2])
            except stripe.InvalidRequestError:
                return  # unknown, or detached before: it is forgotten

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notice:
        return notice_of(body, headers, self._webhook_secret, at=at)

    def _stands(self, client: stripe.StripeClient, reference: str) -> Payment:
        intent = client.v1.payment_intents.retrieve(reference, {"expand": [_CHARGE]}).to_dict()
        disputes, refunds = [], None
        if is_disputed(intent):
            disputes = client.v1.disputes.list({"payment_intent": reference, "limit": 100}).to_dict()["data"]
        if is_refunded(intent):
            refunds = client.v1.refunds.list({"payment_intent": reference, "limit": 100}).to_dict()["data"]
        return payment_of(intent, disputes, refunds)

    def _moved_before(
        self, client: stripe.StripeClient, reference: str, wrong: stripe.InvalidRequestError, into: set[PaymentState]
    ) -> Payment:
        """Return how a payment stands that was captured or let go before. Raises GatewayFailed where it was not."""
        if wrong.code not in {"payment_intent_unexpected_state", "charge_already_captured"}:
            raise wrong
        stands = self._stands(client, reference)
        if stands.state not in into:
            raise GatewayFailed(f"the payment is {stands.state}") from wrong
        return stands


def _sought(client: stripe.StripeClient, key: str, customer: str) -> str:
    if not customer:
        return ""
    newest = client.v1.payment_intents.list({"customer": customer, "limit": _AT_ONCE}).auto_paging_iter()
    return next((told.id for told in islice(newest, _MOST_SEARCHED) if key_of(told.to_dict()) == key), "")


def _declined(error: stripe.CardError, key: str, amount: Money) -> Payment:
    fault = error_of(error)
    intent = fault.get("payment_intent")
    if isinstance(intent, Mapping):
        return payment_of({**intent, "last_payment_error": fault})
    return Payment(key, "", PaymentState.REFUSED, amount, refusal=REFUSALS.get(error.code or "", DECLINED))
