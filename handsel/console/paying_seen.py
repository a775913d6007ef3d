"""How an order can be paid that staff place for a buyer, with what follows from each way (ORD-4, ORD-10)."""

from django.utils.translation import gettext as _

from handsel.accounts.models import Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.accounts.payment import methods_for
from handsel.gateways.cards import card_of
from handsel.kernel.money import Money
from handsel.ledger.models import Wallet
from handsel.web.templatetags.money import money_text


def ways_to_choose(edge: Edge, wallet: Wallet | None) -> list[tuple[str, str]]:
    """Return each method that is offered to the buyer of `edge`, or is its usual one, and what follows from it."""
    ways = [one for one in PaymentMethod if one in {*methods_for(edge.buyer), edge.payment_method}]
    return [(one.value, f"{_(one.label)} · {_follows(one, edge, wallet)}") for one in ways]


def _follows(method: PaymentMethod, edge: Edge, wallet: Wallet | None) -> str:
    if method == PaymentMethod.CARD:
        card = card_of(edge.seller_id, edge.buyer_id)
        if card is None:
            return _("No card is on file: unless the wallet suffices, the order waits until one is saved.")
        return _("Charged to %(card)s, unless the wallet suffices.") % {"card": card}
    if method == PaymentMethod.DEPOSIT:
        available = Money(wallet.available_minor if wallet else 0, edge.currency)
        told = _(
            "Taken from the wallet, where %(available)s is available; if it is short, the order waits for payment."
        )
        return told % {"available": money_text(available)}
    return _("Waits for payment until you record it, unless the wallet suffices.")
