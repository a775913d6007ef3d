"""What can be done with an order from its line in a list, as the menu behind three dots (ORD-3)."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handsel.console.routes import address
from handsel.console.sold_orders import SoldOrder
from handsel.web.templatetags.design import icon
from handsel.web.writing import Html, joined, written

MENU = (
    '<button type="button" class="hs-icon-button" popovertarget="actions-%(number)s" aria-haspopup="true" '
    'aria-expanded="false" aria-label="%(label)s">%(dots)s</button>'
    '<div id="actions-%(number)s" class="hs-pop" popover>%(items)s</div>'
)
LINK = '<a class="hs-pop-item" href="%(href)s">%(icon)s%(label)s</a>'
DIALOG = (
    '<button type="button" class="hs-pop-item%(css)s" hx-get="%(href)s" hx-params="none" hx-target="#dialogs"%(off)s>'
    "%(icon)s%(label)s …</button>"
)
DEED = (
    '<button type="button" class="hs-pop-item" hx-post="%(href)s" hx-params="none" hx-swap="none"%(off)s>'
    "%(icon)s%(label)s</button>"
)
NOTE = '<div class="hs-pop-note">%(reason)s</div>'

OFF, DANGER = Html(" disabled"), " is-danger"


class _Words:
    """What stands in every menu, looked up once for a language."""

    def __init__(self) -> None:
        self.actions = _("Actions for order %(number)s")
        self.details = _("Details")
        self.accept = _("Accept")
        self.pay = _("Record payment")
        self.complete = _("Complete")
        self.mail = _("Send the mail again")
        self.reject = _("Reject")
        self.cancel = _("Cancel")


@cache
def _words(_language: str | None) -> _Words:
    return _Words()


def order_menu(order: SoldOrder) -> Html:
    """Return the menu of `order`; what its reader may not do is greyed."""
    words, number = _words(get_language()), order.leg.number
    label, items = words.actions % {"number": number}, joined(_items(order, words))
    return written(MENU, number=number, label=label, dots=icon("dots-vertical"), items=items)


def _items(order: SoldOrder, words: _Words) -> Iterator[Html]:
    number, here = order.leg.number, order.address
    yield written(LINK, href=here, icon=icon("file-text"), label=words.details)
    if order.awaits_approval:
        accepting = f"{address('orders-accept')}?chosen={number}"
        yield _asking(accepting, "check", words.accept, is_on=bool(order.approval))
    if order.awaits_payment:
        yield _asking(f"{here}payment/", "coins", words.pay, is_on=bool(order.funding))
    if order.delivering:
        yield written(LINK, href=order.delivering, icon=icon("truck-delivery"), label=f"{words.complete} …")
    if order.is_own_buyers:
        off = "" if order.mailing else OFF
        yield written(DEED, href=f"{here}mail/", off=off, icon=icon("send"), label=words.mail)
    if order.is_open:
        label, is_on = words.reject if order.awaits_approval else words.cancel, bool(order.rejection)
        yield _asking(f"{here}cancel/", "circle-x", label, is_on=is_on, css=DANGER if is_on else "")
        if not is_on:
            yield written(NOTE, reason=order.rejection.reason)
    elif order.calling_off:
        yield _asking(f"{here}call-off/", "circle-x", words.cancel, css=DANGER)


def _asking(href: str, symbol: str, label: str, *, is_on: bool = True, css: str = "") -> Html:
    """Write what opens a dialog."""
    return written(DIALOG, href=href, icon=icon(symbol), label=label, off="" if is_on else OFF, css=css)
