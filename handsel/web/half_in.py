"""Between password and second factor: somebody of whom we remember the first, and who can do nothing yet (USR-7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from handsel.identity.session_models import Proof
from handsel.kernel.clock import now

_KEPT = "half_in"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class HalfIn:
    """Who has shown the `first` proof, when, and where they want to go; it lets nobody in."""

    user_id: int
    at: datetime
    to: str
    first: Proof


def remember_half(request: HttpRequest, user_id: int, to: str, first: Proof) -> None:
    """Remember in a fresh browser session, without a log-in, that the first proof was right."""
    request.session.flush()
    request.session[_KEPT] = {"user_id": user_id, "at": now().isoformat(), "to": to, "first": first.value}


def half_in(request: HttpRequest) -> HalfIn | None:
    """Return who is half in, if that was just now."""
    kept: dict[str, Any] | None = request.session.get(_KEPT)
    if not kept:
        return None
    half = HalfIn(kept["user_id"], datetime.fromisoformat(kept["at"]), kept["to"], Proof(kept["first"]))
    return half if now() - half.at < LASTS else None
