"""Whether somebody may come in: with a place at a face, at an active account, however they proved it (USR-9)."""

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from handsel.accounts.standing import LOG_IN, AccountClosed, effective_at
from handsel.identity.login import WrongLogin
from handsel.identity.models import User
from handsel.identity.seats import seats_of_user
from handsel.kernel.clock import now
from handsel.timeline.origin import Way

OTHER = {Way.CONSOLE: Way.STOREFRONT, Way.STOREFRONT: Way.CONSOLE}


def door_for(user: User, way: Way) -> Way:
    """Return the face at which `user`, who knocks at `way`, has a place: that one, or else the other.

    Raises AccountClosed where none of the accounts there is active, WrongLogin where they have no place at all.
    """
    if _has_place(user, way):
        return way
    if _has_place(user, OTHER[way]):
        return OTHER[way]
    raise WrongLogin(_("You have no place at this portal any more. Ask whoever invited you."))


def _has_place(user: User, way: Way) -> bool:
    seats = seats_of_user(user).filter(buyer__isnull=way == Way.CONSOLE)
    states = seats.annotate(standing=effective_at(Coalesce("buyer_id", "seller_id"), now()))
    standings = list(states.values_list("standing", flat=True))
    if standings and not any(standing in LOG_IN for standing in standings):
        if way == Way.CONSOLE:
            raise AccountClosed(_("This portal is not active at the moment."))
        raise AccountClosed(_("Your account is not active at the moment. Ask us about it."))
    return bool(standings)
