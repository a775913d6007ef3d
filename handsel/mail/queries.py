"""What staff see of the mail: the Mailbox of a desk, and one message as it went out (MAI-1).

`as_seen` is the only way a screen should take html or text from a message: it masks the part of a link that opens an
account. Show `html` in a frame with `sandbox=""`, by a page of its own that is answered with `FRAME_POLICY` as its
Content-Security-Policy and `X-Frame-Options: SAMEORIGIN`. (A frame by `srcdoc` inherits the policy of the page around
it, and loses its styles.)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.conf import settings

from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.identity.roles import Right
from handsel.identity.rules import could_invite_to, could_let_in_and_out
from handsel.mail.delivery import MASK
from handsel.mail.kinds import PASSWORD_RESET
from handsel.mail.models import Message, MessageQuerySet, State

FRAME_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "style-src": ("'unsafe-inline'",),
    "img-src": ("'self'", "data:"),
    "frame-ancestors": ("'self'",),
    "sandbox": (),
}
"""The policy of the page inside the frame: styles of the mail, pictures of the portal, nothing that acts."""


@dataclass(frozen=True)
class MailSearch:
    """A search in a Mailbox; an unknown state means all, an empty text matches everything."""

    text: str = ""
    state: str = ""
    kind: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        return cls(text=params.get("q", "").strip(), state=params.get("state", ""), kind=params.get("kind", ""))

    def within(self, messages: MessageQuerySet) -> MessageQuerySet:
        """Return those of `messages` that match, newest first, without their bodies."""
        if self.text:
            messages = messages.matching(self.text)
        if self.state in State.values:
            messages = messages.filter(state=self.state)
        if self.kind:
            messages = messages.filter(kind=self.kind)
        return messages.select_related("buyer").defer("html", "text", "secret").order_by("-pk")


@dataclass(frozen=True)
class Seen:
    """A message as staff may read it. `link` is the address that opens the account, shown while nothing was sent."""

    html: str
    text: str
    link: str


def mailbox(seller_id: int) -> MessageQuerySet:
    """Return all messages of the desk of `seller_id`; where every query of a screen starts."""
    return Message.objects.in_mailbox_of(seller_id)


def as_seen(message: Message, by: Actor) -> Seen:
    """Return the body of `message` as `by` may read it.

    The secret of its link is masked. Only where the settings say so, as on a laptop, those who could have invited the
    reader themselves read it in mail that is kept, so that they can pass the link on.
    """
    if not message.secret:
        return Seen(message.html, message.text, "")
    if settings.HANDSEL_SHOW_KEPT_LINKS and message.state == State.KEPT and _could_invite(by, message):
        found = re.search(rf"https?://\S*{re.escape(message.secret)}[^\s)]*", message.text)
        return Seen(message.html, message.text, found[0] if found else "")
    return Seen(message.html.replace(message.secret, MASK), message.text.replace(message.secret, MASK), "")


def _could_invite(by: Actor, message: Message) -> bool:
    if message.seller_id != by.seller_id:
        return by.has(Right.ACCOUNTS)  # the owner of a portal that was opened below
    if message.kind == PASSWORD_RESET.name:
        # It opens a log-in that is in use, with all its places: for those who decide about colleagues too.
        seats = Seat.objects.filter(user=message.user_id)
        return by.has(Right.STAFF) and by.user_id != message.user_id and bool(could_let_in_and_out(by, seats))
    seat = Seat.objects.filter(user=message.user_id).order_by("pk").first()
    return bool(could_invite_to(by, seat)) if seat else by.has(Right.USERS)
