"""Customers, sub-resellers and storefront users as the API shows and takes them (ACC-2, ACC-4, ACC-5, USR-1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account, Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.portals import Owner, PortalDetails
from handsel.accounts.tags import tags_of
from handsel.api.keys import Program
from handsel.api.paging import CursorPage
from handsel.api.shapes.money import WalletOut
from handsel.api.shapes.parts import Amount, Currency, Id, Input, Person, Text
from handsel.identity.key_use import acting_name
from handsel.identity.models import ApiKey
from handsel.orders.rules import is_approval_locked
from handsel.subscriptions.run_rate import run_rates_of_buyers


class Details(Schema):
    """What is told of a customer or sub-reseller."""

    company_name: Text = Field("", examples=["Fjord Media AS"])
    contact_name: Text = Field("", examples=["Ingrid Berg"])
    email: Text = Field("", examples=["ingrid@fjord.example"])
    phone: Text = Field("", examples=["+47 22 12 34 56"])
    address: Text = Field("", examples=["Storgata 1"])
    city: Text = Field("", examples=["Oslo"])
    country: Text = Field("", description="ISO 3166 code of two letters.", examples=["NO"])
    state: Text = ""
    postcode: Text = Field("", examples=["0155"])
    tax_number: Text = ""
    external_number: Text = Field("", description="The number of this account in another system; once per seller.")


class CustomerIn(Details, Input):
    """A new customer: a name and an e-mail address are enough."""

    manager_id: Id | None = Field(None, description="One of /staff.")
    currency: Currency | None = Field(None, description="Of its wallet; your own where it is left out.")

    @property
    def details(self) -> AccountDetails:
        return AccountDetails(**{name: getattr(self, name) for name in Details.model_fields})


class PortalIn(Input):
    """The portal of a new sub-reseller."""

    name: Text = Field(description="First part of its address.", examples=["fjord-media"])
    title: Text = Field(description="What customers read.", examples=["Fjord Media"])
    tagline: Text = Field("", max_length=200)
    colour: Text | None = Field(None, description="Yours where it is left out.", examples=["#4263eb"])


class OwnerIn(Input):
    """The first person of a new sub-reseller, who is invited by mail."""

    first_name: Text = Field(max_length=100, examples=["Ingrid"])
    last_name: Text = Field(max_length=100, examples=["Berg"])
    email: Text = Field(examples=["ingrid@fjord.example"])


class ResellerIn(Details, Input):
    """A new sub-reseller with its terms, its portal and its owner."""

    currency: Currency
    payment_method: PaymentMethod | None = Field(None, description="One that you offer to sub-resellers.")
    price_list_id: Id | None = Field(None, description="One of /price-lists; the default where it is left out.")
    approval_required: bool = True
    manager_id: Id | None = Field(None, description="One of /staff.")
    portal: PortalIn
    owner: OwnerIn

    @property
    def details(self) -> AccountDetails:
        return AccountDetails(**{name: getattr(self, name) for name in Details.model_fields})

    @property
    def portal_details(self) -> PortalDetails:
        portal = self.portal
        return PortalDetails(portal.name, portal.title, portal.tagline, portal.colour, email=self.email)

    @property
    def owner_details(self) -> Owner:
        return Owner(self.owner.first_name, self.owner.last_name, self.owner.email.strip().lower())


class AccountChange(Details, Input):
    """What is to change; fields that are left out stay. `version` is the one you read."""

    version: int = Field(examples=[1])
    manager_id: Id | None = Field(None, description="One of /staff; null for none.")

    def applied_to(self, account: Account) -> AccountDetails:
        """Return all details, those that were sent as they were sent and the others as they stand."""
        sent = self.model_fields_set
        return AccountDetails(
            **{name: getattr(self if name in sent else account, name) for name in Details.model_fields}
        )

    def manager_of(self, account: Account) -> int | None:
        return self.manager_id if "manager_id" in self.model_fields_set else account.manager_id


class AccountOut(Details):
    """A customer or sub-reseller with its terms and its money."""

    number: int = Field(examples=[1001])
    kind: str = Field(examples=["customer"])
    name: str
    manager: Person | None
    joined_at: datetime
    status: str = Field(description="Its own: active, suspended or inactive; /standing tells what counts.")
    status_reason: str
    status_until: datetime | None
    archived_at: datetime | None
    deleted_at: datetime | None
    tags: list[str]
    has_storefront_access: bool = Field(description="Whether anybody can log in to the storefront for it.")
    version: int = Field(description="Send it with a change.")
    currency: str
    payment_method: str
    approval_required: bool
    approval_locked: bool = Field(description="Your own payment method requires approval of all orders.")
    wallet: WalletOut | None
    run_rate: Amount | None

    @classmethod
    def all_of(cls, program: Program, accounts: Sequence[Account]) -> list[Self]:
        """Return `accounts` with what belongs to them, in as many queries for many as for one."""
        ids = [account.pk for account in accounts]
        edges = {edge.buyer_id: edge for edge in program.edges.filter(buyer__in=ids).select_related("wallet")}
        rates = run_rates_of_buyers(program.seller_id, ids)
        locked = is_approval_locked(program.seller_id)
        tags = tags_of(program.seller_id, ids)
        with_access = set(program.storefront_seats.filter(buyer__in=ids).values_list("buyer_id", flat=True))
        return [
            cls._of(
                account,
                edges[account.pk],
                locked=locked,
                run_rate=rates.get(account.pk),
                tags=tags.get(account.pk, []),
                has_access=account.pk in with_access,
            )
            for account in accounts
        ]

    @classmethod
    def one_of(cls, program: Program, account: Account) -> Self:
        return cls.all_of(program, [account])[0]

    @classmethod
    def _of(
        cls, account: Account, edge: Edge, *, locked: bool, run_rate: object, tags: list[str], has_access: bool
    ) -> Self:
        wallet = getattr(edge, "wallet", None)
        manager = account.manager
        return cls.model_construct(
            **{name: getattr(account, name) for name in Details.model_fields},
            number=account.number,
            kind=account.kind,
            name=account.name,
            manager=Person(id=manager.pk, name=manager.name) if manager else None,
            joined_at=account.joined_at,
            status=account.status,
            status_reason=account.status_reason,
            status_until=account.status_until,
            archived_at=account.archived_at,
            deleted_at=account.deleted_at,
            tags=tags,
            has_storefront_access=has_access,
            version=account.version,
            currency=edge.currency,
            payment_method=edge.payment_method,
            approval_required=locked or edge.approval_required,
            approval_locked=locked,
            wallet=WalletOut.of(wallet) if wallet else None,
            run_rate=Amount.of(run_rate) if run_rate else None,  # type: ignore[arg-type]
        )


class AccountPage(CursorPage):
    """Customers or sub-resellers. `total` is exact up to 1,000 and when there are no conditions; else about right."""

    items: list[AccountOut]


class ApprovalIn(Input):
    """Whether orders of this account need your approval."""

    required: bool


class ApprovalChanged(Schema):
    """For how many customers the answer is another one now."""

    changed: int


class ApprovalOut(Schema):
    """Whether orders of this account need your approval."""

    required: bool


class Me(Schema):
    """Whose key this is, and what it may do."""

    reseller: str
    portal: str
    key: str = Field(description="Name under which its work stands on the timeline.")
    key_name: str
    role: str = Field(description="What the program may do at most.")
    scopes: list[str] = Field(
        description="What it may be used for; who may write may read.", examples=[["orders:write"]]
    )
    networks: list[str] = Field(
        description="From where it may be used; none is anywhere.", examples=[["203.0.113.0/24"]]
    )
    expires_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey, reseller: str, portal: str) -> Self:
        same = {name: getattr(key, name) for name in ("role", "scopes", "networks", "expires_at")}
        return cls.model_construct(
            reseller=reseller, portal=portal, key=acting_name(key.name), key_name=key.name, **same
        )
