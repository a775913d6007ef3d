"""Where a supplier's program hears what it is to deliver, with a secret that is shown once (ORD-12)."""

import json
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from handsel.accounts.rules import may_change_settings
from handsel.accounts.versions import ChangedMeanwhile
from handsel.deliveries.models import DeliveryAddress
from handsel.deliveries.signing import HEADER, signature_of
from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.proof import proven
from handsel.kernel import chance
from handsel.kernel.isolation import reading_paused
from handsel.kernel.operation import operation
from handsel.kernel.outgoing import Question, Unreachable, ask
from handsel.kernel.refusal import Conflict, Invalid
from handsel.kernel.sealing import CannotUnseal, seal, unseal
from handsel.timeline.record import record

PURPOSE = "delivery address"
LONGEST = 500
OK_FROM, OK_BELOW = 200, 300


class NoDeliveryAddress(Conflict):
    """No delivery address is set."""

    code = "no_delivery_address"


class DeliveryAddressSilent(Conflict):
    """The program at the delivery address does not answer as it should; the text says how."""

    code = "delivery_address_silent"


def address_of(seller_id: int) -> DeliveryAddress | None:
    """Return where the program of `seller_id` is told what to deliver; None where there is none."""
    return DeliveryAddress.objects.filter(seller_id=seller_id).first()


def is_told(seller_id: int) -> bool:
    """Whether a program of `seller_id` is told what to deliver."""
    return DeliveryAddress.objects.filter(seller_id=seller_id, is_on=True).exists()


def secret_of(address: DeliveryAddress) -> str:
    """Return the secret with which what is sent there is signed. Raises DeliveryAddressSilent."""
    try:
        return unseal(address.secret, purpose=PURPOSE)
    except CannotUnseal as error:
        raise DeliveryAddressSilent("Its secret cannot be read any more; make a new one.") from error


@operation
@closed_to_guests
@proven
def set_delivery_address(
    *, url: str, is_on: bool, version: int, by: Actor, at: datetime, new_secret: bool = False
) -> tuple[DeliveryAddress, str]:
    """Have a program told of what is automatic from now on; return the address, and its secret where that is new.

    The secret is made with the address, and anew with `new_secret`; it is shown this once. `version` is the one the
    person saw, 0 for none. Raises Forbidden, NotForGuests, ProofNeeded, Invalid, ChangedMeanwhile.
    """
    may_change_settings(by).or_refuse()
    told = url.strip()
    if fault := _fault_of(told):
        raise Invalid(fields={"url": fault})
    known = DeliveryAddress.objects.select_for_update().filter(seller_id=by.seller_id).first()
    seen = known.version if known else 0
    if version != seen:
        raise ChangedMeanwhile("Somebody else changed the address meanwhile. Look again.", {}, seen)
    secret = f"whsec_{chance.secret()}" if known is None or new_secret else ""
    address = known or DeliveryAddress(seller_id=by.seller_id, version=0)
    address.url, address.is_on, address.changed_at, address.changed_by_name = told, is_on, at, by.name
    address.version += 1
    address.rests_until = None
    if secret:
        address.secret = seal(secret, purpose=PURPOSE)
    address.save()
    record(
        "settings.delivery_address_set",
        subject=address, account_id=by.seller_id, by=by, at=at, is_on=is_on, host=urlsplit(told).hostname or "",
        new_secret=bool(secret),
    )  # fmt: skip
    return address, secret


def try_delivery_address(*, by: Actor, at: datetime) -> int:
    """Send a test to the delivery address and return the status of its answer. Nothing is delivered.

    Raises Forbidden, NoDeliveryAddress, DeliveryAddressSilent.
    """
    may_change_settings(by).or_refuse()
    address = address_of(by.seller_id)
    if address is None:
        raise NoDeliveryAddress("Set an address first.")
    body = json.dumps({"test": True}).encode()
    asked = question(address, "POST", address.url, body, key="test", at=at)
    with reading_paused():
        try:
            status = ask(asked).status
        except Unreachable as error:
            raise DeliveryAddressSilent(f"It could not be reached: {error}.") from error
    if not OK_FROM <= status < OK_BELOW:
        raise DeliveryAddressSilent(f"It answered with status {status}; it should be 200 or 202.")
    return status


def question(address: DeliveryAddress, method: str, url: str, body: bytes, *, key: str, at: datetime) -> Question:
    """Return a signed question to the program of a supplier."""
    headers = {HEADER: signature_of(secret_of(address), body, at=at), "Idempotency-Key": key}
    if method == "POST":
        headers["Content-Type"] = "application/json"
    return Question(method, url, body if method == "POST" else None, headers)


def _fault_of(url: str) -> str:
    schemes = {"https", "http"} if settings.HANDSEL_OUTGOING_LOCAL else {"https"}
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return "This is no address; it begins with https://."
    if len(url) > LONGEST:
        return f"Enter at most {LONGEST} characters."
    return "" if is_whole and parts.scheme in schemes else "Enter an address that begins with https://."
