"""The OpenAPI description, made from the operations and from what their docstrings refuse with (API-1, USR-8)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from handsel.api.once import HEADER
from handsel.api.problems import CONTENT_TYPE
from handsel.api.refusals import by_code, title_of
from handsel.kernel.refusal import Refusal

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "Every no: what is wrong, under a code that stays, and where (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; see docs/refusals.md."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "current_version": {"type": "integer", "description": "With a version conflict: what stands there now."},
    },
}
FAULT = {
    "title": "Fault",
    "type": "object",
    "required": ["detail"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the body.", "examples": ["/email"]},
        "parameter": {"type": "string", "description": "Name of the parameter, where it is none of the body."},
        "index": {"type": "integer", "description": "Which of its values, from 0, where it is sent several times."},
        "line_id": {"type": "integer", "description": "Line of the cart that no longer fits; it stands in no body."},
        "detail": {"type": "string"},
        "yours": {"description": "With a version conflict: the value that was sent."},
        "current": {"description": "With a version conflict: the value that stands there now."},
    },
}
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
    "description": "A new UUID for each thing that shall happen once. The same call with the same key gets the same "
    "answer, marked Idempotent-Replayed, for seven days.",
}
PLACES = {
    "list_id": "Id of one of your price lists.",
    "product_id": "Id of one of your products.",
    "user_id": "Id of the person.",
    "message_id": "Id of the mail.",
    "note_id": "Id of the note.",
    "task_id": "Id of the task.",
    "address_id": "Id of the address.",
    "event_id": "Id of the event.",
    "key_id": "Id of the key.",
    "receipt_number": "Number of the receipt.",
    "currency": "ISO 4217 code of the wallet.",
    "line_id": "Id of the line.",
}
"""What stands in the place of each parameter of a path, besides `number`."""

METHODS = ("get", "post", "put", "patch", "delete")


def complete(described: dict[str, Any]) -> None:
    """Add to Ninja's description what every call promises: its refusals by code, and idempotency keys."""
    described["components"]["schemas"] |= {"Problem": PROBLEM, "Fault": FAULT}
    for path, method, operation in operations(described):
        _complete(path, method, operation)


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of each call."""
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    codes = {"unauthenticated", "account_closed", "too_many_calls", *operation.get("x-refusals", [])}
    needed = operation.pop("x-scope")
    if needed:
        codes.add("scope_missing")
        operation["security"] = [{name: [needed] for name in one} for one in operation["security"]]
    operation["description"] += f"\n\nScope: `{needed}`." if needed else "\n\nScope: none, any key."
    needs_key = "idempotency_key_needed" in codes
    if "{" in path:
        codes.add("not_found")
        _tell_places(path, operation)
    if operation["parameters"] or "requestBody" in operation:
        codes.add("invalid")
    if "requestBody" in operation:
        codes |= {"malformed", "unsupported_media_type", "too_large"}
    if method != "get":
        codes |= {"idempotency_key_unusable", "idempotency_key_in_flight", "idempotency_key_reused", "conflict"}
        operation["parameters"].append(KEY_PARAMETER | {"required": needs_key})
    kinds = sorted(by_code(codes), key=lambda kind: (kind.status, kind.code))
    for status, same in groupby(kinds, key=lambda kind: kind.status):
        operation["responses"][str(status)] = _refused(list(same))
    operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    operation.pop("x-refusals", None)


def _tell_places(path: str, operation: dict[str, Any]) -> None:
    of = "order" if path.split("/")[3] in {"orders", "purchases", "carts"} else "account"
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["description"] = PLACES.get(parameter["name"], f"Number of the {of}.")


def _refused(kinds: Sequence[type[Refusal]]) -> dict[str, Any]:
    return {
        "description": " ".join(f"`{kind.code}`: {title_of(kind)}." for kind in kinds),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "x-codes": [kind.code for kind in kinds],
    }
