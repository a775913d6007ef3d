"""What a client of the demo does: it joins, gets people, pays in, fills a cart, buys; its seller decides."""

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from handsel.accounts.tree import add_customer
from handsel.cli.demo import story
from handsel.cli.demo.diary import Diary
from handsel.cli.demo.names import Invented, Registry, weighted
from handsel.cli.demo.shops import Shop
from handsel.cli.demo.taxes import check_by_hand
from handsel.identity.actor import Actor
from handsel.identity.people import AlreadyActive, Person, add_storefront_user, resend_activation_link
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds, reverse_transfer
from handsel.ledger.receiving import Received
from handsel.ledger.refusals import WalletShort
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.cart import put_in_cart
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.orders.status import situation
from handsel.tax.quoting import tax_on

Basket = Mapping[tuple[str, str], int]
"""How many of which plan, by article number and plan."""

WANTED = (
    (("WEB-S", "Monthly"), 26, 2),
    (("WEB-S", "Yearly"), 14, 2),
    (("WEB-L", "Monthly"), 10, 1),
    (("WEB-L", "Yearly"), 5, 1),
    (("MAIL", "Monthly"), 24, 12),
    (("BACKUP", "Monthly"), 10, 3),
    (("TLS", "One year"), 8, 2),
    (("MOVE", "Per site"), 3, 1),
)
"""What is bought: the plan, its weight, and how many at most."""

REASONS = (
    "Ordered twice; the other order goes ahead.",
    "The domain belongs to somebody else. Please send us the transfer code first.",
    "You asked us on the phone to cancel it.",
    "Please choose the larger package: your mailboxes do not fit.",
)
METHODS = ((PaidBy.BANK_TRANSFER, 8), (PaidBy.CASH, 1), (PaidBy.CHEQUE, 1))
SPOKEN = {"de": "d.m.Y", "fr": "d/m/Y", "en": "d/m/Y", "he": "d.m.Y", "ar": "d/m/Y"}


@dataclass
class Client:
    """A customer of a shop. `buyer` buys in the storefront once activated; until then the shop's owner orders."""

    account: int
    shop: Shop
    buyer: Actor | None = None
    invented: Invented | None = None


class Trade:
    """All that is bought and sold, decided by `chance` and written into `diary`."""

    def __init__(self, chance: random.Random, diary: Diary) -> None:
        self.chance = chance
        self.diary = diary
        self.registry = Registry(chance)
        self.clients: list[Client] = []
        self._payments = 0

    # People

    def join(self, shop: Shop, at: datetime) -> Client:
        """Let a new customer join `shop`, and plan what it does from then on."""
        invented = self.registry.invent(weighted(self.chance, shop.countries))
        manager_id = shop.owner.user_id if self.chance.random() < 0.6 else None  # noqa: PLR2004 - the others have none
        account = add_customer(details=invented.details, by=shop.owner, at=at, manager_id=manager_id)
        check_by_hand(shop.owner, at)
        client = Client(account.pk, shop, invented=invented)
        self.clients.append(client)
        if not shop.by_card and self.chance.random() < 0.3:  # noqa: PLR2004 - three in ten are trusted
            set_approval(account_id=client.account, required=False, by=shop.owner, at=at)
        if self.chance.random() < 0.5:  # noqa: PLR2004 - every second one
            self.diary.plan(self.later(at, hours=30), partial(self.invite, client))
        if self.chance.random() < 0.92:  # noqa: PLR2004 - some never buy
            self.diary.plan(self.later(at, hours=200), partial(self.shop_again, client))
        return client

    def invite(self, client: Client, at: datetime) -> None:
        """Give the contact of a client a log-in; most use it within days."""
        assert client.invented, "the cast has its people"
        language = client.invented.language if client.invented.language in SPOKEN else "en"
        email = client.invented.details.email
        person = Person(client.invented.first_name, client.invented.last_name, email, language, SPOKEN[language])
        user = add_storefront_user(buyer_id=client.account, person=person, by=client.shop.owner, at=at)
        self.diary.wake_worker(at)
        if self.chance.random() < 0.7:  # noqa: PLR2004 - the others have not found the time
            self.diary.plan(self.later(at, hours=60), partial(self.activate, client))
        else:
            self.diary.plan(at + timedelta(days=9), partial(self.remind, client, user.pk))

    def remind(self, client: Client, user_id: int, at: datetime) -> None:
        """Send the link once more to somebody who has not used it, nor will."""
        with suppress(AlreadyActive):
            resend_activation_link(user_id=user_id, by=client.shop.owner, at=at)

    def activate(self, client: Client, at: datetime) -> None:
        assert client.invented, "the cast has its people"
        client.buyer = story.activated(client.shop.account, client.invented.details.email, at)

    # Money

    def pay_in(self, shop: Shop, buyer: int, minor: int, at: datetime) -> int:
        """Record a payment of `buyer`, who buys from `shop`, and return the transfer it made."""
        self._payments += 1
        received = Received(
            Money(minor, "EUR"),
            weighted(self.chance, METHODS),
            at.date() - timedelta(days=self.chance.randint(0, 2)),
            key=f"demo-{self._payments}",
            reference=f"{at.year}-{self._payments:05}",
        )
        return add_funds(buyer_id=buyer, received=received, by=shop.owner, at=at).transfer_id

    def pay_late(self, client: Client, minor: int, at: datetime) -> None:
        """Record a payment that an order waits for."""
        self.pay_in(client.shop, client.account, minor, at)
        self.diary.wake_worker(at)

    def enter_twice(self, client: Client, at: datetime) -> None:
        """Record a payment that was recorded already; somebody sees it and takes it back."""
        transfer_id = self.pay_in(client.shop, client.account, 5_000, at)
        self.diary.plan(at + timedelta(minutes=11), partial(self.take_back, client, transfer_id))

    def take_back(self, client: Client, transfer_id: int, at: datetime) -> None:
        reason = "Entered twice by mistake."
        with suppress(WalletShort):  # they were quick, and spent it
            reverse_transfer(transfer_id=transfer_id, reason=reason, by=client.shop.owner, at=at)

    def provide(self, shop: Shop, basket: Basket, at: datetime, *, forgetful: bool = True) -> None:
        """Let the shop and those above it pay in what a basket will cost them; now and then one forgets."""
        for tier in shop.chain():
            assert tier.parent, "the chain ends below the operator"
            cost = self.price(tier.parent, tier.account, basket, at)
            if forgetful and self.chance.random() < 0.25:  # noqa: PLR2004 - everybody has such days
                continue
            if tier.parent.funds_of(tier.account) < 2 * cost:
                amount = rounded_up(cost * self.chance.randint(3, 8), 25_000)
                self.pay_in(tier.parent, tier.account, amount, at)

    def price(self, shop: Shop, buyer: int, basket: Basket, at: datetime) -> int:
        """Return what `buyer` pays `shop` for a basket, tax included."""
        prices = shop.prices(buyer)
        sold = [(prices[plan], quantity) for plan, quantity in basket.items() if plan in prices]
        nets = [(offer.plan_id, offer.unit_minor * quantity) for offer, quantity in sold]
        with transaction.atomic(), scoped(shop.owner.scope):
            return sum(owed.gross_minor for owed in tax_on(buyer, nets, at=at))

    # Orders

    def shop_again(self, client: Client, at: datetime) -> None:
        """Let a client want something: pay in what is missing, and buy it soon. Plans the next time, too."""
        basket = self.fill_basket()
        need = self.price(client.shop, client.account, basket, at)
        forgets = self.chance.random() < 0.09  # noqa: PLR2004 - and pays when reminded
        if not forgets and client.shop.funds_of(client.account) < need:
            self.pay_in(client.shop, client.account, rounded_up(need * self.chance.randint(1, 3), 1_000), at)
        if self.chance.random() < 0.02:  # noqa: PLR2004 - mistakes happen
            self.enter_twice(client, at)
        self.provide(client.shop, basket, at)
        self.diary.plan(self.later(at, hours=20), partial(self.buy, client, basket))
        self.diary.plan(at + timedelta(days=1 + self.chance.expovariate(1 / 165)), partial(self.shop_again, client))

    def fill_basket(self) -> Basket:
        """Return one or two things that somebody may want."""
        wanted = self.chance.choices(WANTED, [weight for _, weight, _ in WANTED], k=self.chance.choice((1, 1, 2)))
        return {plan: self.chance.randint(1, most) for plan, _, most in wanted}

    def fill_cart(self, client: Client, basket: Basket, at: datetime) -> int:
        """Put a basket into the client's cart, which may have lain there for a while, and return the order's id."""
        prices, by = client.shop.prices(client.account), client.buyer or client.shop.owner
        return [
            put_in_cart(buyer_id=client.account, plan_id=prices[plan].plan_id, quantity=quantity, by=by, at=at)
            for plan, quantity in basket.items()
        ][-1].pk

    def buy(self, client: Client, basket: Basket, at: datetime) -> None:
        """Fill a cart and place it; some leave it, and some of those come back."""
        order = self.fill_cart(client, basket, at)
        if client.buyer and self.chance.random() < 0.05:  # noqa: PLR2004 - five in a hundred leave
            return
        self.diary.plan(at + timedelta(minutes=self.chance.randint(2, 15)), partial(self.place, client, order))

    def place(self, client: Client, order: int, at: datetime) -> Leg:
        """Place a cart, and plan what it needs to go on."""
        by, said = client.buyer or client.shop.owner, {"po_number": f"PO-{order:05}"} if order % 3 == 0 else {}
        leg = place_order(order_id=order, terms_version=client.shop.terms, changes=said, by=by, at=at)
        self.diary.wake_worker(at)
        stands = situation(leg).name
        if stands == "awaiting_payment":
            self.diary.plan(
                self.later(at, hours=70),
                partial(self.pay_late, client, rounded_up(leg.gross_minor, 1_000)),
            )
            self.diary.plan(at + timedelta(days=4), partial(self.decide, client.shop, order))
        elif stands == "awaiting_approval":
            self.diary.plan(self.later(at, hours=26), partial(self.decide, client.shop, order))
        else:
            self.follow_up(client.shop, order, at)
        return leg

    def decide(self, shop: Shop, order: int, at: datetime) -> None:
        """Let a shop decide about an order that awaits its approval."""
        with transaction.atomic(), scoped(shop.owner.scope):
            leg = Leg.objects.get(order_id=order, seller_id=shop.account)
        if situation(leg).name != "awaiting_approval":
            return
        if self.chance.random() < 0.09:  # noqa: PLR2004 - nine in a hundred are refused
            reject_order(leg_id=leg.pk, reason=self.chance.choice(REASONS), by=shop.owner, at=at)
        else:
            approve_order(leg_id=leg.pk, by=shop.owner, at=at)
            self.follow_up(shop, order, at)
        self.diary.wake_worker(at)

    def follow_up(self, shop: Shop, order: int, at: datetime) -> None:
        """Plan what happens to an order above `shop`: the next tier decides, and whoever is short pays in."""
        for tier in shop.chain():
            if tier.asks and tier.parent:
                self.diary.plan(self.later(at, hours=20), partial(self.decide, tier.parent, order))
        self.diary.plan(self.later(at, hours=40), partial(self.rescue, shop, order))

    def rescue(self, shop: Shop, order: int, at: datetime) -> None:
        """Let everybody in the chain pay in what the order still lacks."""
        for tier in shop.chain():
            assert tier.parent, "the chain ends below the operator"
            with transaction.atomic(), scoped(tier.parent.owner.scope):
                leg = Leg.objects.get(order_id=order, seller_id=tier.parent.account)
            if leg.settled_at or leg.canceled_at:
                return
            if tier.parent.funds_of(tier.account) < leg.gross_minor:
                amount = rounded_up(leg.gross_minor * self.chance.randint(2, 5), 25_000)
                self.pay_in(tier.parent, tier.account, amount, at)
                self.diary.wake_worker(at)

    def later(self, at: datetime, *, hours: int) -> datetime:
        """Return a moment some time after `at`, `hours` at most."""
        return at + timedelta(minutes=self.chance.randint(30, hours * 60))


def rounded_up(minor: int, to: int) -> int:
    """Return `minor` rounded up to a multiple of `to`."""
    return -(-minor // to) * to
