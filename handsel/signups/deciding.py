"""Staff say yes or no to who signed up, one by one or several; a yes makes the account (ACC-3)."""

from collections.abc import Sequence
from datetime import datetime

from handsel.accounts.details import AccountDetails
from handsel.accounts.manager_rules import next_manager
from handsel.accounts.models import Account, Kind
from handsel.accounts.portal_settings import portal_of
from handsel.accounts.tree import Terms, add_account, own_currency
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import DateFormat, Seat, User
from handsel.identity.people import login_key
from handsel.identity.roles import Role
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import give_cart
from handsel.signups.faults import AlreadyKnown
from handsel.signups.models import SignUp, Stage
from handsel.signups.rules import may_answer, may_answer_sign_ups
from handsel.timeline.record import record

LONGEST_REASON = 1000
MOST = 200


@operation
@closed_to_guests
def accept_sign_ups(*, sign_up_ids: Sequence[int], by: Actor, at: datetime) -> list[SignUp]:
    """Make customers of those who signed up: account, wallet, log-in; each gets a mail. All of them, or none.

    Raises Forbidden, NotForGuests, SignUp.DoesNotExist when one is unknown, SignUpDecided, AlreadyKnown, Invalid for
    more than 200 at once.
    """
    return [open_account(found, by, at) for found in _locked(sign_up_ids, by)]


@operation
def reject_sign_ups(*, sign_up_ids: Sequence[int], reason: str, by: Actor, at: datetime) -> list[SignUp]:
    """Say no to those who signed up, with a reason that each reads in a mail. All of them, or none.

    Raises Forbidden, SignUp.DoesNotExist when one is unknown, SignUpDecided, Invalid without a reason or for more than
    200 at once.
    """
    told = " ".join(reason.split())
    if not 0 < len(told) <= LONGEST_REASON:
        raise Invalid(fields={"reason": f"Enter a reason of at most {LONGEST_REASON:,} characters; it goes by mail."})
    rejected = _locked(sign_up_ids, by)
    for found in rejected:
        found.stage, found.reason, found.password = Stage.REJECTED, told, ""
        found.decided_at, found.decided_by_name = at, by.name
        found.save(update_fields=["stage", "reason", "password", "decided_at", "decided_by_name"])
        record("signup.rejected", subject=found, account_id=by.seller_id, by=by, at=at, reason=told)
    return rejected


@step
def open_account(sign_up: SignUp, by: Actor, at: datetime) -> SignUp:
    """Make the account of who signed up, with its first storefront user; who looks after it says the rule.

    Raises AlreadyKnown where somebody got a log-in with the same address meanwhile.
    """
    if User.objects.filter(seller_id=sign_up.seller_id, email=sign_up.email).exists():
        raise AlreadyKnown(f"{sign_up.email} has a log-in here already.")
    manager = next_manager(seller_id=sign_up.seller_id, country=sign_up.country, chosen_id=sign_up.manager_id)
    trade = Terms(currency=own_currency(sign_up.seller_id))
    account = add_account(Kind.CUSTOMER, AccountDetails.of(sign_up), trade, manager, by, at)
    user = _let_in(sign_up, account, by, at)
    _give_cart(sign_up, user, account, by, at)
    sign_up.stage, sign_up.account, sign_up.password = Stage.ACCEPTED, account, ""
    sign_up.decided_at, sign_up.decided_by_name = at, "" if by.is_system else by.name
    sign_up.save(update_fields=["stage", "account", "password", "decided_at", "decided_by_name"])
    terms = sign_up.terms_version
    record("signup.accepted", subject=sign_up, account_id=account.pk, by=by, at=at, terms_version=terms)
    return sign_up


@step
def _let_in(sign_up: SignUp, account: Account, by: Actor, at: datetime) -> User:
    portal = portal_of(sign_up.seller_id)
    told = portal.date_format
    user = User.objects.create(
        seller_id=sign_up.seller_id,
        login_key=login_key(sign_up.seller_id, sign_up.email),
        email=sign_up.email,
        first_name=sign_up.first_name,
        last_name=sign_up.last_name,
        language=sign_up.language,
        date_format=told if told in DateFormat.values else DateFormat.ISO,
        password=sign_up.password,
        created_at=sign_up.asked_at,
        activated_at=at,
    )
    Seat.objects.create(seller_id=sign_up.seller_id, user=user, buyer=account, role=Role.BUYER_AND_BILLING)
    record("user.activated", subject=user, account_id=account.pk, by=by, at=at)
    return user


@step
def _give_cart(sign_up: SignUp, user: User, account: Account, by: Actor, at: datetime) -> None:
    """Let the cart that was filled before the sign-up be the new customer's, if it is still there."""
    carts = VisitorCart.objects.open(at).filter(seller_id=sign_up.seller_id, pk=sign_up.cart_ref or 0)
    cart = carts.select_for_update(of=("self",)).first()
    if cart is not None:
        buyer = Actor(user.pk, user.name, sign_up.seller_id, Role.BUYER_AND_BILLING, account.pk, origin=by.origin)
        give_cart(cart, account.pk, buyer, at)


@step
def _locked(sign_up_ids: Sequence[int], by: Actor) -> list[SignUp]:
    """Return the sign-ups, locked in order; each of them waits for an answer."""
    may_answer_sign_ups(by).or_refuse()
    wanted = set(sign_up_ids)
    if not 0 < len(wanted) <= MOST:
        raise Invalid(fields={"sign_up_ids": f"Choose between 1 and {MOST} sign-ups."})
    rows = SignUp.objects.shown().filter(seller_id=by.seller_id, pk__in=wanted).order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise SignUp.DoesNotExist
    for one in found:
        may_answer(by, one).or_refuse()
    return found
