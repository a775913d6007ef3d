"""What who is not logged in may buy, at the prices of the default list, and never a cost (ACC-3, CAT-2)."""

from collections.abc import Collection
from dataclasses import dataclass

from handsel.accounts.tree import own_currency
from handsel.catalog.offers import Offer, lines_of
from handsel.kernel.database import array_text, call_function


@dataclass(frozen=True)
class VisitorOffer(Offer):
    """One plan as visitors see it. What `asks` for something to be filled in is ordered after the log-in only."""

    asks: bool


def offers_to_visitors(seller_id: int, plan_ids: Collection[int] | None = None) -> list[VisitorOffer]:
    """Return what `seller_id` sells at its default price list in its own currency, by category and name; no add-ons.

    `plan_ids` narrows; None means all.
    """
    plans = None if plan_ids is None else sorted(plan_ids)
    lines = lines_of(seller_id, currency=own_currency(seller_id), plan_ids=plans)
    rows = call_function("signups_plans_shown", seller_id, array_text(line.plan_id for line in lines)) if lines else []
    known = {row["plan_id"]: row for row in rows}
    names = set(Offer.__dataclass_fields__)
    offers = []
    for line in lines:
        told = known.get(line.plan_id)
        if told and not told["is_addon"]:
            price = {name: getattr(line, name) for name in names - told.keys()}
            offers.append(VisitorOffer(**price, **told))
    return offers
