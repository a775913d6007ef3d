"""The letters around cards that do not pay: to the buyer whose order waits, to staff who see to the money (ORD-4)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from handsel.accounts.models import Account
from handsel.gateways.models import Charge
from handsel.identity.roles import Right
from handsel.kernel.money import Money
from handsel.ledger.documents import Adjustment
from handsel.mail.branding import Brand
from handsel.mail.card_kinds import CARD_NOT_TAKEN, CARD_REFUNDED, ORDER_CARD_FAILED, ORDER_TO_CONFIRM, WALLET_LOCKED
from handsel.mail.facts import CARD_PAGE, CONSOLE, ORDER_PAGE, Facts, buyer_facts
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.recipients import people_of_buyer, staff_with
from handsel.orders.card_payments import CardStep, card_payment
from handsel.orders.models import Leg
from handsel.timeline.models import Event

CHARGE_PAGE = "/funds/charges/{}/"
RECORD_FUNDS_PAGE = "/accounts/{}/funds/"


def tell_of_failed_card(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the buyer whose order waits for its card; to nobody where it went on by now."""
    leg = Leg.objects.get(pk=event.subject_id)
    paying = card_payment(leg, at=at)
    if paying is None or not paying.waits_for_buyer or paying.step == CardStep.TO_CONFIRM:
        return
    page = ORDER_PAGE.format(leg.number)
    for to in people_of_buyer(leg.buyer_id, brand, first=Right.PAY):
        facts: Facts = {
            "order": {
                "number": leg.number,
                "total": Money(leg.gross_minor, leg.currency),
                "url": brand.link(page) if to.user_id else None,
            },
            "card": {
                "name": str(paying.card) if paying.card else None,
                "url": brand.link(CARD_PAGE) if to.user_id else None,
            },
        }
        yield Letter(to, facts, buyer_id=leg.buyer_id)


def ask_to_confirm(event: Event, brand: Brand, at: datetime) -> Iterator[Letter]:
    """To the buyer whose bank wants the cardholder to confirm, with a link to where one does; to nobody once it did."""
    leg = Leg.objects.get(pk=event.subject_id)
    paying = card_payment(leg, at=at)
    if paying is None or paying.step != CardStep.TO_CONFIRM:
        return
    page = CHARGE_PAGE.format(paying.charge_id)
    for to in people_of_buyer(leg.buyer_id, brand, first=Right.PAY):
        facts: Facts = {
            "order": {"number": leg.number, "total": Money(leg.gross_minor, leg.currency)},
            "card": {"name": str(paying.card), "confirm_url": brand.link(page) if to.user_id else None},
        }
        yield Letter(to, facts, buyer_id=leg.buyer_id)


def tell_of_untaken(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To the staff who move money: a bank has not paid what it had reserved for an order."""
    charge = Charge.objects.get(pk=event.subject_id)
    buyer = Account.objects.get(pk=charge.buyer_id)
    page = f"{CONSOLE}{ORDER_PAGE.format(charge.order_number)}"
    for to in staff_with(Right.MONEY, buyer, brand):
        facts = buyer_facts(buyer)
        facts["order"] = {
            "number": charge.order_number,
            "amount": charge.amount,
            "url": brand.link(page) if to.user_id else None,
        }
        yield Letter(to, facts, buyer_id=buyer.pk)


def tell_of_locked_wallet(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To the staff who move money: a wallet was debited and locked, and why."""
    debited = Adjustment.objects.get(pk=event.subject_id)
    buyer = Account.objects.get(pk=debited.buyer_id)
    page = f"{CONSOLE}{RECORD_FUNDS_PAGE.format(buyer.number)}"
    for to in staff_with(Right.MONEY, buyer, brand):
        facts = buyer_facts(buyer)
        facts["wallet"] = {
            "amount": Money(debited.amount_minor, debited.currency),
            "reason": debited.reason,
            "url": brand.link(page) if to.user_id else None,
        }
        yield Letter(to, facts, buyer_id=buyer.pk)


def tell_of_refund_elsewhere(event: Event, brand: Brand, _at: datetime) -> Iterator[Letter]:
    """To the staff who move money: somebody gave a payment back at the gateway, and the wallet was debited."""
    paid_out = Adjustment.objects.get(pk=event.subject_id)
    buyer = Account.objects.get(pk=paid_out.buyer_id)
    page = f"{CONSOLE}{RECORD_FUNDS_PAGE.format(buyer.number)}"
    for to in staff_with(Right.MONEY, buyer, brand):
        facts = buyer_facts(buyer)
        facts["payout"] = {
            "number": str(paid_out.number),
            "amount": Money(paid_out.amount_minor, paid_out.currency),
            "reason": paid_out.reason,
            "url": brand.link(page) if to.user_id else None,
        }
        yield Letter(to, facts, buyer_id=buyer.pk)


ON_CARDS: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "order.card_failed": ((ORDER_CARD_FAILED, tell_of_failed_card), (ORDER_TO_CONFIRM, ask_to_confirm)),
    "charge.not_taken": ((CARD_NOT_TAKEN, tell_of_untaken),),
    "charge.refunded_elsewhere": ((CARD_REFUNDED, tell_of_refund_elsewhere),),
    "funds.locked": ((WALLET_LOCKED, tell_of_locked_wallet),),
}
"""Event -> the mails that it makes."""
