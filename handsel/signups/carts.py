"""Visitors fill a cart that becomes theirs when they sign up or log in, with nothing lost (ACC-3, ORD-9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.standing import allows, standing_of
from handsel.accounts.tree import enter_customer
from handsel.identity.actor import Actor
from handsel.identity.links import digest_of
from handsel.identity.throttling import Place
from handsel.kernel import chance
from handsel.kernel.isolation import scoped
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid, NotFound, Refusal
from handsel.orders.cart import merge_into_cart
from handsel.orders.wanted import LineWanted, Shelf, check_wanted
from handsel.signups.cart_models import VisitorCart, VisitorLine
from handsel.signups.rules import may_complete_visitor_cart
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.timeline.record import record

KEPT = timedelta(days=30)
"""How long a visitor's cart is kept after its last change."""
MOST_FROM_NETWORK = 20
"""So many open carts of one network there are at most."""
MOST_LINES = 100
REMINDED = ("reminders_asked_at", "reminders_text", "stop_digest")
"""What says of a cart that its visitor is reminded of it."""


class VisitorCartsOff(Conflict):
    """This portal shows visitors no prices, or is itself not active."""

    code = "visitor_carts_off"


class TooManyCarts(Refusal):
    """Too many carts of visitors from this network are open."""

    code = "too_many_carts"
    status = 429


class LogInFirst(Conflict):
    """The product asks for something that is filled in after the log-in only."""

    code = "log_in_first"


class CartGone(NotFound):
    """The visitor's cart was taken over already, is too old, or belongs to another portal."""

    code = "cart_gone"


@dataclass(frozen=True)
class Kept:
    """A visitor's cart, and what its cookie holds."""

    cart: VisitorCart
    secret: str


@dataclass(frozen=True)
class Claimed:
    """What became of a visitor's cart: how many lines lie in the buyer's now, and how many are not sold any more."""

    taken: int
    left: int


def cart_with(secret: str, seller_id: int, *, at: datetime) -> VisitorCart | None:
    """Return the open cart of who holds `secret` at this very portal, with its lines; None where there is none."""
    if not secret:
        return None
    found = VisitorCart.objects.open(at).filter(seller_id=seller_id, digest=digest_of(secret))
    return found.prefetch_related("lines").first()


@operation
def put_in_visitor_cart(
    *, secret: str, plan_id: int, quantity: int, place: Place, by: Actor, at: datetime, adding: bool = False
) -> Kept:
    """Set how many of a plan lie in the cart of who holds `secret`, or that many more; 0 takes it out.

    Without a good `secret` a new cart is begun, with a secret of its own. `by` is the portal.

    Raises VisitorCartsOff, TooManyCarts, NotOffered, LogInFirst for a product that asks for something, Invalid naming
    `quantity` or for more than 100 lines, QuantityOutsideLimits.
    """
    _refuse_closed(by.seller_id, at)
    kept = _own_or_new(secret, place, by, at)
    line = VisitorLine.objects.filter(cart=kept.cart, plan_ref=plan_id).first()
    wanted = quantity + (line.quantity if line and adding else 0)
    if wanted:
        _check(by.seller_id, plan_id, wanted)
    if line is None and wanted:
        if kept.cart.lines.count() >= MOST_LINES:
            raise Invalid(fields={"quantity": f"There is room for {MOST_LINES} products in a cart."})
        VisitorLine.objects.create(seller_id=by.seller_id, cart=kept.cart, plan_ref=plan_id, quantity=wanted)
    elif line is not None and wanted:
        line.quantity = wanted
        line.save(update_fields=["quantity"])
    elif line is not None:
        line.delete()
    kept.cart.changed_at, kept.cart.expires_at = at, at + KEPT
    kept.cart.save(update_fields=["changed_at", "expires_at"])
    return kept


@operation
def keep_contact(*, secret: str, name: str, email: str, phone: str, by: Actor, at: datetime) -> VisitorCart:
    """Keep with a visitor's cart what was typed about the person; an empty field takes nothing away.

    Raises CartGone.
    """
    cart = locked_cart(secret, by, at)
    told = {"name": name.strip()[:200], "email": email.strip().lower()[:254], "phone": phone.strip()[:40]}
    changed = {field: value for field, value in told.items() if value and getattr(cart, field) != value}
    for field, value in changed.items():
        setattr(cart, field, value)
    if "email" in changed:
        # Who ticked to be reminded did so for the address from before.
        forget_reminders(cart)
    if changed:
        cart.save(update_fields=[*changed, *REMINDED])
    return cart


@operation
def take_over_cart(*, secret: str, buyer: Actor, by: Actor, at: datetime) -> Claimed:
    """Let the cart of who holds `secret` become the buyer's who has just logged in.

    What lies in theirs stays, and the visitor's lines come on top. Once; a second time finds nothing. `by` is the
    portal.

    Raises CartGone, Forbidden.
    """
    assert buyer.buyer_id is not None
    return give_cart(locked_cart(secret, by, at), buyer.buyer_id, buyer, at)


@operation
def complete_visitor_cart(
    *, cart_id: int, account_id: int | None, details: AccountDetails, by: Actor, at: datetime
) -> tuple[Account, Claimed]:
    """Let staff take a visitor's cart over into the cart of a customer, to go on with it there.

    Without `account_id` the visitor becomes a new customer with `details`. The visitor's browser finds the cart gone.

    Raises Forbidden, CartGone, Account.DoesNotExist, Invalid with what is wrong of the new customer, by field.
    """
    may_complete_visitor_cart(by).or_refuse()
    found = VisitorCart.objects.open(at).filter(seller_id=by.seller_id, pk=cart_id)
    cart = found.select_for_update(of=("self",)).first()
    if cart is None:
        raise CartGone("This cart is gone: the visitor signed up or logged in, or a colleague took it over.")
    if account_id is None:
        may_manage_accounts(by).or_refuse()
        account = enter_customer(details, by, at)
    else:
        account = Account.objects.get(pk=account_id, seller_id=by.seller_id)
    return account, give_cart(cart, account.pk, by, at)


@step
def give_cart(cart: VisitorCart, buyer_id: int, by: Actor, at: datetime) -> Claimed:
    """Put the lines of a visitor's locked cart into that of a buyer, by the right of `by`."""
    lines = {line.plan_ref: line.quantity for line in cart.lines.order_by("pk")}
    taken = 0
    if lines:
        with scoped(by.scope, author=by.signature):
            taken = merge_into_cart(buyer_id, lines, by, at)
    cart.claimed_at, cart.account_ref = at, buyer_id
    forget_reminders(cart)
    cart.name = cart.email = cart.phone = ""
    cart.save(update_fields=["claimed_at", "account_ref", "name", "email", "phone", *REMINDED])
    cart.lines.all().delete()
    record("visitor_cart.taken_over", subject=cart, account_id=buyer_id, by=by, at=at, number=cart.number, lines=taken)
    return Claimed(taken, len(lines) - taken)


def forget_reminders(cart: VisitorCart) -> None:
    """Take from a cart that it is reminded of. Does not save: the fields are REMINDED."""
    cart.reminders_asked_at, cart.reminders_text, cart.stop_digest = None, "", None


def _check(seller_id: int, plan_id: int, quantity: int) -> None:
    offers = {offer.plan_id: offer for offer in offers_to_visitors(seller_id, [plan_id])}
    check_wanted(LineWanted(plan_id, quantity), Shelf(offers, {}))
    if offers[plan_id].asks:
        raise LogInFirst("This product asks for something that you fill in after the log-in.")


def _refuse_closed(seller_id: int, at: datetime) -> None:
    if not portal_of(seller_id).shows_prices:
        raise VisitorCartsOff("Log in to fill a cart.")
    if not allows(standing_of(seller_id, at=at).standing).may_order:
        raise VisitorCartsOff("Nothing can be ordered here at the moment. Please come back later.")


@step
def _own_or_new(secret: str, place: Place, by: Actor, at: datetime) -> Kept:
    own = VisitorCart.objects.open(at).filter(seller_id=by.seller_id, digest=digest_of(secret))
    cart = own.select_for_update(of=("self",)).first() if secret else None
    if cart is not None:
        return Kept(cart, secret)
    carts = VisitorCart.objects.filter(seller_id=by.seller_id)
    carts.filter(claimed_at__isnull=True, expires_at__lte=at).delete()
    if carts.open(at).filter(network=place.network)[:MOST_FROM_NETWORK].count() >= MOST_FROM_NETWORK:
        raise TooManyCarts("Too many carts are open from here. Log in, or come back later.")
    fresh = chance.secret()
    cart = VisitorCart.objects.create(
        seller_id=by.seller_id, number=chance.code(8), digest=digest_of(fresh), network=place.network,
        started_at=at, changed_at=at, expires_at=at + KEPT,
    )  # fmt: skip
    record("visitor_cart.started", subject=cart, account_id=by.seller_id, by=by, at=at, number=cart.number)
    return Kept(cart, fresh)


@step
def locked_cart(secret: str, by: Actor, at: datetime) -> VisitorCart:
    """Return the open cart of who holds `secret`, locked. Raises CartGone."""
    found = VisitorCart.objects.open(at).filter(seller_id=by.seller_id, digest=digest_of(secret))
    cart = found.select_for_update(of=("self",)).first() if secret else None
    if cart is None:
        raise CartGone("This cart is gone; what lay in it may lie in yours already.")
    return cart
