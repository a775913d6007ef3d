"""Money and access are touched only by people who have proved of late who they are (USR-7)."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.kernel.refusal import Refusal, Verdict

F = TypeVar("F", bound=Callable[..., Any])

PROVEN: list[Callable[..., Any]] = []
"""Every operation that asks for a fresh proof, for the rules of the house to read."""


class ProofNeeded(Refusal):
    """The person must show once more that it is them: their last proof is too old for this."""

    code = "proof_needed"
    status = 403


def has_fresh_proof(by: Actor, at: datetime) -> Verdict:
    """Whether the person proved themselves of late. Who asks without a session, such as a program, need not."""
    lasts = timedelta(minutes=settings.HANDSEL_PROOF_LASTS_MINUTES)
    if by.proved_at is None or at - by.proved_at <= lasts:
        return Verdict()
    return Verdict(_("Confirm that it is you: it has been a while since you logged in."), ProofNeeded)


def proven(function: F) -> F:
    """Let an operation move money or change access only for who has a fresh proof; stands below `@operation`.

    The operation raises ProofNeeded before it does anything else.
    """

    @functools.wraps(function)
    def run(*, by: Actor, at: datetime, **details: Any) -> Any:
        has_fresh_proof(by, at).or_refuse()
        return function(by=by, at=at, **details)

    PROVEN.append(run)
    return run  # type: ignore[return-value]  # same signature, as wraps says
