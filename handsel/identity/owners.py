"""A portal is never without an owner who can let others in (USR-5)."""

from handsel.identity.models import Seat, User
from handsel.identity.roles import Role
from handsel.kernel.operation import step
from handsel.kernel.refusal import Conflict


class LastOwner(Conflict):
    """Nobody else owns the portal: without this person nobody could let others in."""

    code = "last_owner"


@step
def keep_an_owner(user: User) -> None:
    """Raise LastOwner if `user` is the last owner who can log in, or the last of all. Needs their row locked.

    Locks the places of all owners, in order, and looks only then who is left: of two owners who let each other out at
    the same moment, the second finds the first one gone.
    """
    owners = Seat.objects.filter(seller_id=user.seller_id, buyer__isnull=True, role=Role.OWNER)
    places = dict(owners.select_for_update(of=("self",)).order_by("pk").values_list("user_id", "pk"))
    if user.pk not in places:
        return
    others = owners.exclude(user=user)
    if user.is_active:
        others = others.filter(user__activated_at__isnull=False, user__deactivated_at__isnull=True)
    if not others.exists():
        raise LastOwner(f"{user.name} is the only owner who can log in. Make somebody else an owner first.")
