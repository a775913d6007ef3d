"""The keys of a seller's account at Stripe: checked before they are kept, and exchanged for newer ones (BIL-3)."""

from datetime import datetime

from handsel.gateways.known import Credentials, sealed, unsealed
from handsel.gateways.models import GatewayKind, SellerGateway
from handsel.gateways.refusals import CredentialsWrong
from handsel.gateways.rules import may_set_gateway
from handsel.gateways.stripe.keys import fault_of_secret, fault_of_webhook_secret, is_live, shown_key
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.operation import operation
from handsel.timeline.record import record

LONGEST = 255


def checked_keys(secret: str, webhook_secret: str) -> Credentials:
    """Return keys that may be Stripe's; the webhook's may come later. Raises CredentialsWrong."""
    secret, webhook_secret = secret.strip(), webhook_secret.strip()
    faults = {"secret": fault_of_secret(secret), "webhook_secret": fault_of_webhook_secret(webhook_secret)}
    if max(len(secret), len(webhook_secret)) > LONGEST:
        faults["secret"] = f"A key has at most {LONGEST} letters."
    wrong = {name: fault for name, fault in faults.items() if fault}
    if wrong:
        raise CredentialsWrong(fields=wrong)
    return Credentials(secret, webhook_secret, shown_key(secret))


@operation
@closed_to_guests
@proven
def change_gateway_keys(*, secret: str, webhook_secret: str, by: Actor, at: datetime) -> SellerGateway:
    """Use other keys of the same account at Stripe from now on; one that is left empty stays. Cards on file stay too.

    Raises Forbidden, NotForGuests, ProofNeeded, CredentialsWrong, SellerGateway.DoesNotExist when Stripe is not on.
    """
    may_set_gateway(by).or_refuse()
    gateway = SellerGateway.objects.select_for_update().get(seller_id=by.seller_id, is_on=True, kind=GatewayKind.STRIPE)
    before = unsealed(gateway)
    keys = checked_keys(secret or before.secret, webhook_secret or before.webhook_secret)
    if is_live(keys.secret) != is_live(before.secret):
        said = "This key is of the other mode, which knows none of the cards on file. Disconnect, and connect with it."
        raise CredentialsWrong(fields={"secret": said})
    gateway.public_key, gateway.fault = keys.public_key, ""
    gateway.sealed_secret, gateway.sealed_webhook_secret = sealed(keys.secret), sealed(keys.webhook_secret)
    gateway.save(update_fields=["public_key", "fault", "sealed_secret", "sealed_webhook_secret"])
    record(
        "gateway.keys_changed",
        subject=gateway, account_id=by.seller_id, by=by, at=at,
        secret=bool(secret), webhook_secret=bool(webhook_secret),
    )  # fmt: skip
    return gateway
