"""A person changes the own password, which ends every other session of theirs (USR-7)."""

from datetime import datetime

from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import User
from handsel.identity.people import check_password_quality
from handsel.identity.proof import proven
from handsel.identity.sessions import end_sessions, tell_of_login, user_behind
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Invalid


@operation
@closed_to_guests
@proven
def change_password(*, before: str, password: str, session_id: int | None, by: Actor, at: datetime) -> User:
    """Set a new password for who asks; all their sessions end but the one with `session_id`.

    Who never had a password, and comes by a provider, proves who it is by that.

    Raises ProofNeeded, User.DoesNotExist, Invalid naming `before` when that is not the old one, or `password`.
    """
    user = user_behind(by)
    if user.has_usable_password() and not user.check_password(before):
        raise Invalid(fields={"before": _("This is not your password until now.")})
    check_password_quality(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    count = end_sessions(user=user, at=at, except_id=session_id)
    tell_of_login("user.password_changed", user, by=by, at=at, sessions=count)
    return user
