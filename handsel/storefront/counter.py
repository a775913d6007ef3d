"""The counter: where every storefront page starts, narrowed to the one account that the visitor buys for (OPS-3)."""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypedDict, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from handsel.accounts.portal_settings import OpenPortal
from handsel.accounts.standing import LOG_IN, Standing, allows, effective_at
from handsel.deliveries.bought import bought_for_good
from handsel.identity.actor import Actor
from handsel.identity.guests import VisitKind
from handsel.identity.models import Seat, User
from handsel.identity.roles import Right, Role
from handsel.identity.seats import seats_of_user
from handsel.identity.session_models import Session
from handsel.kernel.clock import now
from handsel.kernel.isolation import narrow_reading
from handsel.kernel.refusal import YES, Verdict
from handsel.ledger.documents import Adjustment
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.rules import may_see_funds
from handsel.ledger.tellings import given_paper
from handsel.orders.cart import open_carts
from handsel.orders.line_models import Line
from handsel.orders.models import Leg, LegLine, LegQuerySet
from handsel.orders.rules import may_buy
from handsel.storefront.card_counter import CardCounter
from handsel.storefront.data_counter import DataCounter
from handsel.storefront.shoppers import ShopCounter, Shopper
from handsel.storefront.visitor_counter import visitor_at
from handsel.subscriptions.models import Subscription
from handsel.timeline.origin import Origin, Way
from handsel.visits.staying import Stay
from handsel.web.places import OwnPlace, chosen_of, other_places
from handsel.web.portals import PortalRequest
from handsel.web.sessions import end_session, origin_of, session_of
from handsel.web.visiting import actor_of, guest_here

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

P = ParamSpec("P")


class Counter(CardCounter, DataCounter, ShopCounter):
    """What a storefront user has before them: what their account can buy, and what it has bought.

    `standing` is the effective state of the account; `others` are the person's other places at this portal. A guest
    has a `stay` instead of a seat; who comes from a reseller has only what it bought for one end customer before
    them, or for itself.
    """

    def __init__(
        self, who: Session | Stay, seat: Seat, standing: Standing, origin: Origin, *, others: Sequence[OwnPlace] = ()
    ) -> None:
        if seat.buyer_id is None:
            raise ValueError("a counter needs a seat at a buyer")
        user = who.user
        self.session = who if isinstance(who, Session) else None
        self.user = user
        self.seat = seat
        self.standing = standing
        self.stay = who if isinstance(who, Stay) else None
        self.others = others
        self.seller_id = seat.seller_id
        self.buyer_id: int = seat.buyer_id
        self.actor = (
            actor_of(who, origin)
            if isinstance(who, Stay)
            else Actor(
                user_id=user.pk,
                name=user.name,
                seller_id=seat.seller_id,
                role=Role(seat.role),
                buyer_id=seat.buyer_id,
                origin=origin,
                proved_at=who.proved_at,
            )
        )

    @property
    def end_customer_id(self) -> int | None:
        """For which customer of the buyer this is, where the buyer said so."""
        return self.stay.end_customer_id if self.stay else None

    @property
    def may_shop(self) -> Verdict:
        """Whether the person fills and orders the cart, as far as it is theirs to do."""
        if self.stay and not self.actor.has(Right.SHOP):
            return Verdict(_("You only look here."))
        return may_buy(self.actor, self.buyer_id)

    @property
    def buys_for_others(self) -> bool:
        """Whether the person is here from a reseller and buys for its customers, new ones among them."""
        return self.stay is not None and self.stay.kind == VisitKind.WORKSPACE and bool(self.may_shop)

    @property
    def may_see_cart(self) -> Verdict:
        """Whether the person sees what lies in the cart: buyers, and guests."""
        return YES if self.stay else self.may_shop

    @property
    def may_see_funds(self) -> Verdict:
        """Whether the person sees what was paid and what is left, by their role.

        The parent's statement tells of every customer of the buyer, so who looks after some of these sees none.
        """
        if self.stay is None or (self.stay.kind == VisitKind.WORKSPACE and self.stay.serves_accounts):
            return may_see_funds(self.actor)
        return YES

    @property
    def role_label(self) -> str:
        """What their role is called."""
        return str(Role(self.actor.role or self.seat.role).label)

    @property
    def home(self) -> str:
        """The URL name of where people are led while their account cannot order."""
        return "storefront:funds" if self.may_see_funds else "storefront:orders"

    @property
    def may_order(self) -> bool:
        """Whether the account can buy now; if not, its people reach their own data and the funds page (ACC-6)."""
        return allows(self.standing).may_order

    @property
    def cart_size(self) -> int:
        """How many lines lie in the cart."""
        carts = open_carts(self.buyer_id, self.end_customer_id)
        return Line.objects.filter(seller_id=self.seller_id, buyer_id=self.buyer_id, order__in=carts).count()

    @property
    def orders(self) -> LegQuerySet:
        """The buyer's placed orders, each as the leg on the buyer's own edge."""
        bought = Leg.objects.bought_by(self.buyer_id).filter(seller_id=self.seller_id)
        return bought.filter(**self._for_whom(""))

    @property
    def wallet(self) -> Wallet | None:
        """The buyer's advance account."""
        return Wallet.objects.filter(
            seller_id=self.seller_id, buyer_id=self.buyer_id, edge__ended_at__isnull=True
        ).first()

    def paper(self, kind: str, number: int) -> Receipt | Adjustment:
        """Return a receipt, a note or a payout that the seller gave the buyer. Raises DoesNotExist."""
        return given_paper(kind, number, seller_id=self.seller_id, buyer_id=self.buyer_id)

    @property
    def subscriptions(self) -> QuerySet[Subscription]:
        """What the buyer has running."""
        running = Subscription.objects.filter(seller_id=self.seller_id, buyer_id=self.buyer_id)
        return running.select_related("leg_line__delivery").filter(**self._for_whom("leg_line__leg__"))

    def _for_whom(self, leg: str) -> dict[str, int | None]:
        """Return what narrows to what is bought for whom a visit from a reseller is; nothing for everybody else."""
        is_visit = self.stay is not None and self.stay.kind == VisitKind.WORKSPACE
        return {f"{leg}end_customer_id": self.end_customer_id} if is_visit else {}

    @property
    def assets(self) -> QuerySet[LegLine]:
        """What the buyer has for good, each as the line by which it was bought."""
        return bought_for_good().filter(leg__in=self.orders).select_related("leg", "delivery")


class CounterRequest(PortalRequest):
    """The request as every storefront view gets it: someone is logged in and stands at a counter."""

    counter: Counter
    portal: OpenPortal


class VisitRequest(PortalRequest):
    """The request of a page that is open to all: a visitor who is not logged in stands at no counter."""

    counter: Counter | None


R = TypeVar("R", CounterRequest, VisitRequest)


def at_counter(
    view: Callable[Concatenate[CounterRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let storefront users of this portal in, and narrow all they read to their account; others log in first."""

    @functools.wraps(view)
    def served(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        counter = _counter_of(request)
        if counter is None:
            return to_log_in(request)
        narrow_reading(counter.actor.scope)
        request.counter = counter  # type: ignore[attr-defined]  # it becomes a CounterRequest here
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    served.needs = "counter"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return served  # type: ignore[return-value]  # mypy loses the request's class in wraps


def at_door(
    view: Callable[Concatenate[VisitRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let everybody in; storefront users of this portal read on as at their counter."""

    @functools.wraps(view)
    def let_in(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        counter = _counter_of(request)
        if counter is not None:
            narrow_reading(counter.actor.scope)
        request.counter = counter  # type: ignore[attr-defined]  # it becomes a VisitRequest here
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    let_in.needs = "nothing"  # type: ignore[attr-defined]  # read by the rule that every view says who may see it
    return let_in  # type: ignore[return-value]  # mypy loses the request's class in wraps


def shopper_at(request: VisitRequest) -> Shopper:
    """Return who stands before the shelf: the buyer at the counter, or else the visitor."""
    return request.counter or visitor_at(request)


def to_buy(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
    """Lead people whose account cannot order now to a page that says why. Stands below at_counter and at_door."""

    @functools.wraps(view)
    def checked(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        counter: Counter | None = request.counter
        if counter is not None and not counter.may_order:
            return redirect(counter.home)
        return view(request, *args, **kwargs)

    return checked  # type: ignore[return-value]  # mypy loses the request's place in wraps


def if_allowed(
    question: str,
) -> Callable[[Callable[Concatenate[R, P], HttpResponse]], Callable[Concatenate[R, P], HttpResponse]]:
    """Show whom their role keeps from a page why; `question` is one of the counter's. Visitors have no role.

    Stands below at_counter and at_door.
    """

    def asked(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
        @functools.wraps(view)
        def checked(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            counter: Counter | None = request.counter
            verdict: Verdict = YES if counter is None else getattr(counter, question)
            if counter is None or verdict:
                return view(request, *args, **kwargs)
            shown = {"reason": verdict.reason, "role": counter.role_label}
            return render(request, "storefront/account/not_for_role.html", shown, status=verdict.kind.status)

        return checked  # type: ignore[return-value]  # mypy loses the request's place in wraps

    return asked


def to_log_in(request: HttpRequest) -> HttpResponse:
    """Lead to the log-in, and back from there."""
    # What was sent cannot be sent again from an address; the way back is to look at things.
    back = request.get_full_path() if request.method == "GET" else resolve_url("storefront:shop")
    return redirect(f"{resolve_url('storefront:log-in')}?{urlencode({'next': back})}")


def _counter_of(request: HttpRequest) -> Counter | None:
    stay = guest_here(request, VisitKind.WORKSPACE, VisitKind.LOOK)
    if stay is not None:
        return Counter(stay, stay.seat, stay.standing, origin_of(request, Way.STOREFRONT))
    session = session_of(request)
    if session is None:
        return None
    places = list(_places(session.user))
    seats = [seat for seat in places if seat.buyer_id is not None]
    open_seats = [seat for seat in seats if seat.standing in LOG_IN]
    if not open_seats:
        if seats:
            end_session(request)
        return None
    seat = chosen_of(request, open_seats)
    others = other_places(seat, [one for one in places if one.standing in LOG_IN])
    return Counter(session, seat, Standing(seat.standing), origin_of(request, Way.STOREFRONT), others=others)


def _places(user: User) -> "QuerySet[WithAnnotations[Seat, _Place]]":
    return seats_of_user(user).annotate(standing=effective_at(Coalesce("buyer_id", "seller_id"), now()))


class _Place(TypedDict):
    standing: str
