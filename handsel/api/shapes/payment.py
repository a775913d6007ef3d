"""How an account pays, as the API shows and takes it (ORD-4)."""

from ninja import Schema
from pydantic import Field

from handsel.accounts.models import PaymentMethod
from handsel.api.shapes.parts import Input


class PaymentMethodIn(Input):
    """How an account is to pay."""

    method: PaymentMethod = Field(description="card: customers need a gateway of yours.", examples=["bank_transfer"])


class PaymentMethodOut(Schema):
    """How an account pays."""

    method: str
