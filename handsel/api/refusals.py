"""How the API says no before the domain is asked, and which codes an operation can answer with (API-1)."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from handsel.kernel.refusal import Refusal


class Malformed(Refusal):
    """The body is no JSON."""

    code = "malformed"
    status = 400


class KeyNeeded(Refusal):
    """A call that moves money needs an idempotency key, so that it can be sent again safely."""

    code = "idempotency_key_needed"
    status = 400


class KeyUnusable(Refusal):
    """The idempotency key is empty, too long, or has unusual characters."""

    code = "idempotency_key_unusable"
    status = 400


class Unauthenticated(Refusal):
    """No key was sent, or it is none of this portal that is good here and now."""

    code = "unauthenticated"
    status = 401


class ScopeMissing(Refusal):
    """The key may not be used for this; the detail names the scope that it needs."""

    code = "scope_missing"
    status = 403


class MethodNotAllowed(Refusal):
    """This address knows other methods; the header Allow says which."""

    code = "method_not_allowed"
    status = 405


class TooLarge(Refusal):
    """The body is too large."""

    code = "too_large"
    status = 413


class NotJson(Refusal):
    """The body must be JSON, and say so."""

    code = "unsupported_media_type"
    status = 415


class TooManyCalls(Refusal):
    """The key was used too often within a minute; the header Retry-After says when to go on."""

    code = "too_many_calls"
    status = 429


class Failed(Refusal):
    """Something went wrong on our side; nothing was half done."""

    code = "failed"
    status = 500


_RAISES = re.compile(r"\bRaises\b(.*)", re.DOTALL)
_MISSING = re.compile(r"\b[A-Za-z]+\.DoesNotExist\b")


def all_refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every kind of refusal that is loaded."""
    for kind in base.__subclasses__():
        yield kind
        yield from all_refusals(kind)


def title_of(kind: type[Refusal]) -> str:
    """Return the sentence that stands for every refusal of this kind."""
    first = (kind.__doc__ or "").strip().split("\n")[0]
    # What follows in code marks is for those who write the program.
    return re.split(r"\. |; `", first)[0].rstrip(".")


def refusals_in(operation: Callable[..., Any]) -> list[type[Refusal]]:
    """Return what `operation` can refuse with, as its docstring tells after "Raises"."""
    told = _RAISES.search(operation.__doc__ or "")
    text = told[1] if told else ""
    names = set(re.findall(r"\b[A-Z][A-Za-z]+\b", _MISSING.sub("NotFound", text)))
    return sorted((kind for kind in all_refusals() if kind.__name__ in names), key=lambda kind: kind.code)


def may_refuse(*operations: Callable[..., Any], money: bool = False, is_one: bool = False) -> dict[str, Any]:
    """Return what to say to a route about how `operations` refuse; `money` when an idempotency key is needed.

    `is_one`: it is about the one thing of its kind, which is named by no part of the path and may not be there.
    """
    kinds = {kind.code for operation in operations for kind in refusals_in(operation)}
    more = ({KeyNeeded.code} if money else set()) | ({"not_found"} if is_one else set())
    return {"openapi_extra": {"x-refusals": sorted(kinds | more)}}


def by_code(codes: Iterable[str]) -> list[type[Refusal]]:
    """Return the kinds of refusal behind `codes`."""
    known = {kind.code: kind for kind in all_refusals()}
    return [known[code] for code in sorted(codes)]
