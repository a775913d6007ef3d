"""Each gateway there is, set up for the tests that all of them must pass."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from handsel.gateways.interface import Card, FormState, FormWanted, Gateway
from handsel.gateways.play.book import Book
from handsel.gateways.play.signing import HEADER, signature, webhook_secret_of
from handsel.gateways.play_gateway import PlayGateway
from handsel.gateways.stripe.gateway import StripeGateway
from handsel.kernel.money import Money
from tests.gateways.playing import PAYS, played, posted
from tests.gateways.stripe_desk import SECRET
from tests.gateways.stripe_served import WEBHOOK_SECRET, StripeServer, signed, stripe_served

TEST_SECRET = "test_Karl"


class Stand(Protocol):
    """A gateway with somebody to type cards, and its webhooks in the hand."""

    gateway: Gateway
    stranger: Gateway
    book: Book

    def webhooks(self) -> list[bytes]:
        """Return the bodies of the webhooks that are due."""

    def headers(self, body: bytes, at: float) -> dict[str, str]:
        """Return what a webhook is sent with that is signed then."""


@dataclass
class PlayStand:
    gateway: Gateway
    stranger: Gateway
    book: Book

    def webhooks(self) -> list[bytes]:
        due, self.book.outbox = self.book.outbox, []
        return [json.dumps({name: sent[name] for name in ("id", "kind", "key")}).encode() for sent in due]

    def headers(self, body: bytes, at: float) -> dict[str, str]:
        return {HEADER.lower(): signature(webhook_secret_of(TEST_SECRET), int(at), body)}


@dataclass
class StripeStand:
    gateway: Gateway
    stranger: Gateway
    server: StripeServer

    @property
    def book(self) -> Book:
        return self.server.book

    def webhooks(self) -> list[bytes]:
        return self.server.events()

    def headers(self, body: bytes, at: float) -> dict[str, str]:
        return signed(body, at)


@contextmanager
def stand_of(kind: str) -> Iterator[Stand]:
    """Set up the gateway of this kind."""
    if kind == "test":
        with played() as server:
            secret = webhook_secret_of(TEST_SECRET)
            ours = PlayGateway(server.base_url, TEST_SECRET, secret)
            yield PlayStand(ours, PlayGateway(server.base_url, "wrong", secret), server.book)
        return
    with stripe_served() as server:
        ours = StripeGateway(server.base_url, SECRET, WEBHOOK_SECRET)
        yield StripeStand(ours, StripeGateway(server.base_url, "rk_test_Stranger1", WEBHOOK_SECRET), server)


def wanted(key: str = "form-1", amount: Money | None = None, *, saves_card: bool = True) -> FormWanted:
    return FormWanted(key, "http://back/", "http://127.0.0.1:1/hook/", "Kleinbach: your card", "en", amount, saves_card)


def kept_card(stand: Stand, number: str = PAYS, key: str = "form-card") -> Card:
    """Keep a card as a buyer does, and return it."""
    form = stand.gateway.start_form(wanted(key))
    status, address, _page = posted(form.url, {"number": number, "expiry": "12/30", "code": "123"})
    assert status == 303
    if "/bank/" in address:
        posted(urljoin(form.url, address), {"answer": "confirm"})
    seen = stand.gateway.look_up_form(form.reference)
    assert seen.state == FormState.DONE
    assert seen.card is not None
    return seen.card
