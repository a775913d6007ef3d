"""What tests show at the log-in: the code of an app, a place to come from."""

import re
from dataclasses import replace
from datetime import datetime

import pyotp

from handsel.identity.actor import Actor
from handsel.identity.providers import ProviderDetails, add_provider
from handsel.identity.second_factor import add_app, new_app_secret
from handsel.identity.throttling import Place
from tests.cast import NOON

HERE = Place("192.0.2.7")
PROVIDER = ProviderDetails("Works", "https://login.example", "id", "secret", for_console=True, for_storefront=False)


def code(secret: str, at: datetime = NOON) -> str:
    return pyotp.TOTP(secret).at(at)


def with_app(who: Actor, at: datetime = NOON) -> tuple[str, list[str]]:
    """Give `who` an authenticator app; return its secret and the recovery codes that came with it."""
    secret, themselves = new_app_secret(), replace(who, buyer_id=None)
    return secret, add_app(secret=secret, code=code(secret, at), by=themselves, at=at)


def secret_in(page: str) -> str:
    found = re.search(r'id="app-secret">(\w+)<', page)
    assert found
    return found[1]


def added_provider(owner: Actor) -> int:
    """Return the number of a sign-in provider that `owner` has just added."""
    return add_provider(details=PROVIDER, by=owner, at=NOON).pk
