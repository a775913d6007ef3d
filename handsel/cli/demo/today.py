"""The last two days of the demo: what a person finds in every queue who logs in for the first time."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from handsel.accounts.archiving import archive_account
from handsel.accounts.bin import delete_account
from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.suspending import activate_account, deactivate_account, lift_suspension, suspend_account
from handsel.accounts.tags import tag_account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.deliveries import leave_deliveries, migrate_by_hand
from handsel.cli.demo.shops import Shop
from handsel.cli.demo.story import Cast
from handsel.cli.demo.trade import REASONS, Basket, Client, Trade, rounded_up
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.announcing import Announced, announce_payment
from handsel.orders.approval import approve_order, reject_order, set_approval
from handsel.orders.cart import cart_of
from handsel.orders.models import Leg
from handsel.orders.status import situation

_SMALL: Basket = {("WEB-S", "Monthly"): 1, ("MAIL", "Monthly"): 3}
_LARGE: Basket = {("WEB-L", "Yearly"): 2, ("MOVE", "Per site"): 1}
_TOO_LARGE: Basket = {("MOVE", "Per site"): 25}
_MIGRATION: Basket = {("MOVE", "Per site"): 1}
_CERTIFICATE: Basket = {("TLS", "One year"): 1}


def set_the_scene(cast: Cast, shops: dict[str, Shop], trade: Trade, until: datetime) -> None:
    """Leave rows in every queue of the cast's portals, and of a few others, between two days ago and `until`."""
    migrate_by_hand(cast.olga, until - timedelta(hours=41))
    scene = _Scene(trade, until - timedelta(hours=40), cast.bakery)
    bakery = next(client for client in trade.clients if client.account == cast.bakery)
    for portal in ("nordlicht", "suedwind", "riviera", "kleinbach"):
        if portal in shops:
            scene.fill_queues(shops[portal])
    for portal in ("nordlicht", "kleinbach"):
        scene.vary_standing(shops[portal])
    if "hansa" in shops:
        scene.wait_for_parent(shops["hansa"])
    scene.order(bakery, _SMALL)
    scene.announce(bakery, 25_000)
    scene.ask_to_reverse(shops["kleinbach"], 120_000)
    scene.lock_above(shops["kleinbach"], bakery)
    trade.diary.work(until - timedelta(minutes=30))
    leave_deliveries(cast.olga, until - timedelta(minutes=25))
    trade.diary.work(until - timedelta(minutes=24))


class _Scene:
    """Time passes from one thing to the next, and the worker comes by after each."""

    def __init__(self, trade: Trade, began: datetime, busy: int) -> None:
        self._trade = trade
        self._at = began
        self._seen = {busy}

    def fill_queues(self, shop: Shop) -> None:
        """Leave a cart, an order that is not paid, two to approve, one canceled and one executed at `shop`."""
        self._trade.fill_cart(self._next(shop), _LARGE, self._tick())
        self._place(self._next(shop), _TOO_LARGE)
        self.order(self._next(shop), _SMALL)
        self.order(self._next(shop), _CERTIFICATE)
        leg = self.order(self._next(shop), _SMALL)
        reject_order(leg_id=leg.pk, reason=REASONS[0], by=shop.owner, at=self._tick())
        self._approve(shop, self.order(self._next(shop), _CERTIFICATE))

    def order(self, client: Client, basket: Basket) -> Leg:
        """Let a client with enough money place an order that its seller must approve."""
        self._trade.provide(client.shop, basket, self._tick(), forgetful=False)
        return self._paid(client, basket)

    def lock_above(self, shop: Shop, client: Client) -> None:
        """Let an order be approved that the seller above `shop` cannot pay: it waits there for funds."""
        above = shop.parent
        assert above, "the cast has three tiers"
        assert above.parent, "the cast has three tiers"
        unit = self._trade.price(above.parent, above.account, _MIGRATION, self._tick())
        basket = {plan: above.parent.funds_of(above.account) // unit + 1 for plan in _MIGRATION}
        need = self._trade.price(above, shop.account, basket, self._tick())
        if above.funds_of(shop.account) < need:
            self._trade.pay_in(above, shop.account, rounded_up(need, 25_000), self._tick())
        self._approve(shop, self._paid(client, basket))

    def vary_standing(self, shop: Shop) -> None:
        """Leave accounts at `shop` that are suspended, inactive, archived and deleted, and some tags."""
        owner, overdue = shop.owner, "Two invoices are overdue"
        suspended, lifted, inactive, active = (self._next(shop).account for _ in range(4))
        until = self._at + timedelta(days=21)
        suspend_account(account_id=suspended, reason=overdue, until=until, by=owner, at=self._tick())
        suspend_account(account_id=lifted, reason=overdue, by=owner, at=self._tick())
        lift_suspension(account_id=lifted, reason="The invoices are paid", by=owner, at=self._tick())
        for account in (inactive, active):
            deactivate_account(account_id=account, reason="The company is for sale", by=owner, at=self._tick())
        activate_account(account_id=active, reason="The buyer of the company goes on", by=owner, at=self._tick())
        archived, deleted = (self._trade.join(shop, self._tick()).account for _ in range(2))
        archive_account(account_id=archived, reason="Moved abroad", by=owner, at=self._tick())
        delete_account(account_id=deleted, reason="Entered twice", by=owner, at=self._tick())
        for account, names in ((suspended, ["Overdue"]), (lifted, ["Overdue", "Priority"]), (active, ["Priority"])):
            tag_account(account_id=account, names=names, by=owner, at=self._tick())
        self._enter_twice(shop, active)
        self._trade.diary.work(self._tick())

    def _enter_twice(self, shop: Shop, account: int) -> None:
        with transaction.atomic(), scoped(shop.owner.scope):
            details = AccountDetails.of(Account.objects.get(pk=account))
        add_customer(details=replace(details, external_number=""), by=shop.owner, at=self._tick())

    def announce(self, client: Client, minor: int) -> None:
        """Let a client say that it has sent money, which its seller has not seen yet."""
        assert client.buyer, "somebody announces it"
        at = self._tick()
        announced = Announced(Money(minor, "EUR"), at.date(), f"announced-{client.account}")
        announce_payment(buyer_id=client.account, announced=announced, by=client.buyer, at=at)

    def ask_to_reverse(self, shop: Shop, minor: int) -> None:
        """Let so large a payment be entered twice that a colleague must agree to take it back."""
        client = self._trade.join(shop, self._tick())
        transfer_id = self._trade.pay_in(shop, client.account, minor, self._tick())
        self._trade.take_back(client, transfer_id, self._tick())

    def wait_for_parent(self, shop: Shop) -> None:
        """Let a reseller approve an order that its own seller must approve as well."""
        self._approve(shop, self.order(self._next(shop), _SMALL))

    def _paid(self, client: Client, basket: Basket) -> Leg:
        leg = self._place(client, basket)
        if situation(leg).name == "awaiting_payment":
            self._trade.pay_in(client.shop, client.account, rounded_up(leg.gross_minor, 1_000), self._tick())
            self._trade.diary.work(self._tick())
        return leg

    def _place(self, client: Client, basket: Basket) -> Leg:
        if not client.shop.by_card:
            set_approval(account_id=client.account, required=True, by=client.shop.owner, at=self._tick())
        order = self._trade.fill_cart(client, basket, self._tick())
        leg = self._trade.place(client, order, self._tick())
        self._trade.diary.work(self._tick())
        return leg

    def _approve(self, shop: Shop, leg: Leg) -> None:
        approve_order(leg_id=leg.pk, by=shop.owner, at=self._tick())
        self._trade.diary.work(self._tick())

    def _next(self, shop: Shop) -> Client:
        """Return a client who can log in (what staff order needs no approval) and has no cart; a new one if need be."""
        for client in self._trade.clients:
            if client.shop is shop and client.buyer and client.account not in self._seen:
                self._seen.add(client.account)
                with transaction.atomic(), scoped(shop.owner.scope):
                    if cart_of(client.account) is None:
                        return client
        client = self._trade.join(shop, self._tick())
        self._seen.add(client.account)
        self._trade.invite(client, self._tick())
        self._trade.diary.work(self._tick())
        self._trade.activate(client, self._tick())
        return client

    def _tick(self) -> datetime:
        self._at += timedelta(minutes=5)
        return self._at
