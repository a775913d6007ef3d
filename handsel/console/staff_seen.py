"""The staff as the list of them shows it: what each may, where they stand, what can be done about them (USR-5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from handsel.accounts.tree import managers_of
from handsel.console.desk import Desk
from handsel.identity.actor import Actor
from handsel.identity.models import Seat
from handsel.identity.roles import RIGHTS, STAFF, Right, Role, roles_with
from handsel.identity.rules import (
    could_deactivate,
    could_invite_to,
    may_change_role,
    may_invite_staff,
    may_remove_staff,
    may_reset_second_factor,
)
from handsel.kernel.refusal import Verdict
from handsel.web.tables import Page, page_of

RANKED = [role for role in Role if role in STAFF]
"""The roles of staff, those that may do most first."""


@dataclass(frozen=True)
class SeenColleague:
    """One of the staff as `by` sees them. Needs the seat with its user."""

    seat: Seat
    by: Actor

    @property
    def is_own(self) -> bool:
        return self.seat.user_id == self.by.user_id

    @property
    def state(self) -> tuple[str, str]:
        """The colour of the badge and its words."""
        if self.seat.user.deactivated_at:
            return "grey", _("Deactivated")
        return ("green", _("Active")) if self.seat.user.activated_at else ("yellow", _("Invited"))

    @property
    def may_change(self) -> Verdict:
        return may_change_role(self.by, self.seat, Role(self.seat.role))

    @property
    def may_resend(self) -> Verdict:
        return could_invite_to(self.by, self.seat)

    @property
    def may_deactivate(self) -> Verdict:
        return could_deactivate(self.by, self.seat.user, [self.seat])

    @property
    def may_remove(self) -> Verdict:
        return may_remove_staff(self.by, self.seat)

    @property
    def may_reset_factor(self) -> Verdict:
        return may_reset_second_factor(self.by, self.seat.user, [self.seat])

    @property
    def why_not(self) -> str:
        """Why some of it cannot be done, in words; empty where all can."""
        return next((told.reason for told in (self.may_change, self.may_deactivate) if not told), "")


def colleagues_page(desk: Desk, text: str, page: dict[str, str]) -> Page[SeenColleague]:
    """Return the page of the staff whose name or address has `text` in it, by name."""
    seats = desk.staff_seats.select_related("user").order_by("user__first_name", "user__last_name", "pk")
    for word in text.split():
        named = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        seats = seats.filter(named | Q(user__email__icontains=word))
    return page_of(seats, page).shown_as(lambda seat: SeenColleague(seat, desk.actor))


def roles_to_give(by: Actor) -> list[Role]:
    """Return the roles that `by` may give, those that may do most first."""
    return [role for role in RANKED if may_invite_staff(by, role)]


def successors(desk: Desk, user_id: int) -> list[tuple[int, str]]:
    """Return whom the accounts of `user_id` can be handed to, by id and name."""
    return [(user.pk, user.name) for user in managers_of(desk.seller_id) if user.pk != user_id]


@dataclass(frozen=True)
class SeenRight:
    """A line of the table: what the right lets do, and for each role whether it has it."""

    right: Right
    has: list[bool]


def rights_table() -> Iterator[SeenRight]:
    """Yield a line for each right that staff can have."""
    for right in Right:
        if STAFF & set(roles_with(right)):
            yield SeenRight(right, [right in RIGHTS[role] for role in RANKED])
