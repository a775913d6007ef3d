"""A payment that arrived, as staff typed it, unless it looks as one that was entered before (FUN-1, ORD-6)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from handsel.console.desk import Desk
from handsel.ledger.announcing import announced_like
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import alike_receipts
from handsel.ledger.receiving import Received
from handsel.web.amounts import typed_money
from handsel.web.announcing import Alike
from handsel.web.templatetags.dates import day_text


def received_as_typed(desk: Desk, buyer_id: int, typed: dict[str, Any], currency: str, at: datetime) -> Received:
    """Return the payment of `buyer_id` that the fields of a FundsForm tell, in `currency`.

    Raises Alike where it may be one that was entered or announced before, until the person is sure; and what an amount
    that cannot be read raises.
    """
    told = {name: value for name, value in typed.items() if name not in {"sure", "amount", "method"}}
    received = Received(typed_money(typed["amount"], currency), PaidBy(typed["method"]), **told)
    if typed["sure"]:
        return received
    alike = alike_receipts(buyer_id, received, desk.actor).first()
    if alike:
        said = _("Receipt %(number)s of %(day)s has the same amount and reference. Is this another payment?")
        raise Alike(said % {"number": alike.number, "day": day_text(alike.received_on)})
    known = announced_like(buyer_id, received.amount, desk.actor, at).first()
    if known:
        said = _("%s announced the same amount; confirm it under Announced payments. Is this another payment?")
        raise Alike(said % known.announced_by_name)
    return received
