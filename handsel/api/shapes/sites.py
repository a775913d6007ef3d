"""Sites of an account as the API shows and takes them (ORD-17)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.record_models import Site
from handsel.accounts.sites import SiteDetails
from handsel.api.paging import Page
from handsel.api.shapes.parts import Id, Input, Party, Text


class _Told(Schema):
    name: Text = Field("", examples=["Bakery at the station"])
    domain: Text = Field("", examples=["station.bakery.example"])
    note: Text = ""
    address_id: Id | None = Field(None, description="An address of the account's own book.")


class SiteIn(_Told, Input):
    """A new site; its code names it for good."""

    code: Text = Field(examples=["OSLO-1"])

    @property
    def details(self) -> SiteDetails:
        return SiteDetails(**{name: getattr(self, name) for name in _Told.model_fields})


class SiteChange(_Told, Input):
    """What is to change; fields that are left out stay. `version` is the one you read."""

    version: int = Field(examples=[1])

    def applied_to(self, site: Site) -> SiteDetails:
        """Return all details, those that were sent as they were sent and the others as they stand."""
        sent = self.model_fields_set
        return SiteDetails(**{name: getattr(self if name in sent else site, name) for name in _Told.model_fields})


class SiteOut(_Told):
    """A site of an account."""

    id: int
    account: Party
    code: str
    archived_at: datetime | None = Field(description="Since when it takes no new orders; null while it does.")
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, site: Site) -> Self:
        told = {name: getattr(site, name) for name in cls.model_fields if name != "account"}
        return cls.model_construct(**told, account=Party.of(site.account))


class SitePage(Page):
    """The sites of an account by their codes."""

    items: list[SiteOut]
