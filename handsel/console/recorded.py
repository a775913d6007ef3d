"""What the page of an account reads of it, each by one statement that is planned once (ACC-14)."""

from datetime import datetime

from django.db.models import Exists, QuerySet

from handsel.accounts.models import Edge, Kind
from handsel.accounts.record_models import Address, Note
from handsel.accounts.standing import effective_of
from handsel.accounts.tags import tag_names
from handsel.catalog.rates_needed import buys_otherwise
from handsel.kernel.prepared import MOMENT, NUMBER, Prepared
from handsel.orders.rules import edges_that_lock

MOST_PINNED = 3
"""How many pinned notes stand on top of a record; all of them stand under Notes."""


def _recorded(seller_id: int, number: int, at: datetime) -> QuerySet[Edge]:
    """Return the trade relation with an account, and on it what every part of its record shows."""
    found = Edge.objects.filter(
        seller_id=seller_id, buyer__seller_id=seller_id, buyer__number=number, ended_at__isnull=True
    )
    return found.select_related("buyer__manager", "buyer__figures", "wallet", "price_list").annotate(
        tag_names=tag_names(seller_id, "buyer_id"),
        standing=effective_of("buyer_id", at),
        is_approval_locked=Exists(edges_that_lock(seller_id)),
        needs_rates=buys_otherwise(seller_id, "currency"),
    )


RECORDED = Prepared(_recorded, number=NUMBER, at=MOMENT)
PINNED = Prepared(
    lambda seller_id, account_id: Note.objects.filter(
        seller_id=seller_id, account_id=account_id, is_pinned=True
    ).order_by("-pk")[:MOST_PINNED]
)
DEFAULTS = Prepared(
    lambda seller_id, account_id: Address.objects.filter(
        seller_id=seller_id, account_id=account_id, default_for__len__gt=0
    )
)

NOT_OF = {Kind.CUSTOMER: "account-below", Kind.RESELLER: "account-users"}
"""The section that a record of this kind lacks."""
