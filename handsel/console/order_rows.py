"""The lines of lists of orders, written in Python: fifty of a template would cost most of a page (ORD-1, ORD-5)."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from handsel.accounts.paying_models import PaymentMethod
from handsel.console.order_menus import order_menu
from handsel.console.routes import address_of
from handsel.console.sold_orders import SoldOrder
from handsel.kernel.money import Money
from handsel.orders.searching import OrderSearch
from handsel.web.particulars_form import told_po
from handsel.web.templatetags.dates import moment
from handsel.web.templatetags.design import badge, icon
from handsel.web.templatetags.money import money
from handsel.web.writing import Html, joined, written

QUEUE_ROW = (
    '<tr>%(tick)s<th scope="row"><span class="text-nowrap"><a class="hs-code" href="%(href)s">%(number)s</a> %(placer)s'
    '</span></th><td data-label="%(invoice)s"><span><a class="hs-name" href="%(account)s">%(name)s</a>%(notes)s</span>'
    '</td><td class="is-quiet" data-label="%(site)s"><bdi>%(code)s</bdi></td>'
    '<td class="is-quiet" data-label="%(date)s">%(asked)s</td>'
    '<td data-label="%(status)s"><span>%(badge)s%(read)s</span></td>'
    '<td class="is-amount is-quiet" data-label="%(cost)s">%(costs)s</td>'
    '<td class="is-amount" data-label="%(amount)s"><span>%(total)s<span class="hs-share">%(method)s</span>%(owed)s'
    '</span></td><td class="is-action">%(menu)s</td></tr>'
)
ACCOUNT_ROW = (
    '<tr><th scope="row"><span><a class="hs-code" href="%(href)s">%(number)s</a>%(notes)s</span></th>'
    '<td data-label="%(placed_by)s">%(placer)s</td><td data-label="%(status)s">%(badge)s</td>'
    '<td class="is-quiet" data-label="%(date)s">%(asked)s</td>'
    '<td class="is-amount is-quiet" data-label="%(cost)s">%(costs)s</td>'
    '<td class="is-amount" data-label="%(amount)s"><span>%(total)s%(owed)s</span></td>'
    '<td class="is-action">%(menu)s</td></tr>'
)
TICK = (
    '<td><input class="form-check-input" type="checkbox" name="chosen" value="%(number)s" aria-label="%(number)s"'
    "%(off)s></td>"
)
GROUP = '<tr class="hs-group"><th scope="rowgroup" colspan="9">%(title)s</th></tr>'
PLACER = '<span class="text-muted" title="%(words)s">%(symbol)s<span class="visually-hidden">%(words)s</span></span>'
NOTE = '<br><small class="text-muted">%(words)s</small>'
PO = "<bdi>%(number)s</bdi>"
OWED = '<small class="d-block text-danger">%(words)s</small>'

OFF, NOTHING = Html(" disabled"), Html()


class _Words:
    """What is the same in every line, looked up once for a language."""

    def __init__(self) -> None:
        self.labels = {
            "invoice": _("Name on the invoice"),
            "site": _("Site"),
            "placed_by": _("Placed by"),
            "date": _("Date"),
            "status": _("Status"),
            "cost": _("Total cost without tax"),
            "amount": _("Total amount with tax"),
        }
        customer, reseller = _("Placed by the customer"), _("Placed by the reseller")
        self.customer = written(PLACER, words=customer, symbol=icon("user", "icon-small"))
        self.reseller = written(PLACER, words=reseller, symbol=icon("briefcase", "icon-small"))
        self.methods = {value: str(label) for value, label in PaymentMethod.choices}
        titles = (
            _("Needs your approval"),
            _("Waits for you: to be delivered, to be funded, or failed"),
            _("Being bought: nothing to do for you"),
        )
        self.groups = [written(GROUP, title=title) for title in titles]


@cache
def _words(_language: str | None) -> _Words:
    return _Words()


def queue_rows(orders: Iterable[SoldOrder], search: OrderSearch, *, may_decide: bool) -> Html:
    """Return `orders` as the lines of a queue; of those under way, each group under its heading."""
    words = _words(get_language())
    has_ticks, is_grouped = may_decide and search.is_decided, search.is_awaiting_approval
    return joined(_queue_rows(orders, words, has_ticks=has_ticks, is_grouped=is_grouped))


def _queue_rows(orders: Iterable[SoldOrder], words: _Words, *, has_ticks: bool, is_grouped: bool) -> Iterator[Html]:
    group = None
    for order in orders:
        if is_grouped and order.group != group:
            group = order.group
            yield words.groups[group]
        leg, seen = order.leg, order.situation
        yield written(
            QUEUE_ROW,
            tick=written(TICK, number=leg.number, off="" if order.is_open else OFF) if has_ticks else "",
            account=address_of("account", leg.buyer.number),
            name=order.invoice_name,
            notes=joined(_notes(order)),
            code=order.site_code or "–",
            read=written(NOTE, words=seen.status) if seen.message != seen.status else "",
            method=words.methods[leg.payment_method],
            **_told(order, words, seen.message),
        )


def account_rows(orders: Iterable[SoldOrder]) -> Html:
    """Return `orders` of one account as the lines of its list."""
    words = _words(get_language())
    return joined(
        written(ACCOUNT_ROW, notes=_said(order), **_told(order, words, order.situation.status)) for order in orders
    )


def _told(order: SoldOrder, words: _Words, status: str) -> dict[str, object]:
    """Return what both kinds of line say of `order`."""
    leg = order.leg
    return {
        **words.labels,
        "href": order.address,
        "number": leg.number,
        "placer": words.customer if order.is_by_customer else words.reseller,
        "badge": badge(order.situation.colour, status),
        "asked": moment(leg.asked_at),
        "costs": money(order.cost),
        "total": money(order.total),
        "owed": _to_pay(order.to_pay) if order.to_pay else "",
        "menu": order_menu(order),
    }


def _to_pay(due: Money) -> Html:
    before, _sum, after = _("%(sum)s to pay").partition("%(sum)s")
    return written(OWED, words=joined([before, money(due), after]))


def _notes(order: SoldOrder) -> Iterator[Html]:
    """Yield what stands below the name on the invoice: the buyer's own, for whom it buys, its own number."""
    if order.invoice_name != order.leg.buyer.name:
        yield written(NOTE, words=order.leg.buyer.name)
    if order.end_customer:
        yield written(NOTE, words=pgettext("whom an order is for", "for %(name)s") % {"name": order.end_customer})
    if order.po_number:
        yield written(NOTE, words=written(PO, number=told_po(order.po_number)))


def _said(order: SoldOrder) -> Html:
    """Return site and the buyer's own number, as they stand below the number of an order."""
    site = written("<bdi>%(code)s</bdi>", code=order.site_code) if order.site_code else NOTHING
    own = written(PO, number=told_po(order.po_number)) if order.po_number else NOTHING
    between = " · " if site and own else ""
    return written(NOTE, words=joined([site, between, own])) if site or own else NOTHING
