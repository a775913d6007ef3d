"""The test gateway in the hands of tests: served, connected, and its page filled as a browser fills it."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import transaction
from django.test import override_settings

from handsel.gateways.cards import card_of
from handsel.gateways.charging import ChargeWanted
from handsel.gateways.connecting import connect_gateway
from handsel.gateways.forms import Ways, begin_card_form, learn_form, open_form
from handsel.gateways.models import CardForm, Charge, SavedCard, SellerGateway
from handsel.gateways.play.book import Book
from handsel.gateways.play.server import PlayServer
from handsel.gateways.reconciling import ask_gateways
from handsel.identity.actor import Actor, system
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from tests.cast import NOON

WAYS = Ways("http://kleinbach.localhost/back/", "http://127.0.0.1:1/webhook/", "Kleinbach: your card", "en")
PAYS, SHORT, DECLINED_LATER = "4242424242424242", "4000000000009995", "4000000000000341"
NEEDS_HOLDER = "4000002500003155"
TEN = Money(1_000, "EUR")


@contextmanager
def played(delay: float = 0.0) -> Iterator[PlayServer]:
    """Serve a test gateway within this process, and let the installation know of it."""
    server = PlayServer(("127.0.0.1", 0), Book(time.time, delay=delay))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        with override_settings(HANDSEL_TEST_GATEWAY_URL=server.base_url):
            yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def connected(by: Actor) -> SellerGateway:
    return connect_gateway(kind="test", by=by, at=NOON)


def typed(url: str, number: str, *, expiry: str = "12/30") -> tuple[int, str, str]:
    """Type a card on the gateway's page; return the status, where the browser is sent, and the page."""
    return posted(url, {"number": number, "expiry": expiry, "code": "123"})


def posted(url: str, form: dict[str, str]) -> tuple[int, str, str]:
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path, urlencode(form), headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def at_gateway(url: str, address: str) -> str:
    """Return where a redirect of the gateway leads that was followed from `url`."""
    return urljoin(url, address)


def opened(form: CardForm, at: datetime = NOON) -> CardForm:
    """Open a form at the gateway and return it with all that is asked about it later."""
    with scoped_to(form):
        full = CardForm.objects.select_related("gateway", "charge").get(pk=form.pk)
    open_form(full, WAYS, at=at)
    return again(full)


def again(form: CardForm) -> CardForm:
    with scoped_to(form):
        return CardForm.objects.select_related("gateway", "charge", "card").get(pk=form.pk)


def saved_card(buyer: int, by: Actor, number: str = PAYS) -> SavedCard:
    """Save a card of `buyer` as its people do: on the gateway's page."""
    form = opened(begin_card_form(buyer_id=buyer, by=by, at=NOON))
    status, address, _page = typed(form.url, number)
    assert status == 303
    if "/bank/" in address:
        posted(at_gateway(form.url, address), {"answer": "confirm"})
    learn_form(form, at=NOON)
    with scoped_to(form):
        card = card_of(form.seller_id, buyer)
    assert card is not None
    return card


def wish(buyer: int, key: str = "k1", amount: Money = TEN) -> ChargeWanted:
    return ChargeWanted(buyer, amount, key)


def stored(charge: Charge) -> Charge:
    """Return the charge as it stands in the database."""
    with scoped_to(charge):
        return Charge.objects.select_related("gateway", "card", "receipt").get(pk=charge.pk)


def worked(at: datetime = NOON + timedelta(minutes=2)) -> int:
    """Let the worker ask about what is due."""
    return ask_gateways(at=at)


@contextmanager
def scoped_to(row: Charge | CardForm | SellerGateway) -> Iterator[None]:
    with transaction.atomic(), scoped(system(row.seller_id).scope):
        yield
