"""How an account pays, as the API shows and takes it (ORD-4)."""

from ninja import Schema
from pydantic import Field

from handsel.accounts.paying_models import PaymentMethod
from handsel.api.shapes.parts import Input


class PaymentMethodIn(Input):
    """How an account is to pay."""

    method: PaymentMethod = Field(description="One that you offer to accounts of its kind.", examples=["bank_transfer"])


class PaymentMethodOut(Schema):
    """How an account pays."""

    method: str
