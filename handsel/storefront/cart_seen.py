"""The cart as its buyer sees it: lines at today's prices, the sum, and what their funds say to it (ORD-9, FUN-2)."""

import hashlib
from collections import Counter as Tally
from dataclasses import dataclass

from handsel.catalog.offers import Offer
from handsel.kernel.money import Money
from handsel.ledger.models import Wallet
from handsel.storefront.counter import Counter
from handsel.storefront.forms.cart import LineForm


@dataclass(frozen=True)
class SeenLine:
    """One line. Without an `offer` it is no longer sold, and nothing is known of it but how many there were."""

    plan_id: int
    quantity: int
    offer: Offer | None
    form: LineForm

    @property
    def total(self) -> Money | None:
        return self.offer.unit * self.quantity if self.offer else None


@dataclass(frozen=True)
class SeenCart:
    """A cart with its lines, or one that was never begun."""

    number: str
    lines: tuple[SeenLine, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can go to the checkout: something lies in it, and all of that is still sold."""
        return bool(self.lines) and all(line.offer for line in self.lines)

    @property
    def has_withdrawn(self) -> bool:
        return any(line.offer is None for line in self.lines)

    @property
    def total(self) -> Money | None:
        """What is due now. A buyer pays its seller in one currency."""
        totals = [line.total for line in self.lines if line.total is not None]
        return sum(totals[1:], totals[0]) if totals else None

    @property
    def renewals(self) -> list[tuple[int, Money]]:
        """What renews every so many months, by the length of the period."""
        sums: Tally[int] = Tally()
        for line in self.lines:
            if line.offer and line.total and line.offer.period_months:
                sums[line.offer.period_months] += line.total.minor
        currency = self.total.currency if self.total else ""
        return [(months, Money(minor, currency)) for months, minor in sorted(sums.items())]

    @property
    def seal(self) -> str:
        """A mark of all lines and prices: whoever orders under another seal has seen another cart."""
        lines = sorted((line.plan_id, line.quantity, line.offer.unit_minor if line.offer else 0) for line in self.lines)
        return hashlib.sha256(repr(lines).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Funding:
    """What the wallet says to a sum. A buyer without a wallet has nothing."""

    balance: Money
    held: Money
    credit: Money
    available: Money
    total: Money

    @property
    def remaining(self) -> Money:
        """What is left to spend afterwards; below zero when the money does not suffice."""
        return self.available - self.total

    @property
    def missing(self) -> Money | None:
        return -self.remaining if self.remaining.minor < 0 else None


def see_cart(counter: Counter, refused: LineForm | None = None) -> SeenCart:
    """Return the buyer's cart; `refused` is the line form that could not be taken, shown with what was typed."""
    cart = counter.cart
    if cart is None:
        return SeenCart("", ())
    lines = sorted(cart.lines.all(), key=lambda line: line.pk)
    offers = counter.offers_for([line.plan_id for line in lines])
    return SeenCart(
        cart.number,
        tuple(
            SeenLine(
                line.plan_id,
                line.quantity,
                offers.get(line.plan_id),
                refused if refused and refused.plan_id == line.plan_id else LineForm.of(line.plan_id, line.quantity),
            )
            for line in lines
        ),
    )


def funding_for(wallet: Wallet | None, total: Money) -> Funding:
    """Return what `wallet` says to `total`."""
    balance, held, credit, available = (
        (wallet.balance_minor, wallet.held_minor, wallet.credit_limit_minor, wallet.available_minor)
        if wallet and wallet.currency == total.currency
        else (0, 0, 0, 0)
    )
    currency = total.currency
    return Funding(
        Money(balance, currency), Money(held, currency), Money(credit, currency), Money(available, currency), total
    )
