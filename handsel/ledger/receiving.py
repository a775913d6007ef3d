"""Take in payments that arrived, one or many in one commit, each with its numbered receipt (FUN-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from handsel.accounts.portal_settings import today_of
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.money import Money
from handsel.kernel.operation import step
from handsel.kernel.refusal import Invalid, Refusal
from handsel.ledger.documents import PaidBy
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.posting import check_amount, check_key
from handsel.ledger.refusals import AccountArchived, DateAhead, DateTooOld, InBin, KeyReused, NoWallet, WayNotOffered

OLDEST = timedelta(days=3653)
"""How long ago a payment can have arrived that is recorded today: as long as books are kept."""


@dataclass(frozen=True)
class Received:
    """A payment as it arrived. `key` is told by the caller once per payment: the same key twice credits once.

    `mail` says whether the buyer gets the receipt by mail.
    """

    amount: Money
    method: PaidBy
    received_on: date
    key: str
    reference: str = ""
    note: str = ""
    mail: bool = True

    def check(self, today: date) -> None:
        """Refuse what nobody can mean on the day that it is for the seller.

        Raises AmountNotPositive, AmountTooLarge, WayNotOffered, DateAhead, DateTooOld, Invalid.
        """
        check_amount(self.amount)
        if self.method not in PaidBy:
            raise WayNotOffered(fields={"method": "Choose how it arrived: bank transfer, cheque, cash, card or other."})
        if self.received_on > today:
            raise DateAhead(fields={"received_on": "Enter the day the money arrived; it cannot lie ahead."})
        if self.received_on < today - OLDEST:
            raise DateTooOld(fields={"received_on": "Enter the day the money arrived; that is over ten years ago."})
        check_key(self.key)


class Arrival(NamedTuple):
    """A payment, and whose it is."""

    buyer_id: int
    received: Received


@dataclass(frozen=True)
class Outcome:
    """What became of a payment: its receipt, new or written under its key before, or why it was refused."""

    receipt: Receipt | None = None
    is_new: bool = False
    refusal: Refusal | None = None

    def or_refuse(self) -> Receipt:
        """Return the receipt. Raises why there is none."""
        if self.receipt is None:
            raise self.refusal or AssertionError("neither a receipt nor a refusal")
        return self.receipt


@step
def receive(buyer_id: int, received: Received, *, by: Actor, at: datetime) -> Receipt:
    """Credit a wallet with a payment and write its receipt, once per key; raises as `add_funds` does, but Forbidden."""
    return receive_all([Arrival(buyer_id, received)], by=by, at=at)[0].or_refuse()


@step
def receive_all(arrivals: Sequence[Arrival], *, by: Actor, at: datetime) -> list[Outcome]:
    """Credit the wallets of all payments that can be taken, and say of each, in order, what became of it.

    One that is refused keeps no other from being credited. Receipts are numbered in the order of `arrivals`. Raises
    Invalid where two have the same key.
    """
    outcomes: dict[int, Outcome] = {}
    today = today_of(by.seller_id, at)
    for place, arrival in enumerate(arrivals):
        try:
            arrival.received.check(today)
        except Refusal as refusal:
            outcomes[place] = Outcome(refusal=refusal)
    taken = {place: arrival for place, arrival in enumerate(arrivals) if place not in outcomes}
    if len({arrival.received.key for arrival in taken.values()}) < len(taken):
        raise Invalid(fields={"key": "Tell each payment a key of its own."})
    for row in _called("ledger_receive", taken, by, at) if taken else ():
        outcomes[row["place"]] = _outcome(row, taken[row["place"]], by)
    return [outcomes[place] for place in range(len(arrivals))]


@step
def credit_confirmed(wallet: Wallet, received: Received, *, by: Actor, at: datetime) -> Receipt:
    """Credit a wallet with what a gateway has confirmed and write its receipt, whatever became of the account.

    The money is there, so that nobody is asked whether it may come. The same `received.key` again returns the first
    receipt and moves nothing. Raises KeyReused.
    """
    arrival = Arrival(wallet.buyer_id, received)
    (row,) = _called("ledger_credit", {0: arrival}, by, at)
    if row["is_new"]:
        return _receipt(row, arrival, by)
    # A gateway tells the same payment again on another day, in other words.
    return _known(row, arrival, _WHOSE).or_refuse()


def receipt_under(key: str, by: Actor) -> Receipt | None:
    """Return the receipt of the payment that was told with this key before, if any."""
    return Receipt.objects.filter(seller_id=by.seller_id, transfer__key=transfer_key(key, by)).first()


def transfer_key(key: str, by: Actor) -> str:
    """Return the key of the transfer of the payment that `by` tells under `key`; see ledger_told()."""
    return f"funds:{by.seller_id}:{key}:1"


@step
def _called(function: str, arrivals: Mapping[int, Arrival], by: Actor, at: datetime) -> list[dict[str, Any]]:
    told = [_told(place, arrival) for place, arrival in arrivals.items()]
    return call_function(function, by.seller_id, Jsonb(told), by.signature, at)


def _told(place: int, arrival: Arrival) -> dict[str, Any]:
    received = arrival.received
    return {
        "place": place,
        "buyer": arrival.buyer_id,
        "currency": received.amount.currency,
        "key": received.key,
        "minor": received.amount.minor,
        "method": received.method,
        "received_on": received.received_on.isoformat(),
        "reference": received.reference,
        "note": received.note,
        "mail": received.mail,
    }


@step
def _outcome(row: Mapping[str, Any], arrival: Arrival, by: Actor) -> Outcome:
    name, received = row.get("buyer_name", ""), arrival.received
    match row["fate"]:
        case "credited":
            return Outcome(_receipt(row, arrival, by), is_new=True)
        case "known":
            return _known(row, arrival, _ALL)
        case "in_bin":
            return Outcome(refusal=InBin(f"{name} lies in the bin; restore it before you move its money."))
        case "archived":
            return Outcome(refusal=AccountArchived(f"{name} is archived; unarchive it before you move its money."))
        case _:
            return Outcome(refusal=NoWallet(f"This account has no wallet in {received.amount.currency}."))


def _receipt(row: Mapping[str, Any], arrival: Arrival, by: Actor) -> Receipt:
    """Return the receipt that was just written, without reading it again."""
    received = arrival.received
    fresh = Receipt(
        id=row["receipt_id"],
        seller_id=by.seller_id,
        buyer_id=arrival.buyer_id,
        transfer_id=row["transfer_id"],
        number=row["number"],
        amount_minor=received.amount.minor,
        currency=received.amount.currency,
        method=received.method,
        received_on=received.received_on,
        reference=received.reference,
        note=received.note,
    )
    fresh._state.adding, fresh._state.db = False, "default"  # noqa: SLF001 - as a row that was read
    return fresh


@step
def _known(row: Mapping[str, Any], arrival: Arrival, words: Sequence[str]) -> Outcome:
    first = Receipt.objects.filter(pk=row["receipt_id"]).first() if row["receipt_id"] else None
    if first is None:
        return Outcome(refusal=KeyReused("The key of this payment stands for a receipt that you do not see."))
    try:
        return Outcome(_same(first, arrival, words))
    except KeyReused as refusal:
        return Outcome(refusal=refusal)


def same_payment(first: Receipt, buyer_id: int, received: Received) -> Receipt:
    """Return `first` when it says all that `received` does. Raises KeyReused, which says what differs."""
    return _same(first, Arrival(buyer_id, received), _ALL)


_WHOSE = ("buyer", "amount")
_ALL = (*_WHOSE, "method", "date", "reference", "note")


def _same(first: Receipt, arrival: Arrival, words: Sequence[str]) -> Receipt:
    before = _facts(first.buyer_id, Money(first.amount_minor, first.currency), first)
    told = _facts(arrival.buyer_id, arrival.received.amount, arrival.received)
    other = [word for word in words if before[word] != told[word]]
    if other:
        said = f"This was recorded already, as receipt {first.number} with another {' and '.join(other)}. "
        raise KeyReused(said + "For another payment begin anew, with a key of its own.")
    return first


def _facts(buyer_id: int, amount: Money, how: Receipt | Received) -> dict[str, object]:
    """Return what is told of a payment, by its words."""
    told = {"method": how.method, "date": how.received_on, "reference": how.reference, "note": how.note}
    return {"buyer": buyer_id, "amount": amount, **told}
