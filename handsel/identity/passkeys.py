"""Passkeys: a device signs for the portal's host instead of a password or beside it (USR-7)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import webauthn
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from handsel.identity.actor import Actor
from handsel.identity.factor_models import Passkey
from handsel.identity.guests import closed_to_guests
from handsel.identity.models import User
from handsel.identity.proof import proven
from handsel.identity.second_factor import first_codes, forget_codes_of_nothing
from handsel.identity.sessions import tell_of_login, user_behind
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid

MOST = 20
"""How many passkeys one person can have."""
MOST_BYTES = 20_000


class PasskeyRefused(Invalid):
    """What the browser answered does not fit what it was asked for."""

    code = "passkey_refused"


class TooManyPasskeys(Conflict):
    """The person has more passkeys than anybody needs."""

    code = "too_many_passkeys"


@dataclass(frozen=True)
class Asked:
    """What a browser is asked for: `options` as JSON for its script, and what its answer must fit, kept meanwhile.

    `host` is the name that the key is bound to, `origin` the address that the page stands at.
    """

    options: str
    challenge: str
    host: str
    origin: str

    @property
    def kept(self) -> dict[str, str]:
        """Return what is kept until the answer comes."""
        return {"challenge": self.challenge, "host": self.host, "origin": self.origin}


def ask_for_new_key(user: User, *, portal: str, host: str, origin: str, have: Iterable[str]) -> Asked:
    """Return what a browser is asked for to make a passkey; `have` are the credentials that need no second one."""
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name=portal,
        user_id=str(user.pk).encode(),
        user_name=user.email,
        user_display_name=user.name,
        exclude_credentials=_descriptors(have),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge), host, origin)


def ask_for_signature(*, host: str, origin: str, have: Iterable[str] = ()) -> Asked:
    """Return what a browser is asked for to sign with one of the credentials `have`, or with any it knows."""
    options = webauthn.generate_authentication_options(
        rp_id=host, allow_credentials=_descriptors(have), user_verification=UserVerificationRequirement.REQUIRED
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge), host, origin)


@operation
@closed_to_guests
@proven
def add_passkey(*, name: str, answer: str, kept: dict[str, str], by: Actor, at: datetime) -> list[str]:
    """Take the passkey that the browser has made; `kept` is what it was asked for.

    Returns ten new recovery codes if the person has none, else nothing.
    Raises User.DoesNotExist, ProofNeeded, TooManyPasskeys, PasskeyRefused, Invalid naming `name`.
    """
    user = user_behind(by)
    name = " ".join(name.split())
    if not name or len(name) > 60:  # noqa: PLR2004 - the column
        raise Invalid(fields={"name": _("Enter a name of up to 60 characters, such as the device it is on.")})
    if Passkey.objects.filter(seller_id=user.seller_id, user=user).count() >= MOST:
        raise TooManyPasskeys(_("You have %(most)s passkeys. Remove one that you do not need.") % {"most": MOST})
    made = _made(answer, kept)
    Passkey.objects.create(
        seller_id=user.seller_id,
        user=user,
        name=name,
        host=kept["host"],
        credential=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        created_at=at,
    )
    tell_of_login("user.factor_added", user, by=by, at=at, factor="passkey", passkey=name)
    return first_codes(user)


@operation
@closed_to_guests
@proven
def remove_passkey(*, passkey_id: int, by: Actor, at: datetime) -> Passkey:
    """Take one of the asker's own passkeys away. Raises User.DoesNotExist, ProofNeeded, Passkey.DoesNotExist."""
    user = user_behind(by)
    passkey = Passkey.objects.get(pk=passkey_id, seller_id=user.seller_id, user=user)
    Passkey.objects.filter(pk=passkey.pk).delete()
    tell_of_login("user.factor_removed", user, by=by, at=at, factor="passkey", passkey=passkey.name)
    forget_codes_of_nothing(user)
    return passkey


@step
def signed_by(answer: str, kept: dict[str, str], *, seller_id: int, at: datetime) -> User | None:
    """Return whose passkey at this portal signed what was asked for, or None. Raises nothing: a no is a no."""
    try:
        credential = str(_read(answer)["id"])
        passkey = Passkey.objects.select_for_update().get(seller_id=seller_id, credential=credential, host=kept["host"])
        signed = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(kept["challenge"]),
            expected_rp_id=kept["host"],
            expected_origin=kept["origin"],
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, Passkey.DoesNotExist, ValueError, KeyError, TypeError):
        return None
    passkey.sign_count, passkey.used_at = signed.new_sign_count, at
    passkey.save(update_fields=["sign_count", "used_at"])
    return passkey.user


def _made(answer: str, kept: dict[str, str]) -> VerifiedRegistration:
    try:
        return webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(kept["challenge"]),
            expected_rp_id=kept["host"],
            expected_origin=kept["origin"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused(_("The passkey could not be taken. Try again, or use another device.")) from None


def _read(answer: str) -> dict[str, object]:
    if len(answer) > MOST_BYTES:
        raise ValueError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("no object")
    return read


def _descriptors(credentials: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential)) for credential in credentials]
