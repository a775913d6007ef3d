"""Sign-in providers of a portal: who vouches for its people, and for whom (USR-7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.lost import opened
from handsel.identity.models import Seat, User
from handsel.identity.openid import Client
from handsel.identity.proof import proven
from handsel.identity.provider_models import ProviderLink, SignInProvider
from handsel.identity.rules import may_manage_providers
from handsel.identity.sessions import as_themselves, tell_of_login
from handsel.kernel.email import is_email
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid, Refusal
from handsel.kernel.sealing import seal
from handsel.timeline.record import record

MOST = 10
"""How many providers a portal has at most."""
_PURPOSE = "sign-in provider"
_LOST = "cannot be used any more until an owner enters its client secret again. Log in with your password."
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


@dataclass(frozen=True)
class ProviderDetails:
    """What an owner says of a provider. An empty `secret` leaves the one that is kept as it is."""

    name: str
    issuer: str
    client_id: str
    secret: str
    for_console: bool
    for_storefront: bool
    domains: Sequence[str] = ()
    links_by_email: bool = True


class TooManyProviders(Conflict):
    """The portal has as many providers as it can have."""

    code = "too_many_providers"


class NotVouchedFor(Refusal):
    """The provider vouches for somebody whom this portal does not know, or not surely enough."""

    code = "not_vouched_for"
    status = 403


@operation
@closed_to_guests
@proven
def add_provider(*, details: ProviderDetails, by: Actor, at: datetime) -> SignInProvider:
    """Let an outside provider vouch for people of the portal. Its secret is sealed, and shown to nobody again.

    Raises Forbidden, ProofNeeded, TooManyProviders, Invalid with what is wrong by field.
    """
    may_manage_providers(by).or_refuse()
    if SignInProvider.objects.filter(seller_id=by.seller_id).count() >= MOST:
        raise TooManyProviders(f"A portal has {MOST} sign-in providers at most. Remove one first.")
    if not details.secret:
        raise Invalid(fields={"secret": "Enter the client secret that the provider gave you."})
    provider = SignInProvider(seller_id=by.seller_id, created_at=at)
    _set(provider, details, by)
    provider.save()
    record("sign_in_provider.added", subject=provider, account_id=by.seller_id, by=by, at=at, provider=provider.name)
    return provider


@operation
@closed_to_guests
@proven
def change_provider(*, provider_id: int, details: ProviderDetails, by: Actor, at: datetime) -> SignInProvider:
    """Change what is known of a provider; with another issuer nobody is linked to it any more.

    Raises Forbidden, ProofNeeded, SignInProvider.DoesNotExist, Invalid with what is wrong by field.
    """
    may_manage_providers(by).or_refuse()
    provider = SignInProvider.objects.select_for_update().get(pk=provider_id, seller_id=by.seller_id)
    before = provider.issuer
    if details.issuer.strip() != before and not details.secret:
        raise Invalid(
            fields={"secret": "Enter the client secret for the new address; the one that is kept stays here."}
        )
    _set(provider, details, by)
    provider.save()
    if provider.issuer != before:
        ProviderLink.objects.filter(seller_id=by.seller_id, provider=provider).delete()
    record("sign_in_provider.changed", subject=provider, account_id=by.seller_id, by=by, at=at, provider=provider.name)
    return provider


@operation
@closed_to_guests
@proven
def remove_provider(*, provider_id: int, by: Actor, at: datetime) -> SignInProvider:
    """Let a provider vouch for nobody any more. Raises Forbidden, ProofNeeded, SignInProvider.DoesNotExist."""
    may_manage_providers(by).or_refuse()
    provider = SignInProvider.objects.select_for_update().get(pk=provider_id, seller_id=by.seller_id)
    record("sign_in_provider.removed", subject=provider, account_id=by.seller_id, by=by, at=at, provider=provider.name)
    ProviderLink.objects.filter(seller_id=by.seller_id, provider=provider).delete()
    SignInProvider.objects.filter(pk=provider.pk).delete()
    return provider


@operation
def sign_in_through(*, provider_id: int, claims: dict[str, Any], by: Actor, at: datetime) -> User:
    """Return whom the provider vouches for with `claims`, which were checked; `by` is the portal.

    Who comes so for the first time is found by a verified e-mail address, and linked for good: neither does a stranger
    become a user, nor does another address at the provider become another user here.

    Raises NotVouchedFor, SignInProvider.DoesNotExist.
    """
    provider = SignInProvider.objects.get(pk=provider_id, seller_id=by.seller_id)
    link = ProviderLink.objects.select_related("user").filter(
        seller_id=by.seller_id, provider=provider, subject=claims["sub"]
    )
    known = link.first()
    user = known.user if known else _linked(provider, claims, by=by, at=at)
    if user.deactivated_at is not None or not _is_for(provider, user):
        raise _stranger()
    User.objects.filter(pk=user.pk).update(activated_at=user.activated_at or at)
    user.refresh_from_db()
    return user


def client_of(provider: SignInProvider, callback: str) -> Client:
    """Return what the portal is to `provider`, with its secret, for the talk with it only. Raises SecretLost."""
    secret = opened(provider.sealed_secret, purpose=_PURPOSE, otherwise=f"{provider.name} {_LOST}")
    return Client(provider.issuer, provider.client_id, secret, callback)


def _is_for(provider: SignInProvider, user: User) -> bool:
    """Whether the provider vouches for people at the faces where `user` has a place.

    Whom the portal's customers trust opens no console: a log-in is one for both faces. Whom its staff trust vouches
    for no customers, unless they work here too.
    """
    is_staff = Seat.objects.filter(user=user, buyer__isnull=True).exists()
    return provider.for_console if is_staff else provider.for_storefront


def _linked(provider: SignInProvider, claims: dict[str, Any], *, by: Actor, at: datetime) -> User:
    email = claims.get("email")
    if not provider.links_by_email or claims.get("email_verified") is not True or not isinstance(email, str):
        raise _stranger()
    email = email.strip().lower()
    if not is_email(email) or (provider.domains and email.rpartition("@")[2] not in provider.domains):
        raise _stranger()
    user = User.objects.select_for_update().filter(seller_id=by.seller_id, email=email).first()
    if user is None or not Seat.objects.filter(user=user).exists():
        raise _stranger()
    if ProviderLink.objects.filter(seller_id=by.seller_id, provider=provider, user=user).exists():
        raise _stranger()
    ProviderLink.objects.create(
        seller_id=by.seller_id, provider=provider, user=user, subject=claims["sub"], created_at=at
    )
    author = as_themselves(user, by.origin)
    tell_of_login("user.provider_linked", user, by=author, at=at, provider=provider.name)
    return user


def _stranger() -> NotVouchedFor:
    # One answer to all, so that nobody learns who is known here.
    return NotVouchedFor("Nobody here is known by that sign-in. Ask whoever invited you, or log in with your password.")


def _set(provider: SignInProvider, details: ProviderDetails, by: Actor) -> None:
    domains = sorted({domain.strip().lower().lstrip("@") for domain in details.domains if domain.strip()})
    name, issuer, client_id = details.name.strip(), details.issuer.strip(), details.client_id.strip()
    others = SignInProvider.objects.filter(seller_id=by.seller_id, name=name).exclude(pk=provider.pk or 0)
    faults = {
        "name": "Enter a name of up to 60 characters." if not 0 < len(name) <= 60 else "",  # noqa: PLR2004 - the column
        "issuer": "" if _is_issuer(issuer) else "Enter the address of the provider, beginning with https://.",
        "client_id": "" if 0 < len(client_id) <= 300 else "Enter the client ID that the provider gave you.",  # noqa: PLR2004
        "domains": next((f"{domain} is no domain." for domain in domains if not _DOMAIN.fullmatch(domain)), ""),
        "for_console": "" if details.for_console or details.for_storefront else "Choose where it is offered.",
        "secret": "Enter at most 1000 characters." if len(details.secret) > 1000 else "",  # noqa: PLR2004 - enough
    }
    if not faults["name"] and others.exists():
        faults["name"] = f"There is a provider named {name} already."
    if faults := {field: text for field, text in faults.items() if text}:
        raise Invalid(fields=faults)
    provider.name, provider.issuer, provider.client_id, provider.domains = name, issuer, client_id, domains
    provider.for_console, provider.for_storefront = details.for_console, details.for_storefront
    provider.links_by_email = details.links_by_email
    if details.secret:
        provider.sealed_secret = seal(details.secret, purpose=_PURPOSE)


def _is_issuer(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    is_local = parts.scheme == "http" and settings.HANDSEL_OUTGOING_LOCAL
    plain = not (parts.query or parts.fragment or parts.username)
    return len(text) <= 300 and bool(parts.hostname) and plain and (parts.scheme == "https" or is_local)  # noqa: PLR2004
