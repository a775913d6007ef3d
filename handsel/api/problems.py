"""Every no of the API in one form: application/problem+json with a stable code and pointers to the fields (API-1)."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import VersionConflict
from handsel.accounts.versions import ChangedMeanwhile
from handsel.api import refusals
from handsel.kernel.refusal import Invalid, NotFound, Refusal
from handsel.orders.placement import CartOutdated

CONTENT_TYPE = "application/problem+json"
TYPE = "/api/v1/docs#refusal-"

# Where the words of the domain and the members of a body differ.
POINTERS = {
    "portal_name": "/portal/name",
    "portal_title": "/portal/title",
    "portal_colour": "/portal/colour",
    "owner_first_name": "/owner/first_name",
    "owner_last_name": "/owner/last_name",
    "owner_email": "/owner/email",
    "manager": "/manager_id",
    "logo": "/image",
}
# What the checks of types say, in our words; the rest is told as it comes.
SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "Enter a text.",
    "int_type": "Enter a whole number.",
    "int_parsing": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "string_unicode": "This text is not valid Unicode.",
    "string_too_long": "Enter at most %(max_length)s characters.",
    "model_attributes_type": "Send an object with the fields that this call describes.",
    "dict_type": "Send an object.",
    "list_type": "Send a list.",
    "too_long": "Send at most %(max_length)s.",
    "greater_than_equal": "Enter %(ge)s or more.",
    "less_than_equal": "Enter %(le)s or less.",
    "literal_error": "Send one of %(expected)s.",
    "enum": "Send one of %(expected)s.",
    "bool_type": "Send true or false.",
    "bool_parsing": "Send true or false.",
}

log = logging.getLogger("handsel.api")


def problem(kind: type[Refusal], detail: str, *, errors: Sequence[Mapping[str, Any]] = (), **more: Any) -> HttpResponse:
    """Answer with a no of `kind`; the same words give the same bytes, whatever was asked for."""
    body = {
        "type": TYPE + kind.code,
        "title": refusals.title_of(kind),
        "status": kind.status,
        "code": kind.code,
        "detail": detail,
        "errors": list(errors),
    }
    return HttpResponse(json.dumps(body | more, ensure_ascii=False), status=kind.status, content_type=CONTENT_TYPE)


def not_found() -> HttpResponse:
    """Answer for what does not exist and for what belongs to somebody else alike."""
    return problem(NotFound, "There is nothing at this address, or nothing that this key may see.")


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if type(refusal) is NotFound:
        return not_found()
    if isinstance(refusal, VersionConflict):
        return _of_account(request, refusal)
    if isinstance(refusal, ChangedMeanwhile):
        return both_values(request, refusal, refusal.current, refusal.version)
    if isinstance(refusal, CartOutdated):
        # What is wrong stands in no body, but in the cart.
        return problem(CartOutdated, str(refusal), errors=[{"line_id": refusal.line_id, "detail": str(refusal)}])
    where = _parameter if request.method == "GET" else _member
    errors = [where(field) | {"detail": said} for field, said in refusal.fields.items()]
    return problem(type(refusal), str(refusal), errors=errors)


def of_missing(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - the form of a handler
    return not_found()


def of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - the same
    if any(fault["loc"][0] == "path" for fault in error.errors):
        return not_found()
    return problem(Invalid, "Some of what was sent is wrong; see errors.", errors=list(_told(error.errors)))


def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - the same
    if isinstance(error, AuthenticationError):
        response = problem(
            refusals.Unauthenticated, "Send a key of this portal in the header: Authorization: Bearer hsk_…"
        )
        response["WWW-Authenticate"] = "Bearer"
        return response
    return problem(refusals.Malformed, "The body could not be read as JSON.")


def of_bad_data(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - the same
    """Answer for what only the database found wrong: a figure beyond all bounds, a character it cannot keep."""
    log.warning("refused by the database: %s", error)
    return problem(Invalid, "A figure is too large, or a text holds characters that cannot be kept.")


def of_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(refusals.Failed, "Something went wrong on our side; nothing was half done. Try again in a moment.")


def pointer(field: str) -> str:
    """Return where in the body `field` stands, as a JSON pointer."""
    return POINTERS.get(field, f"/{field}")


def _member(field: str) -> dict[str, Any]:
    return {"pointer": pointer(field)}


def _parameter(field: str) -> dict[str, Any]:
    """Name a parameter; quantity/1 is the second of those that are sent several times."""
    name, _, place = field.partition("/")
    return {"parameter": name} | ({"index": int(place)} if place else {})


def _told(faults: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for fault in faults:
        source, *where = fault["loc"]
        said = SENTENCES.get(fault["type"], "") % fault.get("ctx", {})
        said = said or str(fault["msg"]).removeprefix("Value error, ")
        if source == "body":
            # The first step is the name of the function's argument, the rest is the way into the document.
            yield {"pointer": "".join(f"/{step}" for step in where[1:]), "detail": said}
        else:
            *names, last = where or [source]
            field = f"{names[-1]}/{last}" if isinstance(last, int) and names else str(last)
            yield _parameter(field) | {"detail": said}


def both_values(
    request: HttpRequest, conflict: Refusal, current: Mapping[str, Any], current_version: int
) -> HttpResponse:
    """Show what was sent beside what stands there now, field by field; nothing was overwritten."""
    sent = json.loads(request.body)
    errors = [
        {"pointer": pointer(field), "detail": "This was changed meanwhile.", "yours": sent[field], "current": value}
        for field, value in current.items()
        if field in sent and sent[field] != value
    ]
    return problem(type(conflict), str(conflict), errors=errors, current_version=current_version)


def _of_account(request: HttpRequest, conflict: VersionConflict) -> HttpResponse:
    account = conflict.account
    current = {name: getattr(account, name) for name in (*asdict(AccountDetails()), "manager_id")}
    return both_values(request, conflict, current, account.version)
