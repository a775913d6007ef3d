"""What the account's own people keep of it, at their counter: its addresses and its sites (ACC-15, ORD-17)."""

from django.db.models import QuerySet

from handsel.accounts.record_models import Address, Site
from handsel.accounts.rules import may_keep_data_of
from handsel.identity.actor import Actor
from handsel.kernel.refusal import Verdict


class DataCounter:
    """The part of the counter about addresses and sites."""

    actor: Actor
    seller_id: int
    buyer_id: int

    @property
    def may_keep_data(self) -> Verdict:
        """Whether the person keeps the addresses and sites of the account."""
        return may_keep_data_of(self.actor, self.buyer_id)

    @property
    def addresses(self) -> QuerySet[Address]:
        """The buyer's address book."""
        return Address.objects.filter(seller_id=self.seller_id, account_id=self.buyer_id)

    @property
    def sites(self) -> QuerySet[Site]:
        """The buyer's sites, archived ones too."""
        return Site.objects.filter(seller_id=self.seller_id, account_id=self.buyer_id)
