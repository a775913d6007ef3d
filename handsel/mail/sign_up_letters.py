"""The letters around a sign-up: confirm the address, you are known, welcome, no, and one to staff (ACC-3, MAI-1)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from handsel.identity.models import User
from handsel.identity.roles import Right
from handsel.mail.branding import Brand
from handsel.mail.facts import CONSOLE, FORGOTTEN_PAGE, LOGIN_PAGE, login_facts
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer, buyer_of, role_at
from handsel.mail.recipients import Recipient, person, those_with
from handsel.mail.sign_up_kinds import (
    SIGN_UP_ACCEPTED,
    SIGN_UP_CONFIRM,
    SIGN_UP_KNOWN,
    SIGN_UP_REJECTED,
    SIGN_UP_WAITING,
)
from handsel.mail.wording import choose_language
from handsel.signups.confirming import LASTS, issue_confirmation
from handsel.signups.models import SignUp, Stage
from handsel.timeline.models import Event

CONFIRM_PAGE = "/sign-up/confirm/{}/"
QUEUE_PAGE = "/sign-ups/"


def ask_to_confirm(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To whoever has the address: confirm that it was you."""
    found = SignUp.objects.filter(pk=event.subject_id, stage=Stage.UNCONFIRMED).first()
    if found:
        secret = issue_confirmation(found, at)
        link = {"url": brand.link(CONFIRM_PAGE.format(secret)), "expires_at": at + LASTS}
        yield Letter(_visitor(found, brand), {"link": link}, secret=secret)


def tell_known(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To whoever has the address, and a log-in with it: somebody signed up again."""
    user = User.objects.get(pk=event.subject_id)
    facts = login_facts(user, brand, role=role_at(event, user))
    facts["help"] = {"url": brand.link(FORGOTTEN_PAGE)}
    yield Letter(person(user, brand), facts, buyer_id=buyer_of(event))


def ask_for_answer(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To those at the seller who add accounts: somebody waits for your yes or no."""
    found = SignUp.objects.filter(pk=event.subject_id).first()
    if found is None:
        return
    for to in those_with(Right.ACCOUNTS, event.seller_id, brand, manager_id=found.manager_id):
        facts = {"name": found.name, "email": found.email}
        facts["url"] = brand.link(f"{CONSOLE}{QUEUE_PAGE}") if to.user_id else None  # type: ignore[assignment]
        yield Letter(to, {"sign_up": facts})


def welcome_customer(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To who signed up: your account is there, and you can log in."""
    found = SignUp.objects.filter(pk=event.subject_id).first()
    user = User.objects.filter(seller_id=event.seller_id, email=found.email).first() if found else None
    if user:
        facts = {"login": {"email": user.email, "url": brand.link(LOGIN_PAGE)}}
        yield Letter(person(user, brand), facts, buyer_id=event.account_id)


def tell_rejected(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To who signed up: no, and why."""
    found = SignUp.objects.filter(pk=event.subject_id).first()
    if found:
        yield Letter(_visitor(found, brand), {"sign_up": {"reason": event.reason}})


def _visitor(found: SignUp, brand: Brand) -> Recipient:
    return Recipient(found.email, found.person, choose_language(found.language, brand.language))


ON_SIGNING_UP: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "signup.confirmation_wanted": ((SIGN_UP_CONFIRM, ask_to_confirm),),
    "signup.address_known": ((SIGN_UP_KNOWN, tell_known),),
    "signup.waiting": ((SIGN_UP_WAITING, ask_for_answer),),
    "signup.accepted": ((SIGN_UP_ACCEPTED, welcome_customer),),
    "signup.rejected": ((SIGN_UP_REJECTED, tell_rejected),),
}
"""Event -> the mails that it makes."""
