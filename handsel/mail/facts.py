"""What a mail says of an order, a payment or a link, read from the row the event tells of (MAI-1).

Everything comes from the leg between this seller and this buyer, or from the seller's own rows: a mail cannot tell
what its seller could not see.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum

from handsel.accounts.how_to_pay import Due, how_to_pay
from handsel.accounts.models import Account
from handsel.accounts.portal_settings import portal_of
from handsel.deliveries.models import Delivery
from handsel.deliveries.moves import DeliveryState
from handsel.identity.links import LASTS
from handsel.identity.models import OneTimeLink, User
from handsel.identity.roles import STAFF
from handsel.kernel.money import Money
from handsel.ledger.models import Receipt, Wallet
from handsel.mail.branding import Brand
from handsel.mail.composing import locale_of
from handsel.mail.recipients import Recipient, knows_funds
from handsel.mail.variables import money_written
from handsel.mail.words import in_words
from handsel.orders.models import Approval, Fulfilment, Leg, LegLine, Payment
from handsel.orders.preflight import buyers_funding, to_pay_for
from handsel.timeline.models import Event

LINES_SHOWN = 50

ORDER_PAGE = "/orders/{}/"
FUNDS_PAGE = "/funds/"
CARD_PAGE = "/payment-details/"
LOGIN_PAGE = "/log-in/"
ACTIVATION_PAGE = "/activate/{}/"
KEY_PAGE = "/api-keys/{}/"
SUPPORT_PAGE = "/settings/support/"
RESET_PAGE = "/reset-password/{}/"
FORGOTTEN_PAGE = "/forgot-password/"
CONSOLE = "/console"
"""Pages of a portal that mails lead to; a test asks the faces whether they are there."""

Facts = dict[str, dict[str, Any]]


def order_facts(leg: Leg, to: Recipient, brand: Brand, *, console: bool = False) -> Facts:
    """Return the order as this leg's two ends see it."""
    lines = list(leg.lines.select_related("delivery").order_by("pk")[: LINES_SHOWN + 1])
    count = leg.lines.count() if len(lines) > LINES_SHOWN else len(lines)
    page = ORDER_PAGE.format(leg.number)
    return {
        "order": {
            "number": leg.number,
            "placed_on": brand.day(leg.placed_at),
            "total": Money(leg.gross_minor, leg.currency),
            "has_price": leg.gross_minor > 0,
            **_returned(leg),
            "url": brand.link(f"{CONSOLE}{page}" if console else page) if to.user_id else None,
            "more_lines": max(0, count - LINES_SHOWN) or None,
            "lines": [
                {
                    "name": line.product,
                    "plan": line.plan_name,
                    "quantity": line.quantity,
                    "amount": Money(line.gross_minor, line.currency),
                    **_fate(line),
                }
                for line in lines[:LINES_SHOWN]
            ],
        }
    }


def _fate(line: LegLine) -> dict[str, Any]:
    """Return whether a line is over without having been delivered, and why; without deliveries none is."""
    made: Delivery | None = getattr(line, "delivery", None)
    is_back = made is not None and made.state == DeliveryState.CANCELED
    return {"is_back": is_back, "why": made.reason if made and is_back else ""}


def _returned(leg: Leg) -> dict[str, Any]:
    """Return what of a settled order is not the buyer's, and what went back for it."""
    if leg.settled_at is None:
        return {"is_partly": False, "went_back": None}
    is_back, is_over = Q(delivery__is_refunded=True), Q(delivery__state=DeliveryState.CANCELED)
    found = leg.lines.aggregate(over=Count("pk", filter=is_over), minor=Sum("gross_minor", filter=is_back))
    went_back = Money(found["minor"], leg.currency) if found["minor"] else None
    return {"is_partly": found["over"] > 0, "went_back": went_back}


def waiting_facts(leg: Leg) -> dict[str, bool]:
    """Return what the buyer's order waits for now, as far as its own seller decides it."""
    untouched = leg.fulfilment == Fulfilment.NONE
    unpaid = leg.payment in {Payment.UNPAID, Payment.PARTLY_PAID}
    return {
        "awaits_payment": untouched and unpaid,
        "awaits_approval": untouched and not unpaid and leg.approval == Approval.PENDING,
    }


def paying_facts(leg: Leg, to: Recipient, at: datetime) -> Facts:
    """Return how the buyer pays what is missing for its order, in the seller's words; only while that is waited for."""
    if not waiting_facts(leg)["awaits_payment"]:
        return {}
    missing = to_pay_for(leg, at=at, knows_funds=knows_funds(to, leg.buyer_id))
    if not missing:
        return {}
    due = Due(leg.number, money_written(missing, locale_of(to.language)), leg.payment_method)
    told = how_to_pay(leg.buyer, portal_of(leg.seller_id), languages=[to.language], due=due)
    if not told.ways:
        return {}
    lines = []
    for way in told.ways:
        if len(told.ways) > 1:
            lines.append(f"{in_words(way.method.label, to.language)}:")
        lines += way.lines
    way = next((way for way in told.ways if way.bank), told.ways[0])
    facts: dict[str, Any] = {"reference": told.reference, "lines": [{"text": line} for line in lines if line.strip()]}
    if way.bank:
        facts |= {"account_holder": way.bank.account_holder, "bic": way.bank.bic, "bank": way.bank.bank_name}
        facts["iban"] = way.iban
    return {"payment": facts}


def declined_facts(event: Event, to: Recipient, brand: Brand) -> Facts:
    """Return which announced payment was not found, and why."""
    data = event.data
    return {
        "payment": {
            "amount": Money(data["amount_minor"], data["currency"]),
            "sent_on": date.fromisoformat(data["sent_on"]),
            "reference": data["reference"],
            "reason": event.reason,
        },
        "wallet": {"url": brand.link(FUNDS_PAGE) if to.user_id else None},
    }


def buyer_facts(buyer: Account) -> Facts:
    return {"buyer": {"name": buyer.name, "number": str(buyer.number)}}


def standing_facts(event: Event, account: Account, to: Recipient, brand: Brand) -> Facts:
    """Return what was done to the standing of `account`, why, and where its people go from there."""
    facts: Facts = {"account": {"name": account.name, "reason": event.reason}}
    match event.name:
        case "account.suspended":
            until = event.data.get("until")
            facts["account"]["until"] = datetime.fromisoformat(until) if until else None
            facts["wallet"] = {"url": brand.link(FUNDS_PAGE) if to.user_id else None}
        case "account.suspension_lifted" | "account.activated":
            facts["login"] = {"url": brand.link(LOGIN_PAGE) if to.user_id else None}
    return facts


def receipt_facts(receipt: Receipt, to: Recipient, brand: Brand) -> Facts:
    """Return the payment, and what the wallet holds now."""
    return {
        "payment": {
            "amount": Money(receipt.amount_minor, receipt.currency),
            "received_on": receipt.received_on,
            "method": in_words(receipt.get_method_display(), to.language),
            "reference": receipt.reference,
            "note": receipt.note,
            "receipt": str(receipt.number),
        },
        "wallet": _wallet_facts(_wallet(receipt.seller_id, receipt.buyer_id, receipt.currency), to, brand),
    }


def digest_facts(event: Event, to: Recipient, brand: Brand) -> Facts:
    """Return how many orders a wallet still holds up, and what is missing for all of them."""
    data, currency = event.data, event.data["currency"]
    missing = max(0, data["needed_minor"] - data["available_minor"])
    return {
        "waiting": {
            "orders": data["orders"],
            "needed": Money(data["needed_minor"], currency),
            "missing": Money(missing, currency),
        },
        "wallet": {
            "available": Money(data["available_minor"], currency),
            "url": brand.link(FUNDS_PAGE) if to.user_id else None,
        },
    }


def low_facts(event: Event, to: Recipient, brand: Brand) -> Facts:
    """Return how low a wallet ran: what could be spent when it sank below the amount that the seller warns at."""
    currency = event.data["currency"]
    return {
        "wallet": {
            "available": Money(event.data["amount_minor"], currency),
            "threshold": Money(event.data["low_balance_minor"], currency),
            "url": brand.link(FUNDS_PAGE) if to.user_id else None,
        }
    }


def shortage_facts(leg: Leg, to: Recipient, brand: Brand, at: datetime) -> Facts | None:
    """Return what the buyer of `leg` lacks for it, and has for it; None when the money is there by now."""
    found = buyers_funding(leg, at=at)
    if not found or not found.lacking:
        return None
    wallet = _wallet_facts(_wallet(leg.seller_id, leg.buyer_id, leg.currency), to, brand)
    return {
        "order": {"number": leg.number, "needed": found.needed, "missing": found.lacking},
        "wallet": wallet | {"available": found.available},
    }


def key_facts(event: Event, to: Recipient, brand: Brand) -> Facts:
    """Return which API key is meant and until when it works."""
    page = KEY_PAGE.format(event.subject_id)
    return {
        "key": {
            "name": event.data["key_name"],
            "expires_at": datetime.fromisoformat(event.data["expires_at"]),
            "url": brand.link(f"{CONSOLE}{page}") if to.user_id else None,
        }
    }


def asking_facts(event: Event, to: Recipient, brand: Brand) -> Facts:
    """Return who of the provider asks for support access, and why."""
    told = event.data
    return {
        "provider": {"name": told["seller"], "person": told["person"], "reason": told["reason"]},
        "settings": {"url": brand.link(f"{CONSOLE}{SUPPORT_PAGE}") if to.user_id else None},
    }


def login_facts(user: User, brand: Brand, *, role: str) -> Facts:
    page = f"{CONSOLE}{LOGIN_PAGE}" if role in STAFF else LOGIN_PAGE
    return {"login": {"email": user.email, "url": brand.link(page)}}


def link_facts(secret: str, brand: Brand, *, at: datetime, purpose: OneTimeLink.Purpose) -> Facts:
    """Return the link with `secret`, issued at `at`."""
    is_reset = purpose == OneTimeLink.Purpose.RESET
    page = RESET_PAGE.format(secret) if is_reset else ACTIVATION_PAGE.format(secret)
    return {"link": {"url": brand.link(page), "expires_at": at + LASTS[purpose]}}


def change_facts(event: Event, brand: Brand, *, role: str) -> Facts:
    """Return when and from where a password was changed, and where to turn if it was somebody else."""
    page = f"{CONSOLE}{FORGOTTEN_PAGE}" if role in STAFF else FORGOTTEN_PAGE
    return {
        "change": {"at": event.at, "address": event.address},
        "help": {"url": brand.link(page), "email": brand.reply_to or None},
    }


def _wallet(seller_id: int, buyer_id: int, currency: str) -> Wallet:
    return Wallet.objects.get(seller_id=seller_id, buyer_id=buyer_id, currency=currency)


def _wallet_facts(wallet: Wallet, to: Recipient, brand: Brand) -> dict[str, Any]:
    return {
        "available": Money(wallet.available_minor, wallet.currency),
        "url": brand.link(FUNDS_PAGE) if to.user_id else None,
    }
