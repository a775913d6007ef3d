"""What follows when a charge moves: money into the wallet, once; out of it when the bank takes it back (FUN-7)."""

from datetime import datetime

from django.db.models import Sum

from handsel.accounts.portal_settings import today_of
from handsel.gateways.models import Aim, CardRefund, Charge
from handsel.gateways.moves import ChargeState
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.money import Money
from handsel.kernel.operation import step
from handsel.ledger.charging_back import DISPUTE, charge_back, give_back, pay_out_anyway, unlock
from handsel.ledger.documents import PaidBy
from handsel.ledger.models import Receipt, Wallet
from handsel.ledger.receiving import Received, credit_confirmed
from handsel.timeline.record import record


@step
def take_effect(charge: Charge, *, by: Actor, at: datetime) -> None:
    """Do what follows from the state that `charge` has just reached; the caller holds its lock and saves it."""
    match ChargeState(charge.state):
        case ChargeState.CAPTURED | ChargeState.PARTLY_REFUNDED if charge.receipt_id and charge.is_disputed:
            _win(charge, by, at)
        case ChargeState.CAPTURED if charge.receipt_id is None:
            # Of an order, too, where money came although nobody wanted it any more.
            credit_charge(charge, by=by, at=at)
        case ChargeState.DISPUTED if charge.receipt_id:
            _debit(charge, charge.captured_minor - charge.refunded_minor, "Chargeback of receipt %s", by, at)
        case ChargeState.VOIDED if charge.receipt_id and charge.aim == Aim.CAPTURE and not charge.is_disputed:
            _debit(charge, charge.amount_minor, "The card did not pay receipt %s", by, at)
        case ChargeState.CHARGED_BACK:
            charge.is_disputed = True
        case _:
            pass


@step
def credit_charge(charge: Charge, *, by: Actor, at: datetime) -> Receipt:
    """Credit the wallet with what a charge took and write its receipt: once, by the key of the transfer.

    Sets `charge.receipt` and does not save it.
    """
    amount = Money(charge.captured_minor, charge.currency)
    wallet = Wallet.objects.get(seller_id=charge.seller_id, edge_id=charge.edge_id)
    card = charge.card
    received = Received(
        amount=amount,
        method=PaidBy.CARD,
        received_on=today_of(charge.seller_id, at),
        key=f"card-{charge.pk}",
        reference=str(card or "Card"),
    )
    charge.receipt = credit_confirmed(wallet, received, by=by, at=at)
    return charge.receipt


@step
def book_refunds(charge: Charge, *, by: Actor, at: datetime) -> None:
    """Take out of the wallet, by a payout, what was given back at the gateway itself; the caller holds the lock.

    Each amount once: it stands as a refund afterwards. What the bank disputes was debited whole, and waits for its end.
    """
    receipt = charge.receipt
    if receipt is None or charge.is_disputed:
        return
    ours = charge.refunds.exclude(state=CardRefund.State.REFUSED).aggregate(minor=Sum("amount_minor"))["minor"] or 0
    if charge.refunded_minor <= ours:
        return
    amount = Money(charge.refunded_minor - ours, charge.currency)
    sent_key = f"seen-{chance.secret()}"
    key, reason = f"elsewhere:{charge.seller_id}:{sent_key}", f"Given back at the gateway, receipt {receipt.number}"
    paid_out = pay_out_anyway(receipt, amount, key=key, reason=reason, by=by, at=at)
    CardRefund.objects.create(
        seller_id=charge.seller_id, buyer_id=charge.buyer_id, charge=charge, transfer_id=paid_out.transfer_id,
        sent_key=sent_key, amount_minor=amount.minor, currency=amount.currency, state=CardRefund.State.DONE,
        started_at=at, changed_at=at,
    )  # fmt: skip
    record(
        "charge.refunded_elsewhere",
        subject=paid_out, account_id=charge.buyer_id, by=by, at=at, amount_minor=amount.minor, currency=amount.currency,
        number=paid_out.number,
    )  # fmt: skip


def _debit(charge: Charge, minor: int, reason: str, by: Actor, at: datetime) -> None:
    receipt = charge.receipt
    if receipt is None or minor <= 0:
        return
    charge.disputes += 1
    charge.is_disputed = True
    amount = Money(minor, charge.currency)
    charge_back(receipt, amount, key=_key(charge), reason=reason % receipt.number, by=by, at=at)


def _win(charge: Charge, by: Actor, at: datetime) -> None:
    charge.is_disputed = False
    give_back(_key(charge), reason="The dispute was decided in your favour", by=by, at=at)
    others = Charge.objects.filter(seller_id=charge.seller_id, edge_id=charge.edge_id, is_disputed=True)
    if not others.exclude(pk=charge.pk).exists():
        wallet = Wallet.objects.get(seller_id=charge.seller_id, edge_id=charge.edge_id)
        unlock(wallet, reason="The dispute was decided in your favour", by=by, at=at)


def _key(charge: Charge) -> str:
    return f"{DISPUTE}{charge.seller_id}:{charge.pk}:{charge.disputes}"
