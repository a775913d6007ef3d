"""The life of a charge: its states, and the one table of moves between them (FUN-7)."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from handsel.gateways.interface import Dispute, Payment, PaymentState


class ChargeState(TextChoices):
    """Where a charge stands.

    STARTED: written down, the gateway may have heard of it. UNKNOWN: its answer was lost, and it is asked until it is
    known. NEEDS_HOLDER: the bank asks for its cardholder, and nothing is reserved before. ABANDONED: the buyer left the
    gateway's page. DISPUTED: the bank took the money back until it has decided.
    """

    STARTED = "started", _("Under way")
    UNKNOWN = "unknown", _("Being checked")
    NEEDS_HOLDER = "needs_holder", _("To be confirmed")
    AUTHORISED = "authorised", _("Authorised")
    CAPTURED = "captured", _("Paid")
    VOIDED = "voided", _("Let go")
    REFUSED = "refused", _("Refused")
    ABANDONED = "abandoned", _("Given up")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")
    DISPUTED = "disputed", _("Disputed")
    CHARGED_BACK = "charged_back", _("Charged back")


_S = ChargeState
_ENDS = frozenset({_S.AUTHORISED, _S.CAPTURED, _S.VOIDED, _S.REFUSED, _S.ABANDONED})
_ANSWERS = _ENDS | {_S.NEEDS_HOLDER}

MOVES: Mapping[ChargeState, frozenset[ChargeState]] = {
    _S.STARTED: _ANSWERS | {_S.UNKNOWN},
    _S.UNKNOWN: _ANSWERS,
    _S.NEEDS_HOLDER: _ENDS,
    _S.AUTHORISED: frozenset({_S.CAPTURED, _S.VOIDED, _S.UNKNOWN}),
    _S.CAPTURED: frozenset({_S.PARTLY_REFUNDED, _S.REFUNDED, _S.DISPUTED}),
    _S.PARTLY_REFUNDED: frozenset({_S.REFUNDED, _S.DISPUTED}),
    _S.DISPUTED: frozenset({_S.CAPTURED, _S.PARTLY_REFUNDED, _S.CHARGED_BACK}),
    # A confirmation that comes late is believed: the money is there.
    _S.VOIDED: frozenset({_S.AUTHORISED, _S.CAPTURED}),
    _S.REFUSED: frozenset({_S.AUTHORISED, _S.CAPTURED}),
    _S.ABANDONED: frozenset({_S.AUTHORISED, _S.CAPTURED}),
    _S.REFUNDED: frozenset(),
    _S.CHARGED_BACK: frozenset({_S.CAPTURED, _S.PARTLY_REFUNDED}),
}
"""From where a charge may go whereto; whatever is not here cannot happen."""

OPEN = frozenset({_S.STARTED, _S.UNKNOWN})
"""Nobody knows yet what came of it."""
TAKEN = frozenset({_S.CAPTURED, _S.PARTLY_REFUNDED, _S.REFUNDED, _S.DISPUTED, _S.CHARGED_BACK})
"""Money was taken from the card, whatever came after."""
REFUNDABLE = frozenset({_S.CAPTURED, _S.PARTLY_REFUNDED})


def may_move(before: str, after: str) -> bool:
    """Whether a charge may go from `before` to `after`."""
    return ChargeState(after) in MOVES[ChargeState(before)]


def way_to(before: str, seen: Payment) -> tuple[ChargeState, ...]:
    """Return the moves by which a charge in `before` comes to where the gateway says that it stands; none when it is.

    What the gateway says that cannot follow on `before` is old news or none of ours, and moves nothing.
    """
    moved, now = [], ChargeState(before)
    for state in _told(now, seen):
        if state != now and may_move(now, state):
            moved.append(state)
            now = state
    return tuple(moved)


def _told(now: ChargeState, seen: Payment) -> tuple[ChargeState, ...]:
    match seen.state:
        case PaymentState.PENDING:
            return ()
        case PaymentState.NEEDS_HOLDER:
            return (_S.NEEDS_HOLDER,)
        case PaymentState.AUTHORISED:
            return (_S.AUTHORISED,)
        case PaymentState.VOIDED:
            return (_S.VOIDED,)
        case PaymentState.REFUSED:
            return (_S.REFUSED,)
        case PaymentState.CAPTURED:
            first = () if now in TAKEN else (_S.CAPTURED,)
            return (*first, *_disputed(now, seen))


def _disputed(now: ChargeState, seen: Payment) -> tuple[ChargeState, ...]:
    kept = _S.CAPTURED
    if seen.refunded_minor:
        kept = _S.REFUNDED if seen.refunded_minor >= seen.captured_minor else _S.PARTLY_REFUNDED
    match seen.dispute:
        case Dispute.OPEN:
            return () if now in {_S.DISPUTED, _S.CHARGED_BACK} else (kept, _S.DISPUTED)
        case Dispute.LOST:
            # A dispute that was open is lost as it stands; the step over what was kept would be a win.
            before = () if now == _S.DISPUTED else (kept, _S.DISPUTED)
            return () if now == _S.CHARGED_BACK else (*before, _S.CHARGED_BACK)
        case Dispute.WON | Dispute.NONE:
            return (kept,)
