"""Addresses in the book of an account as the API shows and takes them (ACC-15)."""

from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.addresses import AddressDetails
from handsel.accounts.record_models import Address, AddressRole
from handsel.api.paging import Page
from handsel.api.shapes.parts import Input, Party, Text


class Place(Schema):
    """What an address says. What is needed depends on its country."""

    company_name: Text = Field("", examples=["Fjord Media AS"])
    contact_name: Text = Field("", examples=["Ingrid Berg"])
    email: Text = ""
    phone: Text = ""
    address: Text = Field("", examples=["Storgata 1"])
    city: Text = Field("", examples=["Oslo"])
    country: Text = Field("", description="ISO 3166 code of two letters.", examples=["NO"])
    state: Text = ""
    postcode: Text = Field("", examples=["0155"])


class AddressIn(Place, Input):
    """A new address with what it is for."""

    roles: list[AddressRole] = Field(max_length=10, examples=[["billing", "shipping"]])

    @property
    def details(self) -> AddressDetails:
        told = {name: getattr(self, name) for name in Place.model_fields}
        return AddressDetails(**told, roles=tuple(self.roles))


class AddressChange(Place, Input):
    """What is to change; fields that are left out stay. `version` is the one you read."""

    roles: list[AddressRole] = Field([], max_length=10)
    version: int = Field(examples=[1])

    def applied_to(self, address: Address) -> AddressDetails:
        """Return all details, those that were sent as they were sent and the others as they stand."""
        sent = self.model_fields_set
        told = {name: getattr(self if name in sent else address, name) for name in (*Place.model_fields, "roles")}
        return AddressDetails(**told | {"roles": tuple(told["roles"])})


class DefaultIn(Input):
    """For which of its roles an address is to be the default."""

    role: AddressRole


class AddressOut(Place):
    """An address in the book of an account."""

    id: int
    account: Party
    roles: list[str] = Field(description="What it is for: billing, shipping, site, contact.")
    default_for: list[str] = Field(description="The roles for which it is the default of the account.")
    version: int = Field(description="Send it with a change.")

    @classmethod
    def of(cls, address: Address) -> Self:
        told = {name: getattr(address, name) for name in cls.model_fields if name != "account"}
        return cls.model_construct(**told, account=Party.of(address.account))


class AddressPage(Page):
    """The address book of an account, oldest first."""

    items: list[AddressOut]
