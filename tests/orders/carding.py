"""Orders paid by card in the hands of tests: edges that pay so, cards on file, and the worker's turns (ORD-4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from handsel.accounts.models import Edge
from handsel.cli.demo.story import Cast
from handsel.gateways.models import Charge
from handsel.gateways.proof import gateway_faults
from handsel.gateways.reconciling import ask_gateways
from handsel.identity.actor import Actor, system
from handsel.jobs.worker import run_once
from handsel.kernel.database import call_function
from handsel.kernel.isolation import scoped
from handsel.ledger.documents import Document
from handsel.ledger.models import Wallet
from handsel.ledger.posting import Posting, post
from handsel.ledger.proof import prove_books
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from tests.cast import NOON, wallet
from tests.gateways.playing import PAYS, connected, saved_card
from tests.orders.buying import buy, leg_of

SOON = NOON + timedelta(seconds=5)


def pays_by_card(seller: int, buyer: int) -> None:
    """Let `buyer` pay `seller` by credit card from now on."""
    with transaction.atomic(), scoped(system(seller).scope):
        Edge.objects.filter(buyer_id=buyer).update(payment_method="card")


def with_card(by: Actor, buyer: int, number: str = PAYS) -> None:
    """Let `buyer` pay the seller of `by` by card, with one on file."""
    pays_by_card(by.seller_id, buyer)
    connected(by)
    saved_card(buyer, by, number)


def emptied(cast: Cast, seller: int, buyer: int) -> None:
    """Leave nothing in the wallet of `buyer`, so that its card pays."""
    by = {cast.kleinbach: cast.karl, cast.nordlicht: cast.nora, cast.operator: cast.olga}[seller]
    left = wallet(seller, buyer).balance_minor
    pay_out(by, buyer, left)


def pay_out(by: Actor, buyer: int, minor: int) -> None:
    """Take `minor` out of the wallet of `buyer`."""
    with transaction.atomic(), scoped(by.scope):
        found = Wallet.objects.get(seller_id=by.seller_id, buyer_id=buyer)
        posting = Posting(f"emptied-{buyer}-{minor}", Document.INVOICE, -minor, "revenue")
        post(posting, wallet=found, by=by, at=NOON)


def unpaid_by_card(cast: Cast) -> Leg:
    """Return an order of Bakery, which pays by card, has none on file and nothing in its wallet."""
    pays_by_card(cast.kleinbach, cast.bakery)
    emptied(cast, cast.kleinbach, cast.bakery)
    return buy(cast)


def turned(at: datetime = SOON, turns: int = 4) -> None:
    """Let the worker do what it does in some seconds: take orders on, ask gateways, take orders on."""
    for turn in range(turns):
        run_once(at=at + timedelta(seconds=turn))
        ask_gateways(at=at + timedelta(seconds=turn))


def stands(by: Actor, order: int, buyer: int) -> str:
    return situation(leg_of(by, order, buyer)).name


def charges(seller: int, number: str = "") -> Sequence[tuple[str, str]]:
    """Return the state and the aim of each charge of a seller, in their order."""
    with transaction.atomic(), scoped(system(seller).scope):
        found = Charge.objects.filter(seller_id=seller, purpose="order").order_by("pk")
        return list((found.filter(order_number=number) if number else found).values_list("state", "aim"))


def proven() -> None:
    """The books are right, and orders, receipts and charges agree with them."""
    assert prove_books().faults == gateway_faults() == order_faults() == []


def set_credit(cast: Cast, minor: int) -> None:
    """Let Bakery use so much beyond its balance."""
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        found = Wallet.objects.get(seller_id=cast.kleinbach, buyer_id=cast.bakery)
        call_function("ledger_set_limits", found.pk, minor, None, NOON)
