"""Secrets that must be read again, such as those of authenticator apps, sealed for the database (USR-7)."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class CannotUnseal(Exception):
    """It was sealed with another secret key, for another purpose, or was changed."""


def seal(text: str, *, purpose: str) -> str:
    """Return `text` so that nobody reads it without the installation's secret key; `unseal` with the same purpose."""
    return _box(purpose, settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed, with the secret key or one that it replaced. Raises CannotUnseal."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _box(purpose, key).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    raise CannotUnseal(purpose)


def _box(purpose: str, key: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=f"handsel {purpose}".encode()).derive(force_bytes(key))
    return Fernet(base64.urlsafe_b64encode(derived))
