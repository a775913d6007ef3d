"""What a buyer reads about paying its seller: by which methods, in which words, under which reference (BIL-3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handsel.accounts.instructions import filled, text_for
from handsel.accounts.models import Account, Edge
from handsel.accounts.paying_models import OFFLINE, PaymentMethod, WaysToPay
from handsel.accounts.payment import ways_to_pay
from handsel.accounts.portal_settings import OpenPortal
from handsel.accounts.references import reference_of


@dataclass(frozen=True)
class Due:
    """What is to be paid, as the reader is told it; all are empty for money that is for no order yet.

    `method` is the one that the order was placed with; empty is the usual one of the account.
    """

    order: str = ""
    amount: str = ""
    method: str = ""


@dataclass(frozen=True)
class Way:
    """One method with the seller's words about it, line by line, and the bank where money is sent to one."""

    method: PaymentMethod
    lines: Sequence[str]
    bank: WaysToPay | None = None

    @property
    def iban(self) -> str:
        """The IBAN in groups of four."""
        plain = self.bank.iban if self.bank else ""
        return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


@dataclass(frozen=True)
class HowToPay:
    """How one buyer pays its seller: the `reference` to name, and the `ways` that need words."""

    method: PaymentMethod
    reference: str
    ways: Sequence[Way]


def how_to_pay(account: Account, portal: OpenPortal, *, languages: Sequence[str], due: Due | None = None) -> HowToPay:
    """Return how `account` pays the seller of `portal`: by the method of what is due.

    Where that one needs the wallet, the offline methods are told. Ways about which the seller says
    nothing are left out. The words are in the first of `languages` that it wrote, then in the portal's.
    """
    due, ways = due or Due(), ways_to_pay(account.seller_id)
    usual = Edge.objects.filter(buyer_id=account.pk, ended_at__isnull=True).values_list("payment_method", flat=True)
    own = PaymentMethod(due.method or usual.get())
    reference = reference_of(account.number, due.order)
    told = {
        "reference": reference,
        "amount": due.amount,
        "order": due.order,
        "account": str(account.number),
        "company": portal.title,
    }
    offered = ways.to_resellers if account.is_reseller else ways.to_customers
    asked = [own] if own in OFFLINE else [method for method in OFFLINE if method in offered]
    wished = (*languages, portal.language, *portal.languages)
    found = (_way(method, ways, filled(text_for(ways, method, wished), told)) for method in asked)
    return HowToPay(own, reference, [way for way in found if way.lines or way.bank])


def _way(method: PaymentMethod, ways: WaysToPay, lines: Sequence[str]) -> Way:
    return Way(method, lines, ways if method == PaymentMethod.BANK_TRANSFER and ways.has_bank else None)
