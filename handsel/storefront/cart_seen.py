"""The cart as its buyer sees it: lines at today's prices, the sum, and what their funds say to it (ORD-9, FUN-2)."""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from handsel.accounts.portal_settings import OpenPortal
from handsel.catalog.asked import Filled
from handsel.catalog.offers import Offer
from handsel.catalog.periods import Period
from handsel.catalog.unsold import Named, named
from handsel.kernel.clock import now
from handsel.kernel.money import Money
from handsel.ledger.models import Wallet
from handsel.orders.cart_seals import Quoted, Seal, priced_lines
from handsel.orders.line_models import AnyLine
from handsel.orders.models import Leg, Order
from handsel.orders.preflight import Funding as Preflight
from handsel.orders.preflight import buyers_funding, funding_by
from handsel.orders.wanted import grouped
from handsel.storefront.forms.cart import LineForm
from handsel.storefront.prices_shown import ShownPrices, prices_shown
from handsel.storefront.shoppers import Shopper
from handsel.tax.quoting import Owed
from handsel.web.taxes import TaxSum


@dataclass(frozen=True)
class SeenLine:
    """One line with its add-ons. Without an `offer` it is no longer sold, and only what it is called is known of it.

    `why` is the reason of a price that the seller's people set by hand, which stands in the offer then.
    """

    line: AnyLine
    offer: Offer | None
    form: LineForm
    owed: Owed | None = None
    addons: tuple["SeenLine", ...] = ()
    why: str = ""
    named: Named | None = None

    @property
    def line_id(self) -> int:
        return int(self.line.pk)

    @property
    def plan_id(self) -> int:
        return self.line.plan_id

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def options(self) -> list[Filled]:
        """What was filled in."""
        return list(self.line.options)

    @property
    def is_sold(self) -> bool:
        """Whether all of it is still sold."""
        return self.offer is not None and all(addon.is_sold for addon in self.addons)

    @property
    def total(self) -> Money | None:
        """What it costs without its add-ons, which have lines of their own, and without tax."""
        return self.offer.unit * self.quantity if self.offer else None


@dataclass(frozen=True)
class SeenCart:
    """A cart with its lines, or one that was never begun. `prices` is how the shelf shows what lies in it."""

    number: str
    lines: tuple[SeenLine, ...]
    prices: ShownPrices
    order: Order | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can go to the checkout: something lies in it, and all of that is still sold."""
        return bool(self.lines) and not self.has_withdrawn

    @property
    def has_withdrawn(self) -> bool:
        return not all(line.is_sold for line in self.lines)

    @property
    def all_lines(self) -> list[SeenLine]:
        """Its lines, each before its add-ons."""
        return [one for line in self.lines for one in (line, *line.addons)]

    @cached_property
    def sum(self) -> TaxSum | None:
        """What is due now, with its tax. A buyer pays its seller in one currency."""
        owed = [line.owed for line in self.all_lines if line.owed]
        currency = next((line.total.currency for line in self.all_lines if line.total is not None), "")
        return TaxSum.of_quote(owed, currency) if currency else None

    @property
    def total(self) -> Money | None:
        """What is due now, tax included."""
        return self.sum.total if self.sum else None

    @property
    def renewals(self) -> list[tuple[Period, Money]]:
        """What renews, tax included, by the length of the period, the shortest first."""
        sums: Tally[Period] = Tally()
        for line in self.all_lines:
            if line.offer and line.owed and line.offer.period_count:
                sums[line.offer.period] += line.owed.gross_minor
        currency = self.total.currency if self.total else ""
        periods = sorted(sums, key=lambda lasts: lasts.per_year, reverse=True)
        return [(lasts, Money(sums[lasts], currency)) for lasts in periods]

    @property
    def seal(self) -> str:
        """A mark of all lines, prices and taxes: whoever orders under another seal has seen another cart."""
        return Seal.on([Quoted(line.line, line.offer, line.owed) for line in self.all_lines]).mark


@dataclass(frozen=True)
class Funding:
    """What the wallet says to a sum. A buyer without a wallet has nothing."""

    balance: Money
    held: Money
    credit: Money
    available: Money
    total: Money
    claimed: Money | None = None
    """What of it goes to orders before this one that wait as well."""

    @property
    def remaining(self) -> Money:
        """What is left to spend afterwards; below zero when the money does not suffice."""
        return self.available - self.total

    @property
    def is_in_hand(self) -> bool:
        """Whether the balance alone suffices, without any credit: only then a card that would be charged rests."""
        return self.balance.minor - self.held.minor >= self.total.minor

    @property
    def missing(self) -> Money | None:
        return -self.remaining if self.remaining.minor < 0 else None


def see_cart(shopper: Shopper, portal: OpenPortal, refused: LineForm | None = None) -> SeenCart:
    """Return the shopper's cart; `refused` is the line form that could not be taken, shown with what was typed."""
    lying = shopper.lying
    cart, lines = lying.order, lying.lines
    listed = shopper.offers_for(sorted({line.plan_id for line in lines}))
    called = named(shopper.told_to, {line.plan_id for line in lines} - listed.keys())
    priced = {one.line.pk: one for one in priced_lines(cart, lines, listed.values(), at=now())}
    nets = {pk: one.net for pk, one in priced.items() if one.offer}
    shown = prices_shown(shopper, portal, [one.offer for one in priced.values() if one.offer], nets.values())

    def seen(line: AnyLine, addons: Iterable[AnyLine] = ()) -> SeenLine:
        is_refused = refused is not None and refused.line_id == line.pk
        form = refused if refused and is_refused else LineForm.of(line.pk, line.quantity)
        offer, price = priced[line.pk].offer, priced[line.pk].by_hand
        owed = shown.owed[nets[line.pk]] if offer else None
        why = price.reason if price else ""
        return SeenLine(line, offer, form, owed, tuple(map(seen, addons)), why, called.get(line.plan_id))

    number = cart.number if cart else ""
    return SeenCart(number, tuple(seen(line, addons) for line, addons in grouped(lines)), shown, cart)


def funding_of_order(wallet: Wallet | None, leg: Leg) -> Funding:
    """Return what `wallet` says to an order that waits for payment: a part that came in for it is there for it."""
    return _left(funding_for(wallet, Money(leg.gross_minor, leg.currency)), buyers_funding(leg, at=now()))


def funding_of_cart(wallet: Wallet | None, cart: Order, total: Money) -> Funding:
    """Return what `wallet` says to a cart that costs `total` and would wait behind others where that is not there."""
    found = funding_for(wallet, total)
    return _left(found, funding_by(cart.buyer_id, cart.pk, at=now())) if found.missing else found


def _left(found: Funding, ours: Preflight | None) -> Funding:
    """Return what orders before leave of what was found."""
    if ours is None:
        return found
    held = found.balance + found.credit - ours.available - ours.claimed
    return replace(found, available=ours.available, held=held, claimed=ours.claimed)


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
