"""One-time links: only their hash is kept, they work once, for one purpose, for a while (safety P1)."""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from handsel.identity.models import OneTimeLink, User
from handsel.kernel import chance
from handsel.kernel.operation import step
from handsel.kernel.refusal import Refusal

LASTS = {
    OneTimeLink.Purpose.ACTIVATION: timedelta(days=14),
    OneTimeLink.Purpose.RESET: timedelta(hours=2),
}


class LinkSpent(Refusal):
    """The link was used, has expired, or never was; the answer does not tell which."""

    code = "link_spent"
    status = 410


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@step
def issue_link(*, user: User, purpose: OneTimeLink.Purpose, at: datetime) -> str:
    """Return the secret of a new link for `user`; older unused links for an activation stop working.

    Those for a new password work on: whoever asks for somebody else must not break the link on its way to them.
    """
    if purpose != OneTimeLink.Purpose.RESET:
        OneTimeLink.objects.filter(user=user, purpose=purpose, used_at__isnull=True).update(expires_at=at)
    secret = chance.secret()
    OneTimeLink.objects.create(
        seller_id=user.seller_id,
        user=user,
        purpose=purpose,
        digest=digest_of(secret),
        created_at=at,
        expires_at=at + LASTS[purpose],
    )
    return secret


@step
def spend_link(*, secret: str, purpose: OneTimeLink.Purpose, at: datetime) -> User:
    """Use up the link and return whose it is; those of people who were deactivated work no more. Raises LinkSpent."""
    link = OneTimeLink.objects.filter(digest=digest_of(secret), purpose=purpose, user__deactivated_at__isnull=True)
    if not link.filter(used_at__isnull=True, expires_at__gt=at).update(used_at=at):
        raise LinkSpent(_("This link was used or has expired. Ask for a new one."))
    return User.objects.get(links__digest=digest_of(secret))


def owner_of_link(*, secret: str, purpose: OneTimeLink.Purpose, at: datetime) -> User | None:
    """Return whose link this is while it can be used, without using it up."""
    return User.objects.filter(
        links__digest=digest_of(secret),
        links__purpose=purpose,
        links__used_at=None,
        links__expires_at__gt=at,
        deactivated_at=None,
    ).first()
