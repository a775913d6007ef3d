"""A letter of a mail, and the letters about the log-in of one person (USR-3, USR-7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.mail.branding import Brand
from handsel.mail.facts import Facts, change_facts, login_facts
from handsel.mail.recipients import Recipient, person
from handsel.mail.words import LOGIN_CHANGES, in_words
from handsel.timeline.models import Event


@dataclass(frozen=True)
class Letter:
    """One mail to make. `buyer_id` is the account on whose record it stands; `secret` opens an account."""

    to: Recipient
    facts: Facts
    buyer_id: int | None = None
    secret: str = ""
    inviter_id: int | None = None


Writer = Callable[[Event, Brand, datetime], Iterator[Letter]]


def tell_of_password(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To whose password was changed, with what to do if it was somebody else (USR-3)."""
    user = User.objects.get(pk=event.subject_id)
    role = role_at(event, user)
    facts = login_facts(user, brand, role=role) | change_facts(event, brand, role=role)
    yield Letter(person(user, brand), facts, buyer_id=buyer_of(event))


def tell_of_login(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To whose second factor or sign-in was changed, by whomever (USR-7)."""
    for letter in tell_of_password(event, brand, at):
        which = f"{event.name}:{event.data['factor']}" if "factor" in event.data else event.name
        letter.facts["change"] |= {
            "what": in_words(LOGIN_CHANGES[which], letter.to.language),
            "by": event.actor_name if event.actor_id != event.subject_id else None,
        }
        yield letter


def role_at(event: Event, user: User) -> str:
    """Return the role by which `user` stands at the account that `event` is about."""
    seat = Seat.objects.filter(user=user, buyer_id=buyer_of(event)).first()
    return seat.role if seat else Role.BUYER


def buyer_of(event: Event) -> int | None:
    return event.account_id if event.account_id != event.seller_id else None
