"""Being on a visit: asked of one's home with every page, and over at once when it says no (USR-6, USR-10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from handsel.accounts.standing import Standing
from handsel.identity.actor import Actor, system
from handsel.identity.guests import Guest, VisitKind
from handsel.identity.models import Seat, User
from handsel.identity.roles import Right, Role
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation, step
from handsel.timeline.origin import Origin, Way
from handsel.timeline.record import record
from handsel.visits.models import Visit
from handsel.visits.rules import rights_as_buyer, rights_as_helper, rights_in_place_of

_SWEPT_AT_ONCE = 50


@dataclass(frozen=True)
class Stay:
    """A visit that may go on: who is here, from where, in whose place, with which rights.

    `account` is whom they work for or whose place they take, as their own people call it; `seat` and `user` stand for
    the seat and the user that they have not, and are never saved. `serves_accounts` says that at home they look after
    accounts, of which they may see their own only.
    """

    visit_id: int
    kind: VisitKind
    seller_id: int
    buyer_id: int | None
    end_customer_id: int | None
    person: str
    home: str
    account: str
    user_id: int | None
    role: Role
    rights: frozenset[Right]
    let_in_by: str
    language: str
    date_format: str
    came_from: str
    expires_at: datetime
    standing: Standing
    serves_accounts: bool

    @classmethod
    def from_row(cls, visit_id: int, row: dict[str, Any]) -> Self:
        """Return what the database function told of a visit."""
        kind, home_role = VisitKind(row["kind"]), Role(row["home_role"])
        match kind:
            case VisitKind.WORKSPACE:
                role, rights = Role.BUYER_AND_BILLING, rights_as_buyer(home_role)
            case VisitKind.SUPPORT:
                role, rights = Role(row["role"]), rights_as_helper(home_role)
            case VisitKind.LOOK:
                role, rights = Role.BUYER, rights_in_place_of(home_role, buys_on_behalf=row["buys_on_behalf"])
        return cls(
            visit_id=visit_id,
            kind=kind,
            seller_id=row["seller_id"],
            buyer_id=row["buyer_id"],
            end_customer_id=row["end_customer_id"],
            person=row["person"],
            home=row["title"],
            account=row["account"],
            user_id=row["user_id"] if kind == VisitKind.LOOK else None,
            role=role,
            rights=rights,
            let_in_by=row["let_in_by"] or "",
            language=row["language"],
            date_format=row["date_format"],
            came_from=row["came_from"],
            expires_at=row["expires_at"],
            standing=Standing(row["standing"]),
            serves_accounts=home_role == Role.ACCOUNT_MANAGER,
        )

    @property
    def user(self) -> User:
        """Somebody to greet: without an address, a password or anything else of a user."""
        return User(
            seller_id=self.seller_id, first_name=self.person, language=self.language, date_format=self.date_format
        )

    @property
    def seat(self) -> Seat:
        return Seat(seller_id=self.seller_id, buyer_id=self.buyer_id, role=self.role)

    @property
    def guest(self) -> Guest:
        return Guest(self.visit_id, self.kind, self.rights, self.end_customer_id)

    def minutes_left(self, at: datetime) -> int:
        """Return how many minutes it can go on, rounded up."""
        return -((at - self.expires_at) // timedelta(minutes=1))


def stay_of(visit_id: int, *, at: datetime) -> Stay | None:
    """Return the visit as it may go on now at the portal of the open scope; None when it is over."""
    row = next(iter(call_function("visits_stay", visit_id, at)), None)
    return Stay.from_row(visit_id, row) if row else None


@operation
def end_visit(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """End a visit. `by` is whoever ends it, seen from the portal. Ending twice is ending once.

    Raises Visit.DoesNotExist.
    """
    visit = Visit.objects.select_for_update(of=("self",)).select_related("consent").get(pk=visit_id)
    if visit.ended_at is None:
        visit.ended_at = min(at, visit.expires_at)
        visit.save(update_fields=["ended_at"])
        record_visit("visit.ended", visit, by=by, at=at)
    return visit


@step
def record_visit(name: str, visit: Visit, *, by: Actor, at: datetime) -> None:
    """Record what became of `visit` at its portal, in the name of its person unless `by` is somebody else there."""
    origin = by.origin
    if by.is_system and origin.way != Way.SYSTEM:
        let_in_by = visit.consent.given_by_name if visit.consent else ""
        home = "" if visit.kind == VisitKind.LOOK else visit.home_title
        user_id = visit.user_id if visit.kind == VisitKind.LOOK else None
        by = Actor(
            user_id, visit.person, visit.seller_id, Role.READ_ONLY,
            origin=Origin(origin.way, origin.address, home, let_in_by),
        )  # fmt: skip
    told: dict[str, Any] = {"kind": visit.kind, "person": visit.person, "home": visit.home_title}
    if visit.end_customer_id:
        told["end_customer"] = visit.end_customer_id
    record(
        name,
        subject=visit,
        account_id=visit.buyer_id or visit.seller_id,
        by=by,
        at=at,
        behalf_id=visit.buyer_id if visit.kind == VisitKind.LOOK else None,
        **told,
    )


def end_overdue_visits(*, at: datetime) -> int:
    """Note the end of visits whose time is up, and return how many there were."""
    overdue = call_function("visits_overdue", at, _SWEPT_AT_ONCE)
    for row in overdue:
        end_visit(visit_id=row["visit_id"], by=system(row["seller_id"]), at=at)
    return len(overdue)
