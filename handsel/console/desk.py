"""The desk: where every console screen starts, so that none can start from another reseller's rows (OPS-3)."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from handsel.accounts.models import Account, AccountQuerySet, Edge, Portal
from handsel.catalog.models import PriceList, Product
from handsel.identity.actor import Actor
from handsel.identity.models import ApiKey, Seat, User
from handsel.identity.roles import Role
from handsel.ledger.models import Receipt, Wallet
from handsel.mail.models import MessageQuerySet
from handsel.mail.queries import mailbox
from handsel.orders.models import Leg, LegQuerySet, Order
from handsel.subscriptions.models import Subscription
from handsel.timeline.models import Event
from handsel.web.portals import PortalRequest
from handsel.web.sessions import user_of

P = ParamSpec("P")


class Desk:
    """What one of a reseller's staff has before them: their reseller's rows and nothing else."""

    def __init__(self, user: User, seat: Seat) -> None:
        self.user = user
        self.role = Role(seat.role)
        self.seller_id = seat.seller_id
        self.actor = Actor(user_id=user.pk, name=user.name, seller_id=seat.seller_id, role=self.role)

    @property
    def decides(self) -> bool:
        return self.actor.decides

    @property
    def account(self) -> Account:
        """The reseller itself."""
        return Account.objects.get(pk=self.seller_id)

    @property
    def accounts(self) -> AccountQuerySet:
        """Its customers and sub-resellers."""
        return Account.objects.sold_to_by(self.seller_id)

    @property
    def edges(self) -> QuerySet[Edge]:
        """The live trade relations in which it sells."""
        return Edge.objects.filter(seller_id=self.seller_id, ended_at__isnull=True)

    @property
    def sales(self) -> LegQuerySet:
        """What its buyers have asked it for."""
        return Leg.objects.sold_by(self.seller_id)

    @property
    def purchases(self) -> LegQuerySet:
        """What it buys from its parent, for itself or for those below it."""
        return Leg.objects.bought_by(self.seller_id)

    @property
    def carts(self) -> QuerySet[Order]:
        """What its buyers have begun and not placed."""
        return Order.objects.filter(seller_id=self.seller_id, placed_at__isnull=True)

    @property
    def wallets(self) -> QuerySet[Wallet]:
        """The wallets of its buyers with it."""
        return Wallet.objects.filter(seller_id=self.seller_id)

    @property
    def own_wallet(self) -> Wallet | None:
        """Its wallet with its parent; the operator has none."""
        return Wallet.objects.filter(buyer_id=self.seller_id, edge__ended_at__isnull=True).first()

    @property
    def receipts(self) -> QuerySet[Receipt]:
        """The payments of its buyers that it took."""
        return Receipt.objects.filter(seller_id=self.seller_id)

    @property
    def products(self) -> QuerySet[Product]:
        """What it supplies itself."""
        return Product.objects.filter(seller_id=self.seller_id)

    @property
    def price_lists(self) -> QuerySet[PriceList]:
        """Its rules from cost to price, the default first."""
        return PriceList.objects.filter(seller_id=self.seller_id).order_by("-is_default", "name")

    @property
    def staff_seats(self) -> QuerySet[Seat]:
        """Those who work for it."""
        return Seat.objects.filter(seller_id=self.seller_id, buyer__isnull=True)

    @property
    def api_keys(self) -> QuerySet[ApiKey]:
        """The keys of the programs that work for it."""
        return ApiKey.objects.filter(seller_id=self.seller_id)

    @property
    def storefront_seats(self) -> QuerySet[Seat]:
        """The storefront users of its customers, each at one of them."""
        return Seat.objects.filter(seller_id=self.seller_id, buyer__isnull=False)

    @property
    def mailbox(self) -> MessageQuerySet:
        """What it sent, and the invitations to the portals it opened."""
        return mailbox(self.seller_id)

    @property
    def events(self) -> QuerySet[Event]:
        """What happened at it."""
        return Event.objects.filter(seller_id=self.seller_id)

    @property
    def subscriptions(self) -> QuerySet[Subscription]:
        """What its buyers have running."""
        return Subscription.objects.filter(seller_id=self.seller_id)


class DeskRequest(PortalRequest):
    """The request as every console view gets it: someone is logged in and sits at a desk."""

    desk: Desk
    user: User  # type: ignore[assignment]  # never anonymous here
    portal: Portal


def at_desk(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let staff of the portal's reseller in; send everybody else to the log-in page."""

    @functools.wraps(view)
    def seated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        desk = _desk_of(request)
        if desk is None:
            return redirect(f"{resolve_url('console:log-in')}?{urlencode({'next': request.get_full_path()})}")
        request.desk = desk  # type: ignore[attr-defined]  # it becomes a DeskRequest here
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    seated.needs = "desk"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return seated


def _desk_of(request: HttpRequest) -> Desk | None:
    user = user_of(request)
    if user is None or not user.is_active:
        return None
    seat = _staff_seats(user).first()
    return Desk(user, seat) if seat else None


def has_desk(user: User) -> bool:
    """Whether `user` belongs to the staff of the portal's reseller."""
    return _staff_seats(user).exists()


def _staff_seats(user: User) -> QuerySet[Seat]:
    return Seat.objects.filter(user=user, buyer__isnull=True)
