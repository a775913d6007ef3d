"""Links in the mail that asks for approval: signed, for one decision about one order, for a while (ORD-7).

They carry no right: whoever opens one logs in, and decides only if their role does. A link says for whom it was made;
it dies with that person's access.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing

from handsel.identity.links import LinkSpent
from handsel.identity.models import User

LASTS = timedelta(days=14)
_SALT = "orders.decision"


class Decision(StrEnum):
    """What a link is for."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True)
class DecisionLink:
    """One decision about one leg, as the person with this id was asked for it."""

    decision: Decision
    leg_id: int
    user_id: int


def decision_link(link: DecisionLink, *, at: datetime) -> str:
    """Return the signed text of `link`, which is good until LASTS after `at`."""
    until = int((at + LASTS).timestamp())
    return signing.dumps([link.decision, link.leg_id, link.user_id, until], salt=_SALT)


def read_decision_link(text: str, *, seller_id: int, at: datetime) -> DecisionLink:
    """Return what `text` was signed for.

    Raises LinkSpent, the same for whatever is wrong: when it was changed, is too old, or was made for somebody who has
    no access at `seller_id` any more.
    """
    try:
        decision, leg_id, user_id, until = signing.loads(text, salt=_SALT)
    except signing.BadSignature as error:
        raise LinkSpent(SPENT) from error
    people = User.objects.filter(pk=user_id, seller_id=seller_id, deactivated_at__isnull=True)
    if until < at.timestamp() or not people.filter(seats__buyer__isnull=True).exists():
        raise LinkSpent(SPENT)
    return DecisionLink(Decision(decision), leg_id, user_id)


SPENT = "This link has expired, or is not complete. Open the order in the list."
