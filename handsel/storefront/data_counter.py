"""What the account's own people keep of it at their counter: addresses, sites, users (ACC-15, ORD-17, USR-1)."""

from functools import cached_property

from django.db.models import QuerySet

from handsel.accounts.record_models import Address, Site
from handsel.accounts.rules import may_keep_data_of
from handsel.identity.actor import Actor
from handsel.identity.own_users import OwnUser, own_users
from handsel.identity.rules import may_see_to_own_users
from handsel.kernel.refusal import Verdict


class DataCounter:
    """The part of the counter about addresses, sites and users."""

    actor: Actor
    seller_id: int
    buyer_id: int

    @property
    def may_keep_data(self) -> Verdict:
        """Whether the person keeps the addresses and sites of the account."""
        return may_keep_data_of(self.actor, self.buyer_id)

    @property
    def may_see_to_users(self) -> Verdict:
        """Whether the person lets others of the account in and out."""
        return may_see_to_own_users(self.actor)

    @cached_property
    def users(self) -> list[OwnUser]:
        """Who logs in for the account, by name."""
        return own_users(self.buyer_id)

    @property
    def addresses(self) -> QuerySet[Address]:
        """The buyer's address book."""
        return Address.objects.filter(seller_id=self.seller_id, account_id=self.buyer_id)

    @property
    def sites(self) -> QuerySet[Site]:
        """The buyer's sites, archived ones too."""
        return Site.objects.filter(seller_id=self.seller_id, account_id=self.buyer_id)

    @cached_property
    def site_codes(self) -> list[str]:
        """The codes of the sites that an order can be for."""
        return list(self.sites.filter(archived_at__isnull=True).order_by("code").values_list("code", flat=True))
