"""Those who signed up, as staff see them: how far each is, and who may be the same (ACC-3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.tabs import Tab, count_text
from handsel.kernel.refusal import Verdict
from handsel.signups.models import SignUp, SignUpQuerySet, Stage
from handsel.signups.rules import may_answer
from handsel.web.tables import counted

WORDS: dict[str, tuple[str, str | Promise]] = {
    Stage.UNCONFIRMED: ("grey", gettext_lazy("Address not confirmed")),
    Stage.WAITING: ("yellow", gettext_lazy("Waiting")),
    Stage.ACCEPTED: ("green", gettext_lazy("Accepted")),
    Stage.REJECTED: ("red", gettext_lazy("Rejected")),
}
TABS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "": (gettext_lazy("Waiting"), (Stage.WAITING,)),
    "unconfirmed": (gettext_lazy("Not confirmed yet"), (Stage.UNCONFIRMED,)),
    "answered": (gettext_lazy("Answered"), (Stage.ACCEPTED, Stage.REJECTED)),
}
"""Part of the list, as its address says it -> what it is called, and which it shows."""


@dataclass(frozen=True)
class SeenSignUp:
    """One sign-up as a row; `known` is an account with the same address, `answer` whether one may say yes or no."""

    told: SignUp
    tone: str
    word: str
    known: Account | None
    answer: Verdict

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.told.city, self.told.country) if part)


def part_of(asked: str) -> str:
    """Return which part of the list is asked for; what is not known is the first."""
    return asked if asked in TABS else ""


def in_part(found: SignUpQuerySet, part: str) -> SignUpQuerySet:
    """Return the sign-ups of one part: those that wait the longest first, else the latest."""
    rows = found.filter(stage__in=TABS[part][1]).select_related("manager", "account")
    return rows.order_by("pk" if part == "" else "-pk")


def tabs_of(desk: Desk, part: str) -> Iterator[Tab]:
    """Yield the tabs over the list, with how many wait."""
    address = reverse("console:sign-ups")
    for name, (label, _stages) in TABS.items():
        waiting = count_text(*counted(desk.sign_ups.waiting())) if name == "" else ""
        yield Tab(str(label), f"{address}?part={name}" if name else address, name == part, waiting,
                  "yellow" if name == "" else "")  # fmt: skip


def as_seen(desk: Desk, rows: Iterable[SignUp]) -> list[SeenSignUp]:
    """Return sign-ups as rows, with the accounts of the same address, in one query for all."""
    rows = list(rows)
    emails = {row.email for row in rows if row.account_id is None}
    same = desk.accounts.filter(email__in=emails, deleted_at=None).order_by("pk") if emails else ()
    known = {account.email: account for account in same}
    return [
        SeenSignUp(row, WORDS[row.stage][0], str(WORDS[row.stage][1]),
                   known.get(row.email) if row.account_id is None else None, may_answer(desk.actor, row))
        for row in rows
    ]  # fmt: skip


def nothing_in(part: str) -> str:
    """Return what is said where a part of the list is empty."""
    return {
        "": _("Who signs up in your shop and confirmed the address waits here for your yes or no."),
        "unconfirmed": _("Who signed up and has not clicked on the link in the mail yet stands here for a week."),
        "answered": _("Whom you accepted or rejected stands here."),
    }[part]
