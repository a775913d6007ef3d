"""A buyer announces a bank transfer; staff confirm that it arrived, once, or say that it did not (FUN-7)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handsel.accounts.models import Account
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.payment import methods_for
from handsel.accounts.portal_settings import today_of
from handsel.accounts.references import reference_of
from handsel.identity.actor import Actor
from handsel.identity.proof import proven
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.ledger.announcement_models import MOVES, Announcement
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import ALIKE_FOR, same_reference
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.posting import check_amount, check_key, wallet_to_move
from handsel.ledger.receiving import Received, credit_confirmed
from handsel.ledger.refusals import (
    DateAhead,
    DateTooOld,
    KeyReused,
    NotWaiting,
    NoWallet,
    ReasonMissing,
    TooManyOpen,
    WayNotOffered,
)
from handsel.ledger.rules import may_announce, may_answer_announcement, may_withdraw_announcement
from handsel.timeline.record import record

WAITS = timedelta(days=30)
"""How long an announcement can be confirmed."""
OLDEST = timedelta(days=90)
"""How long ago a transfer can have been sent that is announced today."""
MOST_OPEN = 20
"""How many announcements of one buyer wait at most."""
LONGEST_REFERENCE, LONGEST_NOTE = 100, 500


@dataclass(frozen=True)
class Announced:
    """A transfer as its sender tells it. Without a `reference` it is that of the account.

    `key` is told once per announcement: the same key twice announces once.
    """

    amount: Money
    sent_on: date
    key: str
    reference: str = ""
    note: str = ""


def alike_announced(buyer_id: int, announced: Announced, by: Actor) -> Announcement | Receipt | None:
    """Return what may be the same transfer: announced or recorded with the same amount and reference, within a week."""
    reference = announced.reference.strip() or _own_reference(buyer_id)
    near = (announced.sent_on - ALIKE_FOR, announced.sent_on + ALIKE_FOR)
    amount = announced.amount
    same = {
        "seller_id": by.seller_id,
        "buyer_id": buyer_id,
        "amount_minor": amount.minor,
        "currency": amount.currency,
    }
    told = Announcement.objects.filter(same_reference(reference), **same, sent_on__range=near)
    told = told.exclude(key=announced.key)
    told = told.filter(state__in=(Announcement.State.ANNOUNCED, Announcement.State.CONFIRMED))
    arrived = Receipt.objects.filter(same_reference(reference), **same, received_on__range=near)
    return told.order_by("-pk").first() or arrived.last()


def announced_like(buyer_id: int, amount: Money, by: Actor, at: datetime) -> QuerySet[Announcement]:
    """Return the open announcements of a buyer over `amount`, which are confirmed rather than entered once more."""
    waiting = Announcement.objects.waiting(at).filter(seller_id=by.seller_id, buyer_id=buyer_id)
    return waiting.filter(amount_minor=amount.minor, currency=amount.currency).order_by("pk")


@operation
def announce_payment(*, buyer_id: int, announced: Announced, by: Actor, at: datetime) -> Announcement:
    """Tell the seller that a bank transfer is on its way. It is no money yet: nothing more can be spent.

    The same `announced.key` again returns the first announcement. It waits 30 days for staff to confirm it.

    Raises Forbidden, NotForGuests, AmountNotPositive, AmountTooLarge, DateAhead, DateTooOld, Invalid, NoWallet,
    WayNotOffered, TooManyOpen, KeyReused.
    """
    return announced_once(buyer_id, announced, by, at)


@step
def announced_once(buyer_id: int, announced: Announced, by: Actor, at: datetime) -> Announcement:
    """Write down what was announced, or return what was written under its key before. Raises as `announce_payment`."""
    may_announce(by, buyer_id).or_refuse()
    _check(announced, today_of(by.seller_id, at))
    amount = announced.amount
    wallet = Wallet.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, edge__ended_at__isnull=True).first()
    if wallet is None or wallet.currency != amount.currency:
        raise NoWallet(_("This account has no wallet in %(currency)s.") % {"currency": amount.currency})
    first = Announcement.objects.filter(seller_id=by.seller_id, buyer_id=buyer_id, key=announced.key).first()
    if first:
        return _same(first, announced)
    if PaymentMethod.BANK_TRANSFER not in methods_for(Account.objects.get(pk=buyer_id)):
        raise WayNotOffered(_("Bank transfers are not offered here; ask how else you can pay."))
    if Announcement.objects.waiting(at).filter(seller_id=by.seller_id, buyer_id=buyer_id).count() >= MOST_OPEN:
        raise TooManyOpen(
            _("%(most)s announced payments wait already; withdraw one that was never sent.") % {"most": MOST_OPEN}
        )
    told = Announcement.objects.create(
        seller_id=by.seller_id,
        buyer_id=buyer_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        sent_on=announced.sent_on,
        reference=announced.reference.strip() or _own_reference(buyer_id),
        note=announced.note.strip(),
        key=announced.key,
        announced_by_id=by.user_id,
        announced_by_name=by.name,
        announced_at=at,
        expires_at=at + WAITS,
    )
    record("announcement.made", subject=told, account_id=told.buyer_id, by=by, at=at, **_facts(told))
    return told


@operation
@proven
def confirm_announcement(
    *, announcement_id: int, received_on: date, by: Actor, at: datetime, amount: Money | None = None
) -> Receipt:
    """Credit the wallet with a transfer that arrived, and write its receipt: once, whoever else confirms it too.

    `amount` is what arrived, where it is not what was announced. Raises ProofNeeded, Forbidden,
    Announcement.DoesNotExist, NotWaiting, AmountNotPositive, AmountTooLarge, Invalid, DateAhead, NoWallet, InBin,
    AccountArchived; then it goes on waiting.
    """
    told = _locked(announcement_id, by)
    may_answer_announcement(by, told).or_refuse()
    refuse_answered(told, Announcement.State.CONFIRMED, at)
    arrived = Money(told.amount_minor, told.currency) if amount is None else amount
    check_amount(arrived)
    if arrived.currency != told.currency:
        raise Invalid(fields={"amount": f"It was announced in {told.currency}; enter what arrived in that currency."})
    if received_on > today_of(by.seller_id, at):
        raise DateAhead(fields={"received_on": "Enter the day the money arrived; it cannot lie ahead."})
    wallet = wallet_to_move(told.buyer_id, told.currency, by)
    key = f"announced-{told.pk}"
    received = Received(arrived, PaidBy.BANK_TRANSFER, received_on, key, reference=told.reference)
    receipt = credit_confirmed(wallet, received, by=by, at=at)
    note_arrival(told, receipt, by, at)
    return receipt


@step
def note_arrival(told: Announcement, receipt: Receipt, by: Actor, at: datetime) -> None:
    """Write down that an announced payment, whose row is locked, arrived with `receipt`."""
    told.receipt = receipt
    _decide(told, Announcement.State.CONFIRMED, by, at)
    record(
        "announcement.confirmed",
        subject=told,
        account_id=told.buyer_id,
        by=by,
        at=at,
        number=receipt.number,
        **_facts(told),
    )


@operation
def decline_announcement(*, announcement_id: int, reason: str, by: Actor, at: datetime) -> Announcement:
    """Say that an announced payment did not arrive, with a reason that its sender gets by mail; nothing moves.

    Raises Forbidden, Announcement.DoesNotExist, ReasonMissing, Invalid, NotWaiting.
    """
    told = _locked(announcement_id, by)
    may_answer_announcement(by, told).or_refuse()
    said = reason.strip()
    if not said:
        raise ReasonMissing(fields={"reason": f"Enter a reason; {told.announced_by_name} reads it."})
    if len(said) > LONGEST_NOTE:
        raise Invalid(fields={"reason": f"Enter at most {LONGEST_NOTE} characters."})
    refuse_answered(told, Announcement.State.DECLINED, at)
    told.decline_reason = said
    _decide(told, Announcement.State.DECLINED, by, at)
    record("announcement.declined", subject=told, account_id=told.buyer_id, by=by, at=at, reason=said, **_facts(told))
    return told


@operation
def withdraw_announcement(*, announcement_id: int, by: Actor, at: datetime) -> Announcement:
    """Take back what the own account announced, before anybody has answered.

    Raises Forbidden, NotForGuests, Announcement.DoesNotExist, NotWaiting.
    """
    return withdrawn(announcement_id, by, at)


@step
def withdrawn(announcement_id: int, by: Actor, at: datetime) -> Announcement:
    """Take back what was announced. Raises as `withdraw_announcement`."""
    told = _locked(announcement_id, by)
    may_withdraw_announcement(by, told).or_refuse()
    refuse_answered(told, Announcement.State.WITHDRAWN, at)
    _decide(told, Announcement.State.WITHDRAWN, by, at)
    record("announcement.withdrawn", subject=told, account_id=told.buyer_id, by=by, at=at, **_facts(told))
    return told


def _check(announced: Announced, today: date) -> None:
    check_amount(announced.amount)
    check_key(announced.key)
    if announced.sent_on > today:
        raise DateAhead(fields={"sent_on": _("Enter the day you sent it; announce it once it is sent.")})
    if announced.sent_on < today - OLDEST:
        raise DateTooOld(
            fields={
                "sent_on": _("It was sent more than %(days)s days ago; ask us about it instead.")
                % {"days": OLDEST.days}
            }
        )
    longest = {"reference": LONGEST_REFERENCE, "note": LONGEST_NOTE}
    for name, most in longest.items():
        if len(getattr(announced, name)) > most:
            raise Invalid(fields={name: _("Enter at most %(most)s characters.") % {"most": most}})


def _own_reference(buyer_id: int) -> str:
    return reference_of(Account.objects.only("number").get(pk=buyer_id).number)


def _same(first: Announcement, announced: Announced) -> Announcement:
    told = (announced.amount, announced.sent_on, announced.reference.strip() or first.reference, announced.note.strip())
    if (Money(first.amount_minor, first.currency), first.sent_on, first.reference, first.note) != told:
        raise KeyReused(_("This was announced already, with other details. For another payment begin anew."))
    return first


@step
def _locked(announcement_id: int, by: Actor) -> Announcement:
    rows = Announcement.objects.select_for_update().filter(seller_id=by.seller_id)
    return (rows if by.buyer_id is None else rows.filter(buyer_id=by.buyer_id)).get(pk=announcement_id)


def refuse_answered(told: Announcement, state: Announcement.State, at: datetime) -> None:
    """Refuse what cannot become `state` any more. Raises NotWaiting."""
    if state not in MOVES.get(Announcement.State(told.state), ()):
        raise NotWaiting(f"{told.decided_by_name} has answered this already: {told.get_state_display().lower()}.")
    if not told.is_open(at):
        raise NotWaiting(
            _("This waited too long and is over; a payment that arrives now is added to the funds instead.")
        )


@step
def _decide(told: Announcement, state: Announcement.State, by: Actor, at: datetime) -> None:
    told.state, told.decided_by_name, told.decided_at = state, by.name, at
    told.save(update_fields=["state", "decided_by_name", "decided_at", "decline_reason", "receipt"])


def _facts(told: Announcement) -> dict[str, Any]:
    return {
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "reference": told.reference,
        "sent_on": told.sent_on.isoformat(),
    }
