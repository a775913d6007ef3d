"""Ask the European Commission's service whether a VAT number is somebody's: VIES, by its REST interface (CAT-4).

https://ec.europa.eu/taxation_customs/vies/#/technical-information. The answer carries a consultation number, which
proves the question, where the asker names its own number of the Union.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from handsel.kernel.outgoing import Question, Unreachable, ask

_OK = 200


class ServiceAway(Exception):
    """The service gives no answer now; the text is its reason, or ours, in a word."""


@dataclass(frozen=True)
class Told:
    """What the service said of a number: whether it is one, whose, and under which consultation number."""

    is_valid: bool
    name: str = ""
    consultation: str = ""


def look_up(number: str, asker: str) -> Told:
    """Return what the service says of `number`, a VAT number with its country; `asker` is our own, or empty.

    Raises ServiceAway.
    """
    body = {"countryCode": number[:2], "vatNumber": number[2:]}
    if asker:
        body |= {"requesterMemberStateCode": asker[:2], "requesterNumber": asker[2:]}
    question = Question(
        "POST",
        f"{settings.HANDSEL_VIES_URL}/check-vat-number",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        is_ours=True,
    )
    try:
        answer = ask(question)
    except Unreachable as error:
        raise ServiceAway("UNREACHABLE") from error
    told = _read(answer.body)
    faults = told.get("errorWrappers") or []
    if faults or answer.status != _OK:
        fault = str(faults[0].get("error", "")) if isinstance(faults, list) and _is_dict(faults) else ""
        if fault == "INVALID_INPUT":
            return Told(is_valid=False)
        raise ServiceAway((fault or f"HTTP {answer.status}")[:60])
    if not isinstance(told.get("valid"), bool):
        raise ServiceAway("UNREADABLE")
    return Told(told["valid"], _text(told, "name", 300), _text(told, "requestIdentifier", 100))


def _is_dict(faults: list[Any]) -> bool:
    return bool(faults) and isinstance(faults[0], dict)


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: dict[str, Any], name: str, limit: int) -> str:
    text = " ".join(str(told.get(name) or "").replace("\0", "").split())[:limit]
    return "" if text == "---" else text
