"""The Mailbox as a list: each mail with what became of it (MAI-1, MAI-4 as far as kept and state)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.mail.models import WAITING, Message, State
from handsel.mail.queries import FRAME_POLICY, MailSearch
from handsel.web.tables import Page, counted, page_of

TONES = {
    State.QUEUED: "yellow",
    State.SENDING: "blue",
    State.SENT: "green",
    State.FAILED: "red",
    State.KEPT: "grey",
}

FRAME_HEADERS = {
    "Content-Security-Policy": "; ".join(" ".join([name, *values]) for name, values in FRAME_POLICY.items()),
    "X-Frame-Options": "SAMEORIGIN",
}
"""How the page inside a mail's frame is answered."""


@dataclass(frozen=True)
class SeenMail:
    """One mail for a line of the list."""

    message: Message

    @property
    def tone(self) -> str:
        return TONES[State(self.message.state)]

    @property
    def state(self) -> str:
        return str(State(self.message.state).label)


def mail_page(desk: Desk, search: MailSearch, params: Mapping[str, str]) -> Page[SeenMail]:
    """Return the page of the Mailbox that `params` ask for, the latest first."""
    return page_of(search.within(desk.mailbox), params).shown_as(SeenMail)


def state_tabs(desk: Desk, current: str) -> Iterator[Tab]:
    """Yield the states that a mail can be in, all of them first; those that only pass are left out when empty."""
    address = reverse("console:mailbox")
    yield Tab(_("All"), address, current not in State.values, count_text(*counted(desk.mailbox)))
    for state in (State.SENT, State.KEPT, *WAITING, State.FAILED):
        exact, is_more = counted(desk.mailbox.filter(state=state))
        if exact or state not in WAITING or current == state:
            count = count_text(exact, is_more)
            yield Tab(str(state.label), f"{address}?state={state}", current == state, count, TONES[state])
