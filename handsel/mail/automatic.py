"""Which event makes which mails, in one table, and the reader that makes them exactly once (MAI-1).

Each entry of `AUTOMATIC` names a mail and who writes it: a function that returns a letter per recipient, or none
where the event does not call for that mail.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from handsel.accounts.models import Account
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, User
from handsel.identity.roles import STAFF, Right, Role
from handsel.kernel.operation import step
from handsel.ledger.models import Receipt
from handsel.mail import kinds
from handsel.mail.branding import Brand, brand_of
from handsel.mail.card_letters import ON_CARDS
from handsel.mail.cart_letters import ON_CARTS
from handsel.mail.composing import compose
from handsel.mail.delivery_letters import ON_DELIVERIES
from handsel.mail.facts import (
    CARD_PAGE,
    asking_facts,
    declined_facts,
    digest_facts,
    key_facts,
    link_facts,
    login_facts,
    low_facts,
    receipt_facts,
    standing_facts,
)
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer, buyer_of, role_at, tell_of_login, tell_of_password
from handsel.mail.mime import message_id
from handsel.mail.models import Message, State
from handsel.mail.order_letters import ON_ORDERS
from handsel.mail.price_letters import ON_PRICES
from handsel.mail.recipients import keepers_of_keys, keepers_of_staff, people_of_buyer, person
from handsel.mail.refund_letters import ON_REFUNDS
from handsel.mail.server import configured_server
from handsel.mail.sign_up_letters import ON_SIGNING_UP
from handsel.mail.words import WAYS_IN_CHANGED, in_words
from handsel.timeline.models import Event
from handsel.timeline.reading import Reader


def send_receipt(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the buyer whose payment arrived (FUN-1)."""
    if not event.data.get("mail", True):
        return
    receipt = Receipt.objects.get(pk=event.subject_id)
    for to in people_of_buyer(receipt.buyer_id, brand, first=Right.PAY):
        yield Letter(to, receipt_facts(receipt, to, brand), buyer_id=receipt.buyer_id)


def tell_of_declined(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the buyer whose announced payment was not found, with the reason (FUN-7)."""
    for to in people_of_buyer(event.account_id, brand, first=Right.PAY):
        yield Letter(to, declined_facts(event, to, brand), buyer_id=event.account_id)


def tell_of_waiting(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the tier that blocks orders, once a day: this much is still missing (FUN-5)."""
    for to in people_of_buyer(event.account_id, brand):
        yield Letter(to, digest_facts(event, to, brand), buyer_id=event.account_id)


def warn_of_low_funds(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the buyer whose wallet sank below the amount that its seller warns at, once per crossing (FUN-4)."""
    for to in people_of_buyer(event.account_id, brand):
        yield Letter(to, low_facts(event, to, brand), buyer_id=event.account_id)


def ask_for_card(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the people of an account who pay: you can save your card (ACC-20)."""
    for to in people_of_buyer(event.account_id, brand, first=Right.PAY):
        yield Letter(to, {"card": {"url": brand.link(CARD_PAGE) if to.user_id else None}}, buyer_id=event.account_id)


def tell_of_standing(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the people of an account that was suspended, deactivated, or let go on, with the reason (ACC-6)."""
    account = Account.objects.get(pk=event.account_id)
    for to in people_of_buyer(account.pk, brand):
        yield Letter(to, standing_facts(event, account, to, brand), buyer_id=account.pk)


def warn_of_key(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To the owners, before a program stops because its key expires (USR-8)."""
    for to in keepers_of_keys(event.seller_id, brand):
        yield Letter(to, key_facts(event, to, brand))


def ask_to_be_let_in(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those who let staff in and out: the provider asks for support access (USR-6)."""
    for to in keepers_of_staff(event.seller_id, brand):
        yield Letter(to, asking_facts(event, to, brand))


def welcome_user(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To a new storefront user (USR-2)."""
    if event.data["role"] not in STAFF and not event.data.get("again"):
        yield _invitation(event, brand, at)


def invite_to_team(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To a new member of the staff (USR-5)."""
    if event.data["role"] in STAFF and not _opens_portal(event) and not event.data.get("again"):
        letter = _invitation(event, brand, at)
        role = in_words(str(Role(event.data["role"]).label), letter.to.language)
        letter.facts["invitation"] = {"role": role, "by": event.data["invited_by"]}
        yield letter


def invite_owner(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the owner of a portal that was just opened (ACC-4); the seller who opened it sees the mail too."""
    if _opens_portal(event):
        parent_id = Account.objects.get(pk=event.seller_id).seller_id
        letter = _invitation(event, brand, at, inviter_id=parent_id if parent_id != event.seller_id else None)
        letter.facts["portal"] = {"url": brand.url}
        letter.facts["invitation"] = {"by": event.data["invited_by"]}
        yield letter


def send_link_again(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To somebody whose link was lost or too old (USR-2)."""
    if event.data.get("again"):
        letter = _invitation(event, brand, at)
        if letter.secret:
            yield letter


def _opens_portal(event: Event) -> bool:
    # People invite as somebody; a portal's first owner is invited by the function that opened it.
    return event.data["role"] == Role.OWNER and event.actor_id is None


def _invitation(event: Event, brand: Brand, at: datetime, inviter_id: int | None = None) -> Letter:
    """Return a letter with a fresh link; without one for a person who can log in already."""
    user = User.objects.get(pk=event.subject_id)
    facts = login_facts(user, brand, role=event.data["role"])
    secret = ""
    if user.activated_at is None and user.deactivated_at is None:
        purpose = OneTimeLink.Purpose.ACTIVATION
        secret = issue_link(user=user, purpose=purpose, at=at)
        facts |= link_facts(secret, brand, at=at, purpose=purpose)
    return Letter(person(user, brand), facts, buyer_id=buyer_of(event), secret=secret, inviter_id=inviter_id)


def send_reset_link(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To somebody who forgot the password, or to whom staff send the link (USR-3); never to who was deactivated."""
    user = User.objects.get(pk=event.subject_id)
    if user.is_active:
        purpose = OneTimeLink.Purpose.RESET
        secret = issue_link(user=user, purpose=purpose, at=at)
        facts = login_facts(user, brand, role=role_at(event, user))
        facts |= link_facts(secret, brand, at=at, purpose=purpose)
        facts["reset"] = {"by": None if event.data.get("forgotten") else event.actor_name}
        yield Letter(person(user, brand), facts, buyer_id=buyer_of(event), secret=secret)


AUTOMATIC: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "funds.added": ((kinds.FUNDS_RECEIVED, send_receipt),),
    "announcement.declined": ((kinds.ANNOUNCEMENT_DECLINED, tell_of_declined),),
    "funds.orders_waited": ((kinds.ORDERS_WAIT, tell_of_waiting),),
    "funds.ran_low": ((kinds.FUNDS_LOW, warn_of_low_funds),),
    "card.link_asked": ((kinds.CARD_ASKED_FOR, ask_for_card),),
    "account.suspended": ((kinds.ACCOUNT_SUSPENDED, tell_of_standing),),
    "account.suspension_lifted": ((kinds.SUSPENSION_LIFTED, tell_of_standing),),
    "account.deactivated": ((kinds.ACCOUNT_DEACTIVATED, tell_of_standing),),
    "account.activated": ((kinds.ACCOUNT_ACTIVATED, tell_of_standing),),
    "support_access.asked_for": ((kinds.SUPPORT_ASKED_FOR, ask_to_be_let_in),),
    "api_key.expires_soon": ((kinds.API_KEY_EXPIRES, warn_of_key),),
    "user.invited": (
        (kinds.USER_WELCOME, welcome_user),
        (kinds.STAFF_INVITATION, invite_to_team),
        (kinds.RESELLER_INVITATION, invite_owner),
        (kinds.ACTIVATION_AGAIN, send_link_again),
    ),
    "user.reset_wanted": ((kinds.PASSWORD_RESET, send_reset_link),),
    "user.password_reset": ((kinds.PASSWORD_CHANGED, tell_of_password),),
    "user.password_changed": ((kinds.PASSWORD_CHANGED, tell_of_password),),
    **ON_ORDERS,
    **ON_DELIVERIES,
    **ON_REFUNDS,
    **ON_SIGNING_UP,
    **ON_CARDS,
    **ON_CARTS,
    **ON_PRICES,
    **dict.fromkeys(WAYS_IN_CHANGED, ((kinds.LOGIN_CHANGED, tell_of_login),)),
}


@step
def make_mails(event: Event, at: datetime) -> None:
    """Make the messages that `event` calls for, unless they were made before."""
    brand = brand_of(event.seller_id)
    before = Message.objects.filter(seller_id=event.seller_id, event_id=event.pk)
    made = set(before.values_list("kind", flat=True))
    for kind, write in AUTOMATIC[event.name]:
        if kind.name not in made:
            letters = {letter.to.email: letter for letter in write(event, brand, at)}
            Message.objects.bulk_create(_message(kind, event, letter, brand, at) for letter in letters.values())


def _message(kind: Kind, event: Event, letter: Letter, brand: Brand, at: datetime) -> Message:
    to = letter.to
    facts = {**letter.facts, "recipient": {"name": to.name}}
    mail = compose(kind, language=to.language, brand=brand, values=facts)
    waits = configured_server() is not None
    return Message(
        seller_id=event.seller_id,
        buyer_id=letter.buyer_id,
        inviter_id=letter.inviter_id,
        user_id=to.user_id,
        event_id=event.pk,
        kind=kind.name,
        recipient=to.email,
        recipient_name=to.name,
        language=to.language,
        sender=str(brand.sender),
        reply_to=brand.reply_to,
        message_id=message_id(brand, event.seller_id, event.pk, kind.name, to.email),
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        secret=letter.secret,
        state=State.QUEUED if waits else State.KEPT,
        queued_at=event.at,
        due_at=at if waits else None,
    )


MAIL_READER = Reader("mail", dict.fromkeys(AUTOMATIC, make_mails), batch=50)
