"""The one source of randomness, so that a run can be repeated from a seed."""

import random
import secrets

# No 0/O, 1/I/L and no U: read over the telephone without mistakes and without accidental words.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_seeded: random.Random | None = None


def seed(number: int | None) -> None:
    """Make every later `code()` repeatable from `number`; None returns to real chance."""
    global _seeded  # noqa: PLW0603 - one process, one source of chance
    _seeded = None if number is None else random.Random(number)  # noqa: S311 - demo and tests only, never secrets


def code(length: int) -> str:
    """Return a code of `length` letters and digits that says nothing about how many came before it."""
    choose = _seeded.choice if _seeded else secrets.choice
    return "".join(choose(_LETTERS) for _ in range(length))


def secret() -> str:
    """Return 256 bits for a link or a key. Never seeded."""
    return secrets.token_urlsafe(32)


def recovery_code() -> str:
    """Return 58 bits as three groups of letters and digits, to be written down. Never seeded."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
