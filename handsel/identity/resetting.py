"""A new password by the link of a mail: it works once, for two hours, and ends all that was open (USR-3)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.identity.links import spend_link
from handsel.identity.models import OneTimeLink, User
from handsel.identity.people import check_password_quality, first_seat
from handsel.identity.sessions import end_sessions
from handsel.kernel.operation import operation
from handsel.timeline.record import record


@operation
def reset_password(*, secret: str, password: str, by: Actor, at: datetime) -> User:
    """Set a new password through the link of a mail; all sessions end, and all other links for it.

    `by` is the portal's own actor, since nobody is logged in. The person is told by mail.

    Raises LinkSpent, Invalid naming `password`.
    """
    user = spend_link(secret=secret, purpose=OneTimeLink.Purpose.RESET, at=at)
    check_password_quality(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, at=at)
    open_links = OneTimeLink.objects.filter(user=user, purpose=OneTimeLink.Purpose.RESET, used_at__isnull=True)
    open_links.filter(expires_at__gt=at).update(expires_at=at)
    author = Actor(user_id=user.pk, name=user.name, seller_id=by.seller_id, role=by.role, origin=by.origin)
    record("user.password_reset", subject=user, account_id=first_seat(user).buyer_id or by.seller_id, by=author, at=at)
    return user
