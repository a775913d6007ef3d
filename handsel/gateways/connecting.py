"""A seller connects a gateway, tests it and disconnects it; its secrets are sealed and shown to nobody (BIL-3)."""

from datetime import datetime

from django.conf import settings

from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.gateways.known import Credentials, client_of, play_credentials, sealed, unsealed
from handsel.gateways.models import GatewayKind, SellerGateway
from handsel.gateways.refusals import CredentialsWrong, NoTestGateway
from handsel.gateways.rules import may_set_gateway
from handsel.gateways.stripe_keys import checked_keys
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel.isolation import reading_paused
from handsel.kernel.operation import operation
from handsel.timeline.record import record


@operation
@closed_to_guests
@proven
def connect_gateway(*, kind: str, by: Actor, at: datetime, credentials: Credentials | None = None) -> SellerGateway:
    """Take payments by card through this gateway from now on; the one until now keeps what it took.

    The test gateway needs no credentials: it gives an account to whoever asks. Who had the same account before has it
    again, with the cards on file. Raises Forbidden, NotForGuests, ProofNeeded, CredentialsWrong, NoTestGateway.
    """
    may_set_gateway(by).or_refuse()
    checked = _checked(kind, credentials)
    SellerGateway.objects.filter(seller_id=by.seller_id, is_on=True).update(is_on=False)
    gateway = _known_before(kind, checked, by) or _new(kind, checked or play_credentials(), by, at)
    record("gateway.connected", subject=gateway, account_id=by.seller_id, by=by, at=at, kind=kind)
    return gateway


def _checked(kind: str, told: Credentials | None) -> Credentials | None:
    """Return with what an account is used; None where the gateway gives it to whoever asks."""
    match kind:
        case GatewayKind.TEST if settings.HANDSEL_TEST_GATEWAY_URL:
            return None
        case GatewayKind.TEST:
            raise NoTestGateway("This installation runs no test gateway; ask whoever runs it.")
        case GatewayKind.STRIPE:
            return checked_keys(told.secret if told else "", told.webhook_secret if told else "")
        case _:
            raise CredentialsWrong(fields={"kind": "Choose a gateway from the list."})


def _known_before(kind: str, credentials: Credentials | None, by: Actor) -> SellerGateway | None:
    for found in SellerGateway.objects.filter(seller_id=by.seller_id, kind=kind).order_by("-pk"):
        if credentials is None or unsealed(found).secret == credentials.secret:
            found.is_on, found.fault = True, ""
            if credentials and credentials.webhook_secret:
                found.sealed_webhook_secret = sealed(credentials.webhook_secret)
            found.save(update_fields=["is_on", "fault", "sealed_webhook_secret"])
            return found
    return None


def _new(kind: str, credentials: Credentials, by: Actor, at: datetime) -> SellerGateway:
    return SellerGateway.objects.create(
        seller_id=by.seller_id,
        kind=kind,
        public_key=credentials.public_key,
        sealed_secret=sealed(credentials.secret),
        sealed_webhook_secret=sealed(credentials.webhook_secret),
        connected_at=at,
    )


@operation
@closed_to_guests
@proven
def disconnect_gateway(*, by: Actor, at: datetime) -> SellerGateway:
    """Take no new payments by card. What is under way is seen to its end, and refunds go on.

    Raises Forbidden, NotForGuests, ProofNeeded, SellerGateway.DoesNotExist when none is on.
    """
    may_set_gateway(by).or_refuse()
    gateway = SellerGateway.objects.select_for_update().get(seller_id=by.seller_id, is_on=True)
    gateway.is_on = False
    gateway.save(update_fields=["is_on"])
    record("gateway.disconnected", subject=gateway, account_id=by.seller_id, by=by, at=at, kind=gateway.kind)
    return gateway


def try_gateway(gateway: SellerGateway, *, by: Actor, at: datetime) -> SellerGateway:
    """Ask the gateway something harmless and note how that went. Raises Forbidden, NotForGuests."""
    may_set_gateway(by).or_refuse()
    fault = ""
    with reading_paused():
        try:
            client_of(gateway).check()
        except GatewayFailed as error:
            fault = error.detail
        except NoAnswer as error:
            fault = str(error)
        return note_test(gateway_id=gateway.pk, fault=fault, by=by, at=at)


@operation
def note_test(*, gateway_id: int, fault: str, by: Actor, at: datetime) -> SellerGateway:
    """Note how the last test of a gateway went. Raises Forbidden, NotForGuests, SellerGateway.DoesNotExist."""
    may_set_gateway(by).or_refuse()
    gateway = SellerGateway.objects.select_for_update().get(pk=gateway_id, seller_id=by.seller_id)
    gateway.checked_at, gateway.fault = at, fault[:200]
    gateway.save(update_fields=["checked_at", "fault"])
    return gateway


def gateway_on(seller_id: int) -> SellerGateway | None:
    """Return the gateway that takes new payments of a seller's buyers."""
    return SellerGateway.objects.filter(seller_id=seller_id, is_on=True).first()
