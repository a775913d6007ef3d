"""What the answers add up to, in plain Python, beside what the books hold."""

from collections import Counter

from django.db import transaction
from django.db.models import Sum

from handsel.identity.actor import system
from handsel.kernel.isolation import scoped
from handsel.ledger.documents import Adjustment
from handsel.ledger.models import Receipt
from handsel.orders.models import Leg
from tests.chaos.clients import Told
from tests.chaos.world import Seller, wallets

ADJUSTMENTS = {"debit_note", "credit_note", "payout"}


def balances(seller: Seller) -> dict[int, int]:
    """Return what each buyer's wallet with a seller holds, in minor units, by the buyer's number."""
    return {number: wallet.balance_minor for number, wallet in wallets(seller).items()}


def expected(seller: Seller, before: dict[int, int], told: list[Told]) -> dict[int, int]:
    """Return what each wallet must hold: what it held, what the answers said, and what settled orders cost."""
    holds = Counter(before)
    for one in told:
        if one.is_done and one.call.seller == seller:
            holds[one.call.buyer] += one.call.minor
    with transaction.atomic(), scoped(system(seller.account_id).scope):
        legs = Leg.objects.filter(seller_id=seller.account_id, settled_at__isnull=False)
        for number, minor in legs.values_list("buyer__number").annotate(Sum("gross_minor")):
            holds[number] -= minor
    return dict(holds)


def answered(seller: Seller, told: list[Told]) -> dict[str, Counter[str]]:
    """Return how often each document was promised in an answer, by kind of document and by its mark."""
    done = [one for one in told if one.is_done and one.call.seller == seller]
    return {
        "receipts": Counter(one.call.body["reference"] for one in done if one.call.kind == "receipt"),
        "adjustments": Counter(one.call.body["reason"] for one in done if one.call.kind in ADJUSTMENTS),
        "orders": Counter(one.body["number"] for one in done if one.call.kind == "order"),
    }


def kept(seller: Seller) -> dict[str, Counter[str]]:
    """Return how often each document is there, as `answered` does."""
    receipts = Receipt.objects.filter(seller_id=seller.account_id).exclude(reference__startswith="opening-")
    adjustments = Adjustment.objects.filter(seller_id=seller.account_id)
    orders = Leg.objects.filter(seller_id=seller.account_id, position=0)
    with transaction.atomic(), scoped(system(seller.account_id).scope):
        return {
            "receipts": Counter(receipts.values_list("reference", flat=True)),
            "adjustments": Counter(adjustments.values_list("reason", flat=True)),
            "orders": Counter(orders.values_list("number", flat=True)),
        }
