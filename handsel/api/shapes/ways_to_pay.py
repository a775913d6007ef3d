"""Payment methods, the bank account and payment instructions as the API shows and takes them (BIL-3)."""

from typing import Any, Self

from ninja import Schema
from pydantic import Field

from handsel.accounts.how_to_pay import HowToPay, Way
from handsel.accounts.paying_changes import PLAIN, users_of_methods
from handsel.accounts.paying_models import PaymentMethod, WaysToPay
from handsel.api.shapes.parts import Input, Text

_TEXTS = {"bank_transfer": {"en": "Please send {amount} and name {reference}."}}


class UsedBy(Schema):
    """How many buyers pay by one method, offered or not."""

    method: str = Field(examples=["cheque"])
    customers: int
    resellers: int
    is_offered_to_customers: bool
    is_offered_to_resellers: bool


class WaysOut(Schema):
    """What you offer and tell. Nothing of it is inherited, by you or from you."""

    version: int = Field(description="Send it with a change; 0 before the first.")
    to_customers: list[str] = Field(examples=[["deposit", "bank_transfer"]])
    to_resellers: list[str]
    account_holder: str
    iban: str
    bic: str
    bank_name: str
    instructions: dict[str, dict[str, str]] = Field(description="By method and language.", examples=[_TEXTS])
    used_by: list[UsedBy]

    @classmethod
    def of(cls, ways: WaysToPay) -> Self:
        used = users_of_methods(ways.seller_id)
        counted = [
            UsedBy.model_construct(
                method=method,
                customers=used.get((False, method), 0),
                resellers=used.get((True, method), 0),
                is_offered_to_customers=method in ways.to_customers,
                is_offered_to_resellers=method in ways.to_resellers,
            )
            for method in PaymentMethod.values
        ]
        told = {name: getattr(ways, name) for name in (*PLAIN, "instructions", "version")}
        return cls.model_construct(**told, used_by=counted)


class WaysChange(Input):
    """What is to change; what is left out stays. An empty text takes an instruction away."""

    version: int = Field(ge=0, le=2**31 - 1, examples=[0])
    to_customers: list[PaymentMethod] = Field([], max_length=10)
    to_resellers: list[PaymentMethod] = Field([], max_length=10)
    account_holder: Text = ""
    iban: Text = Field("", examples=["DE89 3704 0044 0532 0130 00"])
    bic: Text = Field("", examples=["COBADEFF"])
    bank_name: Text = ""
    instructions: dict[PaymentMethod, dict[Text, Text]] = Field(
        {},
        description=(
            "By method (bank_transfer, cheque, cash) and language. Filled in are {reference}, {amount}, {order}, "
            "{account} and {company}; a line in which there is nothing to fill in is left out."
        ),
        examples=[_TEXTS],
    )

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent, by name."""
        return self.model_dump(exclude={"version"}, exclude_unset=True)


class InstructionsWanted(Schema):
    """For which order, and in which language; both may be left out."""

    order: Text = Field("", max_length=20, description="Number of one of its orders.")
    language: Text = Field("", max_length=10, description="Wished; else the portal's.")


class WayOut(Schema):
    """One method with its words, filled in."""

    method: str = Field(examples=["bank_transfer"])
    lines: list[str]
    account_holder: str
    iban: str
    bic: str
    bank_name: str

    @classmethod
    def of(cls, way: Way) -> Self:
        names = ("account_holder", "iban", "bic", "bank_name")
        bank: dict[str, Any] = {name: getattr(way.bank, name, "") for name in names}
        return cls.model_construct(**bank, method=way.method.value, lines=list(way.lines))


class InstructionsOut(Schema):
    """How one account pays you."""

    method: str = Field(description="The account's payment method.", examples=["deposit"])
    reference: str = Field(description="ISO 11649; search orders and accounts by it.", examples=["RF38 1001"])
    ways: list[WayOut]

    @classmethod
    def of(cls, told: HowToPay) -> Self:
        ways = [WayOut.of(way) for way in told.ways]
        return cls.model_construct(method=told.method.value, reference=told.reference, ways=ways)
