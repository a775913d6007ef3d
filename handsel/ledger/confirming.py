"""Four eyes: what a second person must confirm, and their answer (FUN-3)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.makers import people_behind
from handsel.identity.proof import proven
from handsel.kernel.money import AmountNotPositive, AmountTooLarge, Money, exponent
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Forbidden
from handsel.ledger.documents import Adjustment, Confirmation, ConfirmationLimit
from handsel.ledger.models import Transfer
from handsel.ledger.posting import LARGEST_MINOR
from handsel.ledger.refusals import NotWaiting, ReasonMissing
from handsel.ledger.reversals import take_back
from handsel.ledger.rules import may_confirm, may_set_confirmation_limit, may_withdraw
from handsel.ledger.wanted import Wanted, carry_out
from handsel.timeline.record import record

STANDARD_MAJOR = 500
"""Above this amount, in any currency, two people are needed where a seller has set nothing."""
WAITS = timedelta(days=7)
"""How long a request can be confirmed."""


def confirmation_limit(seller_id: int, currency: str) -> Money:
    """Return the largest amount that one person of this seller credits, debits or pays out alone."""
    own = ConfirmationLimit.objects.filter(seller_id=seller_id, currency=currency).first()
    return Money(own.limit_minor if own else STANDARD_MAJOR * 10 ** exponent(currency), currency)


def needs_second_person(amount: Money, by: Actor) -> bool:
    """Whether this much is more than one person of the seller moves alone."""
    return not by.is_system and confirmation_limit(by.seller_id, amount.currency) < amount


@step
def ask_second_person(wanted: Mapping[str, Any], *, buyer_id: int, key: str, by: Actor, at: datetime) -> Confirmation:
    """Write down what is `wanted`, by its columns, for a second person; the same key again is the first request.

    Raises Forbidden.
    """
    people = people_behind(by)
    if not people:
        raise Forbidden("Nobody is known to stand behind this key, so that nobody could be the second person.")
    who = {"asked_by_ids": sorted(people), "asked_by_name": by.name, "asked_at": at, "expires_at": at + WAITS}
    asked, is_new = Confirmation.objects.get_or_create(
        seller_id=by.seller_id, key=key, defaults={"buyer_id": buyer_id, **who, **wanted}
    )
    if is_new:
        told = _facts(asked) | {"method": asked.method, "reference": asked.reference}
        record(
            "funds.confirmation_asked", subject=asked, account_id=buyer_id, by=by, at=at, reason=asked.reason, **told
        )
    return asked


@operation
@closed_to_guests
@proven
def set_confirmation_limit(*, limit: Money, by: Actor, at: datetime) -> ConfirmationLimit:
    """Decide above which amount of a currency a second person confirms; zero asks for two people always.

    What waits already goes on waiting.

    Raises NotForGuests, ProofNeeded, Forbidden, AmountNotPositive, AmountTooLarge.
    """
    may_set_confirmation_limit(by).or_refuse()
    if limit.minor < 0:
        raise AmountNotPositive(fields={"limit": "Enter zero or more."})
    if limit.minor > LARGEST_MINOR:
        raise AmountTooLarge(fields={"limit": f"Enter at most {Money(LARGEST_MINOR, limit.currency)}."})
    before = confirmation_limit(by.seller_id, limit.currency)
    held, _ = ConfirmationLimit.objects.update_or_create(
        seller_id=by.seller_id, currency=limit.currency, defaults={"limit_minor": limit.minor}
    )
    if before != limit:
        record(
            "funds.limit_set",
            subject=held, account_id=by.seller_id, by=by, at=at,
            before_minor=before.minor, amount_minor=limit.minor, currency=limit.currency,
        )  # fmt: skip
    return held


@operation
@proven
def confirm_adjustment(*, confirmation_id: int, by: Actor, at: datetime) -> Adjustment | Transfer:
    """Carry out, as the second person, what somebody asked for: once, whoever else confirms at the same moment.

    Returns the document, or the transfer of a reversal.

    Raises ProofNeeded, Forbidden, Confirmation.DoesNotExist, NotWaiting, WalletShort, NoWallet, InBin, AccountArchived,
    AlreadyReversed, PaidOutAgain, RefundTooLarge, CameByCard, NotReversible; then it goes on waiting.
    """
    asked = _locked(confirmation_id, by)
    may_confirm(by, asked).or_refuse()
    _refuse_over(asked, at)
    done = _carry_out(asked, by, at)
    _decide(asked, Confirmation.State.CONFIRMED, by, at)
    record("funds.confirmed", subject=asked, account_id=asked.buyer_id, by=by, at=at, **_facts(asked))
    return done


@step
def _carry_out(asked: Confirmation, by: Actor, at: datetime) -> Adjustment | Transfer:
    if asked.reverses is not None:
        return take_back(asked.reverses, asked.reason, by=by, at=at)
    asked.adjustment = carry_out(Wanted.of(asked), buyer_id=asked.buyer_id, by=by, at=at)
    return asked.adjustment


@operation
def decline_adjustment(*, confirmation_id: int, reason: str, by: Actor, at: datetime) -> Confirmation:
    """Say no, as the second person, with a reason that the asker reads; nothing moves.

    Raises Forbidden, Confirmation.DoesNotExist, ReasonMissing, NotWaiting.
    """
    asked = _locked(confirmation_id, by)
    may_confirm(by, asked).or_refuse()
    if not reason.strip():
        raise ReasonMissing(fields={"reason": f"Enter a reason; {asked.asked_by_name} reads it."})
    _refuse_over(asked, at)
    asked.decline_reason = reason.strip()
    _decide(asked, Confirmation.State.DECLINED, by, at)
    told = _facts(asked)
    record("funds.declined", subject=asked, account_id=asked.buyer_id, by=by, at=at, reason=reason.strip(), **told)
    return asked


@operation
def withdraw_adjustment(*, confirmation_id: int, by: Actor, at: datetime) -> Confirmation:
    """Take back what one asked for, before anybody has answered.

    Raises Forbidden, Confirmation.DoesNotExist, NotWaiting.
    """
    asked = _locked(confirmation_id, by)
    may_withdraw(by, asked).or_refuse()
    _refuse_over(asked, at)
    _decide(asked, Confirmation.State.WITHDRAWN, by, at)
    record("funds.withdrawn", subject=asked, account_id=asked.buyer_id, by=by, at=at, **_facts(asked))
    return asked


@step
def _locked(confirmation_id: int, by: Actor) -> Confirmation:
    return (
        Confirmation.objects.select_related("reverses")
        .select_for_update(of=("self",))
        .get(pk=confirmation_id, seller_id=by.seller_id)
    )


def _refuse_over(asked: Confirmation, at: datetime) -> None:
    if asked.state != Confirmation.State.WAITING:
        raise NotWaiting(f"{asked.decided_by_name} has answered this already: {asked.get_state_display().lower()}.")
    if not asked.is_open(at):
        raise NotWaiting("This waited too long and is over; it can be asked for again.")


@step
def _decide(asked: Confirmation, state: Confirmation.State, by: Actor, at: datetime) -> None:
    asked.state, asked.decided_by_name, asked.decided_at = state, by.name, at
    asked.save(update_fields=["state", "decided_by_name", "decided_at", "decline_reason", "adjustment"])


def _facts(asked: Confirmation) -> dict[str, Any]:
    return {
        "document": asked.kind,
        "amount_minor": asked.amount_minor,
        "currency": asked.currency,
        "asked_by": asked.asked_by_name,
    }
