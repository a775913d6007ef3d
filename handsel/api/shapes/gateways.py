"""The gateway through which buyers pay by card, as the API shows and takes it: never with its secrets (BIL-3)."""

from datetime import datetime
from typing import Literal, Self

from ninja import Schema
from pydantic import Field

from handsel.api.shapes.parts import Input, Text
from handsel.gateways.known import Credentials
from handsel.gateways.models import SellerGateway
from handsel.gateways.stripe.keys import is_live

SECRET = "The secret key of your account there; it is shown to nobody again. The test gateway has none."  # noqa: S105
SIGNING = "What its webhooks are signed with; it may come later, with PATCH."


class GatewayIn(Input):
    """Through which gateway your buyers pay from now on."""

    kind: Literal["test", "stripe"] = Field(description="`test` is the gateway with play money.", examples=["stripe"])
    secret: Text = Field("", description=SECRET, examples=["rk_test_4242"])
    webhook_secret: Text = Field("", description=SIGNING, examples=["whsec_4242"])

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.secret, self.webhook_secret)


class GatewayKeysIn(Input):
    """Other keys of the same account; one that is left out stays."""

    secret: Text = Field("", description=SECRET, examples=["rk_test_4242"])
    webhook_secret: Text = Field("", description="What its webhooks are signed with.", examples=["whsec_4242"])


class GatewayOut(Schema):
    """The gateway through which your buyers pay by card."""

    kind: Literal["test", "stripe"] = Field(examples=["stripe"])
    key: str = Field(description="As much of the secret key as may be shown.", examples=["rk_test_…4242"])
    is_live: bool = Field(description="Whether it moves real money.")
    webhook: str = Field(description="The address that it is told to send its webhooks to.")
    connected_at: datetime
    checked_at: datetime | None = Field(description="When it was last tested.")
    fault: str = Field(description="What the last test said; empty when all was well.")

    @classmethod
    def of(cls, gateway: SellerGateway, webhook: str) -> Self:
        same = {name: getattr(gateway, name) for name in ("kind", "connected_at", "checked_at", "fault")}
        return cls.model_construct(key=gateway.public_key, is_live=is_live(gateway.public_key), webhook=webhook, **same)
