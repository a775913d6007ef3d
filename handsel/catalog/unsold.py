"""What is called how that was chosen and is no longer sold, and to its seller why that is so (ORD-9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from handsel.catalog.offers import Range
from handsel.kernel.database import call_function


class Why(TextChoices):
    """Why a plan is not sold, as its seller may know it: what is decided further up is the provider's."""

    HIDDEN = "hidden", "hidden in the price list"
    LOSS = "loss", "below its cost"
    NO_RATE = "no_rate", "no exchange rate"
    WITHDRAWN = "withdrawn", "withdrawn"
    NOT_SUPPLIED = "not_supplied", "no longer sold by your provider"


@dataclass(frozen=True)
class Named:
    """What a plan is called. It has no price here: names alone are told of what is not sold."""

    product: str
    plan: str
    is_own: bool = False


@dataclass(frozen=True)
class Unsold(Named):
    """A plan that is not sold, as its seller sees it."""

    why: Why = Why.NOT_SUPPLIED


def named(account_id: int, plan_ids: Iterable[int]) -> dict[int, Named]:
    """Return what plans are called that are supplied by the account or above it, by plan; sold or not.

    For what the asker chose when it was sold. No query where nothing is asked.
    """
    if not (wanted := sorted(set(plan_ids))):
        return {}
    return {row.pop("plan_id"): Named(**row) for row in call_function("catalog_named", account_id, wanted)}


def unsold_of(seller_id: int, plan_ids: Iterable[int], found: Range) -> Mapping[int, Unsold]:
    """Return those of `plan_ids` that the seller does not sell, by plan; `found` is its range, as `range_of` has it."""
    missing = set(plan_ids) - found.sold.keys()
    why = {line.plan_id: Why.HIDDEN if line.is_hidden else Why.LOSS for line in found.lines}
    why |= {line.plan_id: Why.NO_RATE for line in found.unpriced}
    return {
        plan_id: Unsold(
            one.product,
            one.plan,
            one.is_own,
            why.get(plan_id, Why.WITHDRAWN if one.is_own else Why.NOT_SUPPLIED),
        )
        for plan_id, one in named(seller_id, missing).items()
    }
