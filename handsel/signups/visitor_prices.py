"""What who is not logged in may buy, at the prices of the default list, and never a cost (ACC-3, CAT-2)."""

from collections.abc import Collection

from handsel.accounts.tree import own_currency
from handsel.catalog.offers import Offer, lines_of, plans_beside
from handsel.kernel.database import array_text, call_function


def offers_to_visitors(seller_id: int, plan_ids: Collection[int] | None = None) -> list[Offer]:
    """Return what `seller_id` sells at its default price list in its own currency, by category and name.

    `plan_ids` narrows; None means all.
    """
    plans = None if plan_ids is None else sorted(plan_ids)
    lines = lines_of(seller_id, currency=own_currency(seller_id), plan_ids=plans)
    rows = call_function("signups_plans_shown", seller_id, array_text(line.plan_id for line in lines)) if lines else []
    known = {row["plan_id"]: row for row in rows}
    names = set(Offer.__dataclass_fields__)
    return [
        Offer(**{name: getattr(line, name) for name in names - told.keys()}, **told)
        for line in lines
        if (told := known.get(line.plan_id))
    ]


def offers_beside_to_visitors(seller_id: int, plan_id: int) -> list[Offer]:
    """Return what visitors of `seller_id` can buy of the product that has this plan: all its plans and add-ons."""
    beside = plans_beside(seller_id, plan_id)
    return offers_to_visitors(seller_id, beside) if beside else []
