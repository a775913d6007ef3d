"""Whose money moves in the chaos: three sellers, their buyers, and a key for each seller."""

from dataclasses import dataclass

from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.cli.demo import story
from handsel.identity.actor import Actor, system
from handsel.identity.keys import Reach, make_api_key
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.ledger.models import Wallet
from tests.cast import NOON

CUSTOMERS = 6


@dataclass(frozen=True)
class Seller:
    """One seller, as a program with its key sees it: buyers by their numbers, and what they can order."""

    account_id: int
    portal: str
    secret: str
    buyers: tuple[int, ...]
    plans: tuple[int, ...]


def build() -> list[Seller]:
    """Make the cast and more customers of Kleinbach, and return who sells."""
    cast = story.tell(NOON)
    for number in range(CUSTOMERS):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@shop.example")
        add_customer(details=details, by=cast.karl, at=NOON)
    return [
        _seller(cast.kleinbach, "kleinbach", cast.karl),
        _seller(cast.nordlicht, "nordlicht", cast.nora),
        _seller(cast.operator, "operator", cast.olga),
    ]


def wallets(seller: Seller) -> dict[int, Wallet]:
    """Return the wallets with a seller as they stand, by the number of their buyer."""
    with transaction.atomic(), scoped(system(seller.account_id).scope):
        found = Wallet.objects.filter(seller_id=seller.account_id).select_related("buyer")
        return {wallet.buyer.number: wallet for wallet in found}


def _seller(account_id: int, portal: str, by: Actor) -> Seller:
    _, secret = make_api_key(name="chaos", reach=Reach(Role.OWNER), by=system(account_id), at=NOON)
    with transaction.atomic(), scoped(by.scope):
        buyers = list(Account.objects.sold_to_by(account_id).order_by("number"))
        plans = sorted(offer.plan_id for offer in offers_to(buyers[0].pk) if offer.unit_minor < 2_000)
    return Seller(account_id, portal, secret, tuple(buyer.number for buyer in buyers), tuple(plans))
