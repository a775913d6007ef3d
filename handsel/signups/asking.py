"""A visitor asks to become a customer: the same answer, and the same work, for every address (ACC-3)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from handsel.accounts.details import AccountDetails
from handsel.accounts.manager_rules import managers_on_offer
from handsel.accounts.portal_settings import OpenPortal, portal_of
from handsel.accounts.standing import allows, standing_of
from handsel.identity.actor import Actor, system
from handsel.identity.models import Seat, User
from handsel.identity.people import check_password_quality
from handsel.identity.throttling import Place
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.signups.cart_models import VisitorCart
from handsel.signups.faults import SignUpOff, TermsNotAgreed, TooManySignUps, find_sign_up_faults
from handsel.signups.models import SignUp, Stage
from handsel.timeline.models import Event
from handsel.timeline.origin import Origin
from handsel.timeline.record import record

KEPT = timedelta(days=7)
"""How long a sign-up is kept whose address nobody confirmed, or that leads nowhere."""
A_WHILE = timedelta(hours=1)
MOST_FROM_NETWORK = 10
MOST_FOR_ADDRESS = 3
"""How many sign-ups in an hour are heard: from one network, and for one e-mail address."""


@dataclass(frozen=True)
class Wanted:
    """What somebody typed who wants to become a customer.

    `terms_version` is that of the terms that they agreed to, 0 for none. `manager_id` is whom they chose, if they did.
    """

    details: AccountDetails
    first_name: str
    last_name: str
    language: str
    password: str
    is_company: bool = True
    manager_id: int | None = None
    terms_version: int = 0


@operation
def sign_up(*, wanted: Wanted, place: Place, by: Actor, at: datetime, cart_ref: int | None = None) -> SignUp:
    """Note that somebody at `place` wants to become a customer; the address gets a mail soon, whoever has it.

    Nothing is looked up here: what happens, and how long it takes, is the same for all addresses. `by` is the portal.

    Raises SignUpOff, TooManySignUps, Invalid with what is wrong by field, TermsNotAgreed.
    """
    portal = portal_of(by.seller_id)
    _refuse_closed(portal, at)
    _refuse_flood(by.seller_id, place, at)
    details = _details_of(wanted, portal)
    _check(wanted, details, portal)
    known = {name: value for name, value in asdict(details).items() if name not in {"contact_name", "external_number"}}
    fresh = SignUp.objects.create(
        seller_id=by.seller_id,
        first_name=wanted.first_name.strip(),
        last_name=wanted.last_name.strip(),
        language=portal.language_of(wanted.language),
        manager_id=wanted.manager_id,
        password=make_password(wanted.password),
        terms_version=wanted.terms_version,
        cart_ref=cart_ref,
        network=place.network,
        asked_at=at,
        **known,
    )
    VisitorCart.objects.filter(seller_id=by.seller_id, pk=cart_ref or 0).update(has_signed_up=True)
    record("signup.asked", subject=fresh, account_id=by.seller_id, by=by, at=at)
    return fresh


@step
def answer_sign_up(event: Event, at: datetime) -> None:
    """Let the person who has the address get the mail that helps: a link to confirm it, or that they are known.

    A fourth sign-up for one address within an hour is not heard: nobody's mailbox is filled by others.
    """
    found = SignUp.objects.filter(pk=event.subject_id, stage=Stage.UNCONFIRMED).first()
    if found is None:
        return
    by = system(found.seller_id).coming_from(Origin(event.way, event.address or ""))
    same = SignUp.objects.filter(seller_id=found.seller_id).of(found.email)
    is_flood = same.filter(asked_at__gt=found.asked_at - A_WHILE, pk__lt=found.pk).count() >= MOST_FOR_ADDRESS
    user = User.objects.filter(seller_id=found.seller_id, email=found.email).first()
    if user is None and not is_flood:
        record("signup.confirmation_wanted", subject=found, account_id=found.seller_id, by=by, at=at)
        return
    SignUp.objects.filter(pk=found.pk).update(stage=Stage.DROPPED, password="")
    seat = Seat.objects.filter(user=user).order_by("pk").first()
    if user is None or seat is None or user.deactivated_at or is_flood:
        return
    account_id = seat.buyer_id or user.seller_id
    if user.activated_at is None:
        record(
            "user.invited", subject=user, account_id=account_id, by=by, at=at, role=seat.role, invited_by="", again=True
        )
    else:
        record("signup.address_known", subject=user, account_id=account_id, by=by, at=at)


def _details_of(wanted: Wanted, portal: OpenPortal) -> AccountDetails:
    """Return what was typed, tidied, of the fields that are asked here and no others."""
    asked = portal.sign_up_fields | portal.mandatory_fields | {"email"}
    if not wanted.is_company and "company_name" not in portal.mandatory_fields:
        asked -= {"company_name"}
    told = {name: value for name, value in asdict(wanted.details).items() if name in asked}
    name = f"{wanted.first_name} {wanted.last_name}"
    return replace(AccountDetails(**told), contact_name=name, external_number="").tidied()


def _check(wanted: Wanted, details: AccountDetails, portal: OpenPortal) -> None:
    names = {"first_name": wanted.first_name, "last_name": wanted.last_name}
    asks_company = "company_name" in portal.sign_up_fields | portal.mandatory_fields
    faults = find_sign_up_faults(details, names, portal, is_company=wanted.is_company and asks_company)
    offered = {user.pk for user in managers_on_offer(portal.seller_id)}
    if wanted.manager_id is not None and wanted.manager_id not in offered:
        faults["manager"] = _("Choose one from the list.")
    # Of nobody's password is anything known here but how easily it is guessed.
    person = User(email=details.email, first_name=wanted.first_name, last_name=wanted.last_name)
    try:
        check_password_quality(wanted.password, person)
    except Invalid as weak:
        faults |= weak.fields
    if faults:
        raise Invalid(fields=faults)
    if wanted.terms_version != (portal.terms.version if portal.terms else 0):
        raise TermsNotAgreed(fields={"terms": _("Please read the terms and agree to them.")})


@step
def _refuse_closed(portal: OpenPortal, at: datetime) -> None:
    if not portal.lets_sign_up:
        raise SignUpOff(_("You cannot sign up here by yourself. Write to us, and we will let you in."))
    if not allows(standing_of(portal.seller_id, at=at).standing).may_order:
        raise SignUpOff(_("You cannot sign up here at the moment. Please come back later."))


@step
def _refuse_flood(seller_id: int, place: Place, at: datetime) -> None:
    asked = SignUp.objects.filter(seller_id=seller_id)
    asked.filter(stage__in=[Stage.UNCONFIRMED, Stage.DROPPED], asked_at__lte=at - KEPT).delete()
    lately = asked.filter(network=place.network, asked_at__gt=at - A_WHILE)
    if lately[:MOST_FROM_NETWORK].count() >= MOST_FROM_NETWORK:
        raise TooManySignUps(_("Too many sign-ups came from here. Wait an hour and try again."))
