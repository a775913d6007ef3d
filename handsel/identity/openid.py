"""OpenID Connect, as far as a portal speaks it: the code flow with PKCE, and a token whose every claim is checked."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from handsel.kernel import chance
from handsel.kernel.outgoing import Unreachable, fetch
from handsel.kernel.refusal import Refusal

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""How a provider may sign: with a key of its own, never with our secret and never not at all."""
CLOCK_SKEW = timedelta(minutes=1)


class ProviderFailed(Refusal):
    """The sign-in provider did not answer as it must. What exactly was wrong stands in `detail`, for a log."""

    code = "provider_failed"
    status = 502

    def __init__(self, detail: str) -> None:
        super().__init__("The sign-in provider did not answer as it should. Try again, or log in with your password.")
        self.detail = detail


@dataclass(frozen=True)
class Client:
    """What a portal is to a provider."""

    issuer: str
    client_id: str
    secret: str
    callback: str


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked for what."""

    authorization: str
    token: str
    keys: str


@dataclass(frozen=True)
class Question:
    """What is made up for one sign-in and must come back: in the address, in the token, and to the token's door."""

    state: str
    nonce: str
    verifier: str


def new_question() -> Question:
    return Question(chance.secret(), chance.secret(), chance.secret() + chance.secret())


def discover(issuer: str) -> Endpoints:
    """Ask the provider where it lives; it must be who it is said to be. Raises ProviderFailed."""
    told = _json_of(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise ProviderFailed("the provider calls itself otherwise")
    try:
        return Endpoints(str(told["authorization_endpoint"]), str(told["token_endpoint"]), str(told["jwks_uri"]))
    except KeyError as missing:
        raise ProviderFailed(f"the provider does not tell its {missing}") from None


def address_to_ask(endpoints: Endpoints, client: Client, question: Question) -> str:
    """Return where the person's browser goes."""
    digest = hashlib.sha256(question.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.callback,
        "scope": "openid email profile",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{urlencode(asked)}"


def claims_for(code: str, client: Client, question: Question, *, at: datetime) -> dict[str, Any]:
    """Return what the provider says of the person, every word checked. Raises ProviderFailed."""
    endpoints = discover(client.issuer)
    basic = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.callback,
        "code_verifier": question.verifier,
    }
    header = {"Authorization": f"Basic {base64.b64encode(basic.encode()).decode()}"}
    token = _json_of(endpoints.token, form=form, headers=header).get("id_token")
    if not isinstance(token, str):
        raise ProviderFailed("there is no ID token")
    return checked_claims(token, _json_of(endpoints.keys), client, question.nonce, at=at)


def checked_claims(token: str, keys: Any, client: Client, nonce: str, *, at: datetime) -> dict[str, Any]:
    """Return the claims of a token that is signed, ours, of now and for this very sign-in. Raises ProviderFailed."""
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed(f"the token is not signed as it must be: {type(error).__name__}") from error
    now, skew = at.timestamp(), CLOCK_SKEW.total_seconds()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    wrong = {
        "iss": claims.get("iss") != client.issuer,
        "aud": client.client_id not in audiences,
        "azp": (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client.client_id,
        "exp": not _is_number(claims.get("exp")) or claims["exp"] <= now - skew,
        "iat": not _is_number(claims.get("iat")) or claims["iat"] > now + skew,
        "nonce": claims.get("nonce") != nonce,
        "sub": not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255,  # noqa: PLR2004 - the standard's
    }
    if any(wrong.values()):
        raise ProviderFailed(f"the token is wrong in {', '.join(name for name, is_so in wrong.items() if is_so)}")
    return dict(claims)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _json_of(url: str, **asked: Any) -> dict[str, Any]:
    try:
        answer = fetch(url, **asked)
        told = json.loads(answer.body)
    except Unreachable as error:
        raise ProviderFailed(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ProviderFailed("the answer is no JSON") from error
    if answer.status != 200 or not isinstance(told, dict):  # noqa: PLR2004 - OK
        raise ProviderFailed(f"the answer has status {answer.status}")
    return told
