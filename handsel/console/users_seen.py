"""Storefront users of a customer as a list, each with what can be done about them (USR-1 to USR-4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.settings_told import choices_of
from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.identity.rules import could_deactivate, could_let_in_and_out, may_invite_buyers, may_reset_second_factor
from handsel.kernel.refusal import YES, Verdict
from handsel.web.searches import people_named, searched
from handsel.web.tables import Page, page_of

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("user__last_name", "user__first_name"),
    "language": ("user__language", "user__date_format"),
    "role": ("role",),
    "state": ("user__deactivated_at", "user__activated_at"),
    "last_login": ("user__last_login",),
}
"""What the list can be sorted by -> the columns behind it; a minus in front turns it."""

COLUMNS: tuple[tuple[str, str | Promise], ...] = (
    ("name", gettext_lazy("Name and e-mail")),
    ("language", gettext_lazy("Language and dates")),
    ("role", gettext_lazy("Role")),
    ("state", pgettext_lazy("how it stands", "State")),
    ("last_login", gettext_lazy("Last log-in")),
)


@dataclass(frozen=True)
class Head:
    """A heading by which the list is sorted when it is pressed."""

    name: str
    label: str
    href: str
    direction: str


@dataclass(frozen=True)
class UserAction:
    """An entry of the menu of a user."""

    label: str
    icon: str
    href: str
    verdict: Verdict = YES
    is_danger: bool = False


@dataclass(frozen=True)
class SeenUser:
    """A storefront user at one customer, for a line of the list."""

    seat: Seat
    number: int
    by: Actor

    @property
    def user(self) -> User:
        return self.seat.user

    @property
    def state(self) -> tuple[str, str]:
        """The tone and the word of where they are."""
        if self.user.deactivated_at:
            return "grey", _("Deactivated")
        return ("green", _("Active")) if self.user.activated_at else ("yellow", _("Invited"))

    @property
    def language(self) -> str:
        return dict(choices_of("language")).get(self.user.language, self.user.language)

    @property
    def role(self) -> str:
        return str(Role(self.seat.role).label)

    @cached_property
    def places(self) -> list[Seat]:
        """All places of this person at the portal; the list fetches them for all its lines together."""
        return list(self.user.seats.all())

    @property
    def actions(self) -> Iterator[UserAction]:
        """Yield what can be done, as a menu; what may not says why."""
        allowed = could_let_in_and_out(self.by, self.places)
        yield UserAction(_("Edit"), "edit", self._href("edit"), may_invite_buyers(self.by))
        if self.user.activated_at is None:
            yield UserAction(_("Resend activation link"), "mail-forward", self._href("resend"), allowed)
        else:
            yield UserAction(_("Reset Storefront Password"), "key", self._href("reset"), allowed)
        if self.user.deactivated_at:
            yield UserAction(_("Activate User"), "user-check", self._href("activate"), allowed)
        else:
            verdict = could_deactivate(self.by, self.user, self.places)
            yield UserAction(_("Deactivate User"), "user-off", self._href("deactivate"), verdict, is_danger=True)
        yield UserAction(_("Remove"), "trash", self._href("remove"), self._may_remove(), is_danger=True)

    @property
    def may_reset_factor(self) -> Verdict:
        return may_reset_second_factor(self.by, self.user, self.places)

    @property
    def refusals(self) -> list[str]:
        """Why some of it may not be done, each reason once."""
        return list(dict.fromkeys(action.verdict.reason for action in self.actions if not action.verdict))

    def _may_remove(self) -> Verdict:
        # Who does not see all places leaves it to the operation, which knows them all.
        sees_all = self.by.manager_id is None
        if (allowed := may_invite_buyers(self.by)) and sees_all and len(self.places) < 2:  # noqa: PLR2004 - one more
            return Verdict(_("Has no other place here: deactivate instead of removing."))
        return allowed

    def _href(self, deed: str) -> str:
        if deed == "edit":
            return reverse("console:user-edit", args=[self.number, self.user.pk])
        return reverse("console:user-deed", args=[self.number, self.user.pk, deed])


@dataclass(frozen=True)
class UserList:
    """The storefront users of `account`, as an address asks for them."""

    desk: Desk
    account: Account
    params: QueryDict

    @property
    def text(self) -> str:
        return searched(self.params)

    @property
    def sort(self) -> str:
        """What it is sorted by; by name where the address asks for what there is not."""
        wanted = self.params.get("sort", "")
        return wanted if wanted.removeprefix("-") in SORTS else "name"

    @cached_property
    def page(self) -> Page[SeenUser]:
        found = self.desk.storefront_seats.filter(buyer=self.account).select_related("user")
        falls = self.sort.startswith("-")
        columns = [F(name) for name in SORTS[self.sort.removeprefix("-")]]
        order = [one.desc(nulls_last=True) if falls else one.asc(nulls_first=True) for one in columns]
        found = people_named(found, self.text).prefetch_related("user__seats").order_by(*order, "pk")
        number, actor = self.account.number, self.desk.actor
        return page_of(found, self.params).shown_as(lambda seat: SeenUser(seat, number, actor))

    @property
    def heads(self) -> Iterator[Head]:
        for name, label in COLUMNS:
            is_now = self.sort.removeprefix("-") == name
            falls = self.sort.startswith("-")
            asked = self.params.copy()
            asked.pop("page", None)
            asked["sort"] = f"-{name}" if is_now and not falls else name
            direction = ("descending" if falls else "ascending") if is_now else "none"
            yield Head(name, str(label), f"?{asked.urlencode()}", direction)
