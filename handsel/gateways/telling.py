"""A link by mail with which a customer's people save their card themselves (ACC-20)."""

from datetime import datetime

from handsel.accounts.models import Account
from handsel.gateways.charging import means_of
from handsel.gateways.models import SavedCard
from handsel.gateways.rules import may_send_card_link
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.timeline.record import record


@operation
def send_card_link(*, buyer_id: int, by: Actor, at: datetime) -> SavedCard | None:
    """Mail the people of an account who pay that they can save their card, and where; return the card until now.

    Raises Forbidden, NotForGuests, TradeEnded, NoGateway.
    """
    may_send_card_link(by, buyer_id).or_refuse()
    means = means_of(buyer_id, by)
    account = Account.objects.get(pk=buyer_id, seller_id=by.seller_id)
    record("card.link_asked", subject=account, account_id=buyer_id, by=by, at=at)
    return means.card
