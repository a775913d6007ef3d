"""Which gateways there are, and how each is spoken to with a seller's credentials (BIL-3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from handsel.gateways.interface import Gateway
from handsel.gateways.models import GatewayKind, SellerGateway
from handsel.gateways.play.signing import webhook_secret_of
from handsel.gateways.play_gateway import PlayGateway
from handsel.gateways.stripe.gateway import StripeGateway
from handsel.kernel import chance
from handsel.kernel.sealing import seal, unseal

_PURPOSE = "gateway"


@dataclass(frozen=True)
class Credentials:
    """What a seller's account at a gateway is used with. `public_key` may be shown, the secrets never again."""

    secret: str
    webhook_secret: str
    public_key: str = ""


def _play(credentials: Credentials) -> Gateway:
    return PlayGateway(settings.HANDSEL_TEST_GATEWAY_URL, credentials.secret, credentials.webhook_secret)


def _stripe(credentials: Credentials) -> Gateway:
    return StripeGateway(settings.HANDSEL_STRIPE_API_URL, credentials.secret, credentials.webhook_secret)


CLIENTS: Mapping[str, Callable[[Credentials], Gateway]] = {GatewayKind.TEST: _play, GatewayKind.STRIPE: _stripe}
"""Kind of gateway -> who speaks with it. A new gateway is a line here, a kind, and a class with the interface."""


def client_of(gateway: SellerGateway) -> Gateway:
    """Return who speaks with `gateway`, with its secrets; for the talk with the gateway only."""
    return CLIENTS[gateway.kind](unsealed(gateway))


def unsealed(gateway: SellerGateway) -> Credentials:
    secret, webhook_secret = (
        unseal(sealed, purpose=_PURPOSE) if sealed else ""
        for sealed in (gateway.sealed_secret, gateway.sealed_webhook_secret)
    )
    return Credentials(secret, webhook_secret, gateway.public_key)


def sealed(text: str) -> str:
    """Seal a secret; one that is not there yet stays empty."""
    return seal(text, purpose=_PURPOSE) if text else ""


def play_credentials() -> Credentials:
    """Return an account at the test gateway, which knows every account there can be."""
    secret = f"test_{chance.secret()}"
    return Credentials(secret, webhook_secret_of(secret), public_key=secret[:12] + "…")
