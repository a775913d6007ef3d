"""The shop window: what anybody may see of a seller's range, which is names and never a figure (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handsel.catalog.offers import lines_of


@dataclass(frozen=True)
class Displayed:
    """A product behind glass: what it is. A price needs a buyer. `plan_id` is one of its plans, whichever."""

    plan_id: int = field(compare=False)
    product_id: int
    product: str
    category: str
    description: str
    kind: str


def displayed_by(seller_id: int, plan_ids: Sequence[int] | None = None) -> list[Displayed]:
    """Return the products that `seller_id` sells, by category and name, each once however many plans it has.

    `plan_ids` narrows to the products that have one of these; None means all.
    """
    lines = lines_of(seller_id, plan_ids=plan_ids)
    shown = (
        Displayed(line.plan_id, line.product_id, line.product, line.category, line.description, line.kind)
        for line in lines
    )
    return list(dict.fromkeys(shown))
