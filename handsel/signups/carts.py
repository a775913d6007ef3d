"""Visitors fill a cart that becomes theirs when they sign up or log in, with nothing lost (ACC-3, ORD-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

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
from handsel.orders.cart import LineGone, merge_into_cart
from handsel.orders.filling import lay, write_line
from handsel.orders.left_carts import cart_rules_of
from handsel.orders.wanted import LineWanted, Shelf, as_wanted, check_wanted, grouped
from handsel.signups.cart_models import VisitorCart, VisitorCartQuerySet, VisitorLine
from handsel.signups.rules import may_complete_visitor_cart, may_discard_visitor_cart
from handsel.signups.visitor_prices import offers_to_visitors
from handsel.timeline.record import record

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
    """What became of a visitor's cart: how many lines lie in the buyer's now, and why others were left out."""

    taken: int
    left: Sequence[str] = ()


def cart_with(secret: str, seller_id: int, *, at: datetime) -> VisitorCart | None:
    """Return the open cart of who holds `secret` at this very portal, with its lines; None where there is none."""
    if not secret:
        return None
    return _held_by(secret, seller_id, at).prefetch_related("lines").first()


def _held_by(secret: str, seller_id: int, at: datetime) -> VisitorCartQuerySet:
    return VisitorCart.objects.open(at).filter(seller_id=seller_id, digest=digest_of(secret))


@operation
def add_visitor_line(*, secret: str, wanted: LineWanted, place: Place, by: Actor, at: datetime) -> Kept:
    """Put a plan, with what is filled in and its add-ons, into the cart of who holds `secret`, as `add_line` does.

    Without a cart of this `secret` a new one is begun: two that begin at once with one secret begin one cart. Without a
    secret, or where its cart is gone, the new one has a secret of its own. `by` is the portal.

    Raises VisitorCartsOff, TooManyCarts, Invalid naming `quantity`, NotOffered, QuantityOutsideLimits, AddonAlone,
    AddonOfAnother, OptionMissing, OptionWrong, CartFull above 100 lines.
    """
    _refuse_closed(by.seller_id, at)
    shelf = _shelf(by.seller_id, wanted)
    check_wanted(wanted, shelf)
    kept = _own_or_new(secret, place, by, at)
    fresh = VisitorLine(seller_id=by.seller_id, cart=kept.cart)
    lay(wanted, shelf, beside=list(kept.cart.lines.all()), fresh=fresh, most=MOST_LINES)
    _touch(kept.cart, at)
    return kept


@operation
def change_visitor_line(*, secret: str, line_id: int, wanted: LineWanted, by: Actor, at: datetime) -> VisitorLine:
    """Set what a line of a visitor's cart is: plan, quantity, what is filled in, and its add-ons.

    Raises as `add_visitor_line` does, CartGone, and LineGone when it lies in the cart no more.
    """
    _refuse_closed(by.seller_id, at)
    cart = locked_cart(secret, by, at)
    line = write_line(_line(cart, line_id), check_wanted(wanted, _shelf(by.seller_id, wanted)))
    _touch(cart, at)
    return line


@operation
def remove_visitor_line(*, secret: str, line_id: int, by: Actor, at: datetime) -> VisitorCart:
    """Take a line out of a visitor's cart, with its add-ons.

    Raises CartGone, LineGone.
    """
    cart = locked_cart(secret, by, at)
    line = _line(cart, line_id)
    cart.lines.filter(under=line).delete()
    line.delete()
    _touch(cart, at)
    return cart


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
    cart = _locked(cart_id, by, at)
    if account_id is None:
        may_manage_accounts(by).or_refuse()
        account = enter_customer(details, by, at)
    else:
        account = Account.objects.get(pk=account_id, seller_id=by.seller_id)
    return account, give_cart(cart, account.pk, by, at)


@operation
def discard_visitor_cart(*, cart_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Let staff throw a visitor's cart away with all that is known of the person, and return its number.

    Raises Forbidden, CartGone, Invalid without a reason.
    """
    may_discard_visitor_cart(by).or_refuse()
    cart = _locked(cart_id, by, at)
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter a reason; your colleagues read it."})
    record(
        "visitor_cart.discarded", subject=cart, account_id=by.seller_id, by=by, at=at, reason=reason.strip(),
        number=cart.number, lines=cart.lines.count(),
    )  # fmt: skip
    cart.delete()
    return cart.number


@step
def _locked(cart_id: int, by: Actor, at: datetime) -> VisitorCart:
    """Return an open cart for staff, locked. Raises CartGone."""
    found = VisitorCart.objects.open(at).filter(seller_id=by.seller_id, pk=cart_id)
    cart = found.select_for_update(of=("self",)).first()
    if cart is None:
        raise CartGone("This cart is gone: the visitor signed up or logged in, or a colleague saw to it.")
    return cart


@step
def give_cart(cart: VisitorCart, buyer_id: int, by: Actor, at: datetime) -> Claimed:
    """Put the lines of a visitor's locked cart into that of a buyer, by the right of `by`."""
    wanted = [as_wanted(line, addons) for line, addons in grouped(cart.lines.all())]
    refused: Sequence[Refusal] = ()
    if wanted:
        with scoped(by.scope, author=by.signature):
            refused = merge_into_cart(buyer_id, wanted, by, at)
    cart.claimed_at, cart.account_ref = at, buyer_id
    forget_reminders(cart)
    cart.name = cart.email = cart.phone = ""
    cart.save(update_fields=["claimed_at", "account_ref", "name", "email", "phone", *REMINDED])
    cart.lines.all().delete()
    taken = len(wanted) - len(refused)
    record("visitor_cart.taken_over", subject=cart, account_id=buyer_id, by=by, at=at, number=cart.number, lines=taken)
    return Claimed(taken, tuple(dict.fromkeys(map(str, refused))))


def forget_reminders(cart: VisitorCart) -> None:
    """Take from a cart that it is reminded of. Does not save: the fields are REMINDED."""
    cart.reminders_asked_at, cart.reminders_text, cart.stop_digest = None, "", None


def _shelf(seller_id: int, wanted: LineWanted) -> Shelf:
    # What its seller can be told of products, its visitors can.
    return Shelf.of(seller_id, offers_to_visitors(seller_id, wanted.plan_ids))


@step
def _line(cart: VisitorCart, line_id: int) -> VisitorLine:
    line = cart.lines.filter(pk=line_id, under=None).first()
    if line is None:
        raise LineGone(_("This line lies in your cart no more; look at what does."))
    return line


@step
def _touch(cart: VisitorCart, at: datetime) -> None:
    # Whoever changed it is at it: what is left again is reminded of from then on.
    cart.changed_at, cart.expires_at = at, at + kept_by(cart.seller_id)
    cart.reminded_at, cart.reminders_sent = None, 0
    cart.save(update_fields=["changed_at", "expires_at", "reminded_at", "reminders_sent"])


def kept_by(seller_id: int) -> timedelta:
    """Return how long a visitor's cart is kept after its last change, as its seller's rule says."""
    return timedelta(days=cart_rules_of(seller_id).keep_days)


def _refuse_closed(seller_id: int, at: datetime) -> None:
    if not portal_of(seller_id).shows_prices:
        raise VisitorCartsOff(_("Log in to fill a cart."))
    if not allows(standing_of(seller_id, at=at).standing).may_order:
        raise VisitorCartsOff(_("Nothing can be ordered here at the moment. Please come back later."))


@step
def _own_or_new(secret: str, place: Place, by: Actor, at: datetime) -> Kept:
    secret = secret or chance.secret()
    own = _held_by(secret, by.seller_id, at).select_for_update(of=("self",))
    cart = own.first()
    if cart is not None:
        return Kept(cart, secret)
    carts = VisitorCart.objects.filter(seller_id=by.seller_id)
    if carts.open(at).filter(network=place.network)[:MOST_FROM_NETWORK].count() >= MOST_FROM_NETWORK:
        raise TooManyCarts(_("Too many carts are open from here. Log in, or come back later."))
    fresh = VisitorCart(
        seller_id=by.seller_id, number=chance.code(8), digest=digest_of(secret), network=place.network,
        started_at=at, changed_at=at, expires_at=at + kept_by(by.seller_id),
    )  # fmt: skip
    # Whoever began it in this moment is waited for, and theirs is found.
    VisitorCart.objects.bulk_create([fresh], ignore_conflicts=True)
    cart = own.first()
    if cart is None:
        return _own_or_new("", place, by, at)
    if cart.number == fresh.number:
        record("visitor_cart.started", subject=cart, account_id=by.seller_id, by=by, at=at, number=cart.number)
    return Kept(cart, secret)


@step
def locked_cart(secret: str, by: Actor, at: datetime) -> VisitorCart:
    """Return the open cart of who holds `secret`, locked. Raises CartGone."""
    found = _held_by(secret, by.seller_id, at).select_for_update(of=("self",))
    cart = found.first() if secret else None
    if cart is None:
        raise CartGone(_("This cart is gone; what lay in it may lie in yours already."))
    return cart
