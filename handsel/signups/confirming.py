"""The link in the mail: whoever has the address shows that it was they who signed up (ACC-3, safety P1)."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from handsel.accounts.portal_models import SignUp as SignUpSetting
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.identity.links import LinkSpent, digest_of
from handsel.kernel import chance
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.signups.deciding import open_account
from handsel.signups.models import SignUp, Stage
from handsel.timeline.record import record

LASTS = timedelta(hours=48)
"""How long the link in the mail works."""


class WrongPassword(Invalid):
    """This is not the password that was chosen at the sign-up."""

    code = "wrong_sign_up_password"


@step
def issue_confirmation(sign_up: SignUp, at: datetime) -> str:
    """Return the secret of the link in the mail; an older one stops working."""
    secret = chance.secret()
    SignUp.objects.filter(pk=sign_up.pk).update(digest=digest_of(secret), link_until=at + LASTS)
    return secret


def sign_up_behind(*, secret: str, at: datetime) -> SignUp | None:
    """Return whose link this is while it can be used, without using it up."""
    found = SignUp.objects.filter(digest=digest_of(secret), stage=Stage.UNCONFIRMED, link_until__gt=at)
    return found.first()


@operation
def confirm_sign_up(*, secret: str, password: str, by: Actor, at: datetime) -> SignUp:
    """Confirm the address; the account is there at once, or it waits for the seller's yes.

    The password of the sign-up is asked for, so that nobody gets an account with somebody else's password by clicking
    on a mail. The link works once. `by` is the portal.

    Raises LinkSpent, WrongPassword, AlreadyKnown.
    """
    found = sign_up_behind(secret=secret, at=at)
    if found is None:
        raise LinkSpent(_("This link was used or has expired. Sign up again."))
    if not check_password(password, found.password):
        raise WrongPassword(fields={"password": _("This is not the password that you chose when you signed up.")})
    fresh = SignUp.objects.filter(pk=found.pk, stage=Stage.UNCONFIRMED, digest=digest_of(secret))
    if not fresh.update(stage=Stage.WAITING, confirmed_at=at, digest=None):
        raise LinkSpent(_("This link was used or has expired. Sign up again."))
    found = SignUp.objects.select_for_update(of=("self",)).get(pk=found.pk)
    # What the portal lets be now counts, not what it let be when the mail went out.
    if portal_of(by.seller_id).sign_up == SignUpSetting.OPEN:
        author = Actor(None, found.person, by.seller_id, None, origin=by.origin)
        return open_account(found, author, at)
    record("signup.waiting", subject=found, account_id=by.seller_id, by=by, at=at)
    return found
