"""The test gateway as Handsel speaks with it: JSON over HTTP, one implementation of the interface (BIL-3)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from handsel.gateways.interface import (
    BanksPage,
    Card,
    Dispute,
    FormSeen,
    FormState,
    FormWanted,
    GatewayFailed,
    HostedForm,
    NoAnswer,
    Notice,
    NoticeTooOld,
    NoticeUnreadable,
    Payment,
    PaymentState,
    RefundSeen,
    RefundState,
    SignatureWrong,
)
from handsel.gateways.play.signing import HEADER, signed_at
from handsel.kernel.money import Money
from handsel.kernel.outgoing import Question, Unreachable, ask

FRESH = timedelta(minutes=5)
"""How far from now a webhook may have been signed."""


class PlayGateway:
    """One seller's account at the test gateway; see `handsel/gateways/interface.py` for what each method promises."""

    def __init__(self, base_url: str, secret: str, webhook_secret: str) -> None:
        self.base_url, self.secret, self.webhook_secret = base_url, secret, webhook_secret

    def check(self) -> None:
        self._asked("GET", "/v1/ping")

    def start_form(self, wanted: FormWanted) -> HostedForm:
        names = ("key", "return_url", "webhook_url", "description", "language", "saves_card")
        body = {name: getattr(wanted, name) for name in names}
        if wanted.amount is not None:
            body |= {"amount": wanted.amount.minor, "currency": wanted.amount.currency}
        told = self._asked("POST", "/v1/forms", body)
        return HostedForm(told["reference"], told["url"])

    def look_up_form(self, reference: str) -> FormSeen:
        told = self._asked("GET", f"/v1/forms/{quote(reference, safe='')}")
        card, payment = told["card"], told["payment"]
        return FormSeen(
            FormState(told["state"]), Card(**card) if card else None, _payment(payment) if payment else None
        )

    def authorise(self, card_token: str, amount: Money, *, key: str, capture: bool) -> Payment:
        body = {"key": key, "card": card_token, "amount": amount.minor, "currency": amount.currency, "capture": capture}
        return _payment(self._asked("POST", "/v1/payments", body))

    def confirm(self, reference: str, *, card_token: str, return_url: str) -> BanksPage:  # noqa: ARG002 - it knows which card
        told = self._asked("POST", f"{_of(reference)}/confirm", {"return_url": return_url})
        return BanksPage(told["url"], _payment(told["payment"]))

    def capture(self, reference: str, amount: Money, *, key: str) -> Payment:
        return _payment(self._asked("POST", f"{_of(reference)}/capture", {"key": key, "amount": amount.minor}))

    def void(self, reference: str, *, key: str) -> Payment:
        return _payment(self._asked("POST", f"{_of(reference)}/void", {"key": key}))

    def refund(self, reference: str, amount: Money, *, key: str) -> RefundSeen:
        return _refund(self._asked("POST", f"{_of(reference)}/refunds", {"key": key, "amount": amount.minor}))

    def look_up(self, key: str, reference: str, *, card_token: str = "") -> Payment | None:  # noqa: ARG002 - the key is enough
        told = self._asked("GET", f"/v1/payments?{urlencode({'key': key})}")["payment"]
        return _payment(told) if told else None

    def look_up_refund(self, key: str, reference: str, *, payment: str) -> RefundSeen | None:  # noqa: ARG002 - the same
        told = self._asked("GET", f"/v1/refunds?{urlencode({'key': key})}")["refund"]
        return _refund(told) if told else None

    def forget_card(self, card_token: str) -> None:
        self._asked("DELETE", f"/v1/cards/{quote(card_token, safe='')}")

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notice:
        signed = signed_at(self.webhook_secret, headers.get(HEADER.lower(), ""), body)
        if signed is None:
            raise SignatureWrong("This webhook is not signed by the gateway.")
        if abs(at.timestamp() - signed) > FRESH.total_seconds():
            raise NoticeTooOld("This webhook was signed more than five minutes ago.")
        try:
            told = json.loads(body)
            return Notice(*(_text(told[name]) for name in ("id", "kind", "key")))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NoticeUnreadable("This webhook is none that the gateway sends.") from None

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            answer = ask(Question(method, self.base_url + path, sent, headers, is_ours=True))
            told = json.loads(answer.body)
        except Unreachable as error:
            raise (NoAnswer if error.was_sent else GatewayFailed)(str(error)) from error
        except ValueError as error:
            raise NoAnswer("the answer is no JSON") from error
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(told, dict):
            raise NoAnswer(f"the answer has status {answer.status}")
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise GatewayFailed(f"{answer.status}: {told.get('error', '')}")
        return told


def _of(reference: str) -> str:
    return f"/v1/payments/{quote(reference, safe='')}"


def _text(told: object) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= 255:  # noqa: PLR2004 - the columns
        raise TypeError("not a text")
    return told


def _payment(told: Mapping[str, Any]) -> Payment:
    return Payment(
        key=told["key"],
        reference=told["reference"],
        state=PaymentState(told["state"]),
        amount=Money(told["amount"], told["currency"]),
        captured_minor=told["captured"],
        refunded_minor=told["refunded"],
        dispute=Dispute(told["dispute"]),
        refusal=told["refusal"],
    )


def _refund(told: Mapping[str, Any]) -> RefundSeen:
    return RefundSeen(told["key"], told["reference"], RefundState(told["state"]), told["refusal"])
